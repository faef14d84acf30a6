"""This is where the organisations are that policies name: a holder is of one, so that its id says no more than a place.

The ARN of a policy says its type before its id, and an organisation has one root. Source: Service Authorization
Reference, "AWS Organizations" (resource types, `organizations:PolicyType`); AWS Organizations User Guide, "Terminology
and concepts" (root); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.policy_edits import PolicyEdit
from daypass.data.stand_ins import PROBE
from daypass.iam.arn import Arn
from daypass.iam.glob import filled, matches
from daypass.iam.policies import Policies
from daypass_policies.rights import allows, mentions, resources_of

_ANY_ORGANISATION: Final = "o-probe"
_POLICY: Final = "policy"
_OTHER_TYPE: Final = "tag_policy"
"""What a pattern that names no type takes in, too."""
_ROOT: Final = "root"
_ID: Final = re.compile(r"o-[a-z0-9*?]{1,32}")


def things_of(edit: PolicyEdit, policies: Policies) -> Iterator[str]:
    """The ARNs on which an edit is asked: of nobody in particular, and in each organisation that is named for it.

    Who names a type of policies means those: of them nothing is asked.
    """
    found = {edit.on(PROBE): None}
    for statement in allows(policies) if _ANY_ORGANISATION in edit.resource else ():
        if mentions(statement, edit.action):
            found.update((one, None) for text in resources_of(statement) for one in _within(edit, text))
    yield from found


def _within(edit: PolicyEdit, text: str) -> Iterator[str]:
    arn, asked = Arn.parse(text), Arn.parse(edit.resource)
    if arn is None or asked is None:
        return
    kind, _, rest = arn.resource.partition("/")
    organisation, _, named = rest.partition("/")
    type_ = named.partition("/")[0]
    is_of_a_type = kind == _POLICY and bool(type_) and not matches(type_, _OTHER_TYPE)
    if kind != asked.resource.partition("/")[0] or is_of_a_type or not _ID.fullmatch(organisation):
        return
    thing = edit.on(PROBE)
    if kind == _ROOT and named:
        thing = f"{thing.rpartition('/')[0]}/{filled(named, PROBE)}"
    yield thing.replace(_ANY_ORGANISATION, filled(organisation, "probe"))
