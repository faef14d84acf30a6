"""This is where it is told which devices take the role of others: whose policy of IoT names role aliases by a pattern.

A certificate is exchanged for the role of any alias that a policy attached to it allows, so devices that are there to
upload measurements have what those of the technicians may. What a role lets each device do below its own name is the
device's own. Source: AWS IoT Core Developer Guide, "Authorizing direct calls to AWS services using AWS IoT Core
credential provider" and "Thing policy variables"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.becoming.lines import Line
from daypass.graph.leaves import declared
from daypass.graph.stack import Stack
from daypass.iam.document import Document, MalformedDocument
from daypass.model.resource import Resource, Secret, Undecided
from daypass.rule import Open, Problem
from daypass_policies.escalating.low_trust.role_aliases import RoleAliases
from daypass_policies.escalating.low_trust.taken_aliases import TAKES, TakenAlias, TakenAliases, UnsureRole
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.told import Doubts

POLICIES: Final[Mapping[str, str]] = {"aws:iot/policy:Policy": "policy", "aws-native:iot:Policy": "policyDocument"}
"""Types of policies of IoT, with the property that holds the document."""


def devices_as_others(stack: Stack, rising: Rising, doubts: Doubts) -> Iterator[Problem | Open]:
    """Policies of IoT with which a device takes a role that may do what that of its own alias may not."""
    aliases = RoleAliases(stack, rising)
    told = set[str]()
    for policy in stack.of_type(*POLICIES) if aliases.are_of_several_roles else ():
        try:
            for one in _judged(policy, aliases):
                if not isinstance(one, UnsureRole):
                    yield one
                elif one.role.resource.urn not in told:  # once however many policies may give it
                    told.add(one.role.resource.urn)
                    yield from doubts.of(one.role, one.unknown)
        except MalformedDocument:
            continue  # AWS refuses it
        except Undecided as unknown:
            yield Open(policy, (unknown.path,))


def _judged(policy: Resource, aliases: RoleAliases) -> Iterator[Problem | Open | UnsureRole]:
    key = POLICIES[policy.type]
    value = declared(policy, key)
    if value is None:
        return
    document = Document.parse(value, path=key, secret=isinstance(value, Secret))
    lines = [line for one in document.statements if (line := Line(one, document.version)).is_about(TAKES)]
    taken = TakenAliases(lines, aliases)
    found = taken.beyond()
    if found is None:
        yield from taken.unsure()
    elif unknown := [line.unknown for line in lines if not line.statement.is_fully_known]:
        yield Open(policy, tuple(unknown))  # it may be a Deny of the other, or the name of its own
    elif unnamed := taken.unnamed(found):
        yield Open(unnamed.resource, (unnamed.unknown,))
    else:
        yield _problem(policy, key, found)


def _problem(policy: Resource, key: str, found: TakenAlias) -> Problem:
    takes = f"lets a device take role aliases by a pattern ({TAKES}), and so {found.other.role.title}"
    more = f"which may {found.gain} and that of alias {found.own.resource.name!r} may not"
    return Problem(
        f"policy {policy.name!r} of IoT {takes}, {more}",
        at=key,
        key=f"takes {found.other.resource.name}",
        severity="high",
        confidence="medium",
        advisory=True,
        on=policy,
    )
