"""What AWS wrote itself is known for what it is, and the whole of a service for where it leads."""

import json

import pytest
from tests.support.becoming import allow, document
from tests.support.grants import aws
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.data.managed_documents import managed_document
from daypass.model.resource import Resource
from daypass_policies.rules.no_admin_access import no_admin_access

ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def policy(text: str) -> Resource:
    return aws("iam/rolePolicy", "access", role="api", policy=text)


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (ADMIN, "attaches AdministratorAccess, which allows everything"),
        ("arn:aws-us-gov:iam::aws:policy/PowerUserAccess", "attaches PowerUserAccess, which allows everything"),
        ("arn:aws-cn:iam::aws:policy/IAMFullAccess", "attaches IAMFullAccess, which allows all of iam"),
        ("arn:aws:iam::aws:policy/AWSOrganizationsFullAccess", "which allows all of organizations"),
        ("arn:aws:iam::aws:policy/AmazonBedrockFullAccess", "which allows all of bedrock"),
        ("arn:aws:iam::aws:policy/SecretsManagerReadWrite", "which allows all of secretsmanager"),
        ("arn:aws:iam::aws:policy/NewThingFullAccess", "which allows all of NewThing"),
        ("arn:aws:iam::aws:policy/job-function/DatabaseAdministrator", "which allows all of dynamodb"),
        ("arn:aws:iam::111122223333:policy/daypass/daypass-boundary", "attaches a permissions boundary"),
    ],
)
def test_a_managed_policy_is_known_by_its_arn(arn: str, said: str) -> None:
    attachment = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "ci", policyArn=arn)
    (problem,) = judge_stack(no_admin_access, attachment).problems
    assert said in problem.message
    assert not problem.advisory


@pytest.mark.parametrize(
    ("name", "service"),
    [("service-role/AWSGlueServiceRole", "glue"), ("AmazonSQSFullAccess", "sqs"), ("AmazonS3FullAccess", "s3")],
)
def test_what_aws_has_written_for_one_service_is_advisory_in_profile_strict(name: str, service: str) -> None:
    arn = f"arn:aws:iam::aws:policy/{name}"
    attachment = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "ci", policyArn=arn)
    said = json.loads(managed_document(name) or "")
    for of_aws in (attachment, policy(json.dumps(said, indent=2))):
        assert passes(judge_stack(no_admin_access, of_aws))
        (problem,) = judge_stack(no_admin_access, of_aws, profile="strict").problems
        assert (f"all of {service}" in problem.message, problem.severity, problem.advisory) == (True, "medium", True)
    said["Statement"].append({"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"})
    assert messages(judge_stack(no_admin_access, policy(json.dumps(said))))


@pytest.mark.parametrize("name", ["AdministratorAccess", "IAMFullAccess", "AWSOrganizationsFullAccess"])
def test_a_copy_of_what_makes_an_administrator_makes_one(name: str) -> None:
    (problem,) = judge_stack(no_admin_access, policy(managed_document(name) or "")).problems
    assert (problem.severity, problem.advisory) == ("critical", False)


POLLY = "arn:aws:iam::aws:policy/AmazonPollyFullAccess"


@pytest.mark.parametrize("actions", [["polly:*", "Translate:*", "pricing:*"], ["logs:*"], ["Connect:*", "chime:*"]])
def test_all_of_a_service_that_leads_no_further_passes_and_is_advisory_in_profile_strict(actions: list[str]) -> None:
    attachment = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "ci", policyArn=POLLY)
    for small in (policy(document(allow(actions))), attachment):
        assert passes(judge_stack(no_admin_access, small))
        (problem,) = judge_stack(no_admin_access, small, profile="strict").problems
        assert (problem.severity, problem.advisory) == ("medium", True)


@pytest.mark.parametrize("beside", ["polly:*", "logs:*"])
def test_a_service_that_leads_further_is_not_hidden_by_one_that_does_not(beside: str) -> None:
    (problem,) = judge_stack(no_admin_access, policy(document(allow([beside, "s3:*"])))).problems
    assert (problem.severity, problem.advisory) == ("high", False)


def test_a_service_that_no_table_knows_leads_further() -> None:
    (problem,) = judge_stack(no_admin_access, policy(document(allow("nextyear:*")))).problems
    assert (problem.severity, problem.advisory) == ("high", False)


def test_a_policy_of_aws_that_the_table_does_not_have_is_undecided() -> None:
    new = "arn:aws:iam::aws:policy/AmazonBrandNewThing"
    attached = aws("iam/rolePolicyAttachment", "new", role="app", policyArn=new)
    assert unknowns(judge_stack(no_admin_access, attached)) == ["policyArn"]
