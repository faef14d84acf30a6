"""This is where it is read what somebody wrote about a resource: its description and its own tags, under any key.

Default tags of a provider are of all that it makes, and so are none of them.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final

from daypass.graph.leaves import said, text_of
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.model.resource_tags import Tags
from daypass.words import words_in

_DESCRIPTION: Final = "description"
_TAGS: Final = "tags"
_PURPOSES: Final = frozenset(("purpose", "description", "note", "usage"))


def texts_about(resource: Resource, keys: Collection[str] = ()) -> Iterator[str]:
    """What is known of its description, and of its tags, or of those with these keys, in any case."""
    wanted = frozenset(map(str.lower, keys))
    for path, key, value in _written(resource):
        if not keys or path == _DESCRIPTION or key.lower() in wanted:
            yield text_of(value)


def unknown_purpose(resource: Resource) -> str:
    """The path of what is not known yet and may say what it is there for; "" where nothing is.

    A description says that, and of tags those that are called so. Others (`cluster`, `Name`) may say it, too, but hold
    a name that the cloud makes up in nearly every preview, and would leave every machine undecided.
    """
    hidden = (
        path
        for path, key, value in _written(resource)
        if bare(value) is UNKNOWN and (path == _DESCRIPTION or not _PURPOSES.isdisjoint(words_in(key)[-1:]))
    )
    return next(hidden, _TAGS if _TAGS in Tags.of(resource.declared, resource).unknown else "")


def _written(resource: Resource) -> Iterator[tuple[str, str, Any]]:
    """Path, key and value of each text."""
    yield _DESCRIPTION, "", said(resource, _DESCRIPTION)
    for place, tags in Tags.of(resource.declared, resource).places:
        if place == _TAGS:
            yield from ((f"{place}.{key}", key, value) for key, value in tags.items())
