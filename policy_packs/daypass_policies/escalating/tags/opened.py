"""This is where it is told what a role opens to whoever chooses a tag of its session, and who could not do it before.

A policy uses the value of the tag (`${aws:PrincipalTag/tenant}`) to name resources, or in a condition. So what is asked
is what it opens for a value that nobody gave to anything: who may do that without the role, may do so for any value.
Source: IAM User Guide, "IAM policy elements: Variables and tags"; read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import NOTHING, Facts, keys_of_resources, variables_in
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import ASSUME, Means, best
from daypass.iam.action import EVERYTHING, action_matches
from daypass.iam.glob import filled
from daypass.model.resource import Undecided
from daypass_policies.escalating.tags.retagging import PRINCIPAL_TAG
from daypass_policies.escalating.takeovers.gaining import Gain, counts, example_of, weight_of
from daypass_policies.escalating.takeovers.unnamed import unnamed

_OTHER: Final = f"{PROBE}-other"
"""The value of a caller's own tag, where whoever starts its session chooses that: another one than what it chooses."""


def gains_by_tag(caller: Iterable[Means], role: Iterable[Means], tag: str) -> Answer:
    """Whether a value of the tag lets the role do something that counts and that the caller may not do itself."""
    mine = tuple(caller)
    using = ((means, held) for means in role for held in means.everything if _uses(held.line, tag))
    return best(answer for means, held in using for answer in _gains(mine, means, held, tag))


def gives_up_without(role: Iterable[Means], tag: str) -> bool:
    """Whether a session of the role without the tag may do less than with any value of it, as far as its policies say.

    A statement says nothing where a variable in it has no value: of one that allows that takes rights, of one that
    denies it may give them, and so may what something must not be. A variable with a default value has one.
    """
    key = f"{PRINCIPAL_TAG}{tag.lower()}"
    every = (held.line for means in role for held in (*means.everything, *means.denials))
    return all(line.is_allow and _gives_nothing_without(line, key) for line in every if _uses(line, tag))


def _gives_nothing_without(line: Line, key: str) -> bool:
    """Whether it is fully known, and what it allows by this variable it allows only where that has a value."""
    statement = line.statement
    if not statement.is_fully_known:
        return False
    asked = [one for one in statement.conditions if key in variables_in(one.values, line.version)]
    if any(one.test.negated or one.if_exists or one.qualifier == "ForAllValues" for one in asked):
        return False
    texts = (*statement.resources, *(value for one in asked for value in one.values))
    has_default = re.compile(rf"(?i)\$\{{\s*{re.escape(key)}\s*,")
    return not (variables_in(statement.not_resources, line.version) & {key} or any(map(has_default.search, texts)))


def own_tag(means: Means, tag: str) -> Facts:
    """What stands for the caller's own tag where the stack says nothing of it, as others put it on its sessions."""
    facts, key = means.caller.facts, f"{PRINCIPAL_TAG}{tag.lower()}"
    is_said = facts.tells(key) or key in facts.open or facts.lacks(key)
    return NOTHING if is_said else Facts({key: _OTHER})


def _uses(line: Line, tag: str) -> bool:
    """Whether a statement uses the value of the tag, as far as it is known."""
    key = f"{PRINCIPAL_TAG}{tag.lower()}"
    return any(key in keys for keys in _keys_used(line))


def _keys_used(line: Line) -> Iterator[frozenset[str]]:
    """The keys of which its resources, and its conditions, use the value; none where those are not known."""
    with suppress(Undecided):
        yield keys_of_resources(line.statement, line.version)
    with suppress(Undecided):
        yield from (variables_in(one.values, line.version) for one in line.statement.conditions)


def _gains(caller: tuple[Means, ...], role: Means, held: Held, tag: str) -> Iterator[Answer]:
    """Of each thing that the statement opens for a value that nobody gave to anything, whether only the role may."""
    if not held.line.statement.is_fully_known:
        yield Answer(possible=True, unknown=(held.unknown,))  # it may open anything that counts
        return
    chosen = Facts({f"{PRINCIPAL_TAG}{tag.lower()}": PROBE})
    brought = Facts(dict(_brought(held.line, chosen)))
    for action, resource in _counting(held, role.caller.facts.and_(chosen)):
        has = best(
            means.on(action, thing, own_tag(means, tag).and_(brought))
            for thing in unnamed(resource)
            for means in caller
        )
        if not has.is_certain:
            yield role.on(action, resource, brought.and_(chosen)).under(*has.unknown)


def _counting(held: Held, facts: Facts) -> Iterator[tuple[str, str]]:
    """An action and a resource for each that the statement names and that counts; to become another counts too."""
    for pattern in held.line.statement.actions or (EVERYTHING,):
        weight = weight_of(pattern)
        for resource in held.line.patterns(facts):
            if weight and counts(Gain(pattern, resource, weight)):
                yield example_of(pattern, weight), resource
            elif not weight and action_matches(pattern, ASSUME):
                yield ASSUME, resource


def _brought(line: Line, chosen: Facts) -> Iterator[tuple[str, str]]:
    """The keys that the statement compares with the tag, each with what it must be then."""
    for one in line.statement.conditions:
        if not one.test.negated and variables_in(one.values, line.version) & chosen.values.keys():
            for value in line.replaced(one.values[:1], chosen):
                yield one.key.lower(), filled(value, PROBE)
