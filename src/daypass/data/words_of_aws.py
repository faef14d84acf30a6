"""This is where the words of AWS's own are known that policies are written in: they are no secret, wherever they stand.

Counted is what stands so in AWS's documentation and in its own policies: a service's principal, the name of an action
or of a condition's key, the ARN of a policy of AWS, an effect, a version of the language. A pattern is none.
"""

import re
from functools import cache
from typing import Final

from daypass.data.escalation_paths import escalation_paths
from daypass.data.managed_documents import FILE, managed_document
from daypass.data.service_principals import principals

_WRITTEN: Final = frozenset(("Allow", "Deny", "2012-10-17", "2008-10-17"))
_PRINCIPAL: Final = re.compile(r"[a-z0-9.-]{1,64}\.amazonaws\.com")
_ACTION: Final = re.compile(r"[a-z0-9-]{2,64}:[A-Z][A-Za-z0-9]{1,127}")
_ACTIONS: Final = re.compile(rb'"([a-z0-9-]{2,64}:[A-Z][A-Za-z0-9]{1,127})"')
_POLICY: Final = re.compile(r"arn:aws(?:-[a-z]{1,16}){0,3}:iam::aws:policy/([\w+=,.@/-]{1,640})")


def is_word_of_aws(text: str) -> bool:
    """Whether the text is one such word, exactly as AWS writes it."""
    if text in _WRITTEN:
        return True
    if _PRINCIPAL.fullmatch(text):
        return text in principals()
    if _ACTION.fullmatch(text):
        return text in _actions()
    policy = _POLICY.fullmatch(text)
    return policy is not None and managed_document(policy[1]) is not None


@cache
def _actions() -> frozenset[str]:
    """The actions and keys that AWS's own policies name, and those of our paths."""
    named = frozenset(found.decode() for found in _ACTIONS.findall(FILE.read_bytes()))
    return named.union(action for path in escalation_paths() for action in path.actions)
