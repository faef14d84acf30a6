"""This is where it is told who may write the state of an infrastructure, and with whose rights it is then applied.

A state names the providers of what it holds, and whoever applies it next downloads and starts these. Which objects are
states only their places say, by what the bucket or the folder is called. What is written beside one to lock it
(`.tflock`) is none. Source: Terraform CLI, "terraform init" and "terraform providers" (providers that the state needs);
Terraform, "Backend Type: s3" (`use_lockfile`); Pulumi, "State and backends"; read 2026-11.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.stack import Stack
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, may_at_all, patterns
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.keeping.credentials import words_of

_READS, _WRITES = "s3:GetObject", "s3:PutObject"
_TOOLS: Final = frozenset(("terraform", "tf", "tofu", "opentofu", "pulumi", "terragrunt"))
_STATE: Final = frozenset(("state", "states"))
_STATES: Final = frozenset(("tfstate", "tfstates"))
_CALLED: Final = "any.tfstate"
"""As the object is called where only its folder is known: a lock has another ending."""


class _Applied(NamedTuple):
    """Who reads and writes a state, and so applies it; `place` is the ARN of one, `pattern` what takes it in."""

    node: Node
    place: str
    pattern: str


def steps_by_state(actor: Actor, rising: Rising) -> Iterator[Edge]:
    """The roles with whose rights a state is applied that this one may write."""
    if actor.node is None or not may_at_all(actor, _WRITES):
        return
    applied = (one for one in rising.reach.stack.once(_applied, rising) if one.node != actor.node)
    found = (step for one in applied if (step := _step(actor, actor.node, one)))
    yield from islice(found, MOST)


def _step(actor: Actor, source: Node, applied: _Applied) -> Edge | None:
    answer = may(actor, _WRITES, applied.place)
    if not answer.possible or answer.unknown:
        return None
    says = f"{source} may write the state that {applied.node} applies ({_WRITES} on {applied.pattern})"
    return Edge("code", source, applied.node, says, answer.grounds, show=answer.show, thing=applied.place)


def _applied(_: Stack, rising: Rising) -> tuple[_Applied, ...]:
    each = (one for actor in rising.actors.each if actor.node for one in _states_of(actor, actor.node))
    return tuple(sorted(each, key=lambda one: (one.node.key, one.pattern)))


def _states_of(actor: Actor, node: Node) -> Iterator[_Applied]:
    for pattern in patterns(actor, _READS) if may_at_all(actor, _WRITES) else ():
        place = pattern.replace("*", _CALLED).replace("?", "x")
        if "/" in pattern and _is_called_state(pattern) and may(actor, _WRITES, place).possible:
            yield _Applied(node, place, pattern)


def _is_called_state(pattern: str) -> bool:
    """Whether a bucket or a folder is called as states are kept: `acme-tfstate`, `terraform/state`."""
    words = frozenset(words_of(pattern.rpartition(":::")[2]))
    return bool(words & _STATES) or bool(words & _STATE and words & _TOOLS)
