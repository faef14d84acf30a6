"""This is where it is told as which users of a database somebody runs SQL there: as its master user, or as another.

The Data API asks who calls it for the secret of the user; the credentials of IAM and of Redshift name the user. RDS
keeps the password of the master user in a secret that it calls `rds!cluster-…` and tags with the database, Redshift in
one that it calls `redshift!…`. Sources: Amazon Aurora User Guide, "Authorizing access to the Amazon RDS Data API" and
"Password management with Amazon Aurora and AWS Secrets Manager"; Amazon RDS User Guide, "Creating and using an IAM
policy for IAM database access"; Amazon Redshift Management Guide, "Authorizing access to the Amazon Redshift Data API"
and "Managing Amazon Redshift admin passwords using AWS Secrets Manager"; Service Authorization Reference, "Amazon
Redshift" and "Amazon Redshift Serverless"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer, all_of
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf, texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import Resource, bare
from daypass.words import words_in
from daypass_policies.escalating.entrances.sql_databases import Database

_READS: Final = "secretsmanager:GetSecretValue"
_CONNECTS: Final = "rds-db:connect"
_DATA_API: Final[Mapping[str, tuple[str, ...]]] = {
    "cluster": ("rds-data:ExecuteStatement", "rds-data:BatchExecuteStatement"),
    "warehouse": ("redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement"),
    "namespace": ("redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement"),
}
ACTIONS: Final = (*(one for each in _DATA_API.values() for one in each), _CONNECTS)
"""All by which SQL is run."""

"""Sort of database → what runs SQL in it by a call."""

_SECRETS: Final = {
    "aws:secretsmanager/secret:Secret": Kind("secret", "", "name"),
    "aws-native:secretsmanager:Secret": Kind("secret", "", "name", "id"),
}
_VERSION: Final = "aws:secretsmanager/secretVersion:SecretVersion"
_WORKGROUPS: Final = ("aws:redshiftserverless/workgroup:Workgroup", "aws-native:redshiftserverless:Workgroup")
_MADE_UP: Final = "da1pa500-0000-0000-0000-000000000000"
_ENDING: Final = "-Da1Pa2"
"""What RDS makes up for the name of a secret, and six characters as good as those of Secrets Manager."""


class _Kept(NamedTuple):
    """Where the secret of a master user is: how it begins, its tag, and where the database says of it."""

    start: str
    tag: str
    switch: str
    arn: str


_OF_RDS: Final = ("manageMasterUserPassword", "masterUserSecrets[].secretArn")
_KEPT: Final[Mapping[str, _Kept]] = {
    "cluster": _Kept("rds!cluster-", "aws:rds:primarydbclusterarn", *_OF_RDS),
    "instance": _Kept("rds!db-", "aws:rds:primarydbinstancearn", *_OF_RDS),
    "warehouse": _Kept("redshift!", "", "manageMasterPassword", "masterPasswordSecretArn"),
    "namespace": _Kept("redshift!", "", "manageAdminPassword", "adminPasswordSecretArn"),
}
"""By sort of database. The tags of those of Redshift are not told: none that anybody asks for."""

_TAGS: Final = ("aws:resourcetag/", "secretsmanager:resourcetag/")
_STRONG: Final = frozenset(
    ("admin", "administrator", "master", "root", "superuser", "owner", "postgres", "awsuser", "dba")
)
_WEAK: Final = frozenset(("readonly", "reader", "read", "ro", "viewer", "select"))
"""Words by which users are called that may do everything in a database, and that only look at it."""


class Login(NamedTuple):
    """By which action SQL is run; `user` is how the user or its secret is called, "" for the master user."""

    action: str
    user: str
    answer: Answer

    @property
    def words(self) -> str:
        """The user, in words."""
        return "another user" if self.user else "the master user"


class Logins:
    """Those that the stack tells of."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._names = Names.of(stack.resources, _SECRETS)
        self._versions = grouped((self._secret_of(one), one) for one in stack.of_type(_VERSION))
        self._secrets = tuple(sorted(stack.of_type(*_SECRETS), key=lambda one: one.urn))
        self._kept: dict[str, tuple[tuple[Resource, str], ...]] = {}

    def of(self, database: Database, every: tuple[Means, ...]) -> Iterator[Login]:
        """How somebody with these means runs SQL there, as the master user first."""
        each = [*self._by_data_api(database, every), *_by_token(database, every)]
        yield from sorted((one for one in each if one.answer.possible), key=lambda one: bool(one.user))

    def _by_data_api(self, database: Database, every: tuple[Means, ...]) -> Iterator[Login]:
        for action in _DATA_API.get(database.sort, ()):
            called = best(_calls(means, action, database, self._stack) for means in every)
            called = called.under(*_closed(database)) if _is_open(database) else NO
            if called.possible:
                yield Login(action, "", all_of((called, best(_reads_master(means, database) for means in every))))
                for user, read in self._read(database, every):
                    yield Login(action, user, all_of((called, read)))
                for let in _by_credentials(database, every):
                    yield Login(action, "", all_of((called, let)))

    def _read(self, database: Database, every: tuple[Means, ...]) -> Iterator[tuple[str, Answer]]:
        """The secrets of the stack that are of users of this database, and whether they may be read."""
        for secret, user in self._kept_for(database):
            name = text_of(said(secret, "name"))
            arn = text_of(said(secret, "arn")) or f"arn:*:secretsmanager:*:*:secret:{name or ANY}{_ENDING}"
            yield user, best(means.on(_READS, arn, tag_facts(secret, *_TAGS)) for means in every)

    def _kept_for(self, database: Database) -> tuple[tuple[Resource, str], ...]:
        """The same, each with how its user is called, "" for the master user; once for all who may read them."""
        urn = database.resource.urn
        if urn not in self._kept:
            each = ((one, self._versions.get(one.urn, ())) for one in self._secrets)
            self._kept[urn] = tuple(
                (one, "" if self._is_masters(one, versions, database) else _user_of(one, versions))
                for one, versions in each
                if self._is_of(one, versions, database)
            )
        return self._kept[urn]

    def _is_of(self, secret: Resource, versions: tuple[Resource, ...], database: Database) -> bool:
        """Whether it says the database, was made of it, or is called after it and that it is for one."""
        resource = database.resource
        if any(resource.urn in urns for one in versions for urns in one.property_dependencies.values()):
            return True
        hosts = (
            text
            for one in versions
            for key in ("host", "dbClusterIdentifier", "dbInstanceIdentifier")
            for text in texts_at(one.state, f"secretString.{key}").texts
        )
        if any(text.partition(".")[0].lower() == database.name.lower() for text in hosts):
            return True
        words, own = words_in(_said_of(secret), "joined"), words_in(database.name, "joined")
        return bool(own) and set(own) <= set(words) and not _OF_DATABASES.isdisjoint(words)

    def _is_masters(self, secret: Resource, versions: tuple[Resource, ...], database: Database) -> bool:
        """Whether it is of the master user, by what it says, else by what it is called."""
        master = master_of(database)
        users = [text for one in versions for text in texts_at(one.state, "secretString.username").texts if text]
        if master and users:
            return master in users
        return not _STRONG.isdisjoint(words_in(_said_of(secret), "joined"))

    def _secret_of(self, version: Resource) -> str:
        (meant,) = self._names.meant(version, "secretId", [Leaf(bare(said(version, "secretId")), "secretId")])
        return meant.urn


_OF_DATABASES: Final = frozenset(("db", "database", "aurora", "rds", "postgres", "mysql", "redshift", "sql", "master"))


def is_weak(user: str) -> bool:
    """Whether a user is called as those are who only look."""
    words = words_in(user.replace("_", " "), "joined")
    return not _WEAK.isdisjoint(words) or {"read", "only"} <= set(words)


def master_of(database: Database) -> str:
    """The name of the master user, "" where it is not known."""
    keys = ("masterUsername", "masterUserName", "username", "adminUsername")
    return next(filter(None, (text_of(said(database.resource, key)) for key in keys)), "")


def _user_of(secret: Resource, versions: tuple[Resource, ...]) -> str:
    """How the user of a secret is called: by its name, and by what it says."""
    users = (text for one in versions for text in texts_at(one.state, "secretString.username").texts)
    return " ".join((text_of(said(secret, "name")) or secret.name, *users))


def _said_of(secret: Resource) -> str:
    return " ".join((secret.name, text_of(said(secret, "name")), text_of(said(secret, "description"))))


def _is_open(database: Database) -> bool:
    """Whether its Data API is switched on, or may be; that of a warehouse always is."""
    return database.sort != "cluster" or switch(database.resource, "enableHttpEndpoint") is not False


def _closed(database: Database) -> tuple[Untold, ...]:
    is_unsure = database.sort == "cluster" and switch(database.resource, "enableHttpEndpoint") is None
    return (Untold.of(database.resource, "enableHttpEndpoint"),) if is_unsure else ()


def _calls(means: Means, action: str, database: Database, stack: Stack) -> Answer:
    """Whether they may run SQL in it; of a namespace in one of its workgroups."""
    facts = tag_facts(database.resource, "aws:resourcetag/")
    if database.sort != "namespace":
        return means.on(action, database.arn, facts)
    return best(means.on(action, arn) for arn in _workgroups(database, stack))


def _workgroups(database: Database, stack: Stack) -> Iterator[str]:
    for one in stack.of_type(*_WORKGROUPS):
        named, behind = text_of(said(one, "namespaceName")), one.property_dependencies.get("namespaceName", ())
        if named == database.name or database.resource.urn in behind:
            arn = text_of(said(one, "arn")) or text_of(said(one, "workgroupArn"))
            yield arn if Arn.parse(arn) else f"arn:*:redshift-serverless:*:*:workgroup/{ANY}"


def _reads_master(means: Means, database: Database) -> Answer:
    """Whether they may read the secret in which AWS keeps the password of the master user."""
    kept = _KEPT[database.sort]
    managed = switch(database.resource, kept.switch)
    if managed is False:
        return NO
    unknown = (Untold.of(database.resource, kept.switch),) if managed is None else ()
    written = next((text for text in texts_at(database.resource.state, kept.arn).texts if Arn.parse(text)), "")
    arn = Arn.parse(database.arn)
    place = f"{arn.partition}:secretsmanager:{arn.region}:{arn.account}" if arn else "*:secretsmanager:*:*"
    name = _MADE_UP if kept.tag else f"{database.name}-{master_of(database) or ANY}"
    tags = {f"{start}{kept.tag}": database.arn for start in _TAGS if kept.tag}
    facts = Facts(tags, tags=_TAGS) if kept.tag else NOTHING
    return means.on(_READS, written or f"arn:{place}:secret:{kept.start}{name}{_ENDING}", facts).under(*unknown)


def _by_credentials(database: Database, every: tuple[Means, ...]) -> Iterator[Answer]:
    """Whether they are given credentials of a warehouse as its master user, by name or as whomever they name."""
    if database.sort != "warehouse":
        return
    start = database.arn.replace(":cluster:", ":dbuser:")
    action, master = "redshift:GetClusterCredentials", master_of(database)
    for user in dict.fromkeys((master, PROBE)):
        facts = Facts({"redshift:dbuser": user}) if user else NOTHING
        yield best(means.on(action, f"{start}/{user or ANY}", facts) for means in every)


def _by_token(database: Database, every: tuple[Means, ...]) -> Iterator[Login]:
    """As the master user by a token of IAM, where the database takes such."""
    master = master_of(database)
    takes = switch(database.resource, "iamDatabaseAuthenticationEnabled")
    if database.sort not in ("cluster", "instance") or not master or takes is False:
        return
    unknown = (Untold.of(database.resource, "iamDatabaseAuthenticationEnabled"),) if takes is None else ()
    arn, keys = Arn.parse(database.arn), ("clusterResourceId", "dbClusterResourceId", "resourceId", "dbiResourceId")
    id_ = next(filter(None, (text_of(said(database.resource, key)) for key in keys)), ANY)
    place = f"{arn.partition}:rds-db:{arn.region}:{arn.account}" if arn else "*:rds-db:*:*"
    answer = best(means.on(_CONNECTS, f"arn:{place}:dbuser:{id_}/{master}") for means in every)
    yield Login(_CONNECTS, "", answer.under(*unknown))
