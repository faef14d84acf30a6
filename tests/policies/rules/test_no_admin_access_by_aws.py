"""What AWS wrote itself is known for what it is, and the whole of a service for where it leads."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, document, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.data.managed_documents import managed_document
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.no_admin_access import no_admin_access
from daypass_policies.rules.no_rewriting_of_any_policy import no_rewriting_of_any_policy

ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def policy(text: str) -> Resource:
    return aws("iam/rolePolicy", "access", role="api", policy=text)


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (ADMIN, "attaches AdministratorAccess, which allows everything"),
        ("arn:aws-us-gov:iam::aws:policy/PowerUserAccess", "attaches PowerUserAccess, which allows everything"),
        ("arn:aws-cn:iam::aws:policy/IAMFullAccess", "attaches IAMFullAccess, which allows all of iam"),
        ("arn:aws:iam::aws:policy/AmazonSQSFullAccess", "attaches AmazonSQSFullAccess, which allows all of sqs"),
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


def attached(name: str, to: str = "fn") -> Resource:
    arn = f"arn:aws:iam::aws:policy/{name}"
    return aws("iam/rolePolicyAttachment", f"{to}-{name}", role=to, policyArn=arn)


def test_policies_of_aws_that_a_role_is_given_one_by_one_are_one_finding_of_the_role() -> None:
    """A function of Pulumi's library gets eight, and who writes one has one thing to mend."""
    names = ("AmazonSQSFullAccess", "AmazonS3FullAccess", "AmazonKinesisFullAccess")
    answer = judge_stack(no_admin_access, role("fn"), role("other"), *map(attached, names), attached(names[0], "other"))
    told = {problem.on.name if problem.on else "": problem for problem in answer.problems}
    assert set(told) == {"fn", "other-AmazonSQSFullAccess"}
    assert told["fn"].message == (
        "role 'fn' is given 3 policies of AWS that each allow all of a service: "
        "AmazonKinesisFullAccess, AmazonS3FullAccess, AmazonSQSFullAccess"
    )
    assert (told["fn"].severity, told["fn"].key) == ("high", " ".join(sorted(names)))


def test_a_role_that_the_stack_does_not_have_is_told_once_by_what_attaches_them() -> None:
    (problem,) = judge_stack(no_admin_access, *map(attached, ("AmazonS3FullAccess", "AmazonSQSFullAccess"))).problems
    assert problem.message == (
        "the holder to which 'fn-AmazonS3FullAccess' attaches a policy is given 2 policies of AWS "
        "that each allow all of a service: AmazonS3FullAccess, AmazonSQSFullAccess"
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (
            ("AWSLambda_FullAccess", "AmazonCognitoPowerUser", "AmazonDynamoDBFullAccess", "AmazonS3FullAccess"),
            " (as a CallbackFunction of Pulumi has them until its `policies` or its `role` says what it needs)",
        ),
        (
            ("AWSLambda_FullAccess", "AmazonECS_FullAccess"),
            " (as a task of awsx has them until its `taskRole` says what it needs)",
        ),
        (("AWSLambda_FullAccess", "AmazonS3FullAccess"), "AmazonS3FullAccess"),
    ],
)
def test_what_a_library_gives_is_told_with_what_takes_its_place(names: tuple[str, ...], words: str) -> None:
    (problem,) = judge_stack(no_admin_access, role("fn"), *map(attached, names)).problems
    assert problem.message.endswith(words)


def test_so_are_those_that_it_lists_itself() -> None:
    names = ("AmazonSQSFullAccess", "AmazonS3FullAccess")
    listed = role("fn", managedPolicyArns=[f"arn:aws:iam::aws:policy/{name}" for name in names])
    (problem,) = judge_stack(no_admin_access, listed).problems
    assert problem.message.startswith("role 'fn' is given 2 policies of AWS that each allow all of a service")
    beside = judge_stack(no_admin_access, listed, attached("AmazonKinesisFullAccess"))
    assert "is given 3 policies of AWS" in only(beside)
    twice = judge_stack(no_admin_access, listed, attached(names[0]))
    assert "is given 2 policies of AWS" in only(twice)
    same = judge_stack(
        no_admin_access, role("fn", managedPolicyArns=[f"arn:aws:iam::aws:policy/{names[0]}"]), attached(names[0])
    )
    assert [one.message.partition(" which")[2] for one in same.problems] == [" allows all of sqs"] * 2


def test_together_they_weigh_as_much_as_the_gravest() -> None:
    names = ("AmazonS3FullAccess", "IAMFullAccess", "AWSOrganizationsFullAccess")
    (problem,) = judge_stack(no_admin_access, role("fn"), *map(attached, names)).problems
    assert problem.severity == "critical"
    assert "is given 3 policies of AWS that each allow all of a service" in problem.message


def test_an_administrator_is_told_beside_them() -> None:
    names = ("AmazonSQSFullAccess", "AmazonS3FullAccess", "AdministratorAccess")
    answer = judge_stack(no_admin_access, role("fn"), *map(attached, names))
    assert sorted(str(problem.severity) for problem in answer.problems) == ["critical", "high"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("service-role/AWSGlueServiceRole", "which allows all of glue"),
        ("AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy", "which allows all of cloudformation, elasticbeanstalk"),
    ],
)
def test_what_guides_of_aws_say_to_attach_to_the_roles_of_its_services_is_advisory_in_profile_strict(
    name: str, said: str
) -> None:
    arn = f"arn:aws:iam::aws:policy/{name}"
    attachment = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "ci", role="theirs", policyArn=arn)
    theirs = role("theirs", "elasticbeanstalk.amazonaws.com")
    assert passes(judge_stack(no_admin_access, theirs, attachment))
    (problem,) = judge_stack(no_admin_access, theirs, attachment, profile="strict").problems
    assert (said in problem.message, problem.advisory) == (True, True)


@pytest.mark.parametrize("entering", ["lambda.amazonaws.com", f"{ARN}root"])
def test_such_a_policy_of_another_path_is_told_on_any_other_role(entering: str) -> None:
    arn = "arn:aws:iam::aws:policy/AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy"
    attachment = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "ci", role="other", policyArn=arn)
    (problem,) = judge_stack(no_admin_access, role("other", entering), attachment).problems
    assert not problem.advisory
    message = only(judge_stack(no_admin_access, attachment))
    assert "attaches AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy" in message  # whose it is, nothing here says


@pytest.mark.parametrize(
    ("name", "severity"),
    [("AdministratorAccess", "critical"), ("IAMFullAccess", "critical"), ("PowerUserAccess", "high")],
)
def test_whoever_has_everything_but_iam_weighs_less(name: str, severity: str) -> None:
    arn = f"arn:aws:iam::aws:policy/{name}"
    attachment = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "ci", role="ci", policyArn=arn)
    (problem,) = judge_stack(no_admin_access, role("ci"), attachment).problems
    assert problem.severity == severity
    written = policy(managed_document(name) or "")
    assert [one.severity for one in judge_stack(no_admin_access, written).problems] == [severity]


def copied(name: str = "AmazonS3FullAccess", **inputs: Any) -> Resource:
    """A managed policy that says what one of AWS's own says, laid out otherwise."""
    said = json.dumps(json.loads(managed_document(name) or ""), indent=2)
    return aws("iam/policy", "copy", arn=f"{ARN}policy/copy", policy=said, **inputs)


def natively_copied(**inputs: Any) -> Resource:
    return native(
        "iam:ManagedPolicy", "copy", policyDocument=json.loads(managed_document("AmazonS3FullAccess") or ""), **inputs
    )


@pytest.mark.parametrize("name", ["AmazonS3FullAccess", "AmazonSQSFullAccess", "service-role/AWSGlueServiceRole"])
def test_a_copy_of_what_aws_wrote_is_told_in_profile_strict_alone_where_nobody_is_given_anything(name: str) -> None:
    assert passes(judge_stack(no_admin_access, copied(name)))
    assert "policy of 'copy' allows all of " in only(judge_stack(no_admin_access, copied(name), profile="strict"))
    message = only(judge_stack(no_admin_access, policy(managed_document(name) or "")))
    assert "policy of 'access' allows all of " in message


@pytest.mark.parametrize(
    "others",
    [
        [role("app"), aws("iam/rolePolicyAttachment", "given", role="app", policyArn=f"{ARN}policy/copy")],
        [aws("iam/rolePolicyAttachment", "given", role="outside", policyArn=f"{ARN}policy/copy")],
        [aws("iam/rolePolicyAttachment", "given", role="outside", policyArn=UNKNOWN)],
        [aws("iam/policyAttachment", "given", users=["ann"], policyArn=f"{ARN}policy/copy")],
        [role("app", managedPolicyArns=UNKNOWN)],
        [role("app")],
    ],
)
def test_where_anybody_may_have_it_a_copy_is_judged_as_any_other(others: list[Resource]) -> None:
    assert "allows all of s3, s3-object-lambda on" in only(judge_stack(no_admin_access, copied(), *others))


@pytest.mark.parametrize("holders", [{"roles": ["app"]}, {"users": UNKNOWN}, {"groups": ["ops"]}])
def test_a_copy_that_names_its_own_holders_is_judged_as_any_other(holders: dict[str, Any]) -> None:
    assert passes(judge_stack(no_admin_access, natively_copied()))
    assert "allows all of s3, s3-object-lambda on" in only(judge_stack(no_admin_access, natively_copied(**holders)))


def test_what_is_declared_and_what_is_there_both_have_to_be_a_copy() -> None:
    copy, wide = copied(), document(allow(["s3:*", "dynamodb:*"]))
    there, declared = copy.inputs.raw, {**copy.inputs.raw, "policy": wide}
    for inputs, outputs in ((declared, there), (there, declared)):
        message = only(
            judge_stack(no_admin_access, replace(copy, inputs=Properties(inputs), outputs=Properties(outputs)))
        )
        assert "policy of 'copy' allows all of " in message


def test_what_says_more_than_aws_is_no_copy() -> None:
    said = json.loads(managed_document("AmazonS3FullAccess") or "")
    said["Statement"].append(allow("s3:ListAllMyBuckets"))
    message = only(judge_stack(no_admin_access, aws("iam/policy", "more", policy=json.dumps(said))))
    assert "allows all of s3, s3-object-lambda on" in message
    message = only(judge_stack(no_admin_access, aws("iam/policy", "named", policy=json.dumps(said | {"Id": "mine"}))))
    assert "allows all of s3, s3-object-lambda on" in message


@pytest.mark.parametrize("name", ["AdministratorAccess", "IAMFullAccess", "AWSOrganizationsFullAccess"])
def test_a_copy_of_what_makes_an_administrator_makes_one(name: str) -> None:
    copy = aws("iam/policy", "copy", policy=managed_document(name))
    (problem,) = judge_stack(no_admin_access, copy).problems
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


@pytest.mark.parametrize("id_", [UNKNOWN, Secret("x"), [[["deep"]]], 7], ids=repr)
def test_what_cannot_be_read_in_full_hides_neither_itself_nor_others(id_: Any) -> None:
    said = json.loads(managed_document("AmazonS3FullAccess") or "") | {"Id": id_}
    answer = judge_stack(no_admin_access, native("iam:ManagedPolicy", "copy", policyDocument=said))
    assert "policy of 'copy' allows all of " in only(answer)
    narrow = native("iam:ManagedPolicy", "narrow", policyDocument={"Id": id_, "Statement": [allow("s3:GetObject")]})
    writes = aws("iam/policy", "loose", policy=document(allow("kms:PutKeyPolicy")))
    assert "may write the policy of any key" in only(judge_stack(no_rewriting_of_any_policy, narrow, writes))
