"""This is where it is read how long a session may last by a role's class and by its term, and who comes into it."""

from collections.abc import Iterator
from typing import Final

from daypass.iam.admitted import Admitted
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.model.term import DEFAULT_LIMIT
from daypass.settings import Settings
from daypass_policies.keeping.lifetimes import span
from daypass_policies.owning.read_tag import read_tag
from daypass_policies.trusting.trust import admitted_by, trust_of

BY_SERVICE: Final = "service"
"""What the term's tag says where the issuing service makes and renews the sessions."""


def limit_of(resource: Resource, settings: Settings) -> tuple[int, str]:
    """The longest session in seconds that the class in its tags allows, and what to call that. Raises `Undecided`."""
    class_ = Tags.of(resource.declared, resource).get(settings.tags["class"]) or ""
    named = f"class {class_!r}" if class_ in settings.terms else "a role without a known class"
    return settings.terms.get(class_, DEFAULT_LIMIT), named


def term_of(role: Resource, settings: Settings) -> str | None:
    """What the tag says of the role's term, None where there is none. Raises `Undecided`."""
    return read_tag(Tags.of(role.declared, role), settings.tags["term"]) or None


def read_term(text: str) -> float | None:
    """Seconds of `15m`, `1h30m`, `3600` or `PT1H`; None for what is no length of time."""
    for form in ("duration", "iso"):
        try:
            return span(text, form)
        except ValueError:
            continue
    return None


def entrances(role: Resource) -> Iterator[Admitted]:
    """Whom the role's trust policy admits, as far as it is known. A trust that nobody can read is another's matter.

    Raises `Undecided` after the last where one is not known.
    """
    unknown = ""
    try:
        for admission in admitted_by(role, trust_of(role)):
            unknown = unknown or next(iter(admission.unknown), "")
            if admission.breadth not in ("undecided", "nobody"):
                yield admission
    except MalformedDocument:
        return
    if unknown:
        raise Undecided(unknown)
