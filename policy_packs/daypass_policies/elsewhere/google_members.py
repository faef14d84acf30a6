"""This is where members of Google's IAM are told apart: machines of ours, Google's own agents, people, everyone.

Source: Google Cloud, "Principal identifiers", "Types of service accounts" and "Service agents" (whose addresses are
`service-NUMBER@…` and `NUMBER@cloudservices.gserviceaccount.com`); read 2026-11.
"""

import re
from collections.abc import Mapping
from typing import Final

from daypass.model.resource import Resource, Undecided
from daypass.model.urn import Urn
from daypass_policies.located import Located
from daypass_policies.wording import shown

ACCOUNT: Final = "gcp:serviceaccount/account:Account"
"""The type of a service account that a stack makes."""

ACTS_AS: Final = ("iam.workloadIdentityUser", "iam.serviceAccountTokenCreator", "iam.serviceAccountOpenIdTokenCreator")
"""The roles that let a member act as the service account.

Source: Google Cloud, "Roles for service account authentication"; read 2026-11.
"""

_OF_GOOGLE: Final = "gcp:"
_PREFIX: Final = "serviceaccount:"
_EVERYONE: Final = ("allusers", "allauthenticatedusers")
_AGENT: Final = re.compile(
    r"service-(?:org-|folder-)?[0-9]+@.*|[0-9]+@cloudservices\.gserviceaccount\.com|.*@gcp-sa-[^@]*"
)
_PRINCIPAL: Final = re.compile(r"principal(?:set)?://(?!goog/)(?P<rest>.*)", re.DOTALL)
_PEOPLE: Final = "/workforcepools/"
_OF_PEOPLE: Final = ("user:", "group:", "domain:", "principal://goog/", "principalset://goog/")
_MACHINES: Final[Mapping[str, str]] = {
    ACCOUNT: "a service account",
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": "workloads of an identity pool",
}
"""What a member comes from that is yet to be made → words for it."""


def machine_of(member: Located) -> str:
    """Words for the machine that a member is, or "" where it is people's or Google's own. Raises `Undecided`."""
    text = member.text.strip()
    folded = text.lower()
    if folded in _EVERYONE:
        return "everyone"
    if folded.startswith(_PREFIX):
        address = folded.removeprefix(_PREFIX)
        if _AGENT.fullmatch(address):
            return ""
        return "a service account" if member.marked else f"service account {shown(address.partition('@')[0])}"
    if (found := _PRINCIPAL.fullmatch(folded)) and _PEOPLE not in f"/{found['rest']}":
        many = "workloads" if folded.startswith("principalset:") else "a workload"
        return f"{many} of an identity pool"
    return ""


def machine_behind(grant: Resource, member: Located) -> tuple[str, str]:
    """Words for the machine that a member is or will be, and the path that hides whether there is one."""
    try:
        return machine_of(member), ""
    except Undecided as stopped:
        behind = types_behind(grant, member)
        return next(((words, "") for type_, words in _MACHINES.items() if type_ in behind), ("", stopped.path))


def is_of_people(member: Located) -> bool:
    """Whether it is a person, a group or a company, whoever is in it. Raises `Undecided`."""
    folded = member.text.strip().lower()
    return folded.startswith(_OF_PEOPLE) or bool((found := _PRINCIPAL.match(folded)) and _PEOPLE in f"/{found['rest']}")


def types_behind(grant: Resource, member: Located) -> frozenset[str]:
    """The types of what a member comes from that is yet to be made; none where the program does not say."""
    urns = grant.property_dependencies.get(member.path.partition("[")[0], ())
    return frozenset(Urn.parse(urn).type for urn in urns)


def comes_from_google(grant: Resource, member: Located) -> bool:
    """Whether the member is what something of Google that is yet to be made will be called: nobody's name is known."""
    types = types_behind(grant, member)
    return bool(types) and all(one.startswith(_OF_GOOGLE) for one in types)


def lets_act(grant: Resource) -> bool:
    """Whether it gives one of the roles by which somebody acts as a service account. Raises `Undecided`."""
    role = grant.declared.get("role")
    return isinstance(role, str) and role.removeprefix("roles/") in ACTS_AS
