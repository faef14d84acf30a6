"""This is where policies of admission are told that keep service accounts and their rights in bounds, and only report.

Sources: Kubernetes documentation, "Validating Admission Policy" (`validationActions`: Deny, Warn, Audit); Kyverno
documentation, "Validate Rules" (`failureAction`, Audit unless it says Enforce) and "ValidatingPolicy"; OPA Gatekeeper
documentation, "Enforcement of violations" (`dryrun` and `warn`) and its library of constraints; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.graph.leaves import text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.crossing.environments import of_value
from daypass_policies.elsewhere.cluster_roles import name_of
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect

_POLICIES: Final = ("kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy",)
_BINDINGS: Final = ("kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding",)
_VALIDATING: Final = tuple(
    f"kubernetes:policies.kyverno.io/{version}:ValidatingPolicy" for version in ("v1", "v1beta1", "v1alpha1")
)
_KYVERNO: Final = tuple(
    f"kubernetes:kyverno.io/{version}:{kind}" for version in ("v1", "v2beta1") for kind in ("ClusterPolicy", "Policy")
)
_CONSTRAINTS: Final = tuple(
    f"kubernetes:constraints.gatekeeper.sh/v1beta1:{kind}"
    for kind in ("K8sPSPAutomountServiceAccountTokenPod", "K8sDisallowAnonymous", "NoUpdateServiceAccount")
)
ADMISSION_GUARDS: Final = (*_BINDINGS, *_VALIDATING, *_KYVERNO, *_CONSTRAINTS)

_IDENTITIES: Final = frozenset(
    (
        *("serviceaccounts", "serviceaccounts/token", "rolebindings", "clusterrolebindings", "roles", "clusterroles"),
        *("serviceaccount", "rolebinding", "clusterrolebinding", "role", "clusterrole"),
    )
)
"""Resources, and kinds in small letters, that are identities or give them rights."""
_FIELDS: Final = ("serviceAccountName", "automountServiceAccountToken", "serviceAccountToken")
_RESOURCES: Final = "spec.matchConstraints.resourceRules[].resources[]"
_SPEAKING: Final = ("spec.validations", "spec.variables")
_ACTIONS: Final = "spec.validationActions[]"
_MATCHED: Final = tuple(f"match.{each}resources.kinds[]" for each in ("any[].", "all[].", ""))
_SELECTED: Final = "spec.matchResources.namespaceSelector.matchLabels"


class Reporting(NamedTuple):
    """What only reports, in words, and where it says so."""

    words: str
    at: str


class AdmissionGuards:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._denied: dict[tuple[str, str], bool | Undecided | None] = {}

    def reporting(self, guard: Resource) -> Iterator[Reporting]:
        """That it refuses nothing. Raises `Undecided`."""
        if guard.type in _BINDINGS:
            yield from self._bound(guard)
        elif guard.type in _VALIDATING:
            if _is_of_identities(guard) and not _denies(guard, otherwise=True):
                yield Reporting(f"policy {guard.name!r} of a cluster reports", _ACTIONS.removesuffix("[]"))
        elif guard.type in _KYVERNO:
            yield from _of_kyverno(guard)
        else:
            for place in locate(guard.declared.raw, "spec.enforcementAction"):
                if place.text.lower() in ("dryrun", "warn"):
                    yield Reporting(f"constraint {guard.name!r} of a cluster reports", place.path)

    def about(self, guard: Resource) -> frozenset[str]:
        """What of identities it is about, in words that are the same for one beside it; nothing of bindings."""
        raw = guard.state.raw
        if guard.type in _VALIDATING and _is_of_identities(guard):
            return frozenset(text_of(place.value).lower() for place in locate(raw, _RESOURCES))
        if guard.type in _KYVERNO:
            rules = (one for one in locate(raw, "spec.rules[]") if _is_rule_of_identities(one))
            return frozenset(kind for one in rules for kind in _kinds(one))
        return frozenset((guard.type,)) if guard.type in _CONSTRAINTS else frozenset()

    def _bound(self, binding: Resource) -> Iterator[Reporting]:
        named = [(binding.provider.urn, place.text) for place in locate(binding.declared.raw, "spec.policyName")]
        of_identities = any(_is_of_identities(one) for key in named for one in self._policies.get(key, ()))
        if not of_identities or _denies(binding, otherwise=True) or _is_for_tests(binding):
            return
        if not any(self._is_denied_by_one(key) for key in named):
            yield Reporting(f"binding {binding.name!r} of a policy of admission reports", _ACTIONS.removesuffix("[]"))

    def _is_denied_by_one(self, key: tuple[str, str]) -> bool:
        """Whether a binding of the policy refuses; its own, if it does, was asked before. Raises `Undecided`."""
        if key not in self._denied:
            found, unknown = collect(map(_denying, self._bindings.get(key, ())))
            self._denied[key] = True if any(found) else unknown
        answer = self._denied[key]
        if isinstance(answer, Undecided):
            raise answer
        return bool(answer)

    @cached_property
    def _policies(self) -> Mapping[tuple[str, str], tuple[Resource, ...]]:
        return grouped(((one.provider.urn, name_of(one)), one) for one in self._stack.of_type(*_POLICIES))

    @cached_property
    def _bindings(self) -> Mapping[tuple[str, str], tuple[Resource, ...]]:
        return grouped(
            ((one.provider.urn, text_of(place.value)), one)
            for one in self._stack.of_type(*_BINDINGS)
            for place in locate(one.declared.raw, "spec.policyName")
        )


def _denies(resource: Resource, *, otherwise: bool) -> bool:
    """Whether one of its actions is to deny; `otherwise` where it says nothing. Raises `Undecided`."""
    places = list(locate(resource.declared.raw, _ACTIONS))
    said = [text_of(place.value).lower() for place in places]
    if "deny" in said or not places:
        return "deny" in said or otherwise
    if hidden := next((place for place in places if bare(place.value) is UNKNOWN), None):
        raise Undecided(hidden.path)
    return False


def _denying(binding: Resource) -> Iterator[bool]:
    yield _denies(binding, otherwise=False)


def _is_of_identities(policy: Resource) -> bool:
    """Whether it is asked about identities and their rights, or speaks of the account of a pod."""
    raw = policy.state.raw
    asked = {text_of(place.value).lower() for place in locate(raw, _RESOURCES)}
    return not _IDENTITIES.isdisjoint(asked) or any(
        _speaks(one.value) for path in _SPEAKING for one in locate(raw, path)
    )


def _speaks(value: object) -> bool:
    """Whether a field of an account stands anywhere in a value, as a key or in an expression."""
    plain = bare(value)
    if isinstance(plain, dict):
        return any(_speaks(str(key)) or _speaks(one) for key, one in plain.items())
    if isinstance(plain, list | tuple):
        return any(map(_speaks, plain))
    return isinstance(plain, str) and any(field in plain for field in _FIELDS)


def _is_for_tests(binding: Resource) -> bool:
    """Whether the namespaces that it selects are those of an environment for tests. Raises `Undecided`."""
    for place in locate(binding.declared.raw, _SELECTED):
        labels = place.known
        values = [bare(one) for one in labels.values()] if isinstance(labels, dict) else []
        if any(isinstance(one, str) and of_value(one) not in ("", PRODUCTION) for one in values):
            return True
    return False


def _of_kyverno(policy: Resource) -> Iterator[Reporting]:
    raw = policy.declared.raw
    if any(place.text.lower() == "enforce" for place in locate(raw, "spec.validationFailureActionOverrides[].action")):
        return
    whole = next(locate(raw, "spec.validationFailureAction"), None)
    for rule in locate(raw, "spec.rules[]"):
        if not _is_rule_of_identities(rule):
            continue
        own = next(locate(bare(rule.value), "validate.failureAction"), None)
        says = own or whole
        if (says.text.lower() if says else "audit") == "audit":
            at = f"{rule.path}.{own.path}" if own else "spec.validationFailureAction"
            yield Reporting(f"policy {policy.name!r} of a cluster reports", at)
            return


def _is_rule_of_identities(rule: Located) -> bool:
    known = bare(rule.value)
    if not isinstance(known, dict) or not bare(known.get("validate")):
        return False
    return not _IDENTITIES.isdisjoint(_kinds(rule)) or _speaks(known["validate"])


def _kinds(rule: Located) -> frozenset[str]:
    """The kinds of things that a rule of Kyverno is asked about, in small letters."""
    known = bare(rule.value)
    return frozenset(text_of(one.value).rpartition("/")[2].lower() for path in _MATCHED for one in locate(known, path))
