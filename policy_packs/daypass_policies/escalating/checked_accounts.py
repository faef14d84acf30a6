"""This is where it is told in which clusters pods are asked as they are made as which service account they run.

Who may make a pod names any account of its namespace, unless a policy of admission refuses that: one of Kubernetes
itself, bound so that it denies, or one of Kyverno that is enforced. What such a policy says of accounts is not read
further. Sources: Kubernetes documentation, "Validating Admission Policy" (a policy does nothing before a binding names
it; `validationActions`); Kyverno documentation, "Validate Rules" (`failureAction`); read 2026-12.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare
from daypass_policies.elsewhere.cluster_roles import name_of
from daypass_policies.located import locate

_ADMISSION: Final = "kubernetes:admissionregistration.k8s.io"
_POLICIES: Final = (f"{_ADMISSION}/v1:ValidatingAdmissionPolicy",)
_BINDINGS: Final = (f"{_ADMISSION}/v1:ValidatingAdmissionPolicyBinding",)
_KYVERNO: Final = tuple(
    f"kubernetes:kyverno.io/{version}:{kind}" for version in ("v1", "v2beta1") for kind in ("ClusterPolicy", "Policy")
)
_ACTIONS: Final = ("spec.validationFailureAction", "spec.rules[].validate.failureAction")
_ASKED: Final = "serviceAccountName"
_EXPRESSIONS: Final = ("spec.validations[].expression", "spec.variables[].expression")
_RULES: Final = "spec.rules[].validate"


class CheckedAccounts:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def clusters(self) -> frozenset[str]:
        """The clusters, each as the URN of its provider."""
        return frozenset(one.provider.urn for one in (*self._validated(), *self._enforced()))

    def _validated(self) -> Iterator[Resource]:
        bindings = [one for one in self._stack.of_type(*_BINDINGS) if "Deny" in _texts(one, "spec.validationActions[]")]
        bound = {(one.provider.urn, name) for one in bindings for name in _texts(one, "spec.policyName")}
        for policy in self._stack.of_type(*_POLICIES) if bound else ():
            is_asking = any(_ASKED in text for path in _EXPRESSIONS for text in _texts(policy, path))
            if is_asking and (policy.provider.urn, name_of(policy)) in bound:
                yield policy

    def _enforced(self) -> Iterator[Resource]:
        for policy in self._stack.of_type(*_KYVERNO):
            actions = {text.casefold() for path in _ACTIONS for text in _texts(policy, path)}
            if "enforce" in actions and any(_speaks_of_it(one.value) for one in locate(policy.state.raw, _RULES)):
                yield policy


def _speaks_of_it(value: object) -> bool:
    """Whether the name of the field stands anywhere in a value, as a key or in an expression."""
    plain = bare(value)
    if isinstance(plain, dict):
        return any(_ASKED in str(key) or _speaks_of_it(one) for key, one in plain.items())
    if isinstance(plain, list):
        return any(map(_speaks_of_it, plain))
    return isinstance(plain, str) and _ASKED in plain


def _texts(resource: Resource, path: str) -> tuple[str, ...]:
    values = (bare(place.value) for place in locate(resource.state.raw, path))
    return tuple(one for one in values if isinstance(one, str))
