"""A boundary of Google's principals that leaves one workload out by name holds all but the one that wanted more."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import text_of, was_looked_up
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import locate
from daypass_policies.wording import listed, shown

_KIND: Final = "policyKind"
_BOUNDARY: Final = "PRINCIPAL_ACCESS_BOUNDARY"
_CONDITION: Final = "condition.expression"
_LEFT_OUT: Final = re.compile(
    r"""principal\.subject\s{0,9}!=\s{0,9}["']([^"']{1,400})["']
    |["']([^"']{1,400})["']\s{0,9}!=\s{0,9}principal\.subject
    |!\s{0,9}\(?\s{0,9}principal\.subject\s{0,9}(?:==\s{0,9}|\.\w{4,12}\(\s{0,9})["']([^"']{1,400})["']
    |!\s{0,9}\(?\s{0,9}\(?\s{0,9}principal\.subject\s+in\s{0,9}\[([^\]]{1,2000})\]""",
    re.VERBOSE,
)
_MACHINE: Final = re.compile(r"gserviceaccount\.com|/subject/|\.svc\.id\.goog", re.IGNORECASE)
_QUOTED: Final = re.compile(r"[^\s\"',]{1,400}")
_SHOWN: Final = 3


@rule(
    "google-boundary-leaves-nobody-out",
    risk="ungoverned-identity",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=(
        "gcp:iam/projectsPolicyBinding:ProjectsPolicyBinding",
        "gcp:iam/foldersPolicyBinding:FoldersPolicyBinding",
        "gcp:iam/organizationsPolicyBinding:OrganizationsPolicyBinding",
    ),
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:CM-8", "SOC2:CC6.1"),
    remedy="Add what it has to reach to the boundary's rules, or bind it to a wider boundary of its own.",
)
def google_boundary_leaves_nobody_out(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whom a condition leaves out of a principal access boundary may use whatever anybody anywhere gives them.

    Told is a binding of a boundary whose condition takes single workloads out by their subject (`principal.subject !=
    'order-sync@acme.iam.gserviceaccount.com'`, `!(principal.subject in […])`). A condition by kinds
    (`principal.type`), or that takes out people, as those for emergencies, passes. Source: Google Cloud, "Create and
    apply principal access boundary policies" (conditions for policy bindings); read 2026-12.

    Refused:
        shop-only:
          type: gcp:iam/projectsPolicyBinding:ProjectsPolicyBinding
          properties:
            policyKind: PRINCIPAL_ACCESS_BOUNDARY
            policyBindingId: shop-only
            condition: {expression: "principal.subject != 'sync@acme.iam.gserviceaccount.com'"}

    Mended:
        shop-only:
          type: gcp:iam/projectsPolicyBinding:ProjectsPolicyBinding
          properties:
            policyKind: PRINCIPAL_ACCESS_BOUNDARY
            policyBindingId: shop-only
            condition: {expression: "principal.type == 'iam.googleapis.com/ServiceAccount'"}
    """
    del ask
    kind = bare(resource.declared.raw.get(_KIND))
    if was_looked_up(resource) or (kind is not UNKNOWN and text_of(kind) not in ("", _BOUNDARY)):
        return
    for place in locate(resource.declared.raw, _CONDITION):
        out = [one for found in _LEFT_OUT.findall(place.text) for one in _QUOTED.findall(" ".join(found))]
        machines = [one for one in out if _MACHINE.search(one)]
        if machines and kind is UNKNOWN:
            raise Undecided(_KIND)
        if machines:
            who = "a workload" if place.marked else listed((shown(one) for one in machines), _SHOWN)
            yield Problem(f"boundary binding {resource.name!r} leaves out {who}", at=place.path)
