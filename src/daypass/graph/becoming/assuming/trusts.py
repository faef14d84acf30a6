"""This is where the Trusts of a stack's roles are: whom each lets in, found by those whom it names.

A role whose trust is not known lets in whoever may ask for it. Source: IAM User Guide, "AWS JSON policy elements:
Principal" and "How IAM roles are assumed"; read 2026-11.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import NO, Answer, ask
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.callers import SSO_PATH, Caller
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.patterns import covers
from daypass.graph.becoming.targets import Member, Targets
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided

_CALLERS_OWN: Final = ("aws:principal", "aws:username", "aws:userid")
"""Starts of the keys that say who asks."""


class TrustEntry(NamedTuple):
    """A role, and the statement that lets someone in."""

    trust: Trust
    line: Line


class Trusts:
    """The roles by whom they let in: an account (its twelve digits), everyone (`*`), a service, or one principal."""

    def __init__(self, trusts: Iterable[Trust]) -> None:
        self.by_urn = {trust.node.key: trust for trust in trusts}
        self._named: defaultdict[str, list[Trust]] = defaultdict(list)
        self._by_session: defaultdict[str, list[tuple[str, Trust]]] = defaultdict(list)
        self._groups: defaultdict[str, list[TrustEntry]] = defaultdict(list)
        self._unnamed: list[Trust] = [trust for trust in self.by_urn.values() if trust.document is None]
        self._targets: dict[str, tuple[Targets, Targets]] = {}
        self._welcoming: dict[str, tuple[Targets, Targets]] = {}
        self._passable: dict[str, tuple[Targets, Targets]] = {}
        self._apart: dict[str, tuple[Targets, Targets]] = {}
        for trust in self.by_urn.values():
            for line in trust.allows:
                self._note(TrustEntry(trust, line))

    @property
    def groups(self) -> tuple[str, ...]:
        """All accounts, services and `*` that some role lets in."""
        return tuple(self._groups)

    def alike(self, group: str) -> Targets:
        """The roles that let in a whole group, on conditions that do not depend on who asks."""
        return self._of(group)[0]

    def others(self, group: str) -> Targets:
        """The roles that let in some of a group."""
        return self._of(group)[1]

    @cached_property
    def unnamed(self) -> Targets:
        """The roles of which nobody can tell whom they let in."""
        return Targets("unnamed", _members(self._unnamed))

    def welcoming(self, account: str) -> tuple[Targets, Targets]:
        """The roles of an account that let in everyone, then those that let in some of everyone."""
        if account not in self._welcoming:
            alike, others = self._of(EVERYONE)
            self._welcoming[account] = (
                Targets(("welcoming", account), (one for one in alike.members if one.node.account == account)),
                Targets(("may welcome", account), (one for one in others.members if one.node.account == account)),
            )
        return self._welcoming[account]

    def passable(self, service: str, account: str) -> tuple[Targets, Targets]:
        """The roles of an account ("" for any) that trust a service; then those that may, for all that is known."""
        key = f"{service} in {account}"
        if key not in self._passable:
            for_pools = self._for_pools() if service == OF_POOLS else ()
            trusting = _here((*self.alike(service).members, *for_pools), account)
            unnamed = _here(self._unnamed_for(service), account)
            self._passable[key] = Targets(("trust", key), trusting), Targets(("may trust", key), unnamed)
        return self._passable[key]

    def apart(self, service: str, account: str, says: tuple[str, ...]) -> tuple[Targets, Targets]:
        """Of those that trust it the ones that ask none of what it says (starts of keys), then those that may."""
        key = f"{service} in {account}"
        if key not in self._apart:
            trusting = self.passable(service, account)[0].members
            asking = [one for one in trusting if _asks(self.by_urn[one.node.key], says)]
            others = [one for one in trusting if not _asks(self.by_urn[one.node.key], says)]
            self._apart[key] = Targets(("asks nothing", key), others), Targets(("asks", key), asking)
        return self._apart[key]

    def _unnamed_for(self, service: str) -> Iterator[Member]:
        """The roles that may trust a service although they do not name it."""
        for trust in {trust.node.key: trust for trust in self._unnamed}.values():
            let = may_let_in(trust, service)
            if let.possible:
                yield Member(trust.node, trust.node.arn, let)

    def _for_pools(self) -> Iterator[Member]:
        """The roles that are entered with a token of an identity pool."""
        for trust in self.by_urn.values():
            if line := next(filter(is_for_pools, trust.for_tokens), None):
                yield Member(trust.node, trust.node.arn, Answer(possible=True, grounds=(trust.ground(line),)))

    def letting_some_of(self, account: str) -> Iterator[TrustEntry]:
        """The statements that name all of an account, or everyone, of roles that are in it, or may be."""
        for entry in (*self._groups.get(account, ()), *self._groups.get(EVERYONE, ())):
            if entry.trust.node.account in (account, ""):
                yield entry

    def depending(self, urn: str) -> tuple[Trust, ...]:
        """The roles whose trust is not known yet, or not whom it names, and depends on this identity."""
        return tuple(self._depending.get(urn, ()))

    @cached_property
    def _depending(self) -> dict[str, list[Trust]]:
        found: dict[str, list[Trust]] = {}
        for trust in {trust.node.key: trust for trust in self._unnamed}.values():
            for urn in dict.fromkeys(trust.dependencies):
                found.setdefault(urn, []).append(trust)
        return found

    def naming(self, caller: Caller) -> Iterator[tuple[Caller, Trust]]:
        """The roles that name this caller by its ARN, or a session of it: the caller as it is named, and the role.

        Whoever makes a session gives it its name.
        """
        yield from ((caller, trust) for trust in self._named.get(caller.arn, ()))
        for session, trust in self._by_session.get(_sessions_of(caller.account, caller.arn), ()):
            yield caller.in_session(session), trust

    def naming_like(self, caller: Caller) -> Iterator[tuple[Caller, Trust]]:
        """The same for ARNs that may turn out to be the caller's.

        A name that is not known yet is none that somebody wrote down, so that this is for roles of permission sets.
        """
        for arn in self._reserved if SSO_PATH in caller.arn else ():
            if covers(caller.arn, arn):
                yield from ((caller.named(arn), trust) for trust in self._named[arn])

    def naming_somewhere(self, caller: Caller) -> Iterator[tuple[Caller, Trust]]:
        """The same for a caller whose account alone is unknown: any ARN with its path and name may be its own."""
        own = Arn.parse(caller.arn)
        if own and not has_wildcard(own.resource):
            for arn in self._by_resource.get(own.resource, ()):
                yield from ((caller.somewhere(arn), trust) for trust in self._named[arn])

    @cached_property
    def _by_resource(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for text in self._named:
            if arn := Arn.parse(text):
                found.setdefault(arn.resource, []).append(text)
        return found

    @cached_property
    def _reserved(self) -> tuple[str, ...]:
        return tuple(arn for arn in self._named if SSO_PATH in arn)

    def _note(self, entry: TrustEntry) -> None:
        """Find the entry under each whom it names."""
        try:
            named = entry.line.statement.principals
            if named is None and entry.line.statement.has("NotPrincipal"):
                self._groups[EVERYONE].append(entry)  # but for some, as each of them is told who asks
        except Undecided:
            named = None
            self._unnamed.append(entry.trust)
        for kind, texts in (named or {}).items():
            for text in dict.fromkeys(texts):
                self._note_name(kind, text, entry)

    def _note_name(self, kind: str, text: str, entry: TrustEntry) -> None:
        arn = Arn.parse(text)
        if kind == "Service":
            self._groups[_ANY_SERVICE if text == EVERYONE else text].append(entry)
        elif text == EVERYONE and kind in (EVERYONE, "AWS"):
            self._groups[EVERYONE].append(entry)
        elif kind == "CanonicalUser":
            self._unnamed.append(entry.trust)
        elif kind != "AWS":
            return  # whoever shows a token does not come as an identity of a stack
        elif text.isdecimal() or (arn and arn.resource == "root"):
            self._groups[arn.account if arn else text].append(entry)
        elif arn and arn.resource.startswith("assumed-role/"):
            _, role, *rest = arn.resource.split("/")
            self._by_session[_sessions_of(arn.account, role)].append(("/".join(rest), entry.trust))
        else:
            self._named[text].append(entry.trust)

    def _entries(self, group: str) -> Iterator[TrustEntry]:
        """Those of the group itself; a service is one of everyone, too."""
        yield from self._groups.get(group, ())
        if is_service(group):
            yield from self._groups.get(_ANY_SERVICE, ())
            yield from self._groups.get(EVERYONE, ())

    def _of(self, group: str) -> tuple[Targets, Targets]:
        if group not in self._targets:
            alike: dict[str, Member] = {}
            others = []
            for entry in self._entries(group):
                if not is_alike(entry, group):
                    others.append(entry.trust)
                elif entry.trust.node.key not in alike and (let := let_in(entry, group)).possible:
                    alike[entry.trust.node.key] = Member(entry.trust.node, entry.trust.node.arn, let)
            both = Targets(("alike", group), alike.values()), Targets(("others", group), _members(others))
            self._targets[group] = both
        return self._targets[group]


def _sessions_of(account: str, role: str) -> str:
    """What the sessions of a role have in common: their ARNs do not say its path."""
    return f"{account}/{role.rpartition('/')[2]}"


_ANY_SERVICE: Final = "any service"

OF_POOLS: Final = "cognito-identity.amazonaws.com"
"""Whoever signs in to an identity pool enters the roles that the pool gives, by a token that it makes. Source: Amazon
Cognito Developer Guide, "IAM roles", and "Role trust and permissions"; read 2026-11."""


def is_for_pools(line: Line) -> bool:
    """Whether the statement lets in who shows a token of an identity pool."""
    try:
        return OF_POOLS in (line.statement.principals or {}).get("Federated", ())
    except Undecided:
        return False


def _asks(trust: Trust, says: tuple[str, ...]) -> bool:
    return any(key.startswith(says) for key in trust.keys)


def _members(trusts: Iterable[Trust]) -> Iterator[Member]:
    return (Member(trust.node, trust.node.arn) for trust in {trust.node.key: trust for trust in trusts}.values())


def _here(members: Iterable[Member], account: str) -> Iterator[Member]:
    """Those in the account, or that may turn out to be."""
    return (member for member in members if not account or member.node.account in (account, ""))


def is_service(group: str) -> bool:
    """Whether a group is one service."""
    return group != EVERYONE and not group.isdecimal()


def is_alike(entry: TrustEntry, group: str) -> bool:
    """Whether the statement lets in all of those whom it names together, or none of them. A service is only one."""
    if is_service(group):
        return True
    statement = entry.line.statement
    decided = statement.is_fully_known and not statement.has("NotPrincipal") and not entry.trust.denies
    return decided and not any(key.startswith(_CALLERS_OWN) for key in entry.line.keys)


def let_in(entry: TrustEntry, group: str) -> Answer:
    """Whether it lets in a group that it names: for certain where callers may choose to meet its conditions.

    A service comes for the role's own account, since only there a role can be passed to it.
    """
    trust, ground = entry.trust, entry.trust.ground(entry.line)
    if entry.line.is_plain and not trust.denies and not entry.line.statement.has("NotPrincipal"):
        return Answer(possible=True, grounds=(ground,))
    principal, facts = _someone(group, trust)
    if entry.line.says(ASSUME, trust.node.arn, facts) == "no":
        return NO
    found = ask(trust.asked_of(entry.line), ASSUME, trust.node.arn, principal, facts)
    if not found.possible:
        return NO
    asked = (trust.place(found.unknown),) if found.unknown else ()
    unknown = (*asked, *trust.depends_on(entry.line, facts, "whoever asks"))
    return Answer(possible=True, unknown=unknown, grounds=(ground,), show=lambda: found.witness)


def may_let_in(trust: Trust, service: str, says: Facts = NOTHING) -> Answer:
    """Whether a trust lets in a service that says this, where nobody can tell by name whom it lets in, or by that."""
    if trust.document is None:
        return Answer(possible=True, unknown=trust.unknown)
    principal, facts = _someone(service, trust)
    found = ask(trust.asked, ASSUME, trust.node.arn, principal, facts.and_(says))
    unknown = (trust.place(found.unknown),) if found.unknown else ()
    return Answer(possible=True, unknown=unknown, grounds=trust.grounds(found.decision)) if found.possible else NO


def _someone(group: str, trust: Trust) -> tuple[str, Facts]:
    """A principal of a group: of an account, of everyone, or a service itself; and what it brings along."""
    if group == EVERYONE:
        return "", trust.facts
    if group.isdecimal():
        return f"arn:aws:iam::{group}:user/someone", trust.facts
    values = {"aws:principalisawsservice": "true", "aws:principalservicename": group}
    if trust.node.account:
        values["aws:sourceaccount"] = trust.node.account
    return group, trust.facts.and_(Facts(values))
