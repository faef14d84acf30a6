"""A right that is given for a while ends by itself, and not when somebody remembers it."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.google_things import google_things
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Problem, rule
from daypass_policies.elsewhere.azure_people import ASSIGNMENTS
from daypass_policies.keeping.standing import is_given
from daypass_policies.located import Located, locate

_ACTIVE: Final = "azure:pim/activeRoleAssignment:ActiveRoleAssignment"
_SCHEDULE: Final = tuple(
    f"{at}.{end}"
    for at in ("schedule.expiration", "schedule.expirations[0]")
    for end in ("durationDays", "durationHours", "endDateTime")
)
_BINDINGS: Final = tuple(
    f"kubernetes:rbac.authorization.k8s.io/v1:{kind}" for kind in ("RoleBinding", "ClusterRoleBinding")
)
_NOTES: Final = ("purpose", "description", "note", "notes", "comment", "reason")
_ISO: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"
_REVIEW: Final = re.compile(rf"[\w:/.-]{{0,60}}\breview[\w-]{{0,20}}\s{{0,8}}[=:]?\s{{0,8}}(?:{_ISO})?", re.IGNORECASE)
_FOR_A_WHILE: Final = re.compile(
    rf"""\btemp(?:orary|orarily)?\b[^;|\n]{{0,80}}?\b(?:until|till|through|to|by)\s{{1,4}}{_ISO}
    |\b(?:only|needed|required|granted|access)\s{{1,4}}(?:until|till|through)\s{{1,4}}{_ISO}
    |(?:^|[;|(\n])\s{{0,4}}(?:[\w:/.-]{{1,30}}=\s{{0,4}})?
     (?:until|expires?|expires?[- ]on|valid[- ]until|ends?[- ]on|(?:delete|remove)[- ](?:after|on|by))
     \s{{0,4}}[:=]?\s{{0,4}}{_ISO}
    |(?:^|[;|\n])\s{{0,4}}(?:[\w:/.-]{{1,30}}=\s{{0,4}})?temporary\s{{0,4}}(?::|-\s)
    |(?:^|[;|(\n:=.,])\s{{0,4}}temporary\s{{1,4}}(?:access|grant|assignment|binding|role|permissions?|rights?)\b
     (?!\s{{1,4}}(?:key|token|credential|request|broker|service|tool))""",
    re.IGNORECASE | re.VERBOSE,
)
"""How a text says that what it stands beside is given for a while: what gives temporary access says something else."""
_ENDS: Final = re.compile(
    r"request\.time\s{0,4}<=?\s{0,4}timestamp\(|timestamp\([^()]{1,80}\)\s{0,4}>=?\s{0,4}request\.time"
)
"""How a condition of Google ends: one that begins on a day, or asks for the hour, does not."""
_PEOPLE: Final = ("user:", "group:", "domain:")


@rule(
    "temporary-grant-ends",
    risk="long-session",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*ASSIGNMENTS, _ACTIVE, *google_things(), *_BINDINGS),
    controls=("NHI1:2025", "NHI5:2025", "NIST-800-53:AC-2(2)", "NIST-800-53:AC-6", "SOC2:CC6.3"),
    remedy="Give it so that it ends: by PIM, by a condition on request.time, or by a job that takes it away.",
)
def temporary_grant_ends(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """What was given for a migration is there years later, as nothing ends it but the memory of who gave it.

    Told are grants to machines that call themselves temporary, or say until when they are, and have no end: a role
    assignment of Azure by its description, as such a one has none, and an active one of PIM without an expiry; a
    binding of Google Cloud by the title or description of its condition, where that does not ask for a `request.time`
    before a day; and a binding of Kubernetes by an annotation (`purpose`, `description`, `reason`), as these have no
    end either. A day by which somebody looks at it again (`review-by`) is no end. Source: Microsoft Learn, "Assign
    Azure resource roles in Privileged Identity Management"; Google Cloud, "Configure temporary access"; read 2026-12.

    Refused:
        copies:
          type: gcp:projects/iAMMember:IAMMember
          properties:
            project: acme-prod
            role: roles/storage.objectViewer
            member: serviceAccount:migration@acme-prod.iam.gserviceaccount.com
            condition:
              title: temporary access until 2026-12-15
              expression: resource.name.startsWith('projects/_/buckets/acme-orders')

    Mended:
        copies:
          type: gcp:projects/iAMMember:IAMMember
          properties:
            project: acme-prod
            role: roles/storage.objectViewer
            member: serviceAccount:migration@acme-prod.iam.gserviceaccount.com
            condition:
              title: temporary access until 2026-12-15
              expression: >-
                resource.name.startsWith('projects/_/buckets/acme-orders')
                && request.time < timestamp('2026-12-16T00:00:00Z')
    """
    del ask
    if was_looked_up(resource) or _is_for_people(resource):
        return
    unknown: list[Undecided] = []
    for place in _texts(resource):
        try:
            if _FOR_A_WHILE.search(_REVIEW.sub(" ", place.text)) and not _ends(resource):
                yield Problem(f"{resource.name!r} says that it is for a while, and nothing ends it", at=place.path)
                return
        except Undecided as stopped:
            unknown.append(stopped)
    if unknown:
        raise unknown[0]


def _texts(resource: Resource) -> Iterator[Located]:
    """What it says of itself."""
    raw = resource.declared.raw
    if resource.type in _BINDINGS:
        yield from (place for note in _NOTES for place in _annotations(resource, note))
    elif resource.type in ASSIGNMENTS:
        yield from locate(raw, "description")
    elif resource.type == _ACTIVE:
        yield from locate(raw, "justification")
    else:
        yield from (place for key in ("title", "description") for place in locate(raw, f"condition.{key}"))


def _annotations(resource: Resource, note: str) -> Iterator[Located]:
    for place in locate(resource.declared.raw, "metadata.annotations"):
        known = place.known
        for key in known if isinstance(known, dict) else ():
            if re.split(r"[:/]", key)[-1].lower() == note:
                yield Located(known[key], f"{place.path}.{key}", place.marked)


def _ends(resource: Resource) -> bool:
    """Raises `Undecided`."""
    if resource.type == _ACTIVE:
        return any(is_given(resource, path) for path in _SCHEDULE)
    if resource.type in google_things():
        texts = (place.text for place in locate(resource.declared.raw, "condition.expression"))
        return any(_ENDS.search(text) and "||" not in text for text in texts)
    return False


def _is_for_people(resource: Resource) -> bool:
    """Whether it says that it is given to no machine."""
    raw = resource.declared.raw
    if resource.type in _BINDINGS:
        kinds = [text_of(place.value) for place in locate(raw, "subjects[].kind")]
        return bool(kinds) and all(kind in ("User", "Group") for kind in kinds)
    if resource.type in google_things():
        members = [text_of(place.value) for place in locate(raw, google_things()[resource.type].member)]
        return bool(members) and all(member.lower().startswith(_PEOPLE) for member in members)
    return text_of(said(resource, "principalType")).lower() in ("user", "group")
