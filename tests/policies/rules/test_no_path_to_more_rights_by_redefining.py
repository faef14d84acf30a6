"""Who writes anew what a service does as a role that they pass along has what the role may beside its definition."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

FUNCTIONS = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function"
PIPE = f"arn:aws:pipes:eu-west-1:{ACCOUNT}:pipe/sensors"
DOORS = allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/doors")
UPDATES = allow("pipes:UpdatePipe", PIPE)
BOTH = [f"{FUNCTIONS}:store", f"{FUNCTIONS}:unlock"]
SET = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stackset/baseline:*"
SETS = allow("cloudformation:UpdateStackSet", SET)


def passes_to(service: str, called: str) -> dict[str, Any]:
    to = {"StringEquals": {"iam:PassedToService": f"{service}.amazonaws.com"}}
    return allow("iam:PassRole", f"{ARN}role/{called}", Condition=to)


GIVEN = UPDATES, passes_to("pipes", "sensors")


def judged(*given: dict[str, Any], starts: Any = None, by: str = "pacer", tags: Any = None, **pipe: Any) -> Answer:
    target = {"name": "sensors", "roleArn": f"{ARN}role/sensors", "target": f"{FUNCTIONS}:store", **pipe}
    called = allow("lambda:InvokeFunction", starts or BOTH)
    doors = role("unlock"), may("unlock", DOORS), function("unlock", "unlock")
    store = role("store"), may("store", DOORS), function("store", "store")
    sensors = role("sensors", "pipes.amazonaws.com"), may("sensors", called), aws("pipes/pipe", "sensors", **target)
    return judge_stack(
        no_path_to_more_rights, role(by, tags=tags or {}), may(by, *(given or GIVEN)), *doors, *store, *sensors
    )


@pytest.mark.parametrize("starts", [BOTH, f"{FUNCTIONS}:*"], ids=str)
def test_a_pipe_is_made_to_call_what_its_role_may_and_its_definition_does_not_name(starts: Any) -> None:
    message = only(judged(starts=starts))
    assert message.startswith("role 'pacer' leads to role 'unlock', which may dynamodb:UpdateItem")
    assert "then role 'sensors' may make function 'unlock' run (lambda:InvokeFunction)" in message


@pytest.mark.parametrize(
    "given",
    [
        (UPDATES,),
        (allow("pipes:StopPipe", PIPE), GIVEN[1]),
        (*GIVEN, deny("pipes:UpdatePipe")),
        (*GIVEN, allow("lambda:InvokeFunction", f"{FUNCTIONS}:unlock")),
        (*GIVEN, DOORS),
    ],
    ids=["passes none", "only stops it", "is denied", "may call it itself", "may do so itself"],
)
def test_who_may_not_update_it_or_do_it_anyhow_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_what_the_definition_names_is_what_the_role_is_there_for() -> None:
    assert passes(judged(starts=BOTH[:1]))
    assert passes(judged(enrichment=BOTH[1]))


def test_what_is_called_like_it_and_what_deploys_look_after_it() -> None:
    assert passes(judged(by="unlock-pacer"))
    assert passes(judged(by="sensors-pacer"))
    assert passes(judged(tags={"daypass:class": "pipeline"}))


def in_stack_set(
    *given: dict[str, Any], execution: dict[str, Any], by: str = "labels", tags: Any = None, trusted: str = "set-admin"
) -> Answer:
    admin = role("set-admin", "cloudformation.amazonaws.com")
    assumes = may("set-admin", allow("sts:AssumeRole", f"{ARN}role/baseline-execution"))
    runs = role("baseline-execution", lets_in(f"{ARN}role/{trusted}")), may("baseline-execution", execution)
    own = given or (SETS, passes_to("cloudformation", "set-admin"))
    return judge_stack(no_path_to_more_rights, role(by, tags=tags or {}), may(by, *own), admin, assumes, *runs)


IDENTITIES = allow(["iam:CreateRole", "iam:PutRolePolicy"], f"{ARN}role/baseline/*")
RULES = allow("config:PutConfigRule")


@pytest.mark.parametrize("by", ["labels", "baseline-labels"])
def test_a_template_of_theirs_is_deployed_as_the_execution_role(by: str) -> None:
    message = only(in_stack_set(execution=IDENTITIES, by=by))
    assert "leads to role 'baseline-execution', which may iam:CreateRole" in message
    assert "then role 'set-admin' may assume role 'baseline-execution'" in message


def test_of_a_stack_set_that_is_called_like_them_what_changes_no_identities_is_theirs() -> None:
    assert only(in_stack_set(execution=RULES))
    assert passes(in_stack_set(execution=RULES, by="baseline-labels"))


@pytest.mark.parametrize(
    "given",
    [
        (SETS,),
        (allow("cloudformation:DescribeStackSet"), passes_to("cloudformation", "set-admin")),
        (SETS, passes_to("cloudformation", "set-admin"), deny("cloudformation:UpdateStackSet")),
    ],
    ids=["passes none", "only looks", "is denied"],
)
def test_who_may_not_update_it_deploys_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(in_stack_set(*given, execution=IDENTITIES))


def test_a_template_that_must_lie_elsewhere_is_not_theirs() -> None:
    url = "https://templates.s3.amazonaws.com/baseline.json"
    held = {**SETS, "Condition": {"StringEquals": {"cloudformation:TemplateUrl": url}}}
    assert passes(in_stack_set(held, passes_to("cloudformation", "set-admin"), execution=IDENTITIES))


def test_what_deploys_is_there_for_stack_sets_and_another_role_may_not_be_entered() -> None:
    assert passes(in_stack_set(execution=RULES, tags={"daypass:class": "pipeline"}))
    assert passes(in_stack_set(execution=IDENTITIES, trusted="other-admin"))
