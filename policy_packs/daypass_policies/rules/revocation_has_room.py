"""Whoever must cut an identity off in an hour of need finds the room to write it down."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.given import Gap, Given
from daypass.graph.leaves import was_looked_up
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import ATTACHED, INLINE, ROLE, USER
from daypass.iam.document import Document
from daypass.model.identity import REVOKED_POLICY
from daypass.model.identity_types import ROLES_AND_USERS
from daypass.model.resource import UNKNOWN, bare
from daypass.rule import Ask, Open, Problem, rule

_QUOTAS: Final[Mapping[str, int]] = {ROLE: 10_240, USER: 2_048}
"""Characters of all inline policies together, white space left out, which nobody can raise.

Source: IAM User Guide, "IAM and AWS STS quotas", read 2026-11.
"""

_INLINE_TYPES: Final = {
    "aws:iam/rolePolicy:RolePolicy": "RolePolicy",
    "aws:iam/userPolicy:UserPolicy": "UserPolicy",
    "aws-native:iam:RolePolicy": "RolePolicy",
    "aws-native:iam:UserPolicy": "UserPolicy",
}
_ATTACHMENTS: Final = 10
"""Managed policies of one role or user, unless its account asked for more (at most 25, and 20).

Source: IAM User Guide, "IAM and AWS STS quotas", read 2026-11.
"""
_ATTACHING: Final = ("policyArn", "managedPolicyArns")
_OWN_LISTS: Final = ("inlinePolicies", "policies")


@rule(
    "revocation-has-room",
    risk="revocation-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=ROLES_AND_USERS,
    stack=True,
    controls=(
        "NHI1:2025",
        "NIST-800-53:AC-2(3)",
        "NIST-800-53:IR-4",
        "SOC2:CC6.2",
        "NIST-AI-RMF:MANAGE-2.4",
        "SOC2:CC7.4",
        "AWS-AGENTIC-LENS:AGENTSEC07-BP04",
    ),
    remedy="Move policies into managed ones, so that the inline policy daypass-revoked still fits.",
    options={
        "room": {
            "type": "integer",
            "minimum": 150,
            "maximum": 2048,
            "default": 512,
            "description": "The characters that must be left; a denial of all sessions before an hour takes 160.",
        }
    },
)
def revocation_has_room(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Sessions that live cannot be called back; they are denied, by an inline policy that must still fit.

    All inline policies of a role may hold 10,240 characters together, those of a user 2,048, and AWS raises neither.
    Counted is what the stack gives, without white space, as AWS does. Attached policies count elsewhere: where there
    are ten, which is AWS's default quota, no denial can be attached, as those do who answer incidents by hand.

    Refused:
        legacy:
          type: aws-native:iam:User
          properties:
            policies:
              - &one
                policyName: one
                policyDocument:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Allow
                      Action: &actions
                        - dynamodb:GetItem
                        - dynamodb:PutItem
                        - dynamodb:UpdateItem
                        - dynamodb:DeleteItem
                        - dynamodb:ConditionCheckItem
                      Resource: &tables
                        - arn:aws:dynamodb:eu-central-1:111122223333:table/invoices-production-current
                        - arn:aws:dynamodb:eu-central-1:111122223333:table/invoices-production-archive
                        - arn:aws:dynamodb:eu-central-1:111122223333:table/payments-production-current
                    - {Effect: Allow, Action: *actions, Resource: *tables}
              - *one
              - *one

    Mended:
        legacy:
          type: aws-native:iam:User
          properties:
            managedPolicyArns: ["arn:aws:iam::111122223333:policy/ledger-tables"]
    """
    room = int(ask.options["room"])
    for found in stack.once(EffectivePermissions).each:
        if found.noun in _QUOTAS and not was_looked_up(found.identity):
            yield from _judged(found, room)


def _judged(found: Permissions, room: int) -> Iterator[Problem | Open]:
    quota, identity = _QUOTAS[found.noun], found.identity
    sizes = [_size(given.document) for given in found.own if _is_inline(given)]
    left = quota - sum(size.characters for size in sizes)
    if left < room:
        fact = f"{found.noun} {identity.name!r} has {max(left, 0):,} characters left for inline policies"
        yield Problem(f"{fact}, and a revocation needs {room}", on=identity)
        return
    if (attached := _attached(found)) >= _ATTACHMENTS:
        fact = f"{found.noun} {identity.name!r} has {attached} attached policies; AWS's default quota is {_ATTACHMENTS}"
        yield Problem(fact, key="attached", severity="low", confidence="medium", on=identity)
    unknown = [given.path for given, size in zip(filter(_is_inline, found.own), sizes, strict=True) if not size.whole]
    unknown += [gap.path for gap in found.own_gaps if _may_hold_more(gap)]
    if unknown:
        yield Open(identity, tuple(dict.fromkeys(unknown)))


def _attached(found: Permissions) -> int:
    """How many managed policies it has, also of those that the stack does not make."""
    given = [one for one in found.own if one.how == ATTACHED]
    places = {(one.by.urn, one.path) for one in given}
    gaps = {
        (gap.by.urn, gap.path) for gap in found.own_gaps if gap.path.startswith(_ATTACHING) and not gap.fault.malformed
    }
    return len({one.policy.urn if one.policy else one.arn for one in given}) + len(gaps - places)


def _is_inline(given: Given) -> bool:
    return given.how in (INLINE, *_INLINE_TYPES.values()) and given.name != REVOKED_POLICY


def _may_hold_more(gap: Gap) -> bool:
    """What may be taken away again is counted already."""
    return not gap.fault.malformed and not gap.less and _holds_inline(gap.by.type, gap.path)


def _holds_inline(type_: str, path: str) -> bool:
    return type_ in _INLINE_TYPES or path.startswith(_OWN_LISTS)


class _Size(NamedTuple):
    """The characters of what is known, and whether that is the whole of it."""

    characters: int
    whole: bool


def _size(document: Document) -> _Size:
    unknown: list[object] = []
    written = json.dumps(_known(document.written, unknown), separators=(",", ":"), ensure_ascii=False)
    return _Size(len("".join(written.split())), not unknown)


def _known(node: object, unknown: list[object]) -> Any:
    """The document without its marks, and with nothing in place of what is not known."""
    plain = bare(node)
    if plain is UNKNOWN:
        unknown.append(node)
        return ""
    if isinstance(plain, Mapping):
        return {str(key): _known(item, unknown) for key, item in plain.items()}
    if isinstance(plain, list | tuple):
        return [_known(item, unknown) for item in plain]
    return plain if isinstance(plain, str | int | float) else ""
