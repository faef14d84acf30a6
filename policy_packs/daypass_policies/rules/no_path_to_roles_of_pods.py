"""Whoever may start pods in a namespace, or rewrite those of others, is each of their service accounts."""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.cluster_bindings import BINDINGS
from daypass_policies.elsewhere.cluster_entries import ENTRIES
from daypass_policies.elsewhere.flux_sources import APPLIERS
from daypass_policies.elsewhere.node_metadata import NODE_GROUPS
from daypass_policies.escalating.pods_on_nodes import REMEDY as REMEDY_OF_NODES
from daypass_policies.escalating.pods_told import REMEDIES, pods_told


@rule(
    "no-path-to-roles-of-pods",
    risk="privilege-escalation",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*BINDINGS, *ENTRIES, *NODE_GROUPS, *APPLIERS),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3", "MAESTRO:X-PRIVILEGE-ESCALATION"),
    remedy="Let it start pods in a namespace of their own, where no service account has such a role.",
    other_remedies=(*REMEDIES.values(), REMEDY_OF_NODES),
    aliases=("prowler:rbac_minimize_pod_creation_access",),
)
def no_path_to_roles_of_pods(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A pod says itself as which service account it runs, and gets the role of AWS that this one has.

    Asked are service accounts that a binding of the stack lets start pods in a namespace (`create` on pods,
    deployments, jobs and what else makes them), or run commands in those that are there (`pods/exec`). It is told where
    another service account of that namespace has a role, by a pod identity association or by a trust of its tokens,
    which reads a secret or changes something that the first one's role may not; of a role that is called like the
    account, or is alone there and called after the controller that starts its pods (`runner` of `runner-controller`),
    secrets count alone. In all of a cluster two rights are asked about that nothing needs to start pods: to get or
    create `nodes/proxy`, either of which has the kubelet run commands in each pod of a node, and to write webhooks or
    policies that change pods as they are made, be it one that the rule names. Who may write ExternalSecrets in a
    namespace, and sees the secrets there, reads by the operator what this one or a service account may that a store
    names; a store is limited by `conditions`, by an account of the namespace or by a role of its own. Secrets count
    that are not called after the account or its namespace. Who writes applications of Argo CD where a project takes
    them from any repository deploys pods to each of its namespaces; what is called like the account or its namespace it
    is there to deploy. Who writes in AWS what Flux applies (objects of S3, a repository of CodeCommit or ECR) starts
    pods alike; what is there to deploy does so, and an account that it acts as, a commit, a digest or a signature holds
    it. Nothing else is told here of what may start pods in all namespaces, of well-known controllers, of what is called
    as pipelines are, or of what a chart brought. A pipeline is told of where it comes from another namespace, or by an
    entry, and may start pods and jobs alone: it is not there to deploy, and an account that is called by a work of its
    own (`pii-export` beside `report-ci`) is not its, unless a policy of admission asks pods for their account
    (`serviceAccountName`). External Secrets is asked of pipelines, too, whose names say for what they are. Where the
    stack tells of several clusters it does not say whose namespace is meant, and nothing is told.

    In EKS the roles and users of the stack are asked too which an access policy (AmazonEKSEditPolicy and those above
    it), or a group of an access entry or of `aws-auth` to which the stack binds such a role, lets start pods: of
    machines, in the namespaces that the scope names or in all of the cluster. A pipeline is there to deploy the pods
    that are called like it, or are of a namespace that is, and one that is called by nothing but what it does for all;
    who is let into all of a cluster is there for what is called like the cluster, unless it is called by a work of its
    own as well (`bistro-web-ci` in the cluster `bistro`), and these pods by another. Who administers the cluster is
    left to `no-cluster-admin`. Of a node group whose pods reach the metadata service (`node-role-is-not-for-pods` says
    when) it is told where the role of the node may more than one that a service account of the cluster has.

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
    yield from stack.once(pods_told, ask.settings)
