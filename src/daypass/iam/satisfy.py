"""This is where a request is searched that policies allow.

A draft of a request is judged by `evaluate` itself. Where it is denied, or something is missing, the answer says which
statements would have to change their mind about it: each way to do so is a more definite draft, and these are judged in
turn, depth first. Every request that is allowed lies on one of these ways, so that when all are at their end there is
none, unless the workshop is unsure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Final

from daypass.iam.clause import Clause
from daypass.iam.context import MalformedRequest
from daypass.iam.decision import Decision
from daypass.iam.draft import Draft, Workshop
from daypass.iam.evaluate import evaluate
from daypass.iam.language import TooHard
from daypass.iam.node import MalformedDocument
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.reading import Reading
from daypass.iam.request import Request
from daypass.iam.requirements import exempt_from, is_cross_account, needs_its_own_policy
from daypass.iam.wanted import ArnGroup, Group
from daypass.model.resource import Undecided

Judge = Callable[[Draft], Iterator[Draft] | None]
"""None for a draft that will do, else all ways to make it more definite."""


def searched(workshop: Workshop, start: Draft, judge: Judge) -> Draft | None:
    """A draft that will do; None where there is none, or none was found and the workshop is unsure."""
    ways: list[Iterator[Draft]] = [iter([start])]
    try:
        while ways:
            draft = next(ways[-1], None)
            if draft is None:
                ways.pop()
                continue
            further = judge(draft)
            if further is None:
                return draft
            ways.append(further)
    except TooHard:
        workshop.unsure = True
    return None


class Side:
    """Policies that must allow, and who asks. All their statements are known and fit the principal.

    `owns`: the resource is in the account of whoever asks, whatever its ARN says. `idle`: the `wording` of statements
    that need not be tried.
    """

    def __init__(
        self, policies: Policies, principal: Principal, *, owns: bool, idle: frozenset[str] = frozenset()
    ) -> None:
        self.policies, self.principal, self.owns, self._idle = policies, principal, owns, idle

    def request(self, draft: Draft) -> Request:
        """The draft as a request."""
        owner = self.principal.account if self.owns else ""
        return Request(draft.action, draft.resource, self.principal, draft.context, owner)

    def start(self, workshop: Workshop, draft: Draft) -> Iterator[Draft]:
        """The draft with all that the Deny statements leave no choice about; nothing where they leave nothing."""
        return sparing_all(workshop, draft, self._certain_denies(draft))

    def ways(self, workshop: Workshop, draft: Draft) -> Iterator[Draft] | None:
        """None where the draft is allowed, else how it might be. Raises `TooHard` where the budget is spent."""
        decision = self._judged(workshop, draft)
        if decision is None:
            return iter(())
        if decision.is_allowed:
            return None
        if decision.missing is None:
            return self._spared(workshop, draft, decision)
        return self._allowed(workshop, draft, decision.missing)

    def other_ways(self, workshop: Workshop, draft: Draft) -> Iterator[Draft] | None:
        """None where the draft is not allowed, else ways around a statement of the identity's that lets it through."""
        decision = self._judged(workshop, draft)
        if decision is None:
            return iter(())
        if not decision.is_allowed:
            return None
        allows = [one for one in decision.statements if one.policy.startswith("identityPolicies")]
        return _fewest([*self.clauses[one[:2]].sparing(workshop, draft)] for one in allows[:_MOST_TRIED])

    def _judged(self, workshop: Workshop, draft: Draft) -> Decision | None:
        """None where one condition asks for a value that another cannot read."""
        workshop.budget.spend(_PRICE + len(self.clauses) // 2)
        try:
            return evaluate(self.request(draft), self.policies)
        except (MalformedRequest, MalformedDocument, Undecided):
            workshop.unsure = True
            return None

    def _spared(self, workshop: Workshop, draft: Draft, decision: Decision) -> Iterator[Draft]:
        """Around the Deny that leaves the fewest ways."""
        return _fewest(
            [*self.clauses[place, index].sparing(workshop, draft), *self._exempt(workshop, draft, place)]
            for place, index, _ in decision.statements[:_MOST_TRIED]
        )

    def _exempt(self, workshop: Workshop, draft: Draft, place: str) -> Iterator[Draft]:
        """What no RCP applies to. Source: `exempt_from`."""
        if place.startswith("resourceControlPolicies") and "resourceControlPolicies" not in exempt_from(
            self.request(draft)
        ):
            yield from workshop.with_action(draft, _RETIRE, inside=True)
            if self.principal.type == "service":
                yield from workshop.with_resource(draft, _LINKED, inside=True)

    def _allowed(self, workshop: Workshop, draft: Draft, missing: str) -> Iterator[Draft]:
        """By each statement that can meet the need, or by having no such need."""
        names = (missing,) if missing.startswith("service") else dict.fromkeys((missing, "resourcePolicy"))
        for name in names:
            for clause in self._allows[name]:
                if clause not in draft.applied:
                    workshop.budget.spend(_PRICE)
                    yield from (one.having(clause) for one in clause.applying(workshop, draft))
        request = self.request(draft)
        if needs_its_own_policy(request):
            service = draft.action.partition(":")[0]
            yield from workshop.with_resource(draft, _OWN_POLICY[service], inside=False)
            yield from workshop.with_action(draft, Group.of((f"{service}:*",)), inside=False)
        if is_cross_account(request):
            yield from workshop.with_resource(draft, self._own, inside=True)
            yield from workshop.with_resource(draft, _NO_RESOURCE, inside=True)

    @cached_property
    def clauses(self) -> dict[tuple[str, int], Clause]:
        """Every statement, by its place and number as a decision has them."""
        return {
            (layer.place, reading.statement.index): Clause(reading)
            for layer in self.policies.layers
            for reading in layer.readings
        }

    @cached_property
    def _allows(self) -> dict[str, list[Clause]]:
        """Name of a requirement → the statements that can meet it, those first that ask least."""
        found: dict[str, list[Clause]] = defaultdict(list)
        for layer in self.policies.layers:
            for reading in layer.readings:
                if reading.effect == "Allow" and not (self._idle and wording(reading) in self._idle):
                    found[layer.name].append(self.clauses[layer.place, reading.statement.index])
        for clauses in found.values():
            clauses.sort(key=lambda clause: len(clause.reading.statement.conditions))
        return found

    def _certain_denies(self, draft: Draft) -> Iterator[Clause]:
        """The Deny statements that no exemption can keep from applying."""
        retires = draft.of_action.fits("kms:retiregrant")
        for (place, _), clause in self.clauses.items():
            if clause.reading.effect == "Deny" and not (place.startswith("resourceControl") and retires):
                yield clause

    @cached_property
    def _own(self) -> ArnGroup:
        account = self.principal.account
        return ArnGroup((f"arn:*:*:*:{account}:*", "arn:*:*:*::*", "arn:*:*:*:aws:*"))


def wording(reading: Reading) -> str:
    """What a statement says; two that say the same, apart from their ids, say it in one wording."""
    parts = {name: part for name, part in reading.statement.parts.items() if name != "Sid"}
    return f"{reading.version} {sorted(parts.items())!r}"


_PRICE: Final = 100
"""Units that a judgement takes beside half a one for each statement."""
_MOST_TRIED: Final = 8
_RETIRE: Final = Group(("kms:retiregrant",))
_LINKED: Final = ArnGroup(("arn:*:iam:*:*:role/aws-service-role/*",))
_NO_RESOURCE: Final = Group((), (("*",),))
_OWN_POLICY: Final = {"sts": ArnGroup(("arn:*:iam:*:*:role/*",)), "kms": ArnGroup(("arn:*:kms:*:*:key/*",))}
"""Service of an action → the resources whose own policy must allow it in any case."""


def _fewest(every: Iterable[list[Draft]]) -> Iterator[Draft]:
    """The shortest of these lists; none can be shorter than one of a single way."""
    fewest: list[Draft] | None = None
    for ways in every:
        if fewest is None or len(ways) < len(fewest):
            fewest = ways
        if len(fewest) <= 1:
            break
    return iter(fewest or ())


def sparing_all(workshop: Workshop, draft: Draft, clauses: Iterable[Clause]) -> Iterator[Draft]:
    """The draft with all that is certain where none of these clauses may apply; nothing where one must.

    That is said of all of them at once, so that a long list of Deny statements is one demand.
    """
    only: dict[tuple[str, bool], list[Group]] = defaultdict(list)
    for clause in clauses:
        part = _only_part(clause, draft)
        if part == "none":
            return
        if part is not None:
            found = clause.resources if part == "resource" else None
            takes_in, group = (found.takes_in, found.fixed) if found else clause.actions
            only[part, takes_in].append(group)
    yield from _without(workshop, draft, only)


def _only_part(clause: Clause, draft: Draft) -> str | None:
    """The only part by which the clause can be missed: `action`, `resource`, or `none`; None where there are more."""
    if clause.reading.statement.conditions:
        return None
    takes_in, actions = clause.actions
    found = clause.resources
    if found is not None and found.templates:
        return None
    keeps_action = _is_given(actions, draft.of_action.within, takes_in=takes_in)
    keeps_resource = found is None or _is_given(found.fixed, draft.of_resource.within, takes_in=found.takes_in)
    if keeps_action:
        return "none" if keeps_resource else "resource"
    return "action" if keeps_resource else None


def _is_given(group: Group, within: tuple[Group, ...], *, takes_in: bool) -> bool:
    """Whether all that is wanted fits the part in any case."""
    if takes_in and group.takes_all:
        return True
    exact = next((one.exact for one in within if one.exact is not None), None)
    return exact is not None and all(group.fits(text) is takes_in for text in exact[:_FEW]) and len(exact) <= _FEW


_FEW: Final = 16


def _without(workshop: Workshop, draft: Draft, only: dict[tuple[str, bool], list[Group]]) -> Iterator[Draft]:
    drafts = [draft]
    for (part, takes_in), groups in only.items():
        method = workshop.with_resource if part == "resource" else workshop.with_action
        # What every Deny of a list leaves is one group; what each `Not…` spares is one group of its own.
        for group in [_joined(groups)] if takes_in else groups:
            drafts = [after for one in drafts for after in method(one, group, inside=not takes_in)]
    yield from drafts


def _joined(groups: list[Group]) -> Group:
    return Group(
        tuple(pattern for group in groups for pattern in group.plain),
        tuple(tokens for group in groups for tokens in group.others),
    )
