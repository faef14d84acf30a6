"""A person signs in as themselves; what a service account does was done by a workload."""

from collections.abc import Iterator
from typing import Final

from daypass.data.google_things import google_things
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.elsewhere.google_conditions import left
from daypass_policies.elsewhere.google_members import ACTS_AS, machine_behind
from daypass_policies.elsewhere.google_people import people_of
from daypass_policies.elsewhere.google_policies import POLICIES, asked
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.wording import shown

_WHERE: Final = {"service account": "a service account"} | {
    noun: f"any service account of {words}"
    for noun, words in (("project", "a project"), ("folder", "a folder"), ("organisation", "an organisation"))
}
"""What the role is given on → what people act as then."""
_GIVEN: Final = tuple(type_ for type_, thing in google_things().items() if thing.noun in _WHERE)
_ROLE: Final = "role"
_KEYS: Final = "iam.serviceAccountKeyAdmin"


@rule(
    "google-account-trusts-no-people",
    risk="human-use",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*_GIVEN, *(policy for policy, one in POLICIES.items() if one in _GIVEN)),
    controls=("NHI10:2025", "NIST-800-53:AC-6", "NIST-800-53:IA-2", "PCI-DSS-4.0.1:8.6.1"),
    remedy="Give people a role of their own, and a group of those on call one that ends (a condition on the time).",
)
def google_account_trusts_no_people(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Who makes the tokens of a service account acts as the workload, and the log names the workload.

    Told is a binding by which one person (`user:`), everyone of a company (`domain:`), such of a workforce pool, or
    a group that is called after people (`backend-developers@`, `payments-team@`) may act as a service account, or
    as all of a project, a folder or an organisation: the roles to make its tokens or keys, or to be exchanged for
    it. Groups that are called otherwise pass, and so do those of people on call or of workloads
    (`developers-bots@`), and what a group is given for a time that ends (a condition on `request.time`). The role
    to attach the account to what one deploys (`serviceAccountUser`) passes, too. Of a policy as a whole (`IAMPolicy`)
    each binding is read.

    Refused:
        maria:
          type: gcp:serviceaccount/iAMMember:IAMMember
          properties:
            serviceAccountId: projects/acme/serviceAccounts/billing@acme.iam.gserviceaccount.com
            role: roles/iam.serviceAccountTokenCreator
            member: user:maria@acme.example

    Mended:
        billing:
          type: gcp:serviceaccount/iAMMember:IAMMember
          properties:
            serviceAccountId: projects/acme/serviceAccounts/billing@acme.iam.gserviceaccount.com
            role: roles/iam.serviceAccountTokenCreator
            member: serviceAccount:scheduler@acme.iam.gserviceaccount.com
    """
    del ask
    yield from asked(resource, _of_grant) if resource.type in POLICIES else _of_grant(resource)


def _of_grant(resource: Resource) -> Iterator[Problem]:
    if bare(resource.declared.raw.get(_ROLE)) is UNKNOWN or _does(resource):
        members = locate(resource.declared.raw, google_things()[resource.type].member)
        yield from settle(_of_member(resource, member) for member in members)


def _does(resource: Resource) -> str:
    """What is done by the role; "" where that is something else than to be the account. Raises `Undecided`."""
    role = resource.declared.get(_ROLE)
    given = role.removeprefix("roles/") if isinstance(role, str) else ""
    if given not in (*ACTS_AS, _KEYS):
        return ""
    return f"{'make keys of' if given == _KEYS else 'act as'} {_WHERE[google_things()[resource.type].noun]}"


def _of_member(resource: Resource, member: Located) -> Iterator[Problem]:
    found = None if machine_behind(resource, member)[0] else people_of(member)
    does = _does(resource) if found else ""
    if found and does and not (found.is_group and _ends(resource)):
        who = "a person" if member.marked else shown(found.who)
        yield Problem(
            f"binding {resource.name!r} lets {who} {does}",
            at=member.path,
            key="" if member.marked else found.who,
        )


def _ends(grant: Resource) -> bool:
    """Whether its condition leaves no more of it than a while. Raises `Undecided`."""
    return any(left(one.text, None) == "a while" for one in locate(grant.declared.raw, "condition.expression"))
