"""This is where it is told whether policies could allow something in some context, and by which request.

Sound: "no" is said only where no request that fits what is asked could be allowed, whatever its context. Where that is
neither found nor excluded within a budget, or a value in a condition can be read by nobody, the answer is "possible",
without a witness. Source of what is allowed: `evaluate`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from typing import Final

from daypass.iam.arn import Arn
from daypass.iam.context import MalformedRequest
from daypass.iam.decision import Decision
from daypass.iam.evaluate import evaluate
from daypass.iam.node import MalformedDocument
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.iam.search import catalogue
from daypass.iam.search.cases import cases
from daypass.iam.search.draft import Draft, Workshop
from daypass.iam.search.keys import Keys
from daypass.iam.search.language import Budget, TooHard
from daypass.iam.search.parties import about, parties, session_in
from daypass.iam.search.plausible import ACCOUNT, OTHER_ACCOUNT
from daypass.iam.search.satisfy import Side, searched
from daypass.iam.search.views import seen, settled, statements, that_can_fit
from daypass.iam.search.wanted import Group, asked_of, start_of
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided

UNITS: Final = 400_000
"""What each of two searches may cost, for a witness and for the proof that there is none: about half a second."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether it is possible, and a request that is allowed, with the decision on it.

    `witness` is None where it is not possible, and where it could be neither shown nor excluded.
    """

    possible: bool
    witness: Request | None = None
    decision: Decision | None = None


@dataclass(slots=True)
class Meter:
    """What questions took, whatever came of them: `work` is in microseconds, or thereabouts."""

    work: int = 0


def reach(
    policies: Policies, action: str, resource: str = "*", principal: str | None = None, meter: Meter | None = None
) -> Reach:
    """Whether some request for an action and a resource that fit these patterns is allowed in some context.

    A wildcard in the pattern of an ARN takes in no colon but in the last part, as there is none in a region or account.
    `principal` is free unless it is given (in the forms of `Principal`): a session of some role that has these
    policies, or whoever the resource's policy names. A key of the context has several values only where AWS says so, or
    a set operator asks about it. `meter` counts what it takes. Raises `MalformedRequest` for a pattern that nothing
    fits, and `Undecided` where an unknown in a policy could decide.
    """
    who = None if principal is None else Principal.parse(principal)
    try:
        asked = AskedPatterns.of(action, resource)
    except TooHard:
        return Reach(possible=True)
    near, budgets = seen(policies, that_can_fit(asked.action, asked.resource)), (Budget(UNITS), Budget(UNITS))
    try:
        return _reached(policies, near, asked, who, *budgets)
    finally:
        if meter:
            meter.work += _TO_READ * _count(near) + sum(UNITS - budget.left for budget in budgets)


def _reached(
    policies: Policies, near: Policies, asked: "AskedPatterns", who: Principal | None, budget: Budget, proof: Budget
) -> Reach:
    """The same, where `near` are the statements that can be about it."""
    sure = seen(near, settled(least=True))
    found, unsure = _search(sure, asked, who, budget)
    if found and (reached := _accepted(found, policies, sure, asked)):
        return reached
    if not found and not unsure and sure is near:
        return Reach(possible=False)
    if _is_excluded(near, asked, who, proof):
        return Reach(possible=False)
    if unknown := next((one.path for one, _ in statements(near) if not one.is_fully_known), None):
        raise Undecided(unknown)
    return Reach(possible=True)


_TO_READ: Final = 80
_TO_SEE: Final = 50
"""What it takes to judge by a statement, and to see one in another view."""


def _count(policies: Policies) -> int:
    return sum(1 for _ in statements(policies))


def _is_excluded(near: Policies, asked: "AskedPatterns", who: Principal | None, budget: Budget) -> bool:
    """Whether nothing is possible even where all that is unclear allows the most it can."""
    clear = seen(near, settled(least=False))
    ways = cases(clear) if clear.resource is None else ((clear, None),)
    for policies, known in ways:
        try:
            budget.spend(_TO_SEE * _count(policies))
        except TooHard:
            return False
        most = seen(seen(policies, known) if known else policies, settled(least=False, loosely=True))
        found, unsure = _search(most, asked, who, budget)
        if found or unsure:
            return False
    return True


@dataclass(frozen=True, slots=True)
class AskedPatterns:
    """The patterns that are asked about, the action's in small letters, and a draft that fits them."""

    action: Group
    resource: Group
    written: tuple[str, str]
    draft: Draft

    @staticmethod
    @lru_cache(maxsize=1024)
    def of(action: str, resource: str) -> "AskedPatterns":
        """Raises `MalformedRequest` for a pattern that nothing fits, `TooHard` where that cannot be told."""
        of_action, of_resource = Group.of((action.lower(),)), asked_of(resource)
        workshop = Workshop(Budget(UNITS), Keys(()))
        drafts = list(workshop.with_action(Draft(), of_action, inside=True))
        if not drafts and not workshop.unsure:
            raise MalformedRequest("is no action, and no pattern of one", place="action", remedy="As in s3:Get*.")
        drafts = [after for one in drafts for after in workshop.with_resource(one, of_resource, inside=True)]
        if workshop.unsure:
            raise TooHard
        if not drafts:
            raise MalformedRequest("is no ARN, and no pattern of one", place="resource", remedy="As in arn:aws:s3:::*.")
        return AskedPatterns(of_action, of_resource, (action, resource), drafts[0])

    def fits(self, request: Request) -> bool:
        """Whether the request is one that is asked about."""
        return self.action.fits(request.action.lower()) and self.resource.fits(request.resource)


def _search(
    policies: Policies, asked: AskedPatterns, who: Principal | None, budget: Budget
) -> tuple[Request | None, bool]:
    """A request that is allowed, and whether there may be one where none was found."""
    workshop = Workshop(budget, keys_in(policies), _account_of(asked, who))
    try:
        for party in [who] if who else parties(policies, workshop.account, workshop.budget):
            owner = "" if who else _owner(party, workshop.account)
            side = Side(about(policies, party, workshop.budget), party, owner)
            draft = searched(workshop, side.start(workshop, asked.draft), partial(side.ways, workshop))
            if draft:
                return side.request(draft), False
    except TooHard:
        return None, True
    return None, workshop.unsure


def _owner(party: Principal, account: str) -> str:
    """The account in which policies let this party do most: its own, but another for the root user of one.

    In its own account a root user may do everything, and no policy that is asked about has a say.
    """
    if party.type != "account":
        return party.account
    return account if account != party.account else OTHER_ACCOUNT


def _account_of(asked: AskedPatterns, who: Principal | None) -> str:
    arn = Arn.parse(asked.written[1])
    named = arn.account if arn and _ACCOUNT.fullmatch(arn.account) else ""
    return named or (who.account if who else "") or ACCOUNT


def keys_in(policies: Policies) -> Keys:
    """What the policies, which are known as a whole, say of context keys."""
    return Keys(condition for statement, _ in statements(policies) for condition in statement.conditions)


def _accepted(found: Request, policies: Policies, sure: Policies, asked: AskedPatterns) -> Reach | None:
    """The request as people write it, once it is certain that it is allowed."""
    for request in as_written(found, asked.written[0], sure):
        decision = _decision(request, policies, sure)
        if decision and decision.is_allowed and asked.fits(request):
            return Reach(possible=True, witness=request, decision=decision)
    return None


def _decision(request: Request, policies: Policies, sure: Policies) -> Decision | None:
    """None where a condition asks for a value that another cannot read."""
    try:
        return evaluate(request, policies)
    except Undecided:
        return evaluate(request, sure)
    except (MalformedRequest, MalformedDocument):
        return None


def as_written(found: Request, action: str, policies: Policies) -> Iterator[Request]:
    """The same request, then itself, as people write it: the likeliest first, whether it is allowed or not.

    The action is spelled as AWS or someone here writes it, the resource is one that the action is used on, and all is
    in one account.
    """
    request = replace(found, action=_spelled(found.action, action, policies))
    if found.principal.type != "account":
        arn, account = Arn.parse(found.resource), found.principal.account
        if catalogue.has_resources(request.action) is False or not arn or arn.service not in _services(request.action):
            likely = (one.replace(ACCOUNT, account or ACCOUNT) for one in catalogue.resources_of(request.action))
            yield from (replace(request, resource=one, resource_account="") for one in islice(likely, 3))
        yield replace(request, resource_account="")
        if arn and _ACCOUNT.fullmatch(arn.account) and found.principal == session_in(account):
            yield replace(request, principal=session_in(arn.account), resource_account="")
    yield request


def _services(action: str) -> frozenset[str]:
    """The services whose resources the action is used on."""
    arns = map(Arn.parse, catalogue.resources_of(action))
    return frozenset(arn.service for arn in arns if arn)


def _spelled(found: str, action: str, policies: Policies) -> str:
    known = catalogue.spelled(found)
    if known != found:
        return known
    written = (action, *(pattern for statement, _ in statements(policies) for pattern in _patterns(statement)))
    start = max(
        ("", *(start_of(pattern) for pattern in written if found.startswith(start_of(pattern).lower()))), key=len
    )
    return start + found[len(start) :]


def _patterns(statement: Statement) -> tuple[str, ...]:
    return (*statement.parts.get("Action", ()), *statement.parts.get("NotAction", ()))


_ACCOUNT: Final = re.compile(r"[0-9]{12}")
