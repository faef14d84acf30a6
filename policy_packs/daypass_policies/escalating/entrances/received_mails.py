"""This is where it is told who has mails to others stored where they read them, by a rule of their own.

A receipt rule of SES says whose mails are put where, and IAM asks about no rule and no rule set: whoever may make one
makes it for each recipient of the verified domains, first of all rules, and with a bucket that takes from SES what
others get. Sources: Service Authorization Reference, "Amazon SES" (CreateReceiptRule and UpdateReceiptRule name no
resource); Amazon SES API Reference, "CreateReceiptRule" (`After`: without it the rule is the first); Amazon SES
Developer Guide, "Giving permissions to Amazon SES for email receiving"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising

_RULES: Final = ("aws:ses/receiptRule:ReceiptRule",)
_MAKES: Final = ("ses:CreateReceiptRule", "ses:UpdateReceiptRule")
_LOOKS_AFTER: Final = "ses:CreateReceiptRuleSet"
_READS: Final = "s3:GetObject"


class _Kept(NamedTuple):
    """A rule, its set, and an object where it keeps mails."""

    rule: Resource
    set: str
    thing: str


def receives_mails_of_others(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The first rule of a set whose mails it does not read, where it reads those of another."""
    action = next((one for one in _MAKES if has_by_itself(actor, one)), "")
    if not action or has_by_itself(actor, _LOOKS_AFTER):
        return
    every = rising.reach.stack.once(_kept)
    read = {one.thing: may(actor, _READS, one.thing) for one in every}
    sets = {one.set for one in every if read[one.thing].is_certain}
    other = next((one for one in every if one.set in sets and not read[one.thing].possible), None)
    if other:
        words = f"have the mails that rule {other.rule.name!r} keeps put where it reads them, which it was not given"
        yield Opened(action, words, may(actor, action, "*"))


def _kept(stack: Stack) -> tuple[_Kept, ...]:
    """What the rules of a stack keep in buckets, in order of their URNs."""
    rules = sorted(stack.of_type(*_RULES), key=lambda one: one.urn)
    each = ((rule, bucket) for rule in rules for bucket in texts_at(rule.state, "s3Actions[].bucketName").texts)
    return tuple(
        _Kept(rule, text_of(said(rule, "ruleSetName")), f"arn:*:s3:::{bucket}/{PROBE}")
        for rule, bucket in each
        if bucket
    )
