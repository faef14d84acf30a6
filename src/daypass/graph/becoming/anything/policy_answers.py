"""This is where it is told which managed policies of a stack give something, as far as their documents are known."""

from collections.abc import Callable, Iterable
from typing import Final

from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import thing_arn
from daypass.graph.becoming.patterns import meets
from daypass.graph.managed import POLICY_KINDS, ManagedPolicies
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.document import Document
from daypass.model.resource import Resource, Undecided
from daypass.settings import Settings

_ACCOUNT: Final = 4


def policies_that(
    gives: Callable[[Document], bool], stack: Stack, settings: Settings
) -> tuple[tuple[str, Answer], ...]:
    """The ARN of each that may, with `*` for what is not known of it, and how sure that is."""
    policies = ManagedPolicies(stack)
    made = (one for one in stack.resources if one.type in POLICY_KINDS)
    told = ((thing_arn(one, POLICY_KINDS[one.type], settings), _answer(one, policies, gives)) for one in made)
    return tuple((arn, answer) for arn, answer in told if answer.possible)


def fitting(told: Iterable[tuple[str, Answer]], written: str, account: str) -> tuple[tuple[str, Answer], ...]:
    """Of these the ones that a pattern takes in, in this account where theirs is not known."""
    return tuple((in_account(account, arn), answer) for arn, answer in told if meets(written, arn) != "no")


def in_account(account: str, arn: str) -> str:
    """The ARN, in this account where its own is not known."""
    parts = arn.split(":")
    return ":".join([*parts[:_ACCOUNT], account if parts[_ACCOUNT] == "*" else parts[_ACCOUNT], *parts[_ACCOUNT + 1 :]])


def _answer(policy: Resource, policies: ManagedPolicies, gives: Callable[[Document], bool]) -> Answer:
    """Unless a Deny in it takes some of that back; what AWS would refuse gives nothing."""
    found = policies.itself(policy)[1]
    unknown = Answer(possible=True, unknown=(Untold(f"what policy {policy.name!r} allows"),))
    if found.document is None:
        return NO if found.fault and found.fault.malformed else unknown
    try:
        denies = any(statement.effect == "Deny" for statement in found.document.statements)
        return Answer(not denies and gives(found.document))
    except Undecided:
        return unknown
