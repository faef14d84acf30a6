"""A workload gets what its work needs; nobody's work needs everything."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.administering import Holding, of_document, of_policy
from daypass_policies.escalating.one_by_one import once_a_holder
from daypass_policies.handed_out import TYPES, handed_out
from daypass_policies.settle import collect
from daypass_policies.trusting.demanded import asks_everyone_for_second_factor
from daypass_policies.trusting.trust import ROLES


@rule(
    "no-admin-access",
    risk="admin-access",
    severity="critical",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=TYPES,
    stack=True,
    controls=(
        "NHI5:2025",
        "NIST-800-53:AC-6",
        "CIS-AWS-7.0.0:2.14",
        "PCI-DSS-4.0.1:7.2.5",
        "SOC2:CC6.3",
        "NIST-800-53:AC-6(5)",
    ),
    remedy="Name the actions and resources that the workload needs, as a grant of its WorkloadIdentity.",
    aliases=(
        "checkov:CKV_AWS_62",
        "checkov:CKV_AWS_63",
        "checkov:CKV_AWS_274",
        "checkov:CKV_AWS_1",
        "checkov:CKV_AWS_49",
        "checkov:CKV_AWS_275",
        "checkov:CKV2_AWS_40",
        "checkov:CKV2_AWS_56",
        "trivy:AWS-0057",
        "prowler:iam_inline_policy_no_administrative_privileges",
        "prowler:iam_aws_attached_policy_no_administrative_privileges",
        "prowler:iam_customer_attached_policy_no_administrative_privileges",
        "prowler:iam_customer_unattached_policy_no_administrative_privileges",
        "prowler:iam_role_administratoraccess_policy",
        "prowler:iam_user_administrator_access_policy",
        "prowler:iam_group_administrator_access_policy",
        "prowler:iam_policy_no_full_access_to_kms",
        "prowler:iam_inline_policy_no_full_access_to_kms",
        "prowler:bedrock_full_access_policy_attached",
    ),
)
def no_admin_access(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever takes over an administrator has the account; whoever takes over a whole service has all of its data.

    Read are inline policies, managed policies and attachments of roles, users and groups, in every spelling: `*`,
    `*:*`, `S3:*`, `s3:?*`, `I*:*`, `NotAction`, `NotResource`, and AWS-managed policies such as AdministratorAccess,
    PowerUserAccess and every ...FullAccess, in any partition. A condition changes when an administrator may act, not
    what, so it excuses nothing. A document is told once, with all of the services that it gives, and so are the
    policies of AWS that an identity is given one by one. Permission sets are not asked: people act as one, never a
    workload. Nor are, but in profile `strict`, roles whose trust asks everyone for a second factor, as one for
    emergencies does: no machine has one.

    What holds everyone back who has the policy counts: a permissions boundary of the stack, as far as it leaves out
    whole services, and denials in any of their policies that have no condition and take whole services: all of them,
    all but some actions (`NotAction`), or all but named things (`NotResource`). A Deny that lists what is not meant
    leaves an administrator with exceptions. A boundary that is not in the stack excuses nothing.

    A boundary itself gives nothing. A policy passes that the stack uses as one and as nothing else. One that nobody is
    given, that leaves anything out and only calls itself one, with a name that ends in "boundary" or in a path such as
    `/boundaries/`, is advisory, and passes where it also denies to take boundaries off and leads to no more rights.
    Attaching one of which the stack does not say what it allows does not pass.

    All of a service that leads no further than itself (`polly:*`, `logs:*`, `connect:*`) is what its work needs: it
    passes, and is advisory in profile `strict`. A table names them: they hold no keys, identities or secrets, run no
    code as a role, and are not where workloads of every kind keep their data, as s3, dynamodb, rds and sqs are. A
    service that is in no table is told. All of STS is the matter of `no-assuming-of-any-role`.

    So is, in profile `strict` alone, what is broad in actions and narrow in things: a whole service on resources that
    are named (`dynamodb:*` on one table) or that must carry a tag, and AWS's own policies for the roles of services,
    which its guides say to attach. All of IAM on one role is not narrow: whoever may do everything to a role makes it
    an administrator. A managed policy that repeats one of AWS's own word for word is told there alone, too, in a stack
    that has no identity and gives nobody a policy, unless it makes an administrator.

    Refused:
        access:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: invoice
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}

    Mended:
        access:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: invoice
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::invoice-prod/*"}]}
    """
    holding, told = Holding(stack, ask.settings, ask.profile), list[tuple[Resource, Problem]]()
    for resource in stack.of_type(*TYPES):
        asked = handed_out(resource, partial(of_document, holding, resource), partial(of_policy, holding, resource))
        found, unknown = collect([asked])
        if not _is_for_people(holding, resource):
            told += ((resource, problem) for problem in found)
        if unknown:
            yield Open(resource, (unknown.path,))
    yield from once_a_holder(holding, told)


def _is_for_people(holding: Holding, resource: Resource) -> bool:
    """Whether no machine ever is such an administrator: the one role that has it asks everyone for a second factor."""
    if holding.strict or not (resource.type in ROLES or resource.type in _OF_ONE_ROLE):
        return False
    holders = holding.back.holders(resource)
    return len(holders) == 1 and asks_everyone_for_second_factor(holders[0])


_OF_ONE_ROLE: Final = (
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws-native:iam:RolePolicy",
)
"""What gives a role a policy, and nobody else. Others may give it to whom the stack does not have."""
