"""This is where it is told what of a resource's permissions makes an administrator, of the account or of a service."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from daypass.data.confined_services import is_confined
from daypass.data.managed_policies import managed_policy_gives
from daypass.graph.stack import Stack
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn, names_resource
from daypass.iam.breadth import BroadStatement, broad
from daypass.iam.breadth_left import left
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.glob import is_any, matches
from daypass.iam.statement import Statement
from daypass.model.resource import Properties, Resource, Undecided
from daypass.rule import Problem, Profile, Severity
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.escalating.escalation import Escalations
from daypass_policies.escalating.held_back import HeldBack
from daypass_policies.escalating.service_roles import is_where_aws_puts_it
from daypass_policies.escalating.told import unless_a_boundary
from daypass_policies.handed_out import is_boundary_name
from daypass_policies.mending.narrowing import narrowed
from daypass_policies.rights import mentions
from daypass_policies.settle import collect
from daypass_policies.spare import SpareCopies
from daypass_policies.wording import fact, listed

_IAM: Final = "iam"
_STS: Final = "sts"
_LEFT_OUT: Final = (_IAM, "organizations", "account")
"""What AWS leaves out of its PowerUserAccess."""

_KEYS_TO_ALL = frozenset({_IAM, _STS, "organizations", "sso", "account"})
"""Services whose whole gives everything else as well."""

_SHOWN = 5
_POLICY_NAMES = {"aws:iam/policy:Policy": "name", "aws-native:iam:ManagedPolicy": "managedPolicyName"}


@dataclass(frozen=True)
class Holding:
    """What is asked about those who hold a policy, once one is found to be broad: few stacks have any."""

    stack: Stack
    settings: Settings
    profile: Profile

    @property
    def strict(self) -> bool:
        """Whether what is limited is told as well."""
        return self.profile == "strict"

    @property
    def back(self) -> HeldBack:
        """What holds them back."""
        return self.stack.once(HeldBack, self.settings)


def of_document(holding: Holding, resource: Resource, actor: Properties, key: str, name: str) -> Iterator[Problem]:
    """What a document gives too much of, told once. Raises `Undecided` when that is told."""
    what = f"policy {name!r} of {resource.name!r}" if name else f"policy of {resource.name!r}"
    try:
        document = Document.at(actor, key)
    except MalformedDocument as malformed:
        yield Problem(f"{what} cannot be judged: {fact(malformed)}", at=malformed.place, key=name or None)
        return
    found, unknown = _found(holding, resource, document)
    for alike in _alike(found):
        problem = _too_broad(what, name, alike, hidden=document.secret)
        yield unless_a_boundary(problem) if _may_be_boundary(holding, resource, document, found) else problem
    if unknown:
        raise unknown


def _found(holding: Holding, resource: Resource, document: Document) -> tuple[list[BroadStatement], Undecided | None]:
    """What it gives too much of, and the first unknown that keeps from telling more."""
    statements, unknown = collect([broad(document)])
    found, unread = collect(_told(holding, resource, document, one) for one in statements)
    return found, unread or unknown


def _told(
    holding: Holding, resource: Resource, document: Document, statement: BroadStatement
) -> Iterator[BroadStatement]:
    """What the rest of the document leaves of it, and what holds those back who have it, if that is to be told."""
    narrower = left(statement, document.statements)
    for reached in holding.back.left(resource, narrower) if narrower else ():
        is_told = holding.strict or not (is_narrow(reached) or _is_spare_copy(holding, resource, reached))
        if is_told and not _is_boundary(holding, resource, document, reached):
            yield from _without_assuming(reached)


def _without_assuming(reached: BroadStatement) -> Iterator[BroadStatement]:
    """The same without all of STS, which `no-assuming-of-any-role` tells for what it is."""
    services = tuple(service for service in reached.services if service != _STS)
    if services:
        yield replace(reached, services=services)


def _is_spare_copy(holding: Holding, resource: Resource, reached: BroadStatement) -> bool:
    """Whether it says what AWS says, of services alone, and nobody has it: then it is told in profile `strict`."""
    return _severity(reached.services) != "critical" and resource.urn in holding.stack.once(SpareCopies).urns


def _alike(found: list[BroadStatement]) -> Iterator[list[BroadStatement]]:
    """What reaches too far, then what is limited. Beside everything there is nothing more to tell."""
    if everything := [one for one in found if one.breadth == "everything" and not one.limit]:
        found = [min(everything, key=lambda one: one.statement.has("NotAction"))]
    for is_limited in (False, True):
        if alike := [one for one in found if is_narrow(one) is is_limited]:
            yield alike


def _too_broad(what: str, name: str, alike: list[BroadStatement], *, hidden: bool) -> Problem:
    is_limited = is_narrow(alike[0])
    worst = min(alike, key=_rank)  # the first of these
    services = () if hidden else _spoken(alike)
    sid = alike[0].statement.sid if len(alike) == 1 and not hidden else ""
    # What holds it back is in the key: who accepted a limited one in a baseline has not accepted it without limits.
    parts = (sid, *sorted(services), "limited" if is_limited else "")
    return Problem(
        f"{what} allows {' and '.join(_by_limit(alike, hidden=hidden))}",
        at=worst.statement.path,
        key=":".join(part for part in (name, *parts) if part) or None,
        severity="medium" if is_limited else _severity_of(worst),
        advisory=is_limited,
        mended=narrowed(worst.statement) if len(alike) == 1 and not hidden else None,
    )


def _by_limit(alike: list[BroadStatement], *, hidden: bool) -> Iterator[str]:
    """What is allowed on what, in words."""
    for limit, on in _LIMITS.items():
        if some := [one for one in alike if one.limit == limit]:
            whole = next((one for one in some if one.breadth == "everything"), some[0])
            kinds = () if limit or hidden else _kinds(some)
            yield f"{_all_of(whole, () if hidden else _spoken(some))}{f' on every {listed(kinds)}' if kinds else on}"


def _kinds(some: list[BroadStatement]) -> tuple[str, ...]:
    """The kinds of things that these statements take in all of (`table`, `role`), () where it may be anything."""
    texts = dict.fromkeys(text for one in some for text in one.statement.resources or ("*",))
    kinds = [_kind(text) for text in texts if not names_resource(text)]
    return tuple(kinds) if all(kinds) and not any(one.statement.has("NotResource") for one in some) else ()


def _kind(text: str) -> str:
    arn = Arn.parse(text)
    match = _OF_A_KIND.match(arn.resource) if arn and arn.service != _OF_IDS else None
    return match[1] if match else ""


_OF_A_KIND: Final = re.compile(r"([a-z][A-Za-z-]{2,30})[:/]")
_OF_IDS: Final = "execute-api"
"""Where the id of an API stands in the place of a kind."""


def _rank(reached: BroadStatement) -> int:
    return _GRADES.index(_severity_of(reached))


def _spoken(alike: list[BroadStatement]) -> tuple[str, ...]:
    """The services of them all: those first that give everything else as well."""
    services = {service for one in alike for service in one.services if _SPOKEN.fullmatch(service)}
    return tuple(sorted(services, key=lambda service: (_severity((service,)) != "critical", service)))


def is_narrow(reached: BroadStatement) -> bool:
    """Whether what it gives is told in profile `strict` alone."""
    return is_small(reached.services) or (bool(reached.limit) and not _reaches_iam(reached))


def is_small(services: tuple[str, ...]) -> bool:
    """Whether the whole of each of these services leads no further than itself."""
    return all(map(is_confined, services))


def _reaches_iam(reached: BroadStatement) -> bool:
    """Whether all of IAM is allowed on something: whoever may do everything to one role makes it an administrator."""
    arns = map(Arn.parse, reached.within or reached.statement.resources)
    on_iam = any(arn is None or matches(arn.service, "iam") for arn in arns)
    return on_iam and any(matches(service, "iam") for service in reached.services)


def _all_of(reached: BroadStatement, services: tuple[str, ...]) -> str:
    if reached.breadth == "everything":
        return "everything but a few actions" if reached.statement.has("NotAction") else "everything"
    return f"all of {listed(services)}" if services else "all of a service"


_SPOKEN = re.compile(r"[a-z0-9*?-]{1,40}")
"""A pattern that may stand in a message: what AWS calls a service, and nothing else that someone put there."""

_LIMITS = {
    "": " on every resource",
    "named resources": " on the resources that it names",
    "resource tags": " on whatever carries a tag",
}


_GRADES: Final[tuple[Severity, ...]] = ("critical", "high")


def _worst(services: tuple[str, ...], reached: tuple[BroadStatement, ...]) -> Severity:
    """That of a policy of AWS, by its statements where they are known."""
    return min(map(_severity_of, reached), key=_GRADES.index) if reached else _severity(services)


def _severity_of(reached: BroadStatement) -> Severity:
    """Whoever has everything but IAM, the organisation and the account is no administrator yet."""
    return "high" if all(map(reached.leaves_out, _LEFT_OUT)) else _severity(reached.services)


def _severity(services: tuple[str, ...]) -> Severity:
    return "critical" if makes_administrator(services) else "high"


def makes_administrator(services: tuple[str, ...]) -> bool:
    """Whether the whole of one of these gives everything else as well."""
    return any(service in _KEYS_TO_ALL or set(service) & {"*", "?"} for service in services)


def judged(stack: Stack, settings: Settings, profile: Profile) -> Iterator[Actor]:
    """Those of whom it is asked where their rights lead.

    Of a policy that calls itself a boundary, and may be one, it is told once that it is too broad; more of it is told
    in profile `strict`.
    """
    holding = Holding(stack, settings, profile)
    for actor in stack.once(Actors, settings).each:
        if holding.strict or not actor.is_called_boundary or not _is_too_broad(holding, actor):
            yield actor


def _is_too_broad(holding: Holding, actor: Actor) -> bool:
    documents = (given.document for given in actor.permissions.own)
    return any(not is_narrow(one) for document in documents for one in _found(holding, actor.resource, document)[0])


def _is_boundary(holding: Holding, resource: Resource, document: Document, reached: BroadStatement) -> bool:
    """Asked only about a policy that is broad, so that a name which is not known yet leaves narrow ones alone."""
    if _is_no_limit(document, reached):
        return False
    if holding.back.is_only_a_boundary(resource):
        return True
    return _is_called_boundary(holding, resource) and _is_made_as_one(holding, resource, document)


def _may_be_boundary(holding: Holding, resource: Resource, document: Document, found: Iterable[BroadStatement]) -> bool:
    """Whether its name says that it is one, and nothing else speaks for it or against it."""
    return _is_called_boundary(holding, resource) and not any(_is_no_limit(document, one) for one in found)


def _is_no_limit(document: Document, reached: BroadStatement) -> bool:
    """Whether it leaves out nothing: then it is no boundary that could be shown to whoever reviews it."""
    return reached.leaves_nothing_out and all(statement.effect != "Deny" for statement in document.statements)


def _is_made_as_one(holding: Holding, resource: Resource, document: Document) -> bool:
    """Whether it keeps on the boundary of whoever has one, and gives nobody a way to more rights than it gives."""
    paths = holding.stack.once(Escalations, holding.settings)
    return any(map(_keeps_boundaries, document.statements)) and not any(
        not actor.has_among_everything(*held.path.actions)
        for actor in holding.back.having(resource)
        for held in paths.of(actor)
    )


def _keeps_boundaries(statement: Statement) -> bool:
    is_plain = statement.is_fully_known and statement.effect == "Deny" and not statement.conditions
    return is_plain and any(map(is_any, statement.resources)) and mentions(statement, _TAKING_OFF)


_TAKING_OFF: Final = "iam:DeleteRolePermissionsBoundary"


def _is_called_boundary(holding: Holding, resource: Resource) -> bool:
    return _calls_itself_boundary(resource) and not holding.back.is_attached(resource)


def _calls_itself_boundary(resource: Resource) -> bool:
    key = _POLICY_NAMES.get(resource.type)
    # Path and name are what an ARN shows as well, so that attaching it is seen for what it is.
    return key is not None and is_boundary_name(
        f"{resource.declared.get('path', '')}{resource.declared.get(key) or resource.name}"
    )


def of_policy(holding: Holding, resource: Resource, arn: str, path: str) -> Iterator[Problem]:
    """The policy that is attached by this ARN, where it gives too much or is a boundary. Raises `Undecided`."""
    parsed = Arn.parse(arn)
    policy = parsed.aws_managed_policy if parsed else ""
    if parsed and is_boundary_name(parsed.resource):
        if holding.back.document(resource, arn):
            return  # the stack has it, so that what it gives is told of the policy itself
        fact = "attaches a permissions boundary as a permission, which allows all that it does not deny"
        yield Problem(f"{resource.name!r} {fact}", at=path, key="boundary")
    elif services := managed_policy_gives(policy) if policy else ():
        of_a_service = is_where_aws_puts_it(policy, holding.back.holders(resource)) or is_small(services)
        document = holding.back.document(resource, arn)
        reached = tuple(broad(document)) if document else ()
        if (of_a_service and not holding.strict) or _is_held_back(holding, resource, reached):
            return
        is_hidden = arn in resource.secrets()
        named = "a policy that is too broad" if is_hidden else f"{policy}, which allows {_given(services, reached)}"
        yield Problem(
            f"{resource.name!r} attaches {named}",
            at=path,
            key=None if is_hidden else policy,
            severity="medium" if of_a_service else _worst(services, reached),
            advisory=of_a_service,
        )
    elif policy and not _is_known(policy):
        raise Undecided(path)


def _is_known(policy: str) -> bool:
    """Whether the table has a policy of AWS, which may be newer."""
    from daypass.data.managed_documents import managed_document  # noqa: PLC0415 - no pack should wait for it

    return managed_document(policy) is not None


def _is_held_back(holding: Holding, resource: Resource, reached: tuple[BroadStatement, ...]) -> bool:
    """Whether nothing of the AWS-managed policy is broad for those to whom the resource attaches it."""
    remains = [rest for one in reached for rest in holding.back.left(resource, one)]
    return bool(reached) and not any(holding.strict or not is_narrow(rest) for rest in remains)


def _given(services: tuple[str, ...], reached: tuple[BroadStatement, ...]) -> str:
    if EVERYTHING not in services:
        return f"all of {', '.join(services[:_SHOWN])}"
    return next((_all_of(one, ()) for one in reached if one.breadth == "everything"), "everything")
