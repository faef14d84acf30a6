"""What is to keep machine identities within bounds refuses what goes beyond them, and does not only write it down."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import singular
from daypass_policies.elsewhere.admission_guards import ADMISSION_GUARDS, AdmissionGuards, Reporting
from daypass_policies.keeping.standing import is_given, word_at
from daypass_policies.located import locate
from daypass_policies.settle import collect

_ACCESS: Final = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"
_INCLUDED: Final = "conditions.clientApplications.includedServicePrincipals[]"
_ALL: Final = "serviceprincipalsinmyorganization"
_GOOGLE: Final = "gcp:orgpolicy/policy:Policy"
_ASSIGNED: Final[Mapping[str, tuple[str, str]]] = {
    "azure:core/subscriptionPolicyAssignment:SubscriptionPolicyAssignment": ("enforce", "false"),
    "azure:core/resourceGroupPolicyAssignment:ResourceGroupPolicyAssignment": ("enforce", "false"),
    "azure:core/resourcePolicyAssignment:ResourcePolicyAssignment": ("enforce", "false"),
    "azure:management/groupPolicyAssignment:GroupPolicyAssignment": ("enforce", "false"),
    "azure-native:authorization:PolicyAssignment": ("enforcementMode", "donotenforce"),
}
"""Type of an assignment of Azure Policy → the property by which it only reports, and what it says then."""
_OF_IDENTITIES: Final = frozenset(("identity", "identitie", "credential", "principal"))
"""Words, without the `s` of the plural, by which an assignment says that it is about identities."""


@rule(
    "identity-guard-is-enforced",
    risk="ungoverned-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(_ACCESS, _GOOGLE, *_ASSIGNED, *ADMISSION_GUARDS),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-3", "NIST-800-53:CM-8", "SOC2:CC6.1"),
    remedy="Enforce it once its report is clean; until then enforce a wider one beside it.",
)
def identity_guard_is_enforced(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A guard that only reports looks like one in each inventory, and holds back nobody.

    Told are, where they are about machine identities and the stack has none beside them that refuses: a Conditional
    Access policy of Entra for service principals that is report-only; a policy of admission of Kubernetes for service
    accounts, their roles or the account of pods that is bound to warn and audit alone, and such a one of Kyverno that
    audits, or of Gatekeeper that warns or runs dry; a constraint of Google's organisation policies on IAM (`iam.…`)
    that has a dry run alone; and an assignment of Azure Policy that says it is about identities and is not enforced.
    A binding for an environment for tests passes. Source: Microsoft Learn, "Conditional Access for workload
    identities", "Report-only mode" and "Azure Policy assignment structure" (enforcement mode); Google Cloud, "Test
    organization policy changes with dry-run mode"; read 2026-12.

    Refused:
        keys:
          type: gcp:orgpolicy/policy:Policy
          properties:
            name: organizations/123456789/policies/iam.disableServiceAccountKeyCreation
            parent: organizations/123456789
            dryRunSpec: {rules: [{enforce: "TRUE"}]}

    Mended:
        keys:
          type: gcp:orgpolicy/policy:Policy
          properties:
            name: organizations/123456789/policies/iam.disableServiceAccountKeyCreation
            parent: organizations/123456789
            spec: {rules: [{enforce: "TRUE"}]}
    """
    del ask
    for guard in stack.of_type(*identity_guard_is_enforced.applies_to):
        if not was_looked_up(guard):
            found, unknown = collect([_asked(stack, guard.type)(guard)])
            if found and _about(stack, guard) & stack.once(_enforced):
                continue
            yield from (Problem(f"{one.words}, and refuses nothing", one.at, on=guard) for one in found)
            if unknown:
                yield Open(guard, (unknown.path,))


def _asked(stack: Stack, type_: str) -> Callable[[Resource], Iterator[Reporting]]:
    if type_ == _ACCESS:
        return partial(_of_access, stack)
    if type_ == _GOOGLE:
        return _of_google
    return _of_azure if type_ in _ASSIGNED else stack.once(AdmissionGuards).reporting


def _about(stack: Stack, guard: Resource) -> frozenset[str]:
    """What it is about, in words that are the same for one beside it: the constraint, the definition, the kinds."""
    if guard.type == _GOOGLE:
        name = text_of(said(guard, "name"))
        return frozenset((name.rpartition("/")[2],)) - {""}
    if guard.type in _ASSIGNED:
        definition = text_of(said(guard, "policyDefinitionId")).lower()
        return frozenset((definition,)) - {""}
    return stack.once(AdmissionGuards).about(guard) if guard.type in ADMISSION_GUARDS else frozenset()


def _enforced(stack: Stack) -> frozenset[str]:
    """What the guards of the stack are about that surely refuse."""
    each = stack.of_type(_GOOGLE, *_ASSIGNED, *ADMISSION_GUARDS)
    return frozenset(what for one in each if _refuses(stack, one) for what in _about(stack, one))


def _refuses(stack: Stack, guard: Resource) -> bool:
    if guard.type == _GOOGLE:
        return is_given(guard, "spec")
    if guard.type in _ASSIGNED:
        at, off = _ASSIGNED[guard.type]
        return all(
            bare(one.value) is not UNKNOWN and str(one.known).lower() != off for one in locate(guard.state.raw, at)
        )
    found, unknown = collect([_asked(stack, guard.type)(guard)])
    return not found and unknown is None


def _of_access(stack: Stack, policy: Resource) -> Iterator[Reporting]:
    if word_at(policy, "state") != "enabledforreportingbutnotenforced":
        return
    places = list(locate(policy.declared.raw, _INCLUDED))
    if not places:
        return
    held = stack.once(_held)
    asked = {text_of(place.value).lower() for place in places if bare(place.value) is not UNKNOWN}
    if _ALL in held or (len(asked) == len(places) and asked <= held):
        return
    yield Reporting(f"Conditional Access policy {policy.name!r} for service principals reports", "state")


def _held(stack: Stack) -> frozenset[str]:
    """The service principals, in small letters, for which a policy of the stack is enforced, or may be."""
    each = (one for one in stack.of_type(_ACCESS) if text_of(said(one, "state")).lower() == "enabled")
    return frozenset(text_of(place.value).lower() for one in each for place in locate(one.state.raw, _INCLUDED)) - {""}


def _of_google(policy: Resource) -> Iterator[Reporting]:
    if not is_given(policy, "dryRunSpec") or is_given(policy, "spec"):
        return
    name = policy.declared.get("name")
    if isinstance(name, str) and name.rpartition("/")[2].startswith("iam."):
        yield Reporting(f"organisation policy {policy.name!r} on IAM runs dry", "dryRunSpec")


def _of_azure(assignment: Resource) -> Iterator[Reporting]:
    at, off = _ASSIGNED[assignment.type]
    for place in locate(assignment.declared.raw, at):
        if str(place.known).lower() != off:
            continue
        names = [said(assignment, key) for key in ("displayName", "name")]
        if any(not _OF_IDENTITIES.isdisjoint(singular(text_of(name))) for name in names):
            yield Reporting(f"policy assignment {assignment.name!r} reports", place.path)
        elif UNKNOWN in map(bare, names):
            raise Undecided("displayName")
