"""This is where it is written how a resource without tags says what it should."""

import json
from collections.abc import Mapping
from typing import Final

from daypass.model.resource import Resource

_LISTED: Final = "aws-native:"
"""Types of this package have a list of keys and values where others have a map."""


def tagged(resource: Resource, tags: Mapping[str, str]) -> str | None:
    """The argument `tags` with these, as `Problem.mended` has it.

    None where the resource has tags already: to show these would repeat them, and any may be a secret.
    """
    if resource.declared.raw.get("tags") not in (None, {}, []):
        return None
    if resource.type.startswith(_LISTED):
        return json.dumps({"tags": [{"key": key, "value": value} for key, value in tags.items()]})
    return json.dumps({"tags": dict(tags)})
