"""This is where a policy of Google Cloud is read that is set on a thing as a whole (`IAMPolicy`).

Source: Google Cloud, "Understand allow policies"; input properties of pulumi-gcp 9, as its schema in the Pulumi
Registry has them; read 2026-12.
"""

from collections.abc import Iterator
from typing import Any, Final

from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import Located, locate

TEXT: Final = "policyData"
"""The property that holds it: the text of a JSON object, as `getIAMPolicy` makes it."""


def parts_of(resource: Resource, path: str) -> Iterator[Located]:
    """What its policy says at a path, as `bindings[]`; one that is unknown where nobody can read it, or several may."""
    for policy in locate(resource.state.raw, TEXT):
        parsed = _parsed(bare(policy.value))
        if parsed is UNKNOWN:
            yield policy._replace(value=UNKNOWN)
        else:
            yield from (_within(policy, part) for part in locate(parsed, path))


def said_in(part: Located, path: str) -> list[Located]:
    """What such a part says at a path; it stands, to whoever looks for it, where the text of the policy does."""
    return [_within(part, place) for place in locate(part.value, path)]


def _within(whole: Located, place: Located) -> Located:
    return Located(place.value, whole.path, whole.marked)


def _parsed(said: Any) -> Any:
    try:
        found = json_value(said) if isinstance(said, str) else said
    except JsonError:
        return UNKNOWN
    bindings = (found.get("bindings") or []) if isinstance(found, dict) else None
    is_policy = isinstance(bindings, list) and all(isinstance(bare(binding), dict) for binding in bindings)
    return found if is_policy else UNKNOWN
