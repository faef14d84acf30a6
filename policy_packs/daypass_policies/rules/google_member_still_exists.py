"""A binding of Google Cloud that names somebody who is gone was not looked at since, and wants to be."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.google_things import google_things
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.elsewhere.google_members import comes_from_google
from daypass_policies.elsewhere.google_policies import POLICIES, parts_of, said_in
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.wording import shown

_POLICIES: Final = {policy: google_things()[one] for policy, one in POLICIES.items() if one in google_things()}

_DELETED: Final = re.compile(
    r"\s*deleted:(?P<kind>user|serviceaccount|group|principal(?:set)?)(?P<who>:.*)", re.IGNORECASE | re.DOTALL
)
_NOUNS: Final = {"user": "a user", "serviceaccount": "a service account", "group": "a group"}


@rule(
    "google-member-still-exists",
    risk="lifecycle",
    severity="low",
    confidence="high",
    level="advisory",
    applies_to=(*google_things(), *_POLICIES),
    controls=(
        "NHI1:2025",
        "NIST-800-53:AC-2(3)",
        "SOC2:CC6.3",
    ),
    remedy="Take the member out, or name who takes the place of whoever was deleted.",
)
def google_member_still_exists(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Where Google writes `deleted:` before a member, the account is deleted, and nobody cleaned up after it.

    Google keeps whom a binding names with a unique id (`deleted:serviceAccount:…?uid=…`): an account made anew under
    the same name gets nothing by it, and one that is undeleted within its 30 days gets all of it back. Read is what
    gives members a role on an organisation, a folder, a project, or one thing in it, and a policy as a whole
    (`IAMPolicy`).

    Source: Google Cloud, "Principal identifiers" (deleted principals) and "Delete and undelete service accounts"; read
    2026-12. The provider takes no such member in what is written now; it stands in what was imported or refreshed.

    Refused:
        publishers:
          type: gcp:pubsub/topicIAMBinding:TopicIAMBinding
          properties:
            topic: orders
            role: roles/pubsub.publisher
            members:
              - serviceAccount:shop@acme-prod.iam.gserviceaccount.com
              - deleted:serviceAccount:old-shop@acme-prod.iam.gserviceaccount.com?uid=123456789012345678901

    Mended:
        publishers:
          type: gcp:pubsub/topicIAMBinding:TopicIAMBinding
          properties:
            topic: orders
            role: roles/pubsub.publisher
            members: [serviceAccount:shop@acme-prod.iam.gserviceaccount.com]
    """
    del ask
    yield from settle(_judged(resource, member) for member in _members(resource))


def _members(resource: Resource) -> Iterator[Located]:
    if resource.type not in _POLICIES:
        yield from locate(resource.state.raw, google_things()[resource.type].member)
        return
    for binding in parts_of(resource, "bindings[]"):
        yield from (binding,) if bare(binding.value) is UNKNOWN else said_in(binding, "members[]")


def _judged(resource: Resource, member: Located) -> Iterator[Problem]:
    if bare(member.value) is UNKNOWN and comes_from_google(resource, member):
        return  # it will be there
    found = _DELETED.fullmatch(member.text)
    if found is None:
        return
    noun = (_POLICIES.get(resource.type) or google_things()[resource.type]).noun
    who = "somebody" if member.marked else _NOUNS.get(found["kind"].lower(), "a principal of an identity pool")
    named = "" if member.marked else f", {shown(found['who'].lstrip(':/').partition('?')[0])}"
    yield Problem(
        f"{resource.name!r} gives a role on a {noun} to {who} that was deleted{named}",
        at=member.path,
        key=None if member.marked else member.text.strip(),
    )
