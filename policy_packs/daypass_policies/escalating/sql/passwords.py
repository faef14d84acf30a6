"""This is where the secrets with the passwords of a database are, and whose each is: its master user's, or another's.

RDS keeps the password of the master user in a secret that it calls `rds!cluster-…` and tags with the database, Redshift
in one that it calls `redshift!…`. A stack keeps it where it writes what the database has for a password, or where the
database has what was written; others it keeps in what says the database, or is called after it. Sources: Amazon Aurora
User Guide, "Password management with Amazon Aurora and AWS Secrets Manager"; Amazon Redshift Management Guide,
"Managing Amazon Redshift admin passwords using AWS Secrets Manager"; properties of pulumi-aws 7.51.1 and
pulumi-aws-native 1.84.0; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import NO, Answer
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
from daypass_policies.escalating.sql.databases import Database

READS: Final = "secretsmanager:GetSecretValue"

_SECRETS: Final = {
    "aws:secretsmanager/secret:Secret": Kind("secret", "", "name"),
    "aws-native:secretsmanager:Secret": Kind("secret", "", "name", "id"),
}
_VERSION: Final = "aws:secretsmanager/secretVersion:SecretVersion"
_MADE_UP: Final = "da1pa500-0000-0000-0000-000000000000"
_ENDING: Final = "-Da1Pa2"
"""What RDS makes up for the name of a secret, and six characters as good as those of Secrets Manager."""


class _Kept(NamedTuple):
    """Where the secret of a master user is: how it begins, its tag, and where the database says of it."""

    start: str
    tag: str
    switch: str
    arns: tuple[str, ...]


_OF_RDS: Final = ("manageMasterUserPassword", ("masterUserSecrets[].secretArn", "masterUserSecret.secretArn"))
_KEPT: Final[Mapping[str, _Kept]] = {
    "cluster": _Kept("rds!cluster-", "aws:rds:primarydbclusterarn", *_OF_RDS),
    "instance": _Kept("rds!db-", "aws:rds:primarydbinstancearn", *_OF_RDS),
    "warehouse": _Kept("redshift!", "", "manageMasterPassword", ("masterPasswordSecretArn",)),
    "namespace": _Kept("redshift!", "", "manageAdminPassword", ("adminPasswordSecretArn",)),
}
"""By sort of database. The tags of those of Redshift are not told: none that anybody asks for."""

_TAGS: Final = ("aws:resourcetag/", "secretsmanager:resourcetag/")
_PASSWORDS: Final = ("masterPassword", "masterUserPassword", "password", "adminUserPassword")
_OF_DATABASES: Final = frozenset(("db", "database", "aurora", "rds", "postgres", "mysql", "redshift", "sql", "master"))
_STRONG: Final = frozenset(
    ("admin", "administrator", "master", "root", "superuser", "owner", "postgres", "awsuser", "dba")
)
"""Words by which users are called that may do everything in a database."""


class Password(NamedTuple):
    """A secret of the stack with that of a user of a database, by its ARN, and the facts of its tags.

    `user` is how the user or the secret is called, "" for the master user.
    """

    user: str
    arn: str
    facts: Facts

    def read(self, every: tuple[Means, ...]) -> Answer:
        """Whether who has these means may read it."""
        return best(means.on(READS, self.arn, self.facts) for means in every)


class Passwords:
    """Those that the stack tells of."""

    def __init__(self, stack: Stack) -> None:
        self._names = Names.of(stack.resources, _SECRETS)
        versions = grouped((self._secret_of(one), one) for one in stack.of_type(_VERSION))
        within = [(one, versions.get(one.urn, ())) for one in stack.of_type(*_SECRETS)]
        elsewhere = [(one, (one,)) for one in versions.get("", ()) if text_of(said(one, "secretId"))]
        self._secrets = tuple(sorted((*within, *elsewhere), key=lambda one: one[0].urn))
        self._of: dict[str, tuple[Password, ...]] = {}

    def of(self, database: Database) -> tuple[Password, ...]:
        """Those of the users of a database; found once for all who may read them."""
        urn = database.resource.urn
        if urn not in self._of:
            each = [one for one in self._secrets if _is_of(*one, database)]
            self._of[urn] = tuple(_password(*one, database) for one in each)
        return self._of[urn]

    def _secret_of(self, version: Resource) -> str:
        """The URN of the secret that it is of, "" where the stack does not have that."""
        (meant,) = self._names.meant(version, "secretId", [Leaf(bare(said(version, "secretId")), "secretId")])
        return meant.urn


def master_of(database: Database) -> str:
    """The name of the master user, "" where it is not known."""
    keys = ("masterUsername", "masterUserName", "username", "adminUsername")
    return next(filter(None, (text_of(said(database.resource, key)) for key in keys)), "")


def reads_masters(means: Means, database: Database) -> Answer:
    """Whether they may read the secret in which AWS keeps the password of the master user."""
    kept, resource = _KEPT[database.sort], database.resource
    texts = (text for path in kept.arns for text in texts_at(resource.state, path).texts)
    written = next(filter(Arn.parse, texts), "")
    managed = switch(resource, kept.switch)
    if managed is False and not written:
        return NO
    unknown = (Untold.of(resource, kept.switch),) if managed is None else ()
    arn = Arn.parse(database.arn)
    place = f"{arn.partition}:secretsmanager:{arn.region}:{arn.account}" if arn else "*:secretsmanager:*:*"
    name = _MADE_UP if kept.tag else f"{database.name}-{master_of(database) or ANY}"
    tags = {f"{start}{kept.tag}": database.arn for start in _TAGS if kept.tag}
    facts = Facts(tags, tags=_TAGS) if kept.tag else NOTHING
    return means.on(READS, written or f"arn:{place}:secret:{kept.start}{name}{_ENDING}", facts).under(*unknown)


def _password(secret: Resource, versions: tuple[Resource, ...], database: Database) -> Password:
    user = "" if _is_masters(secret, versions, database) else _user_of(secret, versions)
    if secret.type == _VERSION:  # the secret itself is elsewhere
        return Password(user, _arn_of(text_of(said(secret, "secretId"))), NOTHING)
    arn = text_of(said(secret, "arn")) or _arn_of(text_of(said(secret, "name")))
    return Password(user, arn, tag_facts(secret, *_TAGS))


def _arn_of(name: str) -> str:
    """The ARN of a secret by its name, or by that."""
    return name if Arn.parse(name) else f"arn:*:secretsmanager:*:*:secret:{name or ANY}{_ENDING}"


def _is_of(secret: Resource, versions: tuple[Resource, ...], database: Database) -> bool:
    """Whether it says the database, was made of it, or it of that, or is called after it and that it is for one."""
    if not _made_of(secret, versions).isdisjoint((database.resource.urn, *_behind(database))):
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


def _is_masters(secret: Resource, versions: tuple[Resource, ...], database: Database) -> bool:
    """Whether it is of the master user, by what it says, else by what it was made of, or is called."""
    master = master_of(database)
    users = [text for one in versions for text in texts_at(one.state, "secretString.username").texts if text]
    if master and users:
        return master in users
    is_made_so = not _made_of(secret, versions).isdisjoint(_behind(database))
    return is_made_so or not _STRONG.isdisjoint(words_in(_said_of(secret), "joined"))


def _made_of(secret: Resource, versions: tuple[Resource, ...]) -> frozenset[str]:
    """The URNs of all that its value came of, and its own."""
    near = (urn for one in versions for urns in one.property_dependencies.values() for urn in urns)
    return frozenset((secret.urn, *(one.urn for one in versions), *near))


def _behind(database: Database) -> Iterator[str]:
    """The URNs of all that the password of the master user came of."""
    return (urn for key in _PASSWORDS for urn in database.resource.property_dependencies.get(key, ()))


def _user_of(secret: Resource, versions: tuple[Resource, ...]) -> str:
    """How the user of a secret is called: by its name, and by what it says."""
    users = (text for one in versions for text in texts_at(one.state, "secretString.username").texts)
    return " ".join((text_of(said(secret, "name")) or secret.name, *users))


def _said_of(secret: Resource) -> str:
    return " ".join((secret.name, text_of(said(secret, "name")), text_of(said(secret, "description"))))
