"""This is where it is told who takes away a policy that denies them something: their own, or one of their group."""

from collections.abc import Iterator
from typing import Final

from daypass.data.identity_edits import WHICH_POLICY, identity_edits
from daypass.data.identity_edits_others import OtherEdit
from daypass.graph.becoming.anything.unnamed import may_to
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import thing_arn
from daypass.graph.becoming.editing.editable import Editable
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.targets import Member
from daypass.graph.given import Given
from daypass.graph.managed import POLICY_KINDS
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor

_INLINE: Final = ("inline", "RolePolicy", "UserPolicy", "GroupPolicy")
_DELETES: Final = "iam:Delete"
_DETACHES: Final = "iam:Detach"
_KEY: Final = WHICH_POLICY.lower()
_NO_POLICY: Final = Facts(absent=frozenset({_KEY}))
"""Only requests that attach or detach a policy say which: whoever deletes one, or leaves a group, names none."""


def takes_away(actor: Actor, holder: Actor, edit: OtherEdit, editable: Editable, settings: Settings) -> Answer:
    """Whether the actor takes off the holder (itself, or a group it is in) what denies it something.

    Of what is attached each policy is asked about by its own ARN: who may detach another keeps the one that denies.
    """
    node = holder.node
    if node is None or holder.noun != edit.on:
        return best(())
    facts = _of_holder(node, edit, editable)
    return best(_taken(actor, node, edit, facts, given, settings) for given in _removed(holder, edit))


def _removed(holder: Actor, edit: OtherEdit) -> Iterator[Given]:
    """The policies that deny something, and that such an edit takes off."""
    for given in holder.permissions.own:
        is_inline = given.how in _INLINE
        is_kept = is_inline if edit.action.startswith(_DETACHES) else edit.action.startswith(_DELETES) and not is_inline
        if not is_kept and any(map(_is_deny, given.document.statements)):
            yield given


def _taken(actor: Actor, node: Node, edit: OtherEdit, facts: Facts, given: Given, settings: Settings) -> Answer:
    policy = _arn_of(given, settings) if edit.action.startswith(_DETACHES) else ""
    asked = facts.and_(Facts({_KEY: policy}) if policy else _NO_POLICY)
    answer = best(may_to(means, edit.action, node.arn, asked) for means in actor.means)
    parsed = Arn.parse(policy)
    is_named = not policy or (parsed is not None and not has_wildcard(parsed.resource))
    if is_named or not any(_KEY in means.told(edit.action).keys for means in actor.means):
        return answer
    return answer.under(Untold.of(given.by, given.path))


def _arn_of(given: Given, settings: Settings) -> str:
    """Its ARN, with `*` for what is not known of it."""
    known = thing_arn(given.policy, POLICY_KINDS[given.policy.type], settings) if given.policy else "*"
    return given.arn or known


def _of_holder(node: Node, edit: OtherEdit, editable: Editable) -> Facts:
    """What a holder brings along when its policies are taken off: also which boundary it has, or that it has none.

    That is asked as where they are written.
    """
    writes = next(one for one in identity_edits() if one.on == edit.on and one.makes == "policy")
    return editable.facts(Member(node, node.arn), writes)


def _is_deny(statement: Statement) -> bool:
    try:
        return statement.effect == "Deny"
    except Undecided:
        return False
