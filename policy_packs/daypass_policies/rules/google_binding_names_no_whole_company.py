"""Another company's people and machines are let in one by one, and none of them as one's own administrator."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.foreign_roles import foreign_roles
from daypass.data.google_things import google_things
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.google_places import GooglePlaces
from daypass_policies.elsewhere.google_members import comes_from_google, lets_act, machine_of
from daypass_policies.elsewhere.google_own import OwnGoogle
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect
from daypass_policies.wording import shown

_OF_ACCOUNT: Final = tuple(type_ for type_, thing in google_things().items() if thing.noun == "service account")
_WIDE: Final = tuple(
    type_ for type_, thing in google_things().items() if thing.noun in ("project", "folder", "organisation")
)
_ACCOUNT: Final = "serviceaccount:"
_CONVENIENT: Final = re.compile(r"project(?:owner|editor|viewer):(?P<project>\S+)", re.IGNORECASE)
_SET: Final = re.compile(
    r"principalset://cloudresourcemanager\.googleapis\.com/(?P<of>projects|organizations)/(?P<number>\d+)"
    r"(?:/type/serviceaccount)?",
    re.IGNORECASE,
)
_DOMAIN: Final = re.compile(r"domain:\s*(?P<domain>\S+)", re.IGNORECASE)


@rule(
    "google-binding-names-no-whole-company",
    risk="cross-account-trust",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=tuple(google_things()),
    stack=True,
    controls=("NHI3:2025", "NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-20"),
    remedy="Name the one service account or group that needs it, on the one thing that it needs.",
)
def google_binding_names_no_whole_company(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What a whole project, organisation or company is given is as safe as whoever is let into that one next.

    Told is a role for all of another project (`projectEditor:other`, all of its service accounts), of another
    organisation, or for everyone of another company's domain; and that a service account of strangers may act as one
    of the stack's own that administers a project. One such account with a role of its own on one thing, as a vendor's
    or a pipeline's has, passes, and so do Google's own agents.

    One's own are the projects, numbers and organisations in which the stack makes anything, and the domains of
    contacts and of people in its bindings; a project or a domain that is called after one's own projects (`acme-ci`
    beside `acme-prod`) is no stranger's. Where the stack shows none of a kind, nobody is another for certain, and
    nothing is told. That a whole domain acts as a service account is the matter of `google-account-trusts-no-people`.

    Refused:
        exports:
          type: gcp:storage/bucketIAMMember:BucketIAMMember
          properties: {bucket: exports, role: roles/storage.objectViewer, member: "projectEditor:partner-analytics"}
        bucket:
          type: gcp:storage/bucket:Bucket
          properties: {name: exports, project: acme-prod}

    Mended:
        exports:
          type: gcp:storage/bucketIAMMember:BucketIAMMember
          properties:
            bucket: exports
            role: roles/storage.objectViewer
            member: serviceAccount:loader@partner-analytics.iam.gserviceaccount.com
        bucket:
          type: gcp:storage/bucket:Bucket
          properties: {name: exports, project: acme-prod}
    """
    asked = _Asked(stack, ask)
    for resource in stack.of_type(*google_things()):
        members = locate(resource.declared.raw, google_things()[resource.type].member)
        found, unknown = collect(asked.of_member(resource, member) for member in members)
        yield from found
        if unknown:
            yield Open(resource, (unknown.path,))


class _Asked:
    """What of a stack is one's own, and which of its service accounts administer something."""

    def __init__(self, stack: Stack, ask: Ask) -> None:
        self._stack, self._settings = stack, ask.settings
        self._own = stack.once(OwnGoogle)
        self._places = stack.once(GooglePlaces)
        self._strong = frozenset(self._administrators())

    def of_member(self, resource: Resource, member: Located) -> Iterator[Problem]:
        """What there is to say of one who is given a role. Raises `Undecided`."""
        if bare(member.value) is UNKNOWN and comes_from_google(resource, member):
            return  # whatever the stack makes is its own
        who = self._whole(resource, member) or self._stranger(resource, member)
        if who:
            noun = google_things()[resource.type].noun
            how = "lets" if resource.type in _OF_ACCOUNT else f"gives a role on a {noun} to"
            end = " act as a service account" if resource.type in _OF_ACCOUNT else ""
            yield Problem(
                f"binding {resource.name!r} {how} {who}{end}",
                at=member.path,
                key="" if member.marked else member.text.strip(),
                on=resource,
            )

    def _whole(self, resource: Resource, member: Located) -> str:
        """Words for the other company of which a member is everything."""
        text = member.text.strip()
        if (found := _CONVENIENT.fullmatch(text)) and self._own.is_other_project(found["project"], member.path):
            return _named("everyone with a basic role in the project", found["project"], member)
        if found := _SET.fullmatch(text):
            number = found["number"]
            if found["of"].lower() == "projects":
                is_other, whose = self._own.is_other_project(number, member.path), "project"
            else:
                is_other, whose = self._own.is_other_organisation(number, member.path), "organisation"
            return _named(f"every service account of the {whose}", number, member) if is_other else ""
        if (found := _DOMAIN.fullmatch(text)) and self._own.is_strange_domain(found["domain"], self._settings):
            is_asked = resource.type not in _OF_ACCOUNT or not lets_act(resource)
            return _named("everyone of the company", found["domain"], member) if is_asked else ""
        return ""

    def _stranger(self, resource: Resource, member: Located) -> str:
        """Words for a service account of strangers that may act as one that administers something."""
        address = member.text.strip().lower()
        is_account = address.startswith(_ACCOUNT) and bool(machine_of(member))
        if resource.type not in _OF_ACCOUNT or not is_account or not self._strong:
            return ""
        if not self._own.is_strangers(address.removeprefix(_ACCOUNT), member.path) or not lets_act(resource):
            return ""
        path = google_things()[resource.type].thing
        keys = [self._key(resource, thing) for thing in locate(resource.declared.raw, path)]
        words = "a service account of another company"
        return _named(words, address.removeprefix(_ACCOUNT), member) if self._strong.intersection(keys) else ""

    def _key(self, resource: Resource, thing: Located) -> str:
        if bare(thing.value) is not UNKNOWN:
            thing = thing._replace(value=f"{_ACCOUNT}{thing.text.rpartition('/')[2]}")
        account = self._places.account(resource, thing)
        return account.key if account else ""

    def _administrators(self) -> Iterator[str]:
        """The accounts that the stack gives a role on a whole project, or more, by which they do or become anything."""
        roles = {id_ for id_, role in foreign_roles("google").items() if not role.is_advice}
        for grant in self._stack.of_type(*_WIDE):
            role = next((place for place in locate(grant.state.raw, "role")), None)
            if role is None or bare(role.value) not in roles:
                continue
            for member in locate(grant.state.raw, google_things()[grant.type].member):
                try:
                    account = self._places.account(grant, member)
                except Undecided:
                    continue  # whom it makes an administrator is the matter of `no-owner-of-a-cloud`
                if account:
                    yield account.key


def _named(words: str, name: str, member: Located) -> str:
    """With the name, unless the member is marked as secret."""
    return f"{words.replace(' the ', ' another ')}" if member.marked else f"{words} {shown(name)}"
