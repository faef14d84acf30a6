"""This is where it is told for which things the functions of a stack let a service call them.

A service calls a function for a bucket or a rule where a permission of the function lets it: for the one that that
names, or for each of an account, whoever set it up. Source: AWS Lambda Developer Guide, "Granting Lambda function
access to AWS services" (`SourceArn`, `SourceAccount`); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.graph.arguments import argued
from daypass.graph.becoming.function_arns import function_arn
from daypass.graph.becoming.patterns import covers
from daypass.graph.leaves import declared
from daypass.graph.managed import document_or_fault
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.action import action_matches
from daypass.iam.asked import asked_of, limiting_keys
from daypass.iam.document import EVERYONE, Document, MalformedDocument
from daypass.iam.glob import matches
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided

_GIVING: Final[Mapping[str, PolicyPlace]] = {
    type_: place
    for type_, place in resource_policies().items()
    if place.noun in ("function policy", "function permission")
}
_INVOKES: Final = "lambda:InvokeFunction"
_SOURCE: Final = "aws:sourcearn"
_ACCOUNT: Final = "aws:sourceaccount"
_FUNCTION: Final = ":function:"


class LetService(NamedTuple):
    """A service, by its principal, that may call a function for things of these ARNs, () for any, of these accounts.

    `unknown` says what may still keep it from that.
    """

    service: str
    sources: tuple[str, ...]
    accounts: tuple[str, ...]
    unknown: tuple[Untold, ...] = ()

    def for_thing(self, arn: str, account: str) -> bool:
        """Whether it comes for this thing, which is that account's; "" is any."""
        is_of_one = not self.accounts or not account or any(matches(one, account) for one in self.accounts)
        return is_of_one and (not self.sources or any(covers(one, arn) for one in self.sources))


def let_services(stack: Stack) -> Mapping[str, tuple[LetService, ...]]:
    """Name of a function → the services that it lets call it."""
    return grouped(pair for policy in stack.of_type(*_GIVING) for pair in _let_by(policy, stack))


def name_of(arn: str) -> str:
    """The name of a function in its ARN, without a version or an alias."""
    return arn.rpartition(_FUNCTION)[2].partition(":")[0]


def _let_by(policy: Resource, stack: Stack) -> Iterator[tuple[str, LetService]]:
    place = _GIVING[policy.type]
    name = name_of(function_arn(policy, place.target, stack))
    document, unknown = _read(policy, place) if name else (None, ())
    for statement in document.statements if document else ():
        try:
            services = tuple(_services(statement))
        except Undecided:
            continue
        for service in services:
            if let := _let(service, statement, document.version if document else "", policy, unknown):
                yield name, let


def _read(policy: Resource, place: PolicyPlace) -> tuple[Document | None, tuple[Untold, ...]]:
    """What it says, and what is not known of its conditions."""
    if place.form == "grant":
        try:
            document, path = argued(policy, place)
        except MalformedDocument:
            return None, ()
        return document, (Untold.of(policy, path),) if path else ()
    read = document_or_fault(declared(policy, place.path), place.path)
    return (read, ()) if isinstance(read, Document) else (None, ())


def _services(statement: Statement) -> Iterator[str]:
    """Those that it lets invoke; `*` for whoever comes."""
    if statement.effect == "Allow" and any(action_matches(one, _INVOKES) for one in statement.actions):
        named = statement.principals or {}
        yield from named.get("Service", ())
        yield from ("*",) if EVERYONE in named else ()


def _let(
    service: str, statement: Statement, version: str, policy: Resource, unknown: tuple[Untold, ...]
) -> LetService | None:
    """None where it asks for something else as well, which nobody here follows."""
    try:
        asked, keys = asked_of(statement.conditions, version), limiting_keys(statement.conditions, version)
    except Undecided as stopped:
        return LetService(service, (), (), (*unknown, Untold.of(policy, stopped.path)))
    if keys - {_SOURCE, _ACCOUNT}:
        return None
    sources, accounts = (tuple(claim.text for claim in asked.get(key, ())) for key in (_SOURCE, _ACCOUNT))
    return LetService(service, sources, accounts, unknown)
