"""Who makes something work for them that has another role has that role."""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.cluster_bindings import BINDINGS
from daypass_policies.elsewhere.cluster_entries import ENTRIES
from daypass_policies.elsewhere.flux_sources import APPLIERS
from daypass_policies.elsewhere.node_metadata import NODE_GROUPS
from daypass_policies.escalating.low_trust.aliases import POLICIES
from daypass_policies.escalating.paths_told import PathsTold
from daypass_policies.escalating.pods_on_nodes import REMEDY as REMEDY_OF_NODES
from daypass_policies.escalating.pods_told import REMEDIES, pods_told
from daypass_policies.handed_out import TYPES_AND_IDENTITIES


@rule(
    "role-does-not-become-another",
    risk="role-chaining",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(dict.fromkeys((*TYPES_AND_IDENTITIES, *POLICIES, *BINDINGS, *ENTRIES, *NODE_GROUPS, *APPLIERS))),
    stack=True,
    controls=(
        "NHI5:2025",
        "NIST-800-53:AC-6",
        "NIST-800-53:AC-3",
        "SOC2:CC6.3",
        "MAESTRO:X-LATERAL-MOVEMENT",
    ),
    remedy="Take away the action by which it says what the other one does, or name what is its own.",
    other_remedies=(*REMEDIES.values(), REMEDY_OF_NODES),
    aliases=("prowler:iam_role_chained_privilege_escalation",),
)
def role_does_not_become_another(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A role can be worn without being assumed: by whoever says what runs as it, or what it does.

    Told is, as the chain of roles that it is, what `no-path-to-more-rights` tells of a workload that takes what another
    role of the stack may, and that it was not given: by changing its code, its image or what it obeys, by handing the
    role to something of its own, by taking its role alias as a device, or by an entrance that it opens (a certificate
    of its trust anchor, signed or read where its key is kept, SQL in a database that acts as the role, a token, a group
    of users, a pipe that is turned); so of a role that is strong, and of one to which a path to whatever there is
    leads. What gives rights of no other role (a policy of one's own, or of a thing) is left to that rule. Told is also
    what `no-path-to-roles-of-pods` tells of who starts pods with the service account of another. Those rules say what
    counts. Readers look for it under either risk, and one change mends both. Whoever assumes a role, or sets off what
    works as one, is told by `role-does-not-become-stronger` and `low-trust-does-not-trigger-high`.

    Refused:
        helper:
          type: aws:iam/role:Role
          properties:
            name: helper
            arn: arn:aws:iam::111122223333:role/helper
            assumeRolePolicy: >-
              {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
               "Principal": {"Service": "lambda.amazonaws.com"}}}
            inlinePolicies:
              - name: updates
                policy: >-
                  {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "lambda:UpdateFunctionCode",
                   "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:payout"}}
        payout-role:
          type: aws:iam/role:Role
          properties:
            name: payout
            arn: arn:aws:iam::111122223333:role/payout
            assumeRolePolicy: >-
              {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
               "Principal": {"Service": "lambda.amazonaws.com"}}}
            inlinePolicies:
              - name: reads
                policy: >-
                  {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue",
                   "Resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:bank-AbCdEf"}}
        payout:
          type: aws:lambda/function:Function
          properties:
            name: payout
            arn: arn:aws:lambda:eu-west-1:111122223333:function:payout
            role: arn:aws:iam::111122223333:role/payout

    Mended:
        helper:
          type: aws:iam/role:Role
          properties:
            name: helper
            arn: arn:aws:iam::111122223333:role/helper
            assumeRolePolicy: >-
              {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
               "Principal": {"Service": "lambda.amazonaws.com"}}}
            inlinePolicies:
              - name: updates
                policy: >-
                  {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "lambda:GetFunction",
                   "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:payout"}}
        payout-role:
          type: aws:iam/role:Role
          properties:
            name: payout
            arn: arn:aws:iam::111122223333:role/payout
            assumeRolePolicy: >-
              {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
               "Principal": {"Service": "lambda.amazonaws.com"}}}
            inlinePolicies:
              - name: reads
                policy: >-
                  {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue",
                   "Resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:bank-AbCdEf"}}
        payout:
          type: aws:lambda/function:Function
          properties:
            name: payout
            arn: arn:aws:lambda:eu-west-1:111122223333:function:payout
            role: arn:aws:iam::111122223333:role/payout
    """
    paths = stack.once(PathsTold, ask.settings, ask.profile)
    yield from paths.as_others
    yield from (one for one in paths.each if isinstance(one, Open))
    yield from stack.once(pods_told, ask.settings)
