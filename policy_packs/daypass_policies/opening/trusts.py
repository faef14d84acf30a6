"""This is where the trust policy of a role is asked about grant by grant, as the policies of other resources are."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource
from daypass.rule import Problem
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.resource_policies import ask_document
from daypass_policies.settle import Found
from daypass_policies.trusting.trust import trust_of

_WAYS_IN: Final = ("sts:AssumeRole",)
"""What a caller who brings no token needs. Tags and a source identity alone let nobody in."""
_TAGS: Final = ("sts:TagSession",)


def ask_callers(role: Resource, question: Callable[[Grant], Iterable[Problem]]) -> Iterator[Problem]:
    """What the question finds in each principal that the trust lets in without a token. Raises `Undecided`.

    Nothing where nobody can read it: trust-is-not-public refuses that.
    """
    yield from _asked(role, question, _WAYS_IN)


def ask_taggers(role: Resource, question: Callable[[Grant], Iterable[Found]]) -> Iterator[Found]:
    """The same of each principal whom it lets tag a session."""
    yield from _asked(role, question, _TAGS)


def _asked(role: Resource, question: Callable[[Grant], Iterable[Found]], wanted: tuple[str, ...]) -> Iterator[Found]:
    try:
        yield from ask_document(trust_of(role), question, wanted=wanted)
    except MalformedDocument:
        return
