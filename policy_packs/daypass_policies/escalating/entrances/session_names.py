"""This is where it is told who gives their session of a role the name that the policy of a resource asks for.

Whoever assumes a role names the session, unless the trust of the role says how (`sts:RoleSessionName`). A policy of a
resource that lets in one session of a role by its ARN, or by what `aws:userid` ends with, takes their word for it.
Sources: IAM User Guide, "AWS JSON policy elements: Principal" (role session principals), "IAM and AWS STS condition
context keys" (`sts:RoleSessionName`) and "AWS global condition context keys" (`aws:userid` is the unique id of the role
and the name of the session, with a colon between); read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import SESSION, Caller
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import ASSUME, Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.glob import filled, has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.open_policies import OpenPolicy, OpenTo, open_policies, policies_naming
from daypass_policies.escalating.entrances.opened import Opened
from daypass_policies.escalating.entrances.saying import UNSAID, hands_out, is_its_own, may_say
from daypass_policies.escalating.rising import Rising

_CHOSEN: Final = "sts:rolesessionname"
_IS: Final = "aws:userid"
_SESSIONS: Final = "assumed-role/"
_ID: Final = "uniqueId"


class _Session(NamedTuple):
    """A session by its name, as a policy of a resource asks for it; `id` is a pattern of unique ids, of its role's."""

    name: str
    id: str
    policy: OpenPolicy

    def lets(self, means: Means, name: str, own: str) -> bool:
        """Whether it lets this caller in, of this unique id, in a session that is called so."""
        facts = UNSAID.and_(Facts({_IS: f"{own}:{name}"}))
        caller = means.caller.in_session(name)
        return self.policy.lets(means.as_caller(_with(caller, facts)), facts)


def names_its_session(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What it is let do by the name that it gives to its session of a role, and may not do by another one.

    Who is there to hand out the sessions of many says whose each is, and who is called so itself says who it is.
    """
    named = rising.reach.stack.once(_Named)
    if not named or actor.node is None or hands_out(actor.node, rising):
        return
    for edge in rising.steps(actor.node):
        for one in named.of(edge.target) if edge.how == "assume" and not hands_out(edge.source, rising) else ():
            if not is_its_own(actor, one.name) and _opens(one, edge.target, actor, rising):
                answer = _names(edge, one, rising)
                if answer.possible:
                    words = f"call its session of {edge.target} as the policy of {one.policy.by.name!r} asks"
                    yield Opened(ASSUME, f"{words}{one.policy.quoted}", answer)
                    if answer.is_certain:
                        return  # who may do so with very many is told of one


class _Named:
    """The sessions for which the policies of a stack ask."""

    def __init__(self, stack: Stack) -> None:
        self._named = OpenTo(stack.once(policies_naming, _SESSIONS))
        self._asked = OpenTo(stack.once(open_policies, _IS))

    def __bool__(self) -> bool:
        return bool(self._named) or bool(self._asked)

    def of(self, role: Node) -> Iterator[_Session]:
        """Those that may be of this role."""
        own, name = _id_of(role), role.arn.rpartition("/")[2]
        for policy in self._named.sessions_of(role):
            yield from (_Session(one, "*", policy) for text in policy.values for one in _by_arn(text, name))
        each = (
            one for policy in self._asked.sessions_of(role) for text in policy.values for one in _by_id(text, policy)
        )
        yield from (one for one in each if not own or has_wildcard(one.id) or one.id == own)


def _by_arn(text: str, role: str) -> Iterator[str]:
    """The name of a session of this role."""
    _, _, rest = text.partition(f":{_SESSIONS}{role}/")
    yield from (rest,) if rest and not has_wildcard(rest) else ()


def _by_id(text: str, policy: OpenPolicy) -> Iterator[_Session]:
    """Of a federated user an account stands before the colon."""
    id_, colon, name = text.rpartition(":")
    if colon and name and not id_.isdecimal() and not has_wildcard(name) and "${" not in text:
        yield _Session(name, id_, policy)


def _opens(one: _Session, role: Node, actor: Actor, rising: Rising) -> bool:
    """Whether the role has that by this name alone, and the holder has it not."""
    own, means = _id_of(role) or filled(one.id, PROBE), rising.reach.means(role)
    if any(one.lets(each, SESSION, own) for each in means) or not any(one.lets(each, one.name, own) for each in means):
        return False
    return not any(one.lets(each, SESSION, PROBE) for each in actor.means)


def _names(edge: Edge, one: _Session, rising: Rising) -> Answer:
    """Whether it may give its session this name, of a role that is the one that is meant."""
    trust, chosen = rising.reach.trusts.by_urn.get(edge.target.key), Facts({_CHOSEN: one.name})
    found = best(may_say(means, trust, ASSUME, chosen) for means in rising.reach.means(edge.source) if trust)
    is_meant = has_wildcard(one.id) or bool(_id_of(edge.target)) or not one.policy.is_for_all
    return found if is_meant or not edge.target.resource else found.under(Untold.of(edge.target.resource, _ID))


def _with(caller: Caller, facts: Facts) -> Caller:
    return replace(caller, facts=caller.facts.and_(facts))


def _id_of(role: Node) -> str:
    return text_of(said(role.resource, _ID)) if role.resource else ""
