"""This is where it is told by the texts of a service of Google Cloud that it is for those who work there."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.words import DENIALS, words_in
from daypass_policies.located import hidden_at, locate

_SAID_SO: Final = frozenset(("backoffice", "internal", "intranet", "staff"))
_LABELS: Final = ("labels", "metadata.labels")
_ABOUT_IT: Final = frozenset(("visibility", "access", "exposure", "audience"))
"""What keys of labels end in that say for whom it is. Others say whose it is (`team: internal-platform`)."""
_PURPOSE: Final = "purpose"
_LONGEST: Final = 2_000
_THING: Final = (
    "(?:tools?|tooling|portal|api|apis|service|dashboards?|apps?|applications?|ui|backend|endpoint|console|admin|site"
    "|website|pages?|systems?|server|gateway|proxy|webhook|bot|use|facing|only)"
)
_OF_ITSELF: Final = re.compile(
    rf"""^(?:(?:the|an?|our|this)\s{{1,4}})?(?:(?!\w*(?<!s)s\s)\w[\w-]{{0,40}}\s{{1,4}}(?:is\s{{1,4}})?)?
        (?:(?:backoffice|internal|intranet)(?:[\s-]{{1,4}}\w{{1,30}}){{0,2}}[\s-]{{1,4}}{_THING}\b
            |staff[\s-]{{1,4}}{_THING}\b|(?:backoffice|internal|intranet|staff)\s{{0,4}}$)
    |\bfor\s{{1,4}}(?:(?:our|the)\s{{1,4}})?(?:internal\s{{1,4}}(?:use|users|purposes|tools?|teams?|systems?)
        |staff|backoffice)(?:\s{{1,4}}only)?\s{{0,4}}(?:$|[,(:-])
    |\b(?:internal|staff)(?:\s{{1,4}}use)?[\s-]{{1,4}}only\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""How a sentence says it of the service itself, and not of what that replaces, calls or serves."""
_OTHERS: Final = frozenset(("external", "public"))
_UNSAID: Final = _OTHERS | DENIALS | {"non", "and"}


def says_internal(called: Resource) -> bool:
    """Whether what is known of what somebody wrote about it does."""
    places = (bare(place.value) for path in _LABELS for place in locate(called.declared.raw, path))
    labels = ((key, text_of(value)) for known in places if isinstance(known, Mapping) for key, value in known.items())
    return _is_said(text_of(said(called, "description"))) or any(_labels(key, text) for key, text in labels)


def unknown_texts(called: Resource) -> Iterator[str]:
    """The paths of those that are not known yet."""
    yield from hidden_at(called.declared.raw, "description", *_LABELS)
    for place in (place for path in _LABELS for place in locate(called.declared.raw, path)):
        labels = bare(place.value)
        for key, value in labels.items() if isinstance(labels, Mapping) else ():
            if bare(value) is UNKNOWN and next(reversed(words_in(key)), "") in (*_ABOUT_IT, _PURPOSE):
                yield f"{place.path}.{key}"


def _labels(key: str, text: str) -> bool:
    last = next(reversed(words_in(key)), "")
    if last == _PURPOSE:
        return _is_said(re.sub("[-_]", " ", text))
    words = frozenset(words_in(text))
    return last in _ABOUT_IT and not _SAID_SO.isdisjoint(words) and _UNSAID.isdisjoint(words)


def _is_said(text: str) -> bool:
    """Whether a sentence of it does, in which no `not` stands, and no `external` anywhere."""
    if len(text) > _LONGEST or not _OTHERS.isdisjoint(words_in(text)):
        return False
    each = (one.strip(" \t-_*#>\"'") for one in re.split(r"[.;\n]", text))
    return any(_OF_ITSELF.search(one) and _UNSAID.isdisjoint(words_in(one)) for one in each)
