"""This is where it is told as which users of a database somebody runs SQL there: as its master user, or as another.

The Data API asks who calls it for the secret of the user; the credentials of IAM and of Redshift name the user, except
those that Redshift gives to an identity as itself, for a database in the cluster (`dbname`). RDS takes tokens of IAM
where that is switched on, which it is not by default. Sources: Amazon Aurora User Guide, "Authorizing access to the
Amazon RDS Data API" and "Enabling and disabling IAM database authentication"; Amazon RDS User Guide, "Creating and
using an IAM policy for IAM database access"; Amazon Redshift Management Guide, "Authorizing access to the Amazon
Redshift Data API"; Amazon Redshift API Reference, "GetClusterCredentialsWithIAM"; Service Authorization Reference,
"Amazon Redshift" and "Amazon Redshift Serverless"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer, all_of
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.model.resource import Resource
from daypass.words import words_in
from daypass_policies.escalating.sql.databases import Database, Sort
from daypass_policies.escalating.sql.passwords import READS, Passwords, master_of, reads_masters

_CONNECTS: Final = "rds-db:connect"
_GETS: Final = "redshift:GetClusterCredentials"
_GETS_AS_ITSELF: Final = "redshift:GetClusterCredentialsWithIAM"
_GETS_OF_WORKGROUP: Final = "redshift-serverless:GetCredentials"
_OF_REDSHIFT: Final = ("redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement")
_DATA_API: Final[Mapping[Sort, tuple[str, ...]]] = {
    "cluster": ("rds-data:ExecuteStatement", "rds-data:BatchExecuteStatement"),
    "warehouse": _OF_REDSHIFT,
    "namespace": _OF_REDSHIFT,
}
"""Sort of database → what runs SQL in it by a call."""

_SIGNS: Final[Mapping[Sort, tuple[str, ...]]] = {
    "cluster": (_CONNECTS,),
    "instance": (_CONNECTS,),
    "warehouse": (_GETS, _GETS_AS_ITSELF),
}
"""Sort of database → what signs in to it without a password."""

ACTIONS: Final = (*(one for each in _DATA_API.values() for one in each), _CONNECTS)
"""All by which SQL is run."""

_HTTP: Final = "enableHttpEndpoint"
_TAKES_TOKENS: Final = ("iamDatabaseAuthenticationEnabled", "enableIamDatabaseAuthentication")
_WORKGROUPS: Final = ("aws:redshiftserverless/workgroup:Workgroup", "aws-native:redshiftserverless:Workgroup")
_WEAK: Final = frozenset(("readonly", "reader", "read", "ro", "viewer", "select"))
"""Words by which users are called that only look at a database."""


class Login(NamedTuple):
    """By which action SQL is run; `user` is how the user or its secret is called, "" for the master user.

    `is_itself`: as the user that Redshift has for an identity, who has nothing but what everybody has.
    """

    action: str
    user: str
    answer: Answer
    is_itself: bool = False

    @property
    def words(self) -> str:
        """The user, in words."""
        if self.is_itself:
            return "its own user"
        return "another user" if self.user else "the master user"


class Logins:
    """Those that the stack tells of."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._passwords = Passwords(stack)

    def of(self, database: Database, every: tuple[Means, ...]) -> Iterator[Login]:
        """How somebody with these means runs SQL there, as the master user first."""
        each = [*self._by_data_api(database, every), *_by_token(database, every)]
        yield from sorted((one for one in each if one.answer.possible), key=lambda one: bool(one.user or one.is_itself))

    def at_all(self, database: Database, every: tuple[Means, ...]) -> Answer:
        """Whether somebody with these means signs in there, as whichever user: by whatever way into it there is.

        Where a password is asked for, any that they may read will do for a user that is not known.
        """
        return best(chain(_signs(database, every), self._reads_any(database, every), self._asks(database, every)))

    def _by_data_api(self, database: Database, every: tuple[Means, ...]) -> Iterator[Login]:
        for action, called in self._called(database, every):
            yield Login(action, "", all_of((called, best(reads_masters(means, database) for means in every))))
            for one in self._passwords.of(database):
                yield Login(action, one.user, all_of((called, one.read(every))))
            for let in _by_credentials(database, every):
                yield Login(action, "", all_of((called, let)))
            yield Login(action, "", all_of((called, _gets_its_own(database, every, self._stack))), is_itself=True)

    def _called(self, database: Database, every: tuple[Means, ...]) -> Iterator[tuple[str, Answer]]:
        """By which actions of the Data API they may run SQL in it, whoever that asks for."""
        for action in _DATA_API.get(database.sort, ()) if _is_open(database) else ():
            called = best(_calls(means, action, database, self._stack) for means in every)
            if called.possible:
                yield action, called.under(*_closed(database))

    def _asks(self, database: Database, every: tuple[Means, ...]) -> Iterator[Answer]:
        is_read = database.sort == "cluster"
        read = best(means.anywhere(READS) for means in every) if is_read else Answer(possible=True)
        return (all_of((called, read)) for _, called in self._called(database, every))

    def _reads_any(self, database: Database, every: tuple[Means, ...]) -> Iterator[Answer]:
        yield from (reads_masters(means, database) for means in every)
        yield from (one.read(every) for one in self._passwords.of(database))


def ways_in(sort: Sort) -> tuple[str, ...]:
    """The actions by which somebody signs in to databases of a sort, or asks them."""
    return (*_SIGNS.get(sort, ()), *_DATA_API.get(sort, ()))


def is_weak(user: str) -> bool:
    """Whether a user is called as those are who only look."""
    words = words_in(user.replace("_", " "), "joined")
    return not _WEAK.isdisjoint(words) or {"read", "only"} <= set(words)


def _is_open(database: Database) -> bool:
    """Whether its Data API is switched on, or may be; that of a warehouse always is."""
    return database.sort != "cluster" or switch(database.resource, _HTTP) is not False


def _closed(database: Database) -> tuple[Untold, ...]:
    is_unsure = database.sort == "cluster" and switch(database.resource, _HTTP) is None
    return (Untold.of(database.resource, _HTTP),) if is_unsure else ()


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


def _signs(database: Database, every: tuple[Means, ...]) -> Iterator[Answer]:
    """Whether they sign in without a password, as any user.

    To what says nothing of tokens, too: somebody who is let in may know that it takes them.
    """
    if database.sort == "warehouse":
        for action, noun in ((_GETS, "dbuser"), (_GETS_AS_ITSELF, "dbname")):
            under = database.arn.replace(":cluster:", f":{noun}:")
            yield from (means.on(action, f"{under}/{ANY}") for means in every)
    elif database.sort in _SIGNS:
        yield _connects(database, ANY, every, default=True)


def _by_credentials(database: Database, every: tuple[Means, ...]) -> Iterator[Answer]:
    """Whether they are given credentials of a warehouse as its master user, by name or as whomever they name."""
    if database.sort != "warehouse":
        return
    start, master = database.arn.replace(":cluster:", ":dbuser:"), master_of(database)
    for user in dict.fromkeys((master, PROBE)):
        facts = Facts({"redshift:dbuser": user}) if user else NOTHING
        yield best(means.on(_GETS, f"{start}/{user or ANY}", facts) for means in every)


def _gets_its_own(database: Database, every: tuple[Means, ...], stack: Stack) -> Answer:
    """Whether they are given credentials of Redshift as themselves."""
    if database.sort == "namespace":
        return best(means.on(_GETS_OF_WORKGROUP, one) for one in _workgroups(database, stack) for means in every)
    if database.sort != "warehouse":
        return NO
    under = database.arn.replace(":cluster:", ":dbname:")
    return best(means.on(_GETS_AS_ITSELF, f"{under}/{ANY}") for means in every)


def _by_token(database: Database, every: tuple[Means, ...]) -> Iterator[Login]:
    """As the master user by a token of IAM, where the database takes such."""
    master = master_of(database)
    if master and _CONNECTS in _SIGNS.get(database.sort, ()):
        yield Login(_CONNECTS, "", _connects(database, master, every))


def _connects(database: Database, user: str, every: tuple[Means, ...], *, default: bool = False) -> Answer:
    """Whether they sign in with a token; `default`: whether the database takes such where nobody says so."""
    key = _takes_tokens(database.resource)
    takes = switch(database.resource, key, default=default)
    if takes is False:
        return NO
    arn = Arn.parse(database.arn)
    place = f"{arn.partition}:rds-db:{arn.region}:{arn.account}" if arn else "*:rds-db:*:*"
    answer = best(means.on(_CONNECTS, f"arn:{place}:dbuser:{database.id or ANY}/{user}") for means in every)
    return answer.under(Untold.of(database.resource, key)) if takes is None else answer


def _takes_tokens(resource: Resource) -> str:
    """Where it says whether it takes tokens."""
    ours, natives = _TAKES_TOKENS
    return natives if resource.type.startswith("aws-native:") else ours
