"""This is where it is told which projects, organisations and domains of Google are one's own, as far as a stack shows.

Whatever a stack makes something in is its own, and so is what is called after it: `acme-ci` beside `acme-prod`. Where
nothing shows any of a kind, none is anybody else's for certain. Sources: Google Cloud, "Principal identifiers",
"Service accounts overview" (the forms of an address) and "Convenience values" of basic roles; read 2026-12.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from daypass.data.google_things import google_things
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.model.described import DESCRIBED
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.resource_tags import Tags
from daypass.settings import OUR_KEYS, Settings
from daypass_policies.located import locate
from daypass_policies.owning.one_workload import words_of

_PROJECT: Final = "gcp:organizations/project:Project"
_GOOGLE: Final = ("gcp:", "pulumi:providers:gcp")
_NUMBERED: Final = re.compile(r"projects/(?P<number>\d+)(?:/|$)")
_NAMED: Final = re.compile(r"projects/(?P<project>[a-z][^/]*)(?:/|$)")
_ORGANISATION: Final = re.compile(r"(?:organizations/)?(?P<number>\d+)")
_ABOVE: Final = ("orgId", "organization", "parent")
_ADDRESS: Final = re.compile(
    r"[^@]+@(?P<of>[^@.]+)\..*iam\.gserviceaccount\.com|(?P<app>[^@]+)@appspot\..*|(?P<pods>[^@\[]+)\.svc\.id\.goog\[.*"
)
_DOMAIN: Final = re.compile(r"(?:(?:user|group):)?[^@\s]+@(?P<domain>[a-z0-9.-]+\.[a-z]{2,})", re.IGNORECASE)
_OF_ANYBODY: Final = frozenset(("gmail.com", "googlemail.com", "outlook.com", "hotmail.com"))
_OF_MACHINES: Final = "gserviceaccount.com"


class OwnGoogle:
    """What is one's own in a stack."""

    def __init__(self, stack: Stack) -> None:
        self._made = [one for one in stack.resources if one.type.startswith(_GOOGLE) and not was_looked_up(one)]

    @cached_property
    def projects(self) -> frozenset[str]:
        """Ids of projects."""
        return frozenset(name.lower() for one in self._made for name in _projects(one) if name)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers of projects."""
        texts = (text for one in self._made for text in (one.id, text_of(said(one, "name"))))
        found = {match["number"] for text in texts if (match := _NUMBERED.match(text))}
        made = (text_of(said(one, "number")) for one in self._made if one.type == _PROJECT)
        return frozenset(found | {number for number in made if number})

    @cached_property
    def organisations(self) -> frozenset[str]:
        """Numbers of organisations."""
        texts = (text_of(said(one, key)) for one in self._made for key in _ABOVE)
        return frozenset(match["number"] for text in texts if (match := _ORGANISATION.fullmatch(text)))

    def is_other_project(self, project: str, at: str) -> bool:
        """Whether an id or a number is none of the stack's. Raises `Undecided` of `at` where those are not known."""
        known, keys = (self.numbers, ("number",)) if project.isdecimal() else (self.projects, ("project", "projectId"))
        return self._is_another(project.lower(), known, keys, at)

    def is_other_organisation(self, number: str, at: str) -> bool:
        """The same of the number of an organisation."""
        return self._is_another(number, self.organisations, _ABOVE, at)

    def _is_another(self, one: str, known: frozenset[str], keys: tuple[str, ...], at: str) -> bool:
        if not known and not self._hidden.isdisjoint(keys):
            raise Undecided(at)
        return bool(known) and one not in known

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """The properties of which some resource does not know its own yet."""
        keys = ("project", "projectId", "number", *_ABOVE)
        return frozenset(key for key in keys if any(bare(said(one, key)) is UNKNOWN for one in self._made))

    def is_strangers(self, address: str, at: str) -> bool:
        """Whether a service account is of a project that is neither the stack's nor called after one of these.

        Raises `Undecided` of `at` where these are not known yet.
        """
        found = _ADDRESS.fullmatch(address)
        project = (found["of"] or found["app"] or found["pods"] or "").lower() if found else ""
        return bool(project) and self.is_other_project(project, at) and self._words.isdisjoint(words_of(project))

    def is_strange_domain(self, domain: str, settings: Settings) -> bool:
        """Whether it is a company's whose people stand nowhere else: in no contact, and in no other binding."""
        own = self._domains | {one for owner in settings.owners.values() for one in _domains(owner.contact)}
        name = domain.strip().lower()
        is_own = any(name == one or name.endswith(f".{one}") or one.endswith(f".{name}") for one in own)
        return bool(own) and not is_own and self._words.isdisjoint(words_of(name.rpartition(".")[0]))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for project in self.projects for word in words_of(project))

    @cached_property
    def _domains(self) -> frozenset[str]:
        texts = (text for one in self._made for text in (_contact(one), *_members(one)))
        return frozenset(domain for text in texts for domain in _domains(text))


def _projects(one: Resource) -> Iterator[str]:
    yield text_of(said(one, "project")).removeprefix("projects/")
    yield text_of(bare(one.provider.inputs.raw.get("project")))
    if one.type == _PROJECT:
        yield text_of(said(one, "projectId"))
    for text in (one.id, text_of(said(one, "serviceAccountId"))):
        if found := _NAMED.match(text):
            yield found["project"]


def _members(one: Resource) -> Iterator[str]:
    if kind := google_things().get(one.type):
        yield from (text_of(place.value) for place in locate(one.state.raw, kind.member))


def _contact(one: Resource) -> str:
    if one.type not in DESCRIBED:
        return ""
    try:
        return Tags.of(one.declared, one).get(OUR_KEYS["contact"]) or ""
    except Undecided:
        return ""


def _domains(text: str) -> Iterator[str]:
    """The domain of an address of people; nothing where everybody has one there, or it is a machine's."""
    found = _DOMAIN.fullmatch(text.strip())
    domain = found["domain"].lower() if found else ""
    if domain and domain not in _OF_ANYBODY and not domain.endswith(_OF_MACHINES):
        yield domain
