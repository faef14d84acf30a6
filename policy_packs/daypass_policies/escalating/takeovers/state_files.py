"""This is where it is told who may write the state of an infrastructure, and with whose rights it is then applied.

A state names the providers of what it holds, and whoever applies it next downloads and starts these. Which objects are
states only their places say, by what the bucket or the folder is called, or the settings of who applies them. What is
written beside one to lock it (`.tflock`), to keep what it was or to plan what it will be is none. A digest that
Terraform keeps in a table of locks makes the next run fail until somebody enters the new one, as the error asks them
to. A table that is locked so has the key `LockID`, and says so what a bucket is that is called a state and like the
table. Sources: Plerion, "Hacking Terraform State for Privilege Escalation"
(plerion.com/blog/hacking-terraform-state-for-privilege-escalation); offensive-actions,
`terraform-provider-statefile-rce`; Terraform CLI, "terraform init" and "terraform providers" (providers that the state
needs), "terraform plan" (`-out`); Terraform, "Backend Type: s3" (`use_lockfile`, `dynamodb_table`); Pulumi, "State and
backends", and its package `diy` (what it keeps in `.pulumi`); read 2026-12.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice, starmap, zip_longest
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import end_of, start_of
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.glob import filled, has_wildcard, matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, may_at_all, patterns
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.belonging import names_of
from daypass_policies.escalating.takeovers.told_states import ToldState, alone_in, states_told
from daypass_policies.keeping.credentials import words_of

_READS, _WRITES = "s3:GetObject", "s3:PutObject"
_TOOLS: Final = frozenset(("terraform", "tf", "tofu", "opentofu", "pulumi", "terragrunt"))
_STATE: Final = frozenset(("state", "states"))
_STATES: Final = frozenset(("tfstate", "tfstates"))
_LOCKS: Final = frozenset(("lock", "locks", "locking", "tflock", "tflocks"))
_ENDING: Final = ".tfstate"
_CALLED: Final = f"any{_ENDING}"
"""As the object is called where only its folder is known: a lock has another ending."""

_SOME: Final = f"arn:aws:s3:::{PROBE}/{_CALLED}"
"""A state that nobody named."""

_TABLES: Final[Mapping[str, str]] = {
    "aws:dynamodb/table:Table": "hashKey",
    "aws-native:dynamodb:Table": "keySchema[].attributeName",
}
"""Type of a table → where it says its key."""

_LOCKED_BY: Final = "LockID"
"""The key of a table of locks, which Terraform asks for by this name."""

_APPLYING: Final = _TOOLS | {"infra", "infrastructure", "iac"}
"""Words by which those are called who apply states, which they need not name where they may do everything."""

_NAMES: Final = ("name", "tableName")
_OF_PULUMI: Final = "/.pulumi/"
_STACKS: Final = f"{_OF_PULUMI}stacks/"
_BESIDE: Final = (
    "*.tflock",
    "*.tfplan",
    "*/plans/*",
    "*/.pulumi/locks/*",
    "*/.pulumi/history/*",
    "*/.pulumi/backups/*",
)
"""What stands beside states, by how it ends and where it is, unless it is called a state all the same."""


class _Pattern(NamedTuple):
    """What takes in states, and how all that begins."""

    text: str
    start: str


class Applied(NamedTuple):
    """Who reads and writes a state, and so applies it; `place` is the ARN of one, `pattern` what takes it in.

    `is_told`: a setting says where it is, which may be marked as a secret.
    """

    actor: Actor
    node: Node
    place: str
    pattern: _Pattern
    is_told: bool = False


def steps_by_state(actor: Actor, rising: Rising) -> Iterator[Edge]:
    """The roles with whose rights a state is applied that this one may write, or a part of what may be one."""
    applied = rising.reach.stack.once(_applied, rising) if may_at_all(actor, _WRITES) else ()
    yield from islice((edge for _, edge in _steps(actor, applied, lambda _: True)), MOST)


def applied_by_others(actor: Actor, rising: Rising, *, by_name: bool) -> Iterator[tuple[Applied, Edge]]:
    """The same where it may write whatever one of them applies: a folder of its own in the same bucket is no state.

    `by_name`: also where what it may write is called a state.
    """
    applied = (*rising.reach.stack.once(_applied, rising), *rising.reach.stack.once(_applied_by_all, rising))
    yield from _steps(actor, applied, _is_state if by_name else lambda _: False)


def is_about_states(pattern: str, place: str = "") -> bool:
    """Whether it is a state, or what locks one; `place` is one by its ARN, whatever it is called."""
    words = frozenset(words_of(pattern.rpartition(":")[2]))
    is_there = not has_wildcard(pattern.partition("/")[0]) and matches(pattern, place)
    return is_there or _is_called_state(pattern) or bool(words & _LOCKS)


def _steps(actor: Actor, applied: Iterable[Applied], counts: Callable[[str], bool]) -> Iterator[tuple[Applied, Edge]]:
    """The steps to those who apply, where a pattern that only takes in a part of what they do counts so."""
    if actor.node is None or not may_at_all(actor, _WRITES):
        return
    written = tuple(_Pattern(text, start_of(text)) for text in patterns(actor, _WRITES))
    for one in applied:
        if one.node != actor.node and (edge := _step(actor, actor.node, written, one, counts)):
            yield one, edge


def _step(
    actor: Actor, source: Node, written: Iterable[_Pattern], applied: Applied, counts: Callable[[str], bool]
) -> Edge | None:
    start = applied.pattern.start
    near = [one.text for one in written if one.start.startswith(start) or start.startswith(one.start)]
    if not near:
        return None  # as with nearly everybody's states, told at once
    where = "what its settings name" if applied.is_told else applied.pattern.text
    says = f"{source} may write the state that {applied.node} applies ({_WRITES} on {where})"
    whole = (applied.place,) if applied.place else filter(None, map(_whole, near))
    for place in chain(whole, _places(filter(counts, near), applied)):
        answer = may(actor, _WRITES, place)
        if answer.is_certain:
            return Edge("code", source, applied.node, says, answer.grounds, show=answer.show, thing=place)
    return None


def _places(written: Iterable[str], applied: Applied) -> Iterator[str]:
    """The states that what is written and what is applied have in common, one for each pattern of the writer's."""
    for pattern in written:
        place = _in_both(pattern, applied.pattern.text)
        if (
            place
            and not _is_beside(pattern, place)
            and all(may(applied.actor, action, place).possible for action in (_READS, _WRITES))
        ):
            yield place


def _is_beside(pattern: str, place: str) -> bool:
    """Whether this place, which the pattern takes in, stands beside states and is none."""
    return not pattern.endswith(_ENDING) and any(matches(one, place) for one in _BESIDE)


def _in_both(one: str, other: str) -> str:
    """A place that both take in, as far as they are written; "" where none is found so."""
    folders = zip_longest(one.split("/"), other.split("/"), fillvalue="*")
    by_folder = "/".join(starmap(_folder_in_both, folders))
    each = (by_folder, _begun_and_ended(one, other), _begun_and_ended(other, one))
    return next((place for place in each if matches(one, place) and matches(other, place)), "")


def _folder_in_both(one: str, other: str) -> str:
    written = next((text for text in (one, other) if not has_wildcard(text)), "")
    return written or _one_of(one if matches(other, _one_of(one)) else other)


def _begun_and_ended(one: str, other: str) -> str:
    """As the one begins and the other ends, since a wildcard takes in folders as well."""
    return f"{_one_of(one.rpartition('*')[0])}{end_of(other).lstrip('/')}"


def _whole(pattern: str) -> str:
    """A state in the bucket that is called so, all of which the pattern takes in; "" for any other pattern."""
    bucket, _, name = pattern.partition("/")
    place = f"{bucket.rstrip('*')}/{_CALLED}"
    return place if name in ("", "*") and _is_called_state(bucket) and matches(pattern, place) else ""


def _is_state(pattern: str) -> bool:
    """Whether a pattern is called as states are, and not only as what they are in."""
    return pattern.endswith(_ENDING) or _STACKS in pattern


def _applied_by_all(_: Stack, rising: Rising) -> tuple[Applied, ...]:
    """The pipelines that apply states by their names, and may write any: of what place nobody says."""
    each = ((actor, actor.node) for actor in rising.actors.each if actor.node and _is_called_so(actor))
    able = (one for one in each if all(may(one[0], action, _SOME).is_certain for action in (_READS, _WRITES)))
    found = (Applied(actor, node, "", _Pattern(EVERYTHING, "")) for actor, node in able)
    return tuple(sorted(found, key=lambda one: one.node.key))


def _is_called_so(actor: Actor) -> bool:
    return any(not _APPLYING.isdisjoint(words_of(name)) for name in names_of(actor))


def _applied(stack: Stack, rising: Rising) -> tuple[Applied, ...]:
    locked = _locked(stack)
    able = ((actor, actor.node) for actor in rising.actors.each if actor.node and may_at_all(actor, _WRITES))
    each = (one for actor, node in able for one in _states_of(actor, node, locked, states_told(actor, rising)))
    return tuple(sorted(each, key=lambda one: (one.node.key, one.pattern)))


def _states_of(actor: Actor, node: Node, locked: frozenset[str], told: Iterable[ToldState]) -> Iterator[Applied]:
    each = ((pattern, _one_of(pattern)) for pattern in patterns(actor, _READS) if "/" in pattern)
    # A lock is written by whoever plans, too.
    kept = {pattern: place for pattern, place in each if not _is_beside(pattern, place)}
    kept = {pattern: place for pattern, place in kept.items() if may(actor, _WRITES, place).possible}
    alone = alone_in(kept, told)
    for pattern, place in kept.items():
        if pattern in alone or _is_called_state(pattern, locked):
            yield Applied(actor, node, place, _Pattern(pattern, start_of(pattern)))
    for one in told:
        place = _one_of(pattern := f"{_buckets(node)}{one.bucket}/{one.key}")
        if one.key and all(may(actor, action, place).possible for action in (_READS, _WRITES)):
            yield Applied(actor, node, place, _Pattern(pattern, start_of(pattern)), is_told=True)


def _buckets(node: Node) -> str:
    """How the ARN of a bucket begins where this one is."""
    arn = Arn.parse(node.arn)
    return f"arn:{arn.partition if arn else 'aws'}:s3:::"


def _one_of(pattern: str) -> str:
    return filled(pattern, _CALLED)


def _locked(stack: Stack) -> frozenset[str]:
    """How those are called whose states a table locks: what its name says beside that."""
    locking = [one for one in stack.of_type(*_TABLES) if _LOCKED_BY in texts_at(one.state, _TABLES[one.type]).texts]
    names = (text for one in locking for key in _NAMES if (text := text_of(said(one, key))))
    return frozenset(word for name in names for word in words_of(name)) - _LOCKS


def _is_called_state(pattern: str, locked: frozenset[str] = frozenset()) -> bool:
    """Whether a bucket or a folder is called as states are kept: `acme-tfstate`, `terraform/state`.

    `locked`: words by which it may be called as well, instead of the tool.
    """
    words = frozenset(words_of(pattern.rpartition(":::")[2]))
    is_named = bool(words & _STATES) or _OF_PULUMI in pattern
    return is_named or bool(words & _STATE and words & (_TOOLS | (locked - _STATE)))
