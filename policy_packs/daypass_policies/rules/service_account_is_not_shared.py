"""Pods that run as one service account are one workload to everything that they talk to."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.graph.ways import TRUST
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.owning.one_workload import are_one_workload
from daypass_policies.owning.ownership import read_fact
from daypass_policies.trusting.service_accounts import DEFAULT, PODS, Pods, ServiceAccounts, accounts_entering
from daypass_policies.trusting.trust import ROLES, trust_of
from daypass_policies.wording import listed, shown

_SEVERAL: Final = 2
_SHOWN: Final = 5


@rule(
    "service-account-is-not-shared",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*PODS, *ROLES),
    stack=True,
    controls=("NHI9:2025", "NIST-800-53:IA-4", "NIST-800-53:AC-5", "SOC2:CC6.1"),
    remedy="Give each workload a service account and a role of its own, and name it in the pod's description.",
)
def service_account_is_not_shared(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A service account that several workloads run as has the rights of all of them, in the cluster and in AWS.

    Workloads are Deployments, Jobs and what else runs pods, in the same namespace behind the same provider. Those of
    one component, with one `daypass/workload` label, or with one `app.kubernetes.io/instance`, `name` or `app` are one.
    The account `default` counts where it is named, and where a binding of the stack gives it rights or an annotation
    an identity of AWS, Google or Azure; in profile `strict` always.

    A role is asked as well: a trust that names several service accounts or SPIFFE IDs exactly is shared by them; one
    account in several clusters is one. A workload tag of the role says that they are one workload where they stand in
    one namespace, have one name in several, or share a word with the tag. A trust that names them by a pattern is the
    matter of `trust-pins-subject`, and service accounts that name a role themselves of `one-role-one-workload`.

    Refused:
        api:
          type: kubernetes:apps/v1:Deployment
          properties:
            metadata: {namespace: shop}
            spec: {template: {spec: {serviceAccountName: shop}}}
        mailer:
          type: kubernetes:apps/v1:Deployment
          properties:
            metadata: {namespace: shop}
            spec: {template: {spec: {serviceAccountName: shop}}}

    Mended:
        api:
          type: kubernetes:apps/v1:Deployment
          properties:
            metadata: {namespace: shop}
            spec: {template: {spec: {serviceAccountName: api}}}
        mailer:
          type: kubernetes:apps/v1:Deployment
          properties:
            metadata: {namespace: shop}
            spec: {template: {spec: {serviceAccountName: mailer}}}
    """
    accounts = stack.once(ServiceAccounts)
    by_account: dict[tuple[str, str, str], list[Pods]] = {}
    for pods in accounts.pods:
        if not pods.unknown:
            by_account.setdefault((pods.cluster, pods.namespace, pods.account), []).append(pods)
        elif len(accounts.pods) >= _SEVERAL:
            yield Open(pods.runner, (pods.unknown,))
    key = ask.settings.tags["workload"]
    for (cluster, namespace, account), sharing in by_account.items():
        counts = account != DEFAULT or ask.profile == "strict" or (cluster, namespace) in accounts.entitled
        those = sharing if counts else [pods for pods in sharing if not pods.silent]
        if len({accounts.application(pods, key) for pods in those}) >= _SEVERAL:
            yield _shared(namespace, account, those)
    yield from _entered_by_several(stack, ask)


def _shared(namespace: str, account: str, sharing: list[Pods]) -> Problem:
    hidden = sharing[0].runner.secrets()
    which = "a service account" if account in hidden else f"the service account {shown(account)}"
    where = "" if namespace in hidden else f" of namespace {shown(namespace)}"
    key = None if {account, namespace} & hidden else f"{namespace}/{account}"
    names = [repr(pods.runner.name) for pods in sharing]
    # The SDK registers in no fixed order, and a baseline should not care.
    on = min((pods.runner for pods in sharing), key=lambda runner: runner.urn)
    return Problem(f"{which}{where} is shared: {listed(names, _SHOWN)} run as it", key=key, on=on)


def _entered_by_several(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    used = None
    for role in stack.of_type(*ROLES):
        try:
            document = trust_of(role)
            entering = accounts_entering(document)
            if len(entering) < _SEVERAL or _are_one(role, ask, entering):
                continue
        except MalformedDocument:
            continue  # nobody gets in by it, and the rules about trusts say so
        except Undecided as unknown:
            yield Open(role, (unknown.path,))
            continue
        used = used or stack.once(Consumers).by_role
        if len(used.get(role.urn, ())) >= _SEVERAL:
            continue  # they name the role themselves, and `one-role-one-workload` says so
        names = "" if document.secret else f": {listed(map(shown, entering), _SHOWN)}"
        noun = "workloads" if any("://" in name for name in entering) else "service accounts"
        yield _entered(role, f"{len(entering)} {noun}", names)


def _are_one(role: Resource, ask: Ask, entering: tuple[str, ...]) -> bool:
    namespaces = {name.rpartition("/")[0] for name in entering}
    stand_together = len(namespaces) == 1 and not any(map(_TRUST_DOMAIN.fullmatch, namespaces))
    return bool(stand_together and read_fact(role, ask, "workload")) or are_one_workload(
        role, ask, (_TRUST_DOMAIN.sub("", name) for name in entering)
    )


_TRUST_DOMAIN: Final = re.compile(r"spiffe://[^/]*")
"""All that an organisation runs stands in it."""


def _entered(role: Resource, those: str, names: str) -> Problem:
    fact = f"role {role.name!r} is shared by {those}{names}"
    return Problem(fact, at=TRUST[role.type], key="service accounts", on=role)
