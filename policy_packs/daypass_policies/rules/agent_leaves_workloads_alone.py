"""An agent in a cluster does not change, enter or read what runs beside it."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import text_of, within
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.cluster_agents import ClusterAgent, ClusterAgents
from daypass_policies.elsewhere.cluster_bindings import BINDINGS, ROLES, Binding, ClusterBindings
from daypass_policies.elsewhere.cluster_machines import Machine
from daypass_policies.trusting.service_accounts import ACCOUNT
from daypass_policies.wording import listed

_SHOWN: Final = 3
_CHANGES: Final = ("create", "update", "patch", "delete", "deletecollection")
_RUNS: Final = ("create", "get")
"""How a session in a pod is opened, by the two protocols of the API. Source: Kubernetes documentation, "Using RBAC"."""
_READS: Final = ("get", "list", "watch")

_WORKLOADS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("", "secrets"): (*_READS, *_CHANGES),
    ("", "pods/exec"): _RUNS,
    ("", "pods/attach"): _RUNS,
    ("", "pods/ephemeralcontainers"): ("update", "patch"),
    ("", "pods"): _CHANGES,
    ("apps", "deployments"): _CHANGES,
    ("apps", "statefulsets"): _CHANGES,
    ("apps", "daemonsets"): _CHANGES,
    ("apps", "replicasets"): _CHANGES,
    ("batch", "jobs"): _CHANGES,
    ("batch", "cronjobs"): _CHANGES,
}
"""API group and resource → the verbs by which a workload is changed, entered, or robbed of what it signs in with."""

GUARDS: Final = (
    "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy",
    *("kubernetes:kyverno.io/v1:ClusterPolicy", "kubernetes:kyverno.io/v1:Policy"),
    *("kubernetes:kyverno.io/v2beta1:ClusterPolicy", "kubernetes:policies.kyverno.io/v1:ValidatingPolicy"),
)
"""What refuses a request before it is done, and may name who sends it."""


@rule(
    "agent-leaves-workloads-alone",
    risk="agent-control",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(*BINDINGS, *ROLES, ACCOUNT, *GUARDS),
    stack=True,
    controls=("NHI5:2025", "OWASP-AGENTIC-2026:ASI03", "NIST-800-53:AC-6", "NIST-800-53:AC-3"),
    remedy="Bind it in its own namespace, name the objects (resourceNames), or have an admission policy name it.",
)
def agent_leaves_workloads_alone(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """An agent does what its input talks it into, and each log that it reads is input.

    Told is a binding that lets the service account of an agent change workloads (pods, deployments, stateful sets,
    daemon sets, replica sets, jobs), open sessions in pods, or read or change secrets, in all of the cluster or in
    another namespace than its own, where that is medium. An agent's is an account with a label or annotation that says
    its class, one that acts as the role of an agent, and one that is called as nothing else is (`k8sgpt`, `ai-agent`);
    `datadog-agent` and its like have no model.

    It passes where a rule names the objects that it is about (`resourceNames`), and where an admission policy of the
    stack names the account, since that refuses what it does. Of rights to everything `no-cluster-admin` speaks.

    Refused:
        sre-agent:
          type: kubernetes:core/v1:ServiceAccount
          properties: {metadata: {name: sre-agent, namespace: agents, labels: {daypass/class: agent}}}
        mends:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRole
          properties:
            metadata: {name: mends}
            rules: [{apiGroups: [apps], resources: [deployments], verbs: [get, patch, delete]}]
        mending:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding
          properties:
            metadata: {name: sre-agent}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: mends}
            subjects: [{kind: ServiceAccount, name: sre-agent, namespace: agents}]

    Mended:
        sre-agent:
          type: kubernetes:core/v1:ServiceAccount
          properties: {metadata: {name: sre-agent, namespace: agents, labels: {daypass/class: agent}}}
        mends:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRole
          properties:
            metadata: {name: mends}
            rules: [{apiGroups: [apps], resources: [deployments], verbs: [get, list, watch]}]
        mending:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding
          properties:
            metadata: {name: sre-agent}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: mends}
            subjects: [{kind: ServiceAccount, name: sre-agent, namespace: agents}]
    """
    for binding in stack.once(ClusterBindings).each:
        if not binding.rights.everything and not binding.is_of_a_chart:
            for machine in binding.machines:
                yield from _judged(binding, machine, stack, ask)


def _judged(binding: Binding, machine: Machine, stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    if not binding.everywhere and binding.namespace == (machine.namespace or binding.namespace):
        return
    deeds = _deeds(binding)
    hidden = binding.rights.unknown if binding.rights.of else ()
    if not deeds and not hidden:
        return
    agent = stack.once(ClusterAgents, ask.settings).of(binding.resource, machine)
    if agent is None or machine.is_controller or _is_guarded(machine, stack):
        return
    if agent.unknown and agent.account:
        yield Open(agent.account, (agent.unknown,))
    elif deeds:
        yield _told(binding, machine, agent, deeds)
    elif binding.rights.of:
        yield Open(binding.rights.of, hidden)


def _told(binding: Binding, machine: Machine, agent: ClusterAgent, deeds: tuple[str, ...]) -> Problem:
    where = "in all of the cluster" if binding.everywhere else "in another namespace than its own"
    hidden = binding.rights.of.secrets() if binding.rights.of else set()
    shown = "" if hidden else f" ({listed(deeds, _SHOWN)})"
    by = f"by binding {binding.resource.name!r}{shown}"
    return Problem(
        f"{machine.words}, which {agent.because}, changes or enters workloads {where} {by}",
        at="roleRef",
        key=machine.key or None,
        severity=None if binding.everywhere else "medium",
        on=binding.resource,
    )


def _deeds(binding: Binding) -> tuple[str, ...]:
    """`patch deployments`, of what is not limited to named objects."""
    rights = binding.rights.known
    return tuple(
        f"{verb} {resource}"
        for (group, resource), verbs in _WORKLOADS.items()
        for verb in verbs
        if any(right.allows(verb, group, resource) for right in rights)
    )


def _is_guarded(machine: Machine, stack: Stack) -> bool:
    """Whether an admission policy speaks of the account."""
    return bool(machine.account) and any(machine.account in text for text in stack.once(_guarding))


def _guarding(stack: Stack) -> tuple[str, ...]:
    """All that the admission policies of a stack say."""
    return tuple(text for guard in stack.of_type(*GUARDS) for text in _texts(guard))


def _texts(guard: Resource) -> Iterator[str]:
    return filter(None, map(text_of, within(guard.state.raw.get("spec"))))
