"""This is where it is told whether a pipeline runs what anybody proposes, before somebody else has looked at it."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from daypass.words import words_in

_ITS: Final = frozenset(("pr", "prs", "previews", "pullrequest", "pullrequests", "mergerequest", "mergerequests"))
_PAIRS: Final = frozenset(("pullrequest", "pullrequests", "mergerequest", "mergerequests"))
_PROPOSAL: Final = r"(?:(?:pull|merge)[- ]?requests?|prs?)(?:'s?)?"
_RUN: Final = (
    r"(?:runs?|tests?|checks?|builds?|plans?|previews?|lints?|validates?|verif(?:y|ies)|scans?|executes?|analy[sz]es?)"
)
_RUNS: Final = (
    r"(?:runs?|running|tests?|testing|checks?|checking|builds?|building|plans?|planning|previews?|previewing|lints?"
    r"|linting|validates?|validation|verif(?:y|ies)|scans?|executes?|analy[sz]es?|code|ci|jobs?|pipelines?|workflows?)"
)
_SAYS: Final = re.compile(
    rf"\b{_RUN}\b(?:(?!\b(?:after|once|from|when|merge[sd]?|merging|approv\w+|reviewed)\b)[^.;]){{0,40}}?\b{_PROPOSAL}\b"
    rf"|\b{_PROPOSAL} {_RUNS}\b",
    re.IGNORECASE | re.ASCII,
)
_DENIES: Final = re.compile(
    r"\b(?:not|no|never|without|except|merged|approved|reviewed|only after|protected)\b", re.IGNORECASE | re.ASCII
)
"""With one of these in it a sentence is not taken to say that something runs before it was looked at."""


def runs_proposals(name: str, says: str) -> bool:
    """Whether a pipeline is called after pull requests (`shop-pr-tests`), or it is said that it runs or tests them."""
    words = words_in(name)
    joined = {f"{one}{after}" for one, after in pairwise(words)} & _PAIRS
    return bool(joined or not _ITS.isdisjoint(words)) or any(map(_is_said, _sentences(says)))


def _is_said(sentence: str) -> bool:
    return bool(_SAYS.search(sentence)) and not _DENIES.search(sentence)


def _sentences(says: str) -> Iterator[str]:
    return (" ".join(one.split()) for one in re.split(r"[.;\n]", says))
