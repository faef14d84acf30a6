"""Who registers a model does not approve it, where others are there for that and it is deployed after that."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass.rule import Rule
from daypass_policies.rules.check_is_somebody_elses import check_is_somebody_elses
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

HERE = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}"
PACKAGES, GROUP = f"{HERE}:model-package/scores/*", f"{HERE}:model-package-group/scores"
STATUS = "sagemaker:ModelApprovalStatus"


def held(statement: dict[str, Any], status: str) -> dict[str, Any]:
    return {**statement, "Condition": {"StringEquals": {STATUS: status}}}


REGISTERS = allow("sagemaker:CreateModelPackage", [GROUP, PACKAGES])
PENDING = held(REGISTERS, "PendingManualApproval")
APPROVES = allow("sagemaker:UpdateModelPackage", PACKAGES)
DESK = role("desk", "lambda.amazonaws.com"), may("desk", APPROVES)
WRITES = allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/credit-limits")
DETAIL = {"ModelPackageGroupName": ["scores"], "ModelApprovalStatus": ["Approved"]}


def rule(detail: Any = None, **inputs: Any) -> Resource:
    pattern = {
        "source": ["aws.sagemaker"],
        "detail-type": ["SageMaker Model Package State Change"],
        "detail": DETAIL if detail is None else detail,
    }
    return aws("cloudwatch/eventRule", "approved", name="approved", eventPattern=json.dumps(pattern), **inputs)


def deployed(*rights: dict[str, Any]) -> tuple[Resource, ...]:
    """What the rule starts, and the role as which it has the container run."""
    target = aws(
        "cloudwatch/eventTarget", "t", rule="approved", arn=f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:deploy"
    )
    passes_it = allow("iam:PassRole", f"{ARN}role/endpoint"), allow("sagemaker:CreateModel", f"{HERE}:model/score-*")
    deployer = function("deploy", "deployer"), role("deployer"), may("deployer", *passes_it)
    return target, *deployer, role("endpoint", "sagemaker.amazonaws.com"), may("endpoint", *(rights or (WRITES,)))


def judged(
    *given: dict[str, Any],
    by: Rule = low_trust_does_not_trigger_high,
    on: Resource | None = None,
    others: tuple[Resource, ...] = DESK,
    runs: tuple[Resource, ...] | None = None,
) -> Answer:
    trainer = role("trainer", "sagemaker.amazonaws.com"), may("trainer", *(given or (PENDING, APPROVES)))
    return judge_stack(by, *trainer, on or rule(), *(runs or deployed()), *others)


@pytest.mark.parametrize("by", [low_trust_does_not_trigger_high, check_is_somebody_elses])
def test_who_approves_what_they_register_is_told(by: Rule) -> None:
    found = judged(by=by)
    assert only(found).startswith(
        "role 'trainer' may register a model and approve it itself (sagemaker:UpdateModelPackage), by which event rule "
        "'approved' starts function 'deploy'; that has its container run as role 'endpoint', which may "
        "dynamodb:UpdateItem on "
    )
    (problem,) = found.problems
    assert problem.advisory


def test_it_is_so_where_somebody_else_approves_or_who_registers_is_held_to_what_is_pending() -> None:
    assert "'trainer'" in only(judged(REGISTERS, APPROVES))
    assert "'trainer'" in only(judged(PENDING, APPROVES, others=()))
    assert passes(judged(REGISTERS, APPROVES, others=()))
    both = role("second", "sagemaker.amazonaws.com"), may("second", REGISTERS, APPROVES, WRITES)
    assert passes(judged(REGISTERS, APPROVES, others=both))


@pytest.mark.parametrize(
    "given",
    [
        (PENDING,),
        (APPROVES,),
        (PENDING, APPROVES, deny("sagemaker:UpdateModelPackage")),
        (PENDING, held(APPROVES, "Rejected")),
        (PENDING, APPROVES, {**held(deny("sagemaker:UpdateModelPackage"), "Approved")}),
        (PENDING, allow("sagemaker:UpdateModelPackage", f"{HERE}:model-package/drafts/*")),
        (allow("sagemaker:CreateModelPackage", f"{HERE}:model-package/drafts/*"), APPROVES),
    ],
)
def test_who_does_one_of_both_or_only_rejects_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "detail",
    [{"ModelPackageGroupName": ["scores"], "ModelApprovalStatus": ["Rejected"]}, {"ModelPackageGroupName": ["scores"]}],
)
def test_a_rule_that_waits_for_no_approval_is_none(detail: dict[str, Any]) -> None:
    assert passes(judged(on=rule(detail)))
    assert passes(judged(on=rule(state="DISABLED")))


def test_a_rule_that_names_no_group_is_about_those_of_the_stack() -> None:
    group = aws("sagemaker/modelPackageGroup", "scores", modelPackageGroupName="scores")
    assert "'trainer'" in only(judged(on=rule({"ModelApprovalStatus": ["Approved"]}), others=(*DESK, group)))


def test_a_container_that_may_nothing_more_passes() -> None:
    assert passes(judged(PENDING, APPROVES, WRITES))
    assert passes(judged(runs=deployed(allow("s3:GetObject", "arn:aws:s3:::acme-models/*"))))


def test_what_the_trainer_may_is_not_known_yet() -> None:
    later = aws("iam/rolePolicy", "more", role="trainer", policy=UNKNOWN)
    answer = judged(PENDING, others=(*DESK, later))
    assert not answer.problems
    assert unknowns(answer) == ["policy"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [7], {"ModelApprovalStatus": "Approved"}])
def test_no_shape_breaks_it(odd: Any) -> None:
    judged(on=rule({"ModelApprovalStatus": odd}))
    judged(on=rule(odd))
