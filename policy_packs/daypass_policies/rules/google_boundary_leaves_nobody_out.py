"""A boundary of Google's principals that leaves one workload out by name holds all but the one that wanted more."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.google_boundaries import BOUNDARY_BINDINGS, CONDITION, Boundaries
from daypass_policies.located import locate
from daypass_policies.settle import collect
from daypass_policies.wording import listed, shown

_SHOWN: Final = 3


@rule(
    "google-boundary-leaves-nobody-out",
    risk="ungoverned-identity",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=BOUNDARY_BINDINGS,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:CM-8", "SOC2:CC6.1"),
    remedy="Add what it has to reach to the boundary's rules, or bind it to a wider boundary of its own.",
)
def google_boundary_leaves_nobody_out(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whom a condition leaves out of a principal access boundary may use whatever anybody anywhere gives them.

    Told is a binding of a boundary whose condition takes single workloads out by their subject (`principal.subject !=
    'order-sync@acme.iam.gserviceaccount.com'`, `!(principal.subject in […])`), however it is written, where no other
    binding of the stack takes them in. A condition by kinds (`principal.type`), one that names all whom it is for, or
    one that takes out people, as those for emergencies, passes; one that is written in a way that is not read is
    undecided. Source: Google Cloud, "Create and apply principal access boundary policies" (conditions for policy
    bindings); read 2026-12.

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
    for binding in stack.once(Boundaries).bindings:
        found, unknown = collect([_of_binding(stack, binding)])
        yield from found
        if unknown:
            yield Open(binding, (unknown.path,))


def _of_binding(stack: Stack, binding: Resource) -> Iterator[Problem]:
    for place in locate(binding.declared.raw, CONDITION):
        if out := stack.once(Boundaries).left_out(binding, place):
            who = "a workload" if place.marked else listed(map(shown, out), _SHOWN)
            yield Problem(f"boundary binding {binding.name!r} leaves out {who}", at=place.path, on=binding)
