"""This is where the Means of an identity are: what it may do, asked action by action, and as cheaply as can be.

Most questions are settled by the statements that are about the action; only where conditions or unknown names decide
is `reach` asked. What a stack does not tell is possible.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain
from typing import Final

from daypass.graph.becoming.asking import NO, Answer, AskedPolicies, ReachAnswer, ask
from daypass.graph.becoming.beside import policy_beside
from daypass.graph.becoming.callers import Caller
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.held import Held, Scope, Told, allowing, free, strongest
from daypass.graph.becoming.lines import TOO_MUCH, Ground, Library, Say, place_of
from daypass.graph.becoming.patterns import of_kind
from daypass.graph.becoming.via import can_be_met
from daypass.graph.becoming.when_and_where import REGION, at_home
from daypass.graph.given import Given
from daypass.graph.permissions import Permissions
from daypass.graph.untold import Untold
from daypass.iam.action import EVERYTHING, action_matches
from daypass.iam.context import MalformedRequest
from daypass.iam.decision import Decision
from daypass.iam.glob import has_wildcard
from daypass.iam.policies import Policies
from daypass.iam.request import Request
from daypass.iam.services import services_named
from daypass.model.resource import Undecided

_NOTHING_TOLD: Final = Told((), (), (), frozenset())


@dataclass(frozen=True)
class Means:
    """What one identity may do as one caller. `is_lifted`: what it could do without its permissions boundary.

    `apart` is name of a bucket → what its policy denies there, of all but some of what is in it: no statement about
    that bucket alone can say so.
    """

    permissions: Permissions
    caller: Caller
    library: Library
    is_lifted: bool = False
    apart: Mapping[str, tuple[Given, ...]] = field(default_factory=dict, repr=False, compare=False)
    _told: dict[str, Told] = field(default_factory=dict, repr=False, compare=False)
    _anywhere: dict[str, Answer] = field(default_factory=dict, repr=False, compare=False)
    _there: dict[str, "Means"] = field(default_factory=dict, repr=False, compare=False)

    def may(self, action: str) -> bool:
        """Whether anything lets it do this at all, whatever the resource and the conditions."""
        told = self.told(action)
        return bool(told.allows or self.open) and (not self.is_bounded or bool(told.bounds))

    def on(self, action: str, resource: str, facts: Facts = NOTHING) -> Answer:
        """Whether it may do this to the resource, an ARN in which `*` stands for what is not known."""
        if there := self._in_bucket(resource):
            return there.on(action, resource, facts)
        if not self.library.spend(1):
            return Answer(possible=True, unknown=(TOO_MUCH,))
        told = self.told(action)
        whole = self._whole(action, facts) if told.keys else NOTHING
        deny, denying = strongest(told.denies, action, resource, whole)
        allow, allowing = strongest(told.allows, action, resource, whole)
        bound, bounding = strongest(told.bounds, action, resource, whole) if self.is_bounded else ("yes", None)
        if deny == "yes" or bound == "no":
            return NO
        if allow == "no" or allowing is None:
            return Answer(bool(self.open), self.open)
        if "perhaps" in (allow, bound, deny):
            return self._asked(action, resource, whole)
        doubts = ((allow, allowing), (bound, bounding), (deny, denying))
        unknown = (held.unknown for said, held in doubts if said == "unknown" and held)
        show = partial(self.request, action, resource, whole, told.keys)
        return Answer(possible=True, grounds=(allowing.ground,), show=show).under(*unknown, *self.limits)

    def anywhere(self, action: str, facts: Facts = NOTHING, kind: str = "") -> Answer:
        """Whether it may do this to anything; to anything of a kind, where a pattern of its ARNs is given."""
        if kind:
            return self._somewhere(action, facts, kind)
        if facts is not NOTHING:
            return self._somewhere(action, facts)
        if action not in self._anywhere:
            self._anywhere[action] = self._somewhere(action, facts)
        return self._anywhere[action]

    def _somewhere(self, action: str, facts: Facts, kind: str = "") -> Answer:
        allows = self.told(action).allows
        patterns = dict.fromkeys(one for held in allows for one in held.line.patterns(self.caller.facts))
        asked = of_kind(patterns, kind) if kind else patterns
        found = (self.on(action, pattern, facts) for pattern in asked)
        return best(chain(found, (Answer(bool(self.open), self.open),)))

    def denies(self, action: str, resource: str, facts: Facts = NOTHING) -> Say:
        """Whether a Deny forbids it, whatever allows it."""
        if there := self._in_bucket(resource):
            return there.denies(action, resource, facts)
        return strongest(self.told(action).denies, action, resource, self._whole(action, facts))[0]

    def scope(self, action: str, facts: Facts = NOTHING) -> Scope:
        """On which resources it may do this."""
        told, whole = self.told(action), self._whole(action, facts)
        without = free(told.denies, whole)
        within = free(told.bounds, whole) if self.is_bounded else ()
        is_limited = without is None or within is None or bool(self.limits) or self._is_kept_apart(action)
        certain: list[tuple[str, Ground]] = []
        asked: list[str] = []
        for held in told.allows:
            patterns = held.line.patterns(whole)
            if not is_limited and not held.doubt and held.line.is_free(whole):
                certain.extend((pattern, held.ground) for pattern in patterns)
            elif held.line.says_of_any(whole) != "no":
                asked.extend(patterns)
        bounds = within if self.is_bounded else None
        return Scope(tuple(certain), tuple(dict.fromkeys(asked)), self.open, bounds, without or ())

    def _in_bucket(self, resource: str) -> "Means | None":
        """What it may do in the bucket that the resource is in, where that one's policy has a say of its own."""
        name = resource.partition(BUCKET)[2].partition("/")[0] if self.apart else ""
        if name not in self.apart:
            return None
        if name not in self._there:
            self._there[name] = self.denied(self.apart[name], apart={})
        return self._there[name]

    def _is_kept_apart(self, action: str) -> bool:
        """Whether the policy of some bucket says something about the action in there."""
        given = (one for each in self.apart.values() for one in each)
        return any(self.library.lines(one.document).about(action) for one in given)

    def denied(self, given: Iterable[Given], apart: Mapping[str, tuple[Given, ...]]) -> "Means":
        """The same, as if its own policies denied this as well."""
        own = replace(self.permissions, own=(*self.permissions.own, *given))
        return Means(own, self.caller, self.library, self.is_lifted, apart)

    def _whole(self, action: str, facts: Facts) -> Facts:
        """All that requests for this action are known to bring along."""
        where = at_home(action, self.caller.arn) if REGION in self.told(action).keys else NOTHING
        return self.caller.facts.and_(where).and_(facts)

    def as_caller(self, caller: Caller) -> "Means":
        """The same identity as another caller."""
        return Means(self.permissions, caller, self.library, self.is_lifted, self.apart, self._told)

    def lifted(self) -> "Means":
        """What it could do without its permissions boundary."""
        return Means(self.permissions, self.caller, self.library, is_lifted=True, apart=self.apart)

    def of_boundary(self) -> "Means":
        """What it could do if it were given all that its permissions boundary allows."""
        bounded = self.permissions.bounded
        whole = Permissions(self.permissions.identity, (bounded,) if bounded else ())
        return Means(whole, self.caller, self.library)

    @cached_property
    def everything(self) -> tuple[Held, ...]:
        """All statements that may allow something: its own, then those of the boundary."""
        return allowing(self._lines)

    @cached_property
    def denials(self) -> tuple[Held, ...]:
        """All statements that deny something which another may allow, in the same order."""
        return tuple(one for one in self._lines if one.line.is_allow is False and self._takes_something(one))

    @cached_property
    def _lines(self) -> tuple[Held, ...]:
        bounded = (self.permissions.bounded,) if self.permissions.bounded and self.is_bounded else ()
        given = (*self._given, *bounded)
        lines = ((one, line) for one in given for line in self.library.lines(one.document).all)
        return tuple(Held(one, line) for one, line in lines if not line.is_over)

    def _takes_something(self, held: Held) -> bool:
        """Whether anything that it denies may be allowed; also where that is not known."""
        try:
            if actions := held.line.statement.actions:
                return any(map(self._is_given, actions))
            left_out = held.line.statement.not_actions
            given = (one for other in self.everything for one in other.line.statement.actions or (EVERYTHING,))
            return any(not any(action_matches(one, action) for one in left_out) for action in given)
        except Undecided:
            return True

    def told(self, action: str) -> Told:
        """The statements that are about this action."""
        found = self._told.get(action)
        if found is None and self._says_nothing_of(action):
            return _NOTHING_TOLD  # as of nearly every service, told at once
        if found is None:
            own = [held for given in self._given for held in self._held(given, action)]
            bounds = self._held(self.permissions.bounded, action) if self.is_bounded else []
            own, bounds = self._meant(own, action), self._meant(bounds, action)
            denies = tuple(held for held in (*own, *bounds) if not held.line.is_allow)
            keys = frozenset(key for held in (*own, *bounds) for key in held.line.keys)
            found = Told(allowing(own), denies, allowing(bounds), keys)
            self._told[action] = found
        return found

    def _says_nothing_of(self, action: str) -> bool:
        """Whether no statement is about any action of its service."""
        service = action.partition(":")[0].lower()
        return self._services is not None and service not in self._services and not has_wildcard(service)

    @cached_property
    def _services(self) -> frozenset[str] | None:
        """The services, in small letters, of which its statements say anything; None where it may be any."""
        documents = [given.document for given in (*self._given, self.permissions.bounded) if given]
        return services_named(line.statement for document in documents for line in self.library.lines(document).all)

    @cached_property
    def open(self) -> tuple[Untold, ...]:
        """Why it may have been given more than the stack tells; also what AWS would refuse, as nobody can read that."""
        gaps = (gap for gap in self.permissions.gaps if not gap.boundary and not gap.less)
        return tuple(dict.fromkeys(gap.untold for gap in gaps))

    @cached_property
    def _given(self) -> tuple[Given, ...]:
        return tuple({id(given.document): given for given in self.permissions.given}.values())

    @cached_property
    def limits(self) -> tuple[Untold, ...]:
        """What may hold it back, and an update will tell. A boundary that the stack does not have: see ADR 12."""
        gaps = () if self.is_lifted else (gap for gap in self.permissions.own_gaps if gap.boundary)
        gaps = (gap for gap in gaps if not gap.fault.elsewhere)
        return tuple(dict.fromkeys(gap.untold for gap in gaps))

    @cached_property
    def _doubts(self) -> dict[tuple[str, str], Untold]:
        """Where something stands that may be taken away again → what says so."""
        return {(gap.by.urn, gap.path): gap.untold for gap in self.permissions.gaps}

    @property
    def is_bounded(self) -> bool:
        """Whether a boundary that is known holds it back."""
        return self.permissions.bounded is not None and not self.is_lifted

    @cached_property
    def policies(self) -> Policies:
        """All documents."""
        boundary = self.permissions.boundary if self.is_bounded else None
        return Policies(identity=tuple(given.document for given in self._given), boundary=boundary)

    def _held(self, given: Given | None, action: str) -> list[Held]:
        if given is None:
            return []
        doubt = self._doubts.get((given.by.urn, given.path))
        return [Held(given, line, doubt) for line in self.library.lines(given.document).about(action)]

    def _meant(self, holdings: list[Held], action: str) -> list[Held]:
        """Without what allows it only through a service that never acts for this identity."""
        return [one for one in holdings if not one.line.is_allow or can_be_met(one.line, action, self._is_given)]

    def _is_given(self, pattern: str) -> bool:
        """Whether anything may allow an action, or one of a service (`athena:*`), whatever else is asked."""
        lines = (line for given in self._given for line in self.library.lines(given.document).all)
        return bool(self.open) or any(line.is_allow is not False and line.is_of(pattern) for line in lines)

    def _asked(self, action: str, resource: str, facts: Facts) -> Answer:
        found = self.ask(
            replace(self.policies, resource=policy_beside(action, resource, self.caller)), action, resource, facts
        )
        if not found.possible:
            return Answer(bool(self.open), self.open)
        answer = Answer(possible=True, grounds=self.grounds(found.decision), show=lambda: found.witness)
        asked = (self.place(found.unknown, action),) if found.unknown else ()
        return answer.under(*asked, *self.limits)

    def ask(
        self, policies: Policies, action: str, resource: str, facts: Facts, more: Iterable[str] = ()
    ) -> ReachAnswer:
        """What `reach` says of policies with which this caller asks; `more` are keys for which those ask besides."""
        asked = AskedPolicies(policies, self.library, self.told(action).keys.union(more))
        return ask(asked, action, resource, self.caller.text, facts)

    def place(self, path: str, action: str) -> Untold:
        """What stands at a path of one of its documents."""
        told = self.told(action)
        every = (*told.allows, *told.denies, *told.bounds)
        unknown = (held for held in every if not held.line.statement.is_fully_known)
        return next((held.unknown for held in unknown if path.startswith(held.line.statement.path)), Untold(path))

    def grounds(self, decision: Decision | None) -> tuple[Ground, ...]:
        """Where the statements stand that decided: those of the identity itself."""
        found: list[Ground] = []
        for deciding in decision.statements if decision else ():
            field_, _, index = deciding.policy.rstrip("]").partition("[")
            if field_ == "identityPolicies" and deciding.effect == "Allow":
                given = self._given[int(index)]
                # A policy of a thing gives but some of its statements, which keep their places.
                lines = self.library.lines(given.document).all
                found.extend(Held(given, one).ground for one in lines if one.statement.index == deciding.statement)
        return tuple(found[:1])

    def request(self, action: str, resource: str, facts: Facts, keys: Iterable[str]) -> Request | None:
        """The request with the facts about these keys; None where too little is known to name one."""
        if self.caller.principal is None or (has_wildcard(resource) and resource != "*"):
            return None
        try:
            return Request(action, resource, self.caller.principal, facts.only(keys))
        except MalformedRequest:
            return None


BUCKET: Final = ":s3:::"
"""Before the name of a bucket in its ARN, and in those of what is in it."""

ASSUME: Final = "sts:AssumeRole"
"""The one action, but for those on keys, that also the policy of what it is about must allow."""


def first_ground(means: Means, action: str, resource: str, facts: Facts) -> tuple[Ground, ...]:
    """Where the first statement stands that allows it for certain, so that the order of registration says nothing."""
    told = means.told(action)
    whole = means.caller.facts.and_(facts) if told.keys else NOTHING
    found = (held.ground for held in told.allows if held.says(action, resource, whole) == "yes")
    return tuple(sorted(found, key=place_of)[:1])


def best(answers: Iterable[Answer]) -> Answer:
    """The one that is most certain; a later one only where it is better. The rest is not asked after a certain one."""
    found = NO
    for answer in answers:
        if answer.possible and (not found.possible or len(answer.unknown) < len(found.unknown)):
            found = answer
        if found.is_certain:
            break
    return found
