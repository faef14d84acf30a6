"""A binding in Google Cloud lets in the workload that it names, not all that a pool takes in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.data.google_things import google_things
from daypass.data.issuer_claims import whole_tenant_claims
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.google_members import ACCOUNT, lets_act, types_behind
from daypass_policies.elsewhere.google_pools import Pools
from daypass_policies.elsewhere.google_tenants import whole_tenant
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.trusting.default_accounts import namespace_of_default, pods_of
from daypass_policies.wording import shown

_OF_ACCOUNT: Final = "service account"
_OF_TENANT: Final = "every repository and project of a tenant that"
_SET: Final = re.compile(
    r"principalSet://iam\.googleapis\.com/projects/(?P<project>[^/]+)/locations/[^/]+/"
    r"workloadIdentityPools/(?P<pool>[^/]+)/(?P<rest>\*|attribute\.(?P<attribute>[^/]+)/.*)",
    re.DOTALL,
)


@rule(
    "google-binding-names-workload",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=tuple(google_things()),
    stack=True,
    controls=("NHI6:2025", "NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Bind one subject or one repository (principal://…/subject/…, principalSet://…/attribute.repository_id/…).",
)
def google_binding_names_workload(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What is bound to a whole pool, everyone has whom any of its providers lets in, now or later.

    Told is a binding of a whole pool (`principalSet://…/*`) to a service account that it may act as, a project, an
    organisation, or one thing in them; one of an attribute that only says the tenant is medium: by its name, or as a
    provider of the stack maps it, which may be the account of Amazon, or the directory of Entra, where its condition
    asks for nothing else. So is the service account `default` of a cluster, as each pod of its namespace has it that
    names no other, and is advice. A whole pool passes where the stack makes it, and the attribute condition of each of
    its providers there names the repositories, projects or workloads that it takes in, each as a whole: then the pool
    is for these.

    Refused:
        deployer:
          type: gcp:serviceaccount/iAMMember:IAMMember
          properties:
            serviceAccountId: projects/acme/serviceAccounts/deployer@acme.iam.gserviceaccount.com
            role: roles/iam.workloadIdentityUser
            member: principalSet://iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/ci/*

    Mended:
        deployer:
          type: gcp:serviceaccount/iAMMember:IAMMember
          properties:
            serviceAccountId: projects/acme/serviceAccounts/deployer@acme.iam.gserviceaccount.com
            role: roles/iam.workloadIdentityUser
            member: "principalSet://iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/ci/\
              attribute.repository_id/987654321"
    """
    del ask
    pools = stack.once(Pools)
    for resource in stack.of_type(*google_binding_names_workload.applies_to):
        members = locate(resource.declared.raw, google_things()[resource.type].member)
        try:
            found = settle(_of_member(resource, member, pools) for member in members)
            yield from (replace(one, on=resource) for one in found)
        except Undecided as unknown:
            yield Open(resource, (unknown.path,))


def _of_member(resource: Resource, member: Located, pools: Pools) -> Iterator[Problem]:
    if google_things()[resource.type].noun == _OF_ACCOUNT and not lets_act(resource):
        return
    if bare(member.value) is UNKNOWN and types_behind(resource, member) == {ACCOUNT}:
        return  # whatever the account will be called, it is no pool
    if namespace := namespace_of_default(member.text):
        yield _of_default(resource, member, namespace)
    found = _SET.fullmatch(member.text)
    who = _who(found, member, pools) if found else ""
    if not found or not who:
        return
    whole = found["rest"] == "*"
    pool = "a pool" if member.marked else f"the pool {shown(found['pool'])}"
    yield Problem(
        f"binding {resource.name!r} lets in {who} {pool} takes in",
        at=member.path,
        key="" if member.marked else f"{found['pool']} {found['attribute'] or '*'}",
        severity="high" if whole else "medium",
    )


def _who(found: re.Match[str], member: Located, pools: Pools) -> str:
    """Who is in a set, in words that precede the pool; "" where that is a workload, or several that are named."""
    if found["rest"] != "*":
        is_tenants = found["attribute"] in whole_tenant_claims()
        return _OF_TENANT if is_tenants else whole_tenant(pools, found["project"], found["pool"], found["attribute"])
    is_named = pools.names_all(found["project"], found["pool"])
    if is_named is None:
        raise Undecided(member.path)
    return "" if is_named else "everything that"


def _of_default(resource: Resource, member: Located, namespace: str) -> Problem:
    who = "every pod of a namespace that names no account of its own" if member.marked else pods_of(namespace)
    return Problem(
        f"binding {resource.name!r} lets in {who}",
        at=member.path,
        key="" if member.marked else f"default {namespace}",
        severity="medium",
        advisory=True,
    )
