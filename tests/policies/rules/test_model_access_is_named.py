"""What `model-access-is-named` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.agents import agent_role
from tests.support.becoming import allow, deny, document, may, role
from tests.support.calls import calls
from tests.support.grants import ARN, aws, group, user
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.data.managed_documents import managed_document
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules import catalog

RULE = catalog()["model-access-is-named"]
MODELS = "arn:aws:bedrock:{}::foundation-model/{}"
CLAUDE = MODELS.format("eu-west-1", "anthropic.claude-sonnet-4-20250514-v1:0")
PROFILE = "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0"
INVOKE = "bedrock:InvokeModel"


@pytest.mark.parametrize(
    "action", [INVOKE, "bedrock:Converse*", "bedrock:Invoke*", "BEDROCK:invokemodelwithresponsestream", "bedrock:*"]
)
@pytest.mark.parametrize(
    "resource",
    [
        *("*", MODELS.format("*", "*"), MODELS.format("eu-west-1", "*"), "arn:aws:bedrock:*:*:*", "arn:*"),
        *(MODELS.format("*", "*").replace("aws", "aws-us-gov", 1), "arn:*:bedrock:*::foundation-model/*"),
        [CLAUDE, MODELS.format("us-west-2", "*")],
    ],
    ids=repr,
)
def test_who_may_call_every_model_is_found(action: str, resource: Any) -> None:
    (problem,) = judge_stack(RULE, role("app"), may("app", allow(action, resource))).problems
    assert problem.on is not None
    assert problem.on.name == "app"


@pytest.mark.parametrize(
    "statements",
    [
        [allow(INVOKE, CLAUDE)],
        [allow("bedrock:InvokeModel*", [CLAUDE, PROFILE])],
        [allow(INVOKE, MODELS.format("*", "anthropic.claude-*"))],
        [allow(INVOKE, MODELS.format("*", "anthropic.*"))],
        [allow(INVOKE, "arn:aws:bedrock:*:111122223333:application-inference-profile/a1b2")],
        [allow(["bedrock:ListFoundationModels", "bedrock:GetFoundationModel"])],
        [allow("bedrock:Retrieve", "*")],
        [allow(INVOKE), deny(INVOKE, Condition={"Null": {"bedrock:InferenceProfileArn": "true"}})],
        [allow(INVOKE, MODELS.format("*", "*"), Condition={"StringLike": {"bedrock:InferenceProfileArn": PROFILE}})],
        [allow(INVOKE), {"Effect": "Deny", "Action": INVOKE, "NotResource": CLAUDE}],
        [allow("*")],
        [allow("s3:*")],
    ],
    ids=repr,
)
def test_who_names_what_is_called_passes(statements: list[dict[str, Any]]) -> None:
    assert passes(judge_stack(RULE, role("app"), may("app", *statements)))


def test_a_policy_of_very_many_regions_is_asked_once() -> None:
    def stack(regions: int) -> list[Resource]:
        many = [MODELS.format(f"region-{number}", "anthropic.claude-x") for number in range(regions)]
        return [role("app"), may("app", allow(INVOKE, [*many, MODELS.format("*", "*")]))]

    few, many = stack(500), stack(2_000)
    assert len(messages(judge_stack(RULE, *many))) == 1
    assert calls(lambda: judge_stack(RULE, *many)) < 5 * calls(lambda: judge_stack(RULE, *few))


def test_all_but_one_model_is_every_model() -> None:
    every_other = {"Effect": "Allow", "Action": INVOKE, "NotResource": CLAUDE}
    assert messages(judge_stack(RULE, role("app"), may("app", every_other)))


def test_an_agent_that_may_do_everything_may_call_every_model() -> None:
    assert messages(judge_stack(RULE, agent_role(), may("support", allow("*"))))


def test_a_policy_that_nobody_has_yet_is_found() -> None:
    loose = aws("iam/policy", "models", name="models", arn=f"{ARN}policy/models", policy=document(allow(INVOKE)))
    (found,) = messages(judge_stack(RULE, loose))
    assert "the holder of policy 'models'" in found
    attached = aws("iam/rolePolicyAttachment", "a", role="app", policyArn=f"{ARN}policy/models")
    (problem,) = judge_stack(RULE, role("app"), loose, attached).problems
    assert problem.on is not None
    assert problem.on.name == "app"


@pytest.mark.parametrize(
    "fence",
    [
        aws("iam/policy", "agents-boundary", policy=document(allow(["bedrock:InvokeModel", "s3:Get*"]))),
        aws("iam/policy", "agents", path="/boundaries/", policy=document(allow("bedrock:InvokeModel"))),
        aws("iam/policy", "fence", policy=document(allow("*"), deny("iam:*"))),
        aws("iam/policy", "fence", policy="{"),
    ],
    ids=repr,
)
def test_a_boundary_gives_nothing(fence: Resource) -> None:
    assert passes(judge_stack(RULE, fence))


def test_what_aws_hands_out_counts_for_agents_users_and_groups() -> None:
    full = ["arn:aws:iam::aws:policy/AmazonBedrockFullAccess"]
    assert messages(judge_stack(RULE, role("app", managedPolicyArns=full, tags={"PrincipalType": "Agent"})))
    assert messages(judge_stack(RULE, user("ann"), aws("iam/userPolicyAttachment", "a", user="ann", policyArn=full[0])))
    given = aws("iam/groupPolicyAttachment", "a", group="ops", policyArn=full[0])
    assert messages(judge_stack(RULE, group("ops"), given))
    assert passes(judge_stack(RULE, role("app", managedPolicyArns=full)))
    assert messages(judge_stack(RULE, role("app", managedPolicyArns=full), may("app", allow(INVOKE, "*"))))


def test_a_copy_of_what_aws_says_is_asked_about_as_soon_as_anybody_may_have_it() -> None:
    copy = aws("iam/policy", "copy", policy=managed_document("AmazonBedrockMantleInferenceAccess"))
    assert passes(judge_stack(RULE, copy))
    assert messages(judge_stack(RULE, copy, profile="strict"))
    assert messages(judge_stack(RULE, copy, role("app")))


def test_a_boundary_counts() -> None:
    fence = aws("iam/policy", "fence", arn=f"{ARN}policy/fence", policy=document(allow(INVOKE, CLAUDE)))
    stack = (role("app", permissionsBoundary=f"{ARN}policy/fence"), fence, may("app", allow("bedrock:*")))
    assert passes(judge_stack(RULE, *stack))


def test_what_is_unknown_is_undecided() -> None:
    unclear = aws("iam/rolePolicy", "p", role="app", policy=UNKNOWN)
    assert unknowns(judge_stack(RULE, role("app"), unclear)) == ["policy"]
    agents = aws("iam/rolePolicy", "p", role="support", policy=UNKNOWN)
    assert len(unknowns(judge_stack(RULE, agent_role(), agents))) == 1
    resource = {"Version": "2012-10-17", "Statement": [{**allow(INVOKE), "Resource": UNKNOWN}]}
    native = aws("iam/rolePolicy", "p", role="app", policy=resource)
    assert len(unknowns(judge_stack(RULE, role("app"), native))) == 1


PROJECT = "arn:aws:bedrock-mantle:eu-west-1:111122223333:project/orders"


def test_the_other_endpoint_is_asked_for_a_project_or_a_model() -> None:
    infer = "bedrock-mantle:CreateInference"
    for resource in ("*", "arn:aws:bedrock-mantle:eu-west-1:111122223333:project/*"):
        assert len(messages(judge_stack(RULE, role("app"), may("app", allow(infer, resource))))) == 1
        named = {"Condition": {"StringEquals": {"bedrock-mantle:Model": "openai.gpt-oss-120b"}}}
        assert passes(judge_stack(RULE, role("app"), may("app", allow(infer, resource, **named))))
    assert passes(judge_stack(RULE, role("app"), may("app", allow("bedrock-mantle:*", PROJECT))))
    assert passes(judge_stack(RULE, role("app"), may("app", allow("bedrock-mantle:List*"))))


def test_of_who_may_do_everything_another_rule_speaks() -> None:
    read, all_ = (f"arn:aws:iam::aws:policy/{name}" for name in ("ReadOnlyAccess", "AdministratorAccess"))
    assert passes(judge_stack(RULE, role("ci", managedPolicyArns=[read, all_])))
    assert passes(judge_stack(RULE, role("ci"), may("ci", allow("*"), allow(INVOKE))))
    assert messages(judge_stack(RULE, agent_role(managedPolicyArns=[all_])))
