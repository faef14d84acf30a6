"""This is where a policy of Google Cloud is read that is set on a thing as a whole (`IAMPolicy`).

Source: Google Cloud, "Understand allow policies"; input properties of pulumi-gcp 9, as its schema in the Pulumi
Registry has them; read 2026-12.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from daypass.data.google_things import google_things
from daypass.graph.leaves import text_of
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret, Undecided, bare
from daypass.rule import Problem
from daypass_policies.located import Located, locate

POLICIES: Final[Mapping[str, str]] = {
    type_.replace("Binding", "Policy"): type_
    for type_ in (*google_things(), "gcp:artifactregistry/repositoryIamBinding:RepositoryIamBinding")
    if "Binding" in type_
}
"""What sets all bindings of a thing at once, and is called as what sets one → what sets one."""

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


def bindings_of(policy: Resource) -> Iterator[Resource]:
    """Each of its bindings, as what would set that one alone. Raises `Undecided` where nobody knows what it says."""
    others = {key: value for key, value in policy.state.raw.items() if key != TEXT}
    for part in parts_of(policy, "bindings[]"):
        if bare(part.value) is UNKNOWN:
            raise Undecided(TEXT)
        said = {key: Secret(value) if part.marked else value for key, value in bare(part.value).items()}
        made = Properties({**others, **said})
        yield replace(policy, type=POLICIES[policy.type], inputs=made, outputs=Properties({}))


def asked(policy: Resource, question: Callable[[Resource], Iterable[Problem]]) -> Iterator[Problem]:
    """What is found of each of its bindings, told where the text of the policy stands. Raises `Undecided`."""
    for binding in bindings_of(policy):
        role = binding.declared.raw.get("role")
        for one in question(binding):
            is_told = bool(one.key) and not isinstance(role, Secret)
            yield replace(one, at=TEXT, on=policy, key=f"{one.key} {text_of(role)}" if is_told else one.key)


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
