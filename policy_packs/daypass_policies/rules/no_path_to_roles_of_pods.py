"""Whoever may start pods in a namespace is each of its service accounts."""

from collections.abc import Iterable, Iterator

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.cluster_bindings import BINDINGS, Binding, ClusterBindings
from daypass_policies.elsewhere.cluster_entries import ENTRIES
from daypass_policies.escalating.entering_pods import Entered, Entering, EnteringPods
from daypass_policies.escalating.pods import Pods, Taken, hidden_in
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.told import Doubts


@rule(
    "no-path-to-roles-of-pods",
    risk="privilege-escalation",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*BINDINGS, *ENTRIES),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3", "MAESTRO:X-PRIVILEGE-ESCALATION"),
    remedy="Let it start pods in a namespace of their own, where no service account has such a role.",
    aliases=("prowler:rbac_minimize_pod_creation_access",),
)
def no_path_to_roles_of_pods(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A pod says itself as which service account it runs, and gets the role of AWS that this one has.

    Asked are service accounts that a binding of the stack lets start pods in a namespace (`create` on pods,
    deployments, jobs and what else makes them), or run commands in those that are there (`pods/exec`). It is told where
    another service account of that namespace has a role, by a pod identity association or by a trust of its tokens,
    which reads a secret or changes something that the first one's role may not; of a role that is called like the
    account secrets count alone. Nothing is told here of what may start pods in all namespaces, of well-known
    controllers, of what is called as pipelines are, or of what a chart brought. Where the stack tells of several
    clusters it does not say whose namespace is meant, and nothing is told.

    In EKS the roles and users of the stack are asked too which an access policy (AmazonEKSEditPolicy and those above
    it), or a group of an access entry or of `aws-auth` to which the stack binds such a role, lets start pods: of
    machines, in the namespaces that the scope names or in all of the cluster. A pipeline is there to deploy the pods
    that are called like it, or are of a namespace that is, and one that is called by nothing but what it does for all;
    who is let into all of a cluster is there for what is called like the cluster. Who administers the cluster is left
    to `no-cluster-admin`.

    Refused:
        starts:
          type: kubernetes:rbac.authorization.k8s.io/v1:Role
          properties:
            metadata: {name: starts, namespace: payments}
            rules: [{apiGroups: [""], resources: [pods], verbs: [create]}]
        reports:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: reports, namespace: payments}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: starts}
            subjects: [{kind: ServiceAccount, name: reports, namespace: payments}]
        ledger:
          type: aws:eks/podIdentityAssociation:PodIdentityAssociation
          properties:
            clusterName: core
            namespace: payments
            serviceAccount: ledger
            roleArn: arn:aws:iam::111122223333:role/ledger
        ledger-role:
          type: aws:iam/role:Role
          properties:
            name: ledger
            arn: arn:aws:iam::111122223333:role/ledger
            assumeRolePolicy: >-
              {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"],
               "Principal": {"Service": "pods.eks.amazonaws.com"}}}
            inlinePolicies:
              - name: signs
                policy: >-
                  {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:Sign",
                   "Resource": "arn:aws:kms:eu-west-1:111122223333:key/6e2f"}}

    Mended:
        starts:
          type: kubernetes:rbac.authorization.k8s.io/v1:Role
          properties:
            metadata: {name: starts, namespace: reports}
            rules: [{apiGroups: [""], resources: [pods], verbs: [create]}]
        reports:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: reports, namespace: reports}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: starts}
            subjects: [{kind: ServiceAccount, name: reports, namespace: payments}]
        ledger:
          type: aws:eks/podIdentityAssociation:PodIdentityAssociation
          properties:
            clusterName: core
            namespace: payments
            serviceAccount: ledger
            roleArn: arn:aws:iam::111122223333:role/ledger
        ledger-role:
          type: aws:iam/role:Role
          properties:
            name: ledger
            arn: arn:aws:iam::111122223333:role/ledger
            assumeRolePolicy: >-
              {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"],
               "Principal": {"Service": "pods.eks.amazonaws.com"}}}
            inlinePolicies:
              - name: signs
                policy: >-
                  {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:Sign",
                   "Resource": "arn:aws:kms:eu-west-1:111122223333:key/6e2f"}}
    """
    rising, doubts = stack.once(Rising, ask.settings), Doubts()
    pods = Pods(rising)
    for binding in stack.once(ClusterBindings).each:
        if not (binding.everywhere or binding.is_of_a_chart):
            found = [_problem(binding, one) for one in pods.taken(binding)]
            yield from found or _open(binding, pods, rising, doubts)
    yield from _entered(EnteringPods(stack, rising, pods), doubts)


def _entered(each: EnteringPods, doubts: Doubts) -> Iterator[Problem | Open]:
    """What is told of those who enter a cluster by an identity of AWS."""
    for entering in each.each:
        entered = tuple(each.entered(entering))
        told = () if entering.unknown else filter(lambda one: one.is_certain, entered)
        found = [_entering_problem(entering, one) for one in told]  # a boundary of IAM says nothing in a cluster
        yield from found or _unentered(entering, entered, doubts)
    yield from (Open(entry, ("principalArn",)) for entry in each.unnamed())


def _unentered(entering: Entering, entered: Iterable[Entered], doubts: Doubts) -> Iterator[Open]:
    """What keeps from knowing that somebody gets nothing so."""
    mattering = [one for one in entered if one.may_matter]
    if mattering:
        yield from (Open(resource, (path,)) for resource, path in entering.unknown)
        yield from doubts.of(entering.actor)
    for one in mattering:
        yield from doubts.of(one.actor, (untold for account in one.accounts for untold in account.unknown))
        nameless = (account.by for account in one.accounts if not account.name)
        yield from (Open(by, ("serviceAccount",)) for by in nameless if by)


def _open(binding: Binding, pods: Pods, rising: Rising, doubts: Doubts) -> Iterator[Open]:
    """What keeps from knowing that it gets nothing: whom it lets do what, whose role it is, or what that may."""
    accounts = pods.possible(binding)
    if accounts and (hidden := hidden_in(binding)):
        yield Open(binding.resource, hidden)
    elif accounts and binding.rights.of and binding.rights.unknown:
        yield Open(binding.rights.of, binding.rights.unknown)
    for one in accounts:
        if one.by and not one.name:
            yield Open(one.by, ("serviceAccount",))
        yield from doubts.of(rising.actors.by_urn[one.role.key], one.unknown)


def _entering_problem(entering: Entering, entered: Entered) -> Problem:
    where = "a namespace" if entering.is_named else "all of a cluster"
    return Problem(
        f"entry {entering.by.name!r} lets {entering.actor.title} start or enter pods of {where} in which one has "
        f"{entered.actor.title}, which may {entered.gain}, as it may not itself",
        at=entering.at,
        key=f"{entering.actor.resource.name} {entered.actor.resource.name}",
        on=entering.by,
    )


def _problem(binding: Binding, taken: Taken) -> Problem:
    may = f"which may {taken.gain}, as it may not itself"
    return Problem(
        f"binding {binding.resource.name!r} lets {taken.machine.words} start or enter pods of a namespace in which one "
        f"has {taken.actor.title}, {may}",
        at="roleRef",
        key=f"{taken.machine.key} {taken.actor.resource.name}".strip(),
        on=binding.resource,
    )
