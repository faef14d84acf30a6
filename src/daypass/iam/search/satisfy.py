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

from daypass.iam.context import MalformedRequest
from daypass.iam.decision import Deciding, Decision
from daypass.iam.evaluate import evaluate
from daypass.iam.node import MalformedDocument
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.iam.requirements import exempt_from, is_cross_account, is_unlimited, needs_its_own_policy
from daypass.iam.search.clause import Clause
from daypass.iam.search.draft import Draft, Workshop
from daypass.iam.search.language import TooHard
from daypass.iam.search.wanted import ArnGroup, Group, Wanted
from daypass.model.resource import Undecided

Judge = Callable[[Draft], Iterator[Draft] | None]
"""None for a draft that will do, else all ways to make it more definite."""


def searched(workshop: Workshop, starts: Iterator[Draft], judge: Judge) -> Draft | None:
    """A draft that will do; None where there is none, or none was found and the workshop is unsure."""
    ways = [starts]
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

    `owner`: the account that the resource is in, whatever its ARN says; "" where that says it.
    """

    def __init__(self, policies: Policies, principal: Principal, owner: str) -> None:
        self.policies, self.principal, self.owner = policies, principal, owner

    def request(self, draft: Draft) -> Request:
        """The draft as a request."""
        return Request(draft.action, draft.resource, self.principal, draft.context, self.owner)

    def start(self, workshop: Workshop, draft: Draft) -> Iterator[Draft]:
        """Drafts with all that is certain before any is judged; nothing where that is too much."""
        for spared in sparing_all(workshop, draft, self._certain_denies(draft)):
            if self._needs_identity:
                yield from self._applied(workshop, spared, "identityPolicies")
            else:
                yield spared

    def ways(self, workshop: Workshop, draft: Draft) -> Iterator[Draft] | None:
        """None where the draft is allowed, else how it might be. Raises `TooHard` where the budget is spent."""
        decision = self._judged(workshop, draft)
        if decision is None:
            return iter(())
        if decision.is_allowed:
            return None
        if decision.missing is None:
            return self._around(workshop, draft, decision.statements)
        return self._allowed(workshop, draft, decision.missing)

    def other_ways(self, workshop: Workshop, draft: Draft) -> Iterator[Draft] | None:
        """None where the draft is not allowed, else ways around a statement of the identity's that lets it through."""
        decision = self._judged(workshop, draft)
        if decision is None:
            return iter(())
        if not decision.is_allowed:
            return None
        allows = [one for one in decision.statements if one.policy.startswith("identityPolicies")]
        return self._around(workshop, draft, allows)

    def _judged(self, workshop: Workshop, draft: Draft) -> Decision | None:
        """None where one condition asks for a value that another cannot read."""
        workshop.budget.spend(self._price)
        try:
            return evaluate(self.request(draft), self.policies)
        except (MalformedRequest, MalformedDocument, Undecided):
            workshop.unsure = True
            return None

    def _around(self, workshop: Workshop, draft: Draft, found: Iterable[Deciding]) -> Iterator[Draft]:
        """Around each of these statements that leaves only one way, or else around the one that leaves fewest."""
        forced = draft
        open_ones: list[list[Draft]] = []
        for clause, place in sorted(((self.clauses[one[:2]], one.policy) for one in found), key=_conditions_of):
            workshop.budget.spend(_PRICE // 2)
            if forced is not draft and not clause.reading.applies(self.request(forced)):
                continue
            ways = [*clause.sparing(workshop, forced), *self._exempt(workshop, forced, place)]
            if not ways:
                return iter(())
            if len(ways) == 1:
                forced = ways[0]
            else:
                open_ones.append(ways)
            if len(open_ones) >= _MOST_OPEN:
                break
        if forced is not draft or not open_ones:
            return iter([forced])
        fewest: list[Draft] = min(open_ones, key=len)
        return iter(fewest)

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
            yield from self._applied(workshop, draft, name)
        request = self.request(draft)
        if needs_its_own_policy(request):
            service = draft.action.partition(":")[0]
            yield from workshop.with_resource(draft, _OWN_POLICY[service], inside=False)
            yield from workshop.with_action(draft, Group.of((f"{service}:*",)), inside=False)
        if is_cross_account(request) and not self.owner:
            yield from workshop.with_resource(draft, self._own, inside=True)
            yield from workshop.with_resource(draft, _NO_RESOURCE, inside=True)

    def _applied(self, workshop: Workshop, draft: Draft, name: str) -> Iterator[Draft]:
        """Drafts to which one of the statements applies that can meet this requirement."""
        for clause in self._allowing(name, draft):
            if clause not in draft.applied:
                workshop.budget.spend(_PRICE)
                drafts = (one.having(clause) for one in clause.applying(workshop, draft))
                yield from (one for one in drafts if not self._is_hopeless(one))

    @cached_property
    def _needs_identity(self) -> bool:
        """Whether the identity's policies must allow in any case: the resource's can at most leave it to them."""
        if is_unlimited(self.principal):
            return False
        return all(clause.reading.way(self.principal) == "account" for clause in self._allows["resourcePolicy"])

    @cached_property
    def clauses(self) -> dict[tuple[str, int], Clause]:
        """Every statement, by its place and number as a decision has them."""
        return {
            (layer.place, reading.statement.index): Clause(reading)
            for layer in self.policies.layers
            for reading in layer.readings
        }

    @cached_property
    def _price(self) -> int:
        wild = sum(
            pattern.find("*") < len(pattern) - 1 for one in self.clauses.values() for pattern in one.actions[1].plain
        )
        return _PRICE + len(self.clauses) // 2 + 4 * wild

    def _allowing(self, name: str, draft: Draft) -> list[Clause]:
        """The statements that can meet a requirement, as far as the action tells; those first that ask least."""
        exact = draft.of_action.exact
        if exact is None:
            return self._allows[name]
        named, others = self._by_action[name]
        found = {clause for text in exact for clause in named.get(text, ())}.union(others)
        return [clause for clause in self._allows[name] if clause in found] if len(found) > 1 else [*found]

    def _is_hopeless(self, draft: Draft) -> bool:
        """Whether no statement of a limit names the action, where that tells: then nobody need be asked."""
        return draft.of_action.exact is not None and not all(self._allowing(name, draft) for name in self._limits)

    @cached_property
    def _limits(self) -> list[str]:
        """The requirements that no other can stand in for."""
        levels = [f"serviceControlPolicies[{level}]" for level in range(len(self.policies.service_control))]
        is_bounded = self.policies.boundary is not None and self.policies.resource is None
        return [*levels, "permissionsBoundary"] if is_bounded else levels

    @cached_property
    def _allows(self) -> dict[str, list[Clause]]:
        found: dict[str, list[Clause]] = defaultdict(list)
        for layer in self.policies.layers:
            for reading in layer.readings:
                if reading.effect == "Allow":
                    found[layer.name].append(self.clauses[layer.place, reading.statement.index])
        for clauses in found.values():
            clauses.sort(key=lambda clause: len(clause.reading.statement.conditions))
        return found

    @cached_property
    def _by_action(self) -> dict[str, tuple[dict[str, list[Clause]], list[Clause]]]:
        """For each requirement, the statements that name all their actions by each of these, and all others."""
        found: dict[str, tuple[dict[str, list[Clause]], list[Clause]]] = defaultdict(lambda: ({}, []))
        for name, clauses in self._allows.items():
            for clause in clauses:
                takes_in, group = clause.actions
                if not takes_in or group.exact is None:
                    found[name][1].append(clause)
                else:
                    for text in group.exact:
                        found[name][0].setdefault(text, []).append(clause)
        return found

    def _certain_denies(self, draft: Draft) -> Iterator[Clause]:
        """The Deny statements that no exemption can keep from applying."""
        has_exemption = self.principal.type == "service" or draft.of_action.fits("kms:retiregrant")
        for (place, _), clause in self.clauses.items():
            if clause.reading.effect == "Deny" and not (has_exemption and place.startswith("resourceControl")):
                yield clause

    @cached_property
    def _own(self) -> ArnGroup:
        account = self.principal.account
        return ArnGroup((f"arn:*:*:*:{account}:*", "arn:*:*:*::*", "arn:*:*:*:aws:*"))


_MOST_OPEN: Final = 16
"""Statements with several ways around them that are looked at before one of them is chosen."""
_PRICE: Final = 100
"""Units that a judgement takes beside those for each statement."""
_RETIRE: Final = Group(("kms:retiregrant",))
_LINKED: Final = ArnGroup(("arn:*:iam:*:*:role/aws-service-role/*",))
_NO_RESOURCE: Final = Group((), (("*",),))
_OWN_POLICY: Final = {"sts": ArnGroup(("arn:*:iam:*:*:role/*",)), "kms": ArnGroup(("arn:*:kms:*:*:key/*",))}
"""Service of an action → the resources whose own policy must allow it in any case."""


def _conditions_of(found: tuple[Clause, str]) -> int:
    return len(found[0].reading.statement.conditions)


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
    keeps_action = _is_given(actions, draft.of_action, takes_in=takes_in)
    keeps_resource = found is None or _is_given(found.fixed, draft.of_resource, takes_in=found.takes_in)
    if keeps_action:
        return "none" if keeps_resource else "resource"
    return "action" if keeps_resource else None


def _is_given(group: Group, wanted: Wanted, *, takes_in: bool) -> bool:
    """Whether all that is wanted fits the part in any case."""
    if takes_in and group.takes_all:
        return True
    return wanted.exact is not None and all(group.fits(text) is takes_in for text in wanted.exact)


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
