"""This is where it is told which devices take the role of others: whose policy of IoT names role aliases by a pattern.

A certificate is exchanged for the role of any alias that a policy attached to it allows, so devices that are there to
upload measurements have what those of the technicians may. What a role lets each device do below its own name is the
device's own. Source: AWS IoT Core Developer Guide, "Authorizing direct calls to AWS services using AWS IoT Core
credential provider" and "Thing policy variables"; read 2026-11.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Line, Say
from daypass.graph.becoming.patterns import loose
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, Secret, Undecided
from daypass.rule import Open, Problem
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, gains

POLICIES: Final[Mapping[str, str]] = {"aws:iot/policy:Policy": "policy", "aws-native:iot:Policy": "policyDocument"}
"""Types of policies of IoT, with the property that holds the document."""

_ALIASES: Final[Mapping[str, tuple[str, str]]] = {
    "aws:iot/roleAlias:RoleAlias": ("alias", "arn"),
    "aws-native:iot:RoleAlias": ("roleAlias", "roleAliasArn"),
}
_TAKES: Final = "iot:AssumeRoleWithCertificate"
_ATTACHED: Final = Facts({"iot:connection.thing.isattached": "true"})
"""What every device brings along that is in use. Its name, its type and its certificate tell it from others."""

_OF_THE_THING: Final = "credentials-iot:"
"""How the keys begin that tell which device it is that has the role."""


class Alias(NamedTuple):
    """A role alias by its name in AWS and its ARN, and the role that it gives."""

    resource: Resource
    name: str
    arn: str
    role: Actor


class _Taken(NamedTuple):
    """The aliases that a policy lets a device take: those that it names, and those that only a pattern takes in."""

    named: tuple[Alias, ...]
    others: tuple[Alias, ...]


def devices_as_others(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """Policies of IoT with which a device takes a role that may do what that of its own alias may not."""
    aliases = tuple(_aliases(stack, rising))
    for policy in stack.of_type(*POLICIES) if len({one.role.resource.urn for one in aliases}) > 1 else ():
        try:
            yield from _judged(policy, aliases)
        except MalformedDocument:
            continue  # AWS refuses it
        except Undecided as unknown:
            yield Open(policy, (unknown.path,))


def _aliases(stack: Stack, rising: Rising) -> Iterator[Alias]:
    """In order of their URNs, so that the order of registration says nothing."""
    uses = (use for use in stack.once(Consumers).every_use if use.consumer.type in _ALIASES)
    for use in sorted(uses, key=lambda one: (one.consumer.urn, one.role)):
        name_key, arn_key = _ALIASES[use.consumer.type]
        name, arn = text_of(said(use.consumer, name_key)), text_of(said(use.consumer, arn_key))
        if (role := rising.actors.by_urn.get(use.role)) and name:
            made = f"arn:*:iot:*:{role.node.account if role.node and role.node.account else ANY}:rolealias/{name}"
            yield Alias(use.consumer, name, arn if Arn.parse(arn) else made, role)


def _judged(policy: Resource, aliases: Sequence[Alias]) -> Iterator[Problem | Open]:
    key = POLICIES[policy.type]
    value = declared(policy, key)
    if value is None:
        return
    document = Document.parse(value, path=key, secret=isinstance(value, Secret))
    lines = [Line(one, document.version) for one in document.statements]
    if found := _beyond(_taken(lines, aliases, ("yes",))):
        own, other, gain = found
        takes = f"lets a device take role aliases by a pattern ({_TAKES}), and so {other.role.title}"
        yield Problem(
            f"policy {policy.name!r} of IoT {takes}, which may {gain} and that of alias {own.resource.name!r} may not",
            at=key,
            key=f"takes {other.resource.name}",
            severity="high",
            confidence="medium",
            advisory=True,
            on=policy,
        )
    elif _beyond(_taken(lines, aliases, ("yes", "unknown"))):
        yield Open(policy, tuple(line.unknown for line in lines if not line.statement.is_fully_known) or (key,))


def _taken(lines: Sequence[Line], aliases: Sequence[Alias], enough: Sequence[Say]) -> _Taken:
    taken = [one for one in aliases if _lets_take(lines, one, enough)]
    named = tuple(one for one in taken if any(_names(line, one) for line in lines))
    return _Taken(named, tuple(one for one in taken if one not in named))


def _lets_take(lines: Sequence[Line], alias: Alias, enough: Sequence[Say]) -> bool:
    says = [(line.is_allow, line.says(_TAKES, alias.arn, _ATTACHED)) for line in lines]
    is_denied = any(is_allow is False and said != "no" for is_allow, said in says)
    return not is_denied and any(is_allow is not False and said in enough for is_allow, said in says)


def _names(line: Line, alias: Alias) -> bool:
    """Whether it names the very alias. In whatever region and account, that is one."""
    try:
        arns = map(Arn.parse, line.statement.resources)
        named = {arn.resource for arn in arns if arn and not has_wildcard(arn.resource)}
    except Undecided:
        return False
    return line.is_allow is True and line.is_about(_TAKES) and f"rolealias/{alias.name}" in named


def _beyond(taken: _Taken) -> tuple[Alias, Alias, Gain] | None:
    """Its own alias, and another one whose role may do what those of its own may not.

    Where none is named, nobody knows which is its own: then each may be.
    """
    for other in taken.others:
        owns = [taken.named] if taken.named else [(one,) for one in taken.others if one != other]
        for own in owns:
            if gain := _gain(own, other.role):
                return own[0], other, gain
    return None


def _gain(own: Sequence[Alias], other: Actor) -> Gain | None:
    """The heaviest that one gets who has the roles of all these, outside what is the device's own or for tests."""
    if other.is_bounded_elsewhere:
        return None
    has = replace(own[0].role, means=tuple(means for one in own for means in one.role.means))
    its_own = frozenset(_below_its_name(other))
    found = (gain for gain in gains(has, other, HEAVY) if (gain.action, gain.resource) not in its_own)
    return next((gain for gain in found if not is_for_tests(gain.resource)), None)


def _below_its_name(role: Actor) -> Iterator[tuple[str, str]]:
    """What a role may do to what is called after the device, or while it is a certain one: action and resource."""
    for held in (one for means in role.means for one in means.everything):
        try:
            actions, resources = held.line.statement.actions, held.line.statement.resources or ("*",)
            is_tied = any(map(_asks_about_thing, held.line.statement.conditions))
        except Undecided:
            continue
        tied = [text for text in resources if is_tied or _OF_THE_THING in text.lower()]
        yield from ((action, written) for action in actions for text in tied for written in (text, loose(text)))


def _asks_about_thing(condition: Condition) -> bool:
    return any(_OF_THE_THING in text.lower() for text in (condition.key, *condition.values))
