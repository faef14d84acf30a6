"""This is where it is told what counts of a role that believes tokens which somebody signs as its issuer does.

To name the bucket limits nothing here: whoever writes the keys in it comes in as anyone. Yet that may be its work, so
that of a role that only reads nothing counts then, and nothing at all where it was given the keys alone.
"""

from collections.abc import Hashable, Iterator
from typing import Final

from daypass.data.escalation_paths import paths_here
from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import start_of
from daypass.graph.becoming.targets import Member
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import has_by_itself, may_at_all, patterns
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.belonging import is_of_another_owner
from daypass_policies.escalating.takeovers.gaining import HEAVY, WEIGHTS, Weight, counts, gains
from daypass_policies.escalating.takeovers.workers import is_agents, is_deployer, is_vendors

_WITH_KEY: Final = "oidc-x04"
_SIGNS: Final = frozenset(("oidc-x01", "oidc-x02", "oidc-x03", _WITH_KEY))
_WRITES: Final = "oidc-x01"
_PUTS: Final = "s3:PutObject"
_OF_KEYS: Final = "/openid/"
_FOLDERS: Final = (_OF_KEYS, "/.well-known/")
"""Folders in which guides put keys, and what an issuer says of itself: beside that a site has more in there."""

_LOW_TRUST: Final = ("agent", "vendor")


def is_by_signing(edge: Edge) -> bool:
    """Whether the step is to sign tokens."""
    return not _SIGNS.isdisjoint(edge.paths)


def by_signing(actor: Actor, edge: Edge, rising: Rising) -> tuple[Weight, ...]:
    """What counts of the role. Of who may do nearly everything, and of AWS's own policies, others speak."""
    (path,) = edge.paths
    (action,) = paths_here()[path].actions
    if path == _WITH_KEY:
        return _with_key(actor, edge, action)
    if not has_by_itself(actor, action):
        return ()
    near = [text for text in patterns(actor, action) if matches(text, edge.thing)]
    is_named = not any(map(_is_of_many, near))
    if is_of_another_owner(actor, edge.target):
        return HEAVY if is_named and is_deployer(actor) else WEIGHTS
    if path == _WRITES and _keeps_keys(actor, edge, rising):
        return ()
    return HEAVY if is_named else WEIGHTS


def _with_key(actor: Actor, edge: Edge, action: str) -> tuple[Weight, ...]:
    """The same of the issuer's key: a pipeline that was given it by name looks after it, and the issuer is no step."""
    if may_at_all(actor, action) and not has_by_itself(actor, action):
        return ()
    is_named = edge.thing in patterns(actor, action)
    return () if is_named and is_deployer(actor) else HEAVY if is_named else WEIGHTS


def _is_of_many(pattern: str) -> bool:
    """Whether a pattern takes in more than one bucket, distribution or zone."""
    arn = Arn.parse(pattern)
    if arn is None:
        return has_wildcard(pattern)
    return has_wildcard(arn.resource.partition("/")[0] if arn.service == "s3" else arn.resource)


def _keeps_keys(actor: Actor, edge: Edge, rising: Rising) -> bool:
    """Whether it was given the keys alone, as what changes them from time to time is; nobody trusts an agent so far."""
    if actor.node is None or actor.node.workload_class in _LOW_TRUST or is_agents(actor) or is_vendors(actor, rising):
        return False
    steps = (step for step in rising.steps(actor.node) if step.target == edge.target and _WRITES in step.paths)
    things = {edge.thing, *(step.thing for step in steps)}
    given = {text for text in patterns(actor, _PUTS) if any(matches(text, one) for one in things)}
    folders = [start_of(text) for text in given if has_wildcard(text.rpartition(":")[2])]
    is_narrow = all(any(folder in one for folder in _FOLDERS) for one in folders)
    return is_narrow and (len(folders) < len(given) or any(_OF_KEYS in one for one in folders))


def steps_by_signing(actor: Actor, rising: Rising) -> Iterator[Edge]:
    """Of many roles that believe the same those that have the most: of all of them a few are steps."""
    fans = rising.reach.outgoing(actor.node).fans if actor.node else ()
    for fan in fans:
        if fan.how == "federation" and fan.is_certain and len(fan.crowd.members) > MOST:
            yield from map(fan.make, rising.reach.stack.once(_Heaviest, rising).of(fan))


class _Heaviest:
    """Of the roles to which many lead alike those that have the most, looked at once."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        del stack
        self._rising = rising
        self._lightness: dict[str, int] = {}
        self._found: dict[Hashable, tuple[Member, ...]] = {}

    def of(self, fan: Fan) -> tuple[Member, ...]:
        """The members of its crowd, the heaviest first."""
        if fan.crowd.key not in self._found:
            each = sorted(fan.crowd.members, key=lambda one: (self._light(one.node), one.node.key))
            self._found[fan.crowd.key] = tuple(each[:MOST])
        return self._found[fan.crowd.key]

    def _light(self, role: Node) -> int:
        """0 for what has secrets, whoever enters it, and more for less."""
        if role.key not in self._lightness:
            other = self._rising.actors.by_urn.get(role.key)
            heaviest = next(filter(counts, gains(None, other, WEIGHTS)), None) if other else None
            self._lightness[role.key] = WEIGHTS.index(heaviest.weight) if heaviest else len(WEIGHTS)
        return self._lightness[role.key]
