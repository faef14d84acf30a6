"""This is where it is said for people on which known paths a holder is, and what ends them."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER, PATH_SAYS, EscalationPath, PathKind
from daypass.graph.becoming.held import Held
from daypass.graph.ways import GROUP, ROLE, USER
from daypass.rule import Problem, Severity
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.escalation import HeldPath
from daypass_policies.escalating.told import by, is_by_service_role, of_aws, told_at
from daypass_policies.mending.allowing import without
from daypass_policies.mending.cutting import mended, role_named
from daypass_policies.wording import listed

_SEVERITIES: Final[dict[PathKind, Severity]] = {
    "new-passrole": "critical",
    "existing-passrole": "high",
    "self-escalation": "critical",
    "principal-access": "critical",
}


def is_lesser(held: HeldPath, actor: Actor) -> bool:
    """Whether it only moves data with the role, or is what AWS's guides say to attach."""
    return held.only_moves_data or is_by_service_role(held.answer.grounds, actor)


def of_paths(actor: Actor, kind: PathKind, found: list[HeldPath], beside: list[HeldPath]) -> Problem:
    """What is told of paths of one kind, and in a word of those `beside`, which are of another."""
    # The message tells the way that leads further.
    found = sorted(found, key=lambda one: (one.only_moves_data, _is_of_others(one.path, actor)))
    first, ids = found[0].path, [one.path.id for one in found]
    others = f", and also {listed(ids[1:])}" if len(ids) > 1 else ""
    more = [one.path.id for one in beside]
    breaking = list(dict.fromkeys(one.breaks for one in found))
    grounds = found[0].answer.grounds
    is_advice = found[0].only_moves_data or all(is_by_service_role(one.answer.grounds, actor) for one in found)
    path = f"path {first.id} ({', '.join(first.actions)}; {first.link})"
    problem = Problem(
        f"{actor.title} may {_does(first, actor)}{by(grounds)}: {path}{others}; {_ended_by(actor, breaking, beside)}",
        key=f"{kind} {' '.join(sorted((*ids, *more)))}",
        severity="medium" if is_advice else _SEVERITIES[kind],
        advisory=is_advice,
        witness=breaking[0],
    )
    problem = told_at(grounds, actor, problem)
    return mended(problem, actor, breaking, role_named(actor) if breaking == [HANDS_OVER] else without)


def _does(path: EscalationPath, actor: Actor) -> str:
    """What it does on the path, in words that follow "may"."""
    return "write the rights of any other identity" if _is_of_others(path, actor) else path.says


def _is_of_others(path: EscalationPath, actor: Actor) -> bool:
    """Whether it is a way to write the rights of roles that a user goes, or of users and groups that a role goes."""
    kinds = _NOT_ITS_OWN.get(actor.noun, ())
    return path.kind == "self-escalation" and any(kind in action for kind in kinds for action in path.actions)


_NOT_ITS_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    USER: ("Role",),
    GROUP: ("Role",),
    ROLE: ("User", "Group"),
}
"""Noun → what the names of actions say that are about others than such a one."""


def _ended_by(actor: Actor, breaking: list[str], beside: list[HeldPath]) -> str:
    """What ends it, and the rest, too. Nobody edits a policy of AWS: where such alone give it, they are taken off."""
    policies = {of_aws(held) for action in breaking for held in _allowing(actor, action)}
    is_whole = bool(policies) and all(policies)
    ended = [one for one in beside if is_whole and _goes_with(one, actor, policies)]
    left = [one for one in beside if one not in ended]
    fact = f"without {listed(sorted(policies) if is_whole else breaking)} it cannot"
    return f"{fact}{_taking_over(', nor', ended)}{_taking_over(', but may still', left)}"


def _taking_over(words: str, paths: list[HeldPath]) -> str:
    return f"{words} {PATH_SAYS['existing-passrole']} ({listed([one.path.id for one in paths])})" if paths else ""


def _goes_with(held: HeldPath, actor: Actor, policies: set[str]) -> bool:
    """Whether one of its actions is allowed by nothing but these policies of AWS."""
    return any({of_aws(one) for one in _allowing(actor, action)} <= policies for action in held.path.actions)


def _allowing(actor: Actor, action: str) -> Iterator[Held]:
    return (held for means in actor.means for held in means.told(action).allows)
