"""This is where it is told who takes back that certificates were revoked by which roles are entered.

IAM Roles Anywhere asks no authority whether a certificate still holds: it knows the lists that were imported, and those
alone bar a certificate that was lost or retired. Whoever turns such a list off, deletes it, or puts a shorter one in
its place lets every holder of one back in. Source: IAM Roles Anywhere User Guide, "Revocation"; IAM Roles Anywhere API
Reference, "DisableCrl", "DeleteCrl" and "UpdateCrl"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.anchors import SIGNING, enters_more, is_entered, takes_anchors
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_by
from daypass_policies.keeping.authorities import ANCHORS

_LISTS: Final = ("aws-native:rolesanywhere:Crl",)
_LIFTS: Final = ("rolesanywhere:DisableCrl", "rolesanywhere:DeleteCrl", "rolesanywhere:UpdateCrl")
_ENABLED: Final = "enabled"
_ANCHOR: Final = "trustAnchorArn"
_KINDS: Final = {type_: Kind("trust anchor", "trust-anchor/", "id") for type_ in ANCHORS}
_REVOKING: Final = SIGNING | {"crl", "revocation", "revoke", "revoker"}
"""Words by which those are called, in the singular, who look after such lists."""


class _List(NamedTuple):
    """A list by its ARN ("" where that is not known), and the roles that are entered by its anchor."""

    arn: str
    roles: tuple[Node, ...]
    unknown: tuple[Untold, ...]


def lifts_revocations(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The lists that a workload takes out of force, unless its name says that it looks after them."""
    lists = rising.reach.stack.once(_lists, rising)
    actions = [one for one in _LIFTS if has_by_itself(actor, one)] if lists else []
    for each in lists if actions and not is_called_by(actor, _REVOKING) else ():
        role = next((one for one in each.roles if enters_more(actor, one, rising)), None)
        words = f"let in again whose certificate was revoked by which {role} is entered"
        for action in actions if role else ():
            for arn in (each.arn,) if each.arn else patterns(actor, action):
                yield Opened(action, words, may(actor, action, arn).under(*each.unknown), as_another=True)


def _lists(stack: Stack, rising: Rising) -> tuple[_List, ...]:
    """Those in force that a stack has of anchors by which somebody enters."""
    anchors, found = Names.of(stack.resources, _KINDS), []
    for one in sorted(stack.of_type(*_LISTS), key=lambda each: each.urn):
        is_on = switch(one, _ENABLED)
        doubts = () if is_on else (Untold.of(one, _ENABLED),)
        arn = text_of(said(one, "arn"))
        for trusts, unknown in _entered(one, anchors, stack, rising) if is_on is not False else ():
            roles = sorted((trust.node for trust in trusts), key=lambda node: node.key)
            found.append(_List(arn if Arn.parse(arn) else "", tuple(roles), (*doubts, *unknown)))
    return tuple(one for one in found if one.roles)


def _entered(
    one: Resource, anchors: Names, stack: Stack, rising: Rising
) -> Iterator[tuple[list[Trust], tuple[Untold, ...]]]:
    """The roles that are entered by the anchor of a list; where that is not known, those that may be."""
    every, meant = rising.reach.trusts.by_urn.values(), anchors.one(one, _ANCHOR)
    made = stack.by_urn.get(meant or "")
    anchor = text_of(said(made, "arn")) or text_of(said(made, "trustAnchorArn")) if made else meant or ""
    if Arn.parse(anchor):
        yield [trust for trust in every if is_entered(trust, anchor)], ()
    elif bare(said(one, _ANCHOR)) is UNKNOWN:
        free = [trust for trust in every if is_entered(trust, "")]
        yield free, ()
        yield [trust for trust in every if takes_anchors(trust) and trust not in free], (Untold.of(one, _ANCHOR),)
