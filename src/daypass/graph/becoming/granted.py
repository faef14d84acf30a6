"""This is where it is told what the policies of buckets, functions and the like give to identities of the stack.

In one account it is enough that such a policy names a role or a user and lets it do something, whatever its own
policies say, as far as its permissions boundary lets it. A permission of a function is a statement of that one's
policy, about what it says and not only about calls. Sources: IAM User Guide, "Policy evaluation logic", and
"Identity-based policies and resource-based policies"; read 2026-11; Lambda Developer Guide, "Granting Lambda function
access to other accounts" (which of its APIs heed such a policy, `UpdateFunctionCode` among them); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.graph.arguments import argued
from daypass.graph.becoming.callers import account_of
from daypass.graph.becoming.function_arns import function_arn
from daypass.graph.given import Given
from daypass.graph.leaves import declared, leaves, said, text_of
from daypass.graph.managed import document_or_fault
from daypass.graph.names import Names
from daypass.graph.permissions import Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, USER, kinds_of
from daypass.grouping import grouped
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE, Document, MalformedDocument
from daypass.iam.statement import Statement
from daypass.model.resource import UNKNOWN, Resource, Undecided

BUCKETS: Final = tuple(
    type_ for type_, place in resource_policies().items() if (place.noun, place.service) == ("bucket policy", "s3")
)
_SERVICES: Final = (
    *("sqs", "sns", "events", "ecr", "elasticfilesystem", "secretsmanager", "dynamodb", "kinesis"),
    *("s3express", "s3tables", "s3vectors", "glacier", "dsql"),
)
"""Those of whose things the policies count as well. Of keys the key policy says more than who may use them."""

_OF_FUNCTIONS: Final = ("function policy", "function permission")
"""Not those of layers, which nobody changes once they are published."""

_GIVING: Final = (
    *BUCKETS,
    *(type_ for type_, place in resource_policies().items() if place.noun in _OF_FUNCTIONS),
    *(
        type_
        for type_, place in resource_policies().items()
        if place.form == "document" and place.service in _SERVICES and "registry" not in place.noun
    ),
)
_IN_ARN: Final[Mapping[str, str]] = {"elasticfilesystem": "file-system/{}", "ecr": "repository/{}"}
"""How the ARN ends of a thing that its policy names by less than that."""

_OWN: Final[tuple[tuple[str, ...], ...]] = ((), (EVERYTHING,))
"""What stands for the thing itself in a policy of its own: nothing, or everything."""

_TRANSPORT: Final = frozenset(("aws:securetransport", "s3:tlsversion"))
"""Keys on which nearly every bucket denies, and of which nobody takes notice."""

_SAYS: Final = "action"
"""The argument of a permission that says what is allowed."""

_WITH_DENIALS: Final = ("elasticfilesystem", "lambda")
"""Services whose policies are each about one thing, so that what such a one denies is given along with the rest."""


class Granted:
    """What they give to the roles and users of a stack. Each policy is read once, however many it names."""

    def __init__(self, stack: Stack) -> None:
        policies = sorted(stack.of_type(*_GIVING), key=lambda one: one.urn)
        names = Names.of(stack.resources, {**kinds_of(ROLE), **kinds_of(USER)}) if policies else None
        each = (one for policy in policies for one in _given_by(policy, stack, names)) if names else ()
        self._by_urn: Mapping[str, tuple[Given, ...]] = grouped(each)

    def with_own(self, permissions: Permissions) -> Permissions:
        """The same permissions, and what things of its account give to the identity."""
        given = self._by_urn.get(permissions.identity.urn)
        return replace(permissions, own=(*permissions.own, *given)) if given else permissions


def _given_by(policy: Resource, stack: Stack, names: Names) -> Iterator[tuple[str, Given]]:
    """The URN of an identity, and what the policy gives it; nothing where something is not known, or may deny that."""
    place = resource_policies()[policy.type]
    thing = arn_of_policied(policy, stack)
    give = _permitted if place.form == "grant" else _written
    for identity, document in give(policy, place, thing, stack, names):
        if _is_of_one_account(identity, policy, thing):
            yield identity.urn, Given(document, policy, place.noun, place.path)


def _is_of_one_account(identity: Resource, policy: Resource, thing: str) -> bool:
    """Whether both are known to be of one account: another provider may be of another one."""
    own = account_of(text_of(said(identity, "arn")))
    return identity.provider.urn == policy.provider.urn or bool(own and own == account_of(thing))


def _permitted(
    policy: Resource, place: PolicyPlace, thing: str, stack: Stack, names: Names
) -> Iterator[tuple[Resource, Document]]:
    """What arguments give to whom they name. What of the action and the conditions is not known stays so."""
    try:
        read, unknown = argued(policy, place)
    except MalformedDocument:
        return
    (statement,) = read.statements
    parts = {**statement.parts, **({"Condition": Undecided(unknown)} if unknown else {}), "Resource": (thing,)}
    whole = alone(replace(statement, path=_SAYS, parts=parts))
    if thing and _is_about(whole, place.service):
        named = [one for one in leaves(policy, place.path) if one.value is UNKNOWN or _is_arn(text_of(one.value))]
        each = (meant.urn for meant in names.meant(policy, place.path, named) if meant.urn)
        yield from ((stack.by_urn[urn], replace(read, statements=(whole,))) for urn in each)


def _written(
    policy: Resource, place: PolicyPlace, thing: str, stack: Stack, names: Names
) -> Iterator[tuple[Resource, Document]]:
    """What a document gives to each whom it names."""
    read = document_or_fault(declared(policy, place.path), place.path)
    denials = tuple(filter(_may_deny, read.statements)) if isinstance(read, Document) else ()
    if not isinstance(read, Document) or not all(_is_given_along(one, place) for one in denials):
        return
    own = ((one, mine) for one in read.statements if (mine := _as_its_own(one, place.service, thing)))
    by_identity = grouped((urn, mine) for one, mine in own for urn in named_by(one, policy, names))
    for urn, statements in by_identity.items():
        identity = stack.by_urn[urn]
        held = tuple(_about(thing, one) for one in denials if _holds(one, identity, policy, names))
        yield identity, replace(read, statements=(*statements, *held))


def _may_deny(statement: Statement) -> bool:
    """Whether it may take something away again from whoever comes as everybody does."""
    if not statement.is_fully_known:
        return True
    keys = {condition.key.lower() for condition in statement.conditions}
    return statement.effect == "Deny" and not (keys and keys <= _TRANSPORT)


def _is_given_along(denial: Statement, place: PolicyPlace) -> bool:
    """Whether it is known whom it denies what, of the one thing that the policy is about."""
    is_about_one = place.service in _WITH_DENIALS and denial.is_fully_known and not denial.has("NotResource")
    return is_about_one and denial.principals is not None


def _holds(denial: Statement, identity: Resource, policy: Resource, names: Names) -> bool:
    """Whether it is about the identity: by its name, or as one of its account where that is known, or of all."""
    principals = denial.principals or {}
    named, own = principals.get("AWS", ()), account_of(text_of(said(identity, "arn")))
    if EVERYONE in principals or EVERYONE in named or identity.urn in named_by(denial, policy, names):
        return True
    accounts = {arn.account if (arn := Arn.parse(one)) and arn.resource == "root" else one for one in named}
    return own in accounts if own else any(map(str.isdecimal, accounts))


def _about(thing: str, denial: Statement) -> Statement:
    return alone(replace(denial, parts={**denial.parts, "Resource": (thing,)}) if thing else denial)


def _as_its_own(statement: Statement, service: str, thing: str) -> Statement | None:
    """The statement as a policy of whom it names would say it; None where it names nobody, or something else."""
    if statement.effect != "Allow" or not statement.is_fully_known or statement.principals is None:
        return None
    if not _is_about(statement, service):
        return None
    if thing and statement.resources in _OWN and not statement.has("NotResource"):
        return alone(replace(statement, parts={**statement.parts, "Resource": (thing,)}))
    is_its_own = statement.resources and all(f":{service}:" in arn for arn in statement.resources)
    return alone(statement) if is_its_own else None


def _is_about(statement: Statement, service: str) -> bool:
    """Whether all that it allows is of the service, or whatever may be done to the thing; also where it is not known.

    An action of another service is a mistake, of which nothing comes.
    """
    try:
        actions = [one.lower() for one in statement.actions]
    except Undecided:
        return True
    return bool(actions) and all(one == EVERYTHING or one.startswith(f"{service}:") for one in actions)


def arn_of_policied(policy: Resource, stack: Stack) -> str:
    """The ARN of the thing that the policy is of, in any region and account where it is named by less; "" for none."""
    place = resource_policies()[policy.type]
    if place.noun in _OF_FUNCTIONS:
        return function_arn(policy, place.target, stack)
    named = text_of(said(policy, place.target)) if place.target else text_of(said(policy, "arn"))
    if _is_arn(named):
        return named
    form = _IN_ARN.get(place.service)
    return f"arn:*:{place.service}:*:*:{form.format(named)}" if form and named else ""


def alone(statement: Statement) -> Statement:
    """The statement without saying whom it names."""
    return replace(statement, parts={name: part for name, part in statement.parts.items() if name != "Principal"})


def named_by(statement: Statement, policy: Resource, names: Names) -> set[str]:
    """The URNs of the identities of the stack that it names."""
    named = (statement.principals or {}).get("AWS", ())
    return {meant.urn for arn in named if _is_arn(arn) and (meant := names.named(policy, arn)).urn}


def _is_arn(text: str) -> bool:
    return text.startswith("arn:")
