"""This is where it is told whether a trust lets in a user of IAM who has a key, and shows no second factor.

With the key alone a user asks in two ways: as it is, where the request says nothing of a second factor, and by a
session of `GetSessionToken`, which needs no permission and no code, and whose requests say that there was none.
Sources: IAM User Guide, "AWS global condition context keys" (aws:MultiFactorAuthPresent), "Secure API access with MFA";
AWS Knowledge Center, "How do I use MFA tokens to authenticate access through the AWS CLI"; read 2026-12.
"""

from dataclasses import replace
from functools import cache
from typing import Final

from daypass.graph.becoming.facts import Facts
from daypass.iam.context import MalformedRequest
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.reach import reach
from daypass_policies.trusting.kept_out import WAY_IN

_ANYTHING: Final = Document.parse(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
_PRESENT: Final = "aws:multifactorauthpresent"
_AGE: Final = "aws:multifactorauthage"
_REQUESTS: Final = (Facts(absent=frozenset((_PRESENT, _AGE))), Facts({_PRESENT: "false"}, frozenset((_AGE,))))
"""What those with the key as it is lack, so that `BoolIfExists` lets them pass in an Allow, and `Bool` in a Deny; and
what those of such a session say.
"""

_ABOUT: Final = frozenset((_PRESENT, _AGE, "aws:principalarn", "aws:username", "aws:principaltype"))


class Keyed:
    """Asks one trust. Each user is asked of the statement that may let them in, and of the denials."""

    def __init__(self, trust: Document) -> None:
        self._trust = trust
        self._beside = tuple(one for one in trust.statements if not (one.is_fully_known and one.effect == "Allow"))
        self._part = cache(self._parted)

    def lets_in(self, user: str, role: str, statement: int | None, own: tuple[Document, ...]) -> bool:
        """Whether the user of this ARN gets in by the statement. Raises `Undecided`. `own`: their own policies."""
        part = self._trust if statement is None else self._part(statement)
        return any(_is_let_in(part, user, role, request, own) for request in _REQUESTS)

    def _parted(self, statement: int) -> Document:
        chosen = self._trust.statements[statement]
        return replace(self._trust, statements=(chosen, *(one for one in self._beside if one is not chosen)))


def _is_let_in(trust: Document, user: str, role: str, request: Facts, own: tuple[Document, ...]) -> bool:
    who = {"aws:principalarn": user, "aws:username": user.rpartition("/")[2], "aws:principaltype": "User"}
    facts = tuple((found,) for found in request.and_(Facts(who)).denying(_ABOUT))
    whole = Policies(identity=(_ANYTHING, *own), resource=trust, resource_control=facts)
    try:
        return reach(whole, WAY_IN, role, user).possible
    except MalformedRequest:
        return False  # nobody is called so
