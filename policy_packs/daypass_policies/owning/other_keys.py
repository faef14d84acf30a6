"""This is where tags are found that may say a fact of ownership under keys which the settings do not name."""

from collections.abc import Iterable, Mapping
from typing import Final

from daypass.model.owner import OWNER_WORDS, owner_word
from daypass.model.resource import Resource
from daypass.model.resource_tags import Tags
from daypass.rule import Ask
from daypass_policies.wording import listed

_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "owner": OWNER_WORDS,
    "contact": frozenset(("contact", "contactemail", "email", "owneremail", "slack", "slackchannel")),
    "purpose": frozenset(("purpose", "description")),
    "environment": frozenset(("environment", "environmentname", "env", "envname", "stage")),
    "review-by": frozenset(("reviewby", "reviewdate", "reviewon", "nextreview")),
}
"""Fact → what keys of tags say, as `owner_word` has it, that people use for it."""


def under_other_keys(resource: Resource, facts: Iterable[str], ask: Ask) -> str:
    """What to say of tags that may hold these facts; "" where there are none. Their values are not repeated."""
    tags = Tags.of(resource.declared, resource)
    keys = dict.fromkeys(key for _, place in tags.places for key in place)
    wanted = frozenset(word for fact in facts for word in _WORDS.get(fact, ()))
    ours = {key.lower() for key in ask.settings.tags.values()}
    found = [key for key in keys if owner_word(key) in wanted and key.lower() not in ours]
    if not found:
        return ""
    which = f"tag {found[0]!r}" if len(found) == 1 else f"tags {listed(map(repr, found))}"
    return f"; its {which} may say some of it: name that under [tags] in daypass.toml"
