"""This is where it is told what somebody gets who becomes another: what that one may do, and they may not.

What counts is to read a secret, to change something, and to read what is stored. What surrounds every workload's work
(logs, traces, its image, its network) does not, nor does looking at how things are set up.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.escalation_paths import HANDS_OVER
from daypass.data.everyday_actions import everyday_actions, everyday_policies
from daypass.data.secret_reads import secret_reads
from daypass.data.service_policies import is_for_service_roles
from daypass.data.stored_reads import stored_reads
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import covers
from daypass.graph.becoming.working import example, is_reading
from daypass.iam.action import EVERYTHING, action_matches
from daypass.iam.glob import matches
from daypass.model.resource import Undecided
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import WHOEVER, Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.sealed_things import is_about
from daypass_policies.escalating.takeovers.asked_by_checks import is_what_a_check_asks
from daypass_policies.escalating.takeovers.sealed import is_opening, opens_nothing, opens_stores_alone, used_of
from daypass_policies.escalating.takeovers.unnamed import unnamed
from daypass_policies.escalating.told import UNLESS_BOUNDED

Weight = Literal["secret", "change", "data"]
WEIGHTS: Final[tuple[Weight, ...]] = get_args(Weight)
HEAVY: Final = WEIGHTS[:2]
SECRETS: Final = WEIGHTS[:1]
DATA: Final = WEIGHTS[2:]
TO_SEE: Final[tuple[Weight, ...]] = ("secret", "data")
"""What is kept from people: to change things is the work of many."""

_PROVES: Final = ("acm-pca:issuecertificate", "kms:sign", "redshift:getclustercredentials", "rds-db:connect")
"""Actions by which one is taken for whoever holds a key or a password, which nobody reads: as good as a secret."""

_MODELS: Final = ("bedrock:invokemodel", "bedrock:converse")
"""Calls of models cost something, and give nothing that anybody has."""

_OWN_PASSWORD: Final = "iam:changepassword"  # noqa: S105 - an action
"""Whoever may do this changes nobody's password but their own. Source: IAM API Reference, "ChangePassword"."""

_BECOMING: Final = "sts:"
"""The service of actions by which one becomes another: whoever that is, is a step further."""


class Gain(NamedTuple):
    """`action` (a pattern, as it is written) on `resource`; `weight` says why it matters.

    `is_hidden`: neither may be quoted, since the policy that gives it is marked as secret, or since a variable in it
    was replaced by a tag or a name of the identity, which may be marked as well. `is_unsealed`: it is what a thing
    hands out that a key of its own seals, and a secret for that alone. `is_bounded`: a permissions boundary that the
    stack does not have may forbid it.
    """

    action: str
    resource: str
    weight: Weight
    is_hidden: bool = False
    is_unsealed: bool = False
    is_bounded: bool = False

    def __str__(self) -> str:
        said = _UNQUOTED[self.weight] if self.is_hidden else f"{self.action} on {self.resource}"
        return f"{said}, {UNLESS_BOUNDED}" if self.is_bounded else said


_UNQUOTED: Final[Mapping[Weight, str]] = {
    "secret": "read or use a secret",
    "change": "change something",
    "data": "read what is stored",
}


def gains(actor: Actor | None, target: Actor, weights: tuple[Weight, ...], by: str = "") -> Iterator[Gain]:
    """What the target may do for certain and the holder may not, the heaviest first, in order of where they stand.

    All of it where nobody knows who the holder is. What is not known of the target is nothing that anybody could name;
    what is not known of the holder, it may. `by`: only what statements give that ask for this condition key.
    """
    for weight in weights:
        for means in target.means:
            for held in sorted(means.everything, key=place_of):
                for pattern in actions_of(held) if not by or by in held.line.keys else ():
                    if weight_of(pattern) == weight and not opens_nothing(means, held, pattern):
                        found = _beyond(actor, means, held, pattern, weight)
                        found = _opened(actor, target, means, held, found) if is_opening(pattern) else found
                        yield from _within_bounds(target, found)


def _opened(actor: Actor | None, target: Actor, means: Means, opening: Held, found: Iterable[Gain]) -> Iterator[Gain]:
    """What opening comes to: of a key that seals what the target uses, to read that, which is as good as a secret.

    So it is of one that only stores use for it, whatever of theirs that seals.
    """
    for gain in found:
        used = used_of(means, target.sealed.by(gain.resource)) if target.sealed else ()
        if not used:
            yield gain._replace(is_unsealed=opens_stores_alone(opening))
            continue
        for held in sorted(means.everything, key=place_of):
            for pattern in actions_of(held):
                if weight_of(pattern) == "data":
                    read = _beyond(actor, means, held, pattern, "data")
                    there = (one for one in read if any(is_about(one.resource, thing) for thing in used))
                    yield from (one._replace(weight="secret", is_unsealed=True) for one in there)


def gains_by(actor: Actor | None, target: Actor, action: str, weight: Weight) -> Iterator[Gain]:
    """The same of one action alone."""
    for means in target.means:
        for held in sorted(means.told(action).allows, key=place_of):
            if actions_of(held):
                yield from _within_bounds(target, _beyond(actor, means, held, action, weight))


def _within_bounds(target: Actor, found: Iterable[Gain]) -> Iterable[Gain]:
    return (gain._replace(is_bounded=True) for gain in found) if target.is_bounded_elsewhere else found


def may_too(actor: Actor, gain: Gain) -> Answer:
    """Whether another may do the same."""
    action = example_of(gain.action, gain.weight)
    return best(means.on(action, one) for means in actor.means for one in unnamed(gain.resource))


def gained(actor: Actor | None, target: Node, rising: Rising, weights: tuple[Weight, ...]) -> Gain | None:
    """The heaviest that it gets, or anybody would, outside what names say is for tests."""
    return next(every_gained(actor, target, rising, weights), None)


def every_gained(actor: Actor | None, target: Node, rising: Rising, weights: tuple[Weight, ...]) -> Iterator[Gain]:
    """All of it, the heaviest first."""
    other = rising.actors.by_urn.get(target.key)
    if other is not None:
        found: Iterator[Gain] = filter(counts, gains(actor, other, weights))
        found = (gain for gain in found if not is_what_a_check_asks(gain.action, gain.resource, target))
        yield from (gain for gain in found if not _hands_over_little(gain, actor, rising))


def _hands_over_little(gain: Gain, actor: Actor | None, rising: Rising) -> bool:
    """Whether it is to pass a role of the stack, by its name, that itself gives the holder nothing heavy."""
    if gain.action.lower() != _PASSES:
        return False
    named = [one for one in rising.actors.each if one.node and one.node.arn == gain.resource]
    return bool(named) and not any(one.gaps or any(map(counts, gains(actor, one, HEAVY))) for one in named)


_PASSES: Final = HANDS_OVER.lower()


def counts(gain: Gain) -> bool:
    """Whether it is more than for tests, and of a group more than what each member has of its own (`home/NAME/*`).

    To write logs changes nothing that anybody works with, nor does to lock a state while it is planned.
    """
    if is_for_tests(gain.resource) or WHOEVER in gain.resource or _KNOWN.search(gain.resource):
        return False
    if gain.resource.endswith(_LOCK):
        return False
    return not (gain.action.lower() == _STORES and _LOGS.search(gain.resource))


_LOCK: Final = ".tflock"
"""How an object is called by which a state is locked. Source: Terraform, "Backend Type: s3"; read 2026-12."""

_STORES: Final = "s3:putobject"
_LOGS: Final = re.compile(r":s3:::(?:[\w.]{1,60}-){0,8}logs?(?:[-/.]|$)")
"""Buckets that are called after the logs that are in them."""


_KNOWN: Final = re.compile(r":parameter/(?:aws|cdk-bootstrap)/")
"""Parameters that anyone may know: those that AWS publishes, and the version of CDK's bootstrap stack.

Source: Systems Manager User Guide, "Working with public parameters"; CDK Developer Guide, "Bootstrap"; read 2026-11.
"""


_GIVES_THE_LAKE: Final = (
    "lakeformation:GrantPermissions",
    "lakeformation:BatchGrantPermissions",
    "lakeformation:PutDataLakeSettings",
)
"""Actions by which anyone is given rights to a data lake, or is made an administrator of it, who gives them to anyone.

Source: AWS Lake Formation Developer Guide, "IAM permissions required to grant or revoke Lake Formation permissions";
read 2026-12.
"""

_LAKES: Final = "lakeformation:"


_OF_IDENTITIES: Final = ("iam:", "sso:", "identitystore:", "sso-directory:")
"""Services of identities, and of who gets which permission set by which group.

Source: IAM Identity Center API Reference, "CreateAccountAssignment", and Identity Store API Reference,
"CreateGroupMembership"; read 2026-12.
"""


def is_over_identities(gain: Gain) -> bool:
    """Whether it is to change identities, or what they may do, by Identity Center or in a data lake, too."""
    action = gain.action.lower()
    return gain.weight == "change" and (action.startswith(_OF_IDENTITIES) or _gives_the_lake(action))


def _gives_the_lake(pattern: str) -> bool:
    """Whether it is written of Lake Formation; to do everything of everything is another matter."""
    return pattern.startswith(_LAKES) and any(action_matches(pattern, one) for one in _GIVES_THE_LAKE)


def place_of(held: Held) -> tuple[str, str]:
    """The resource with the policy and where in it, so that the order of registration says nothing."""
    return (held.given.policy or held.given.by).urn, held.given.path


def gives_more(actor: Actor, other: Actor) -> bool:
    """Whether another may do something that counts and that the holder may not do already."""
    return other is not actor and any(True for _ in gains(actor, other, WEIGHTS))


def _beyond(actor: Actor | None, means: Means, held: Held, pattern: str, weight: Weight) -> Iterator[Gain]:
    action, held_by = example_of(pattern, weight), actor.means if actor else ()
    for resource, by in _given(means, held, pattern, action):
        has = means.on(action, resource)
        if has.is_certain and not _has_it_all(held_by, action, resource):
            is_secret = held.given.document.secret or by.given.document.secret
            yield Gain(pattern, resource, weight, is_secret or not _is_written(resource, by))


def _given(means: Means, held: Held, pattern: str, action: str) -> Iterator[tuple[str, Held]]:
    """What a statement is about, and which one says so: of a boundary no more than is given within it.

    What is given by a narrower pattern of actions than the boundary's counts where it is given, as what it is.
    """
    patterns = held.line.patterns(means.caller.facts)
    if held.given is not means.permissions.bounded:
        yield from ((one, held) for one in patterns)
        return
    wide = [own for own in means.told(action).allows if _covers_action(own, pattern)]
    given = [(one, own) for own in wide for one in own.line.patterns(means.caller.facts)]
    for bound in patterns:
        is_given = any(covers(one, bound) for one, _ in given)
        yield from [(bound, held)] if is_given else ((one, own) for one, own in given if covers(bound, one))


def _covers_action(held: Held, pattern: str) -> bool:
    """Whether it gives all that a pattern of actions takes in; who says what it does not give may."""
    try:
        actions = held.line.statement.actions
    except Undecided:
        return True
    return not actions or any(covers(one.lower(), pattern.lower()) for one in actions)


def _has_it_all(held_by: tuple[Means, ...], action: str, resource: str) -> bool:
    """Whether any of them may do it to what a pattern takes in and nobody named: a part of it is not all of it."""
    return any(one.on(action, thing).possible for thing in unnamed(resource) for one in held_by)


def _is_written(resource: str, held: Held) -> bool:
    """Whether the statement has the resource as it is; of one that names none that is everything."""
    return resource == EVERYTHING or resource in held.line.statement.resources


def actions_of(held: Held) -> tuple[str, ...]:
    """The patterns that it names. Of what names those it leaves out, other rules speak."""
    if not held.line.is_allow or held.doubt or not is_placed(held) or is_of_surroundings(held):
        return ()
    try:
        return held.line.statement.actions
    except Undecided:
        return ()


def is_placed(held: Held) -> bool:
    """Whether its resources are known. Of others, what a statement beside it says of some resource says nothing."""
    try:
        _ = held.line.statement.resources, held.line.statement.not_resources
    except Undecided:
        return False
    return True


def is_of_surroundings(held: Held) -> bool:
    """Whether a policy of AWS gives it that its guides say to attach: to a service's own role, or to every host."""
    name = held.given.document.path
    return is_for_service_roles(name) or name in everyday_policies()


@lru_cache(maxsize=4096)
def weight_of(pattern: str) -> Weight | Literal[""]:
    """Why a pattern of actions matters, "" where it does not."""
    if pattern.lower().startswith((_BECOMING, _OWN_PASSWORD, *_MODELS)):
        return ""
    if any(action_matches(pattern, action) for action in _secret()):
        return "secret"
    if not is_reading(pattern):
        return "" if _is_everyday(pattern.lower()) else "change"
    return "data" if any(action_matches(pattern, read.action) for read in stored_reads()) else ""


def _secret() -> tuple[str, ...]:
    return (*(read.action for read in secret_reads()), *_PROVES)


def _is_everyday(pattern: str) -> bool:
    """Whether nothing but everyday actions fits it."""
    return any(matches(everyday, pattern) for everyday in everyday_actions())


def example_of(pattern: str, weight: Weight) -> str:
    """An action that fits the pattern and has this weight."""
    if weight == "change":
        return example(pattern)
    wanted = (*_secret(), *(read.action for read in stored_reads()))
    return next(action for action in wanted if action_matches(pattern, action))
