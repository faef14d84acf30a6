"""Whoever may open a shell in a task of ECS acts as its role, where the service lets anybody in, or may do so."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
TASK = aws("ecs/taskDefinition", "jobs", family="jobs", taskRoleArn=f"{ARN}role/jobs")
CLUSTER = aws("ecs/cluster", "core", name="core")
CORE = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task/core/*"
OPENS = "enableExecuteCommand"


def service(**inputs: Any) -> Resource:
    return aws("ecs/service", "jobs", **{"taskDefinition": "jobs:1", "cluster": "core", **inputs})


def judged(*made: Resource, on: str = CORE) -> Answer:
    holder = role("desk"), may("desk", allow("ecs:ExecuteCommand", on))
    strong = role("jobs", "ecs-tasks.amazonaws.com", **ADMINISTRATOR)
    return judge_stack(no_path_to_more_rights, *holder, strong, TASK, *made)


def is_told(answer: Answer) -> bool:
    return any(text.startswith("role 'desk' may act as role 'jobs'") for text in messages(answer))


@pytest.mark.parametrize("says", [True, "true", "True", "1"])
def test_a_service_that_lets_in_is_entered_however_it_says_so(says: Any) -> None:
    assert is_told(judged(service(enableExecuteCommand=says)))
    assert is_told(
        judged(native("ecs:Service", "jobs", taskDefinition="jobs:1", cluster="core", enableExecuteCommand=says))
    )


@pytest.mark.parametrize("says", [False, "false", "0", None, ""])
def test_one_that_says_no_or_nothing_is_quiet(says: Any) -> None:
    assert passes(judged(service(enableExecuteCommand=says)))
    assert passes(judged(service()))


def test_what_the_provider_would_say_of_what_nobody_wrote_is_a_no_until_it_is_known() -> None:
    assert passes(judged(replace(service(), outputs=Properties({"enableExecuteCommand": UNKNOWN}))))
    assert is_told(judged(replace(service(), outputs=Properties({"enableExecuteCommand": True}))))


@pytest.mark.parametrize("says", [UNKNOWN, "maybe", 7, [True]])
def test_what_is_not_known_or_no_switch_is_undecided(says: Any) -> None:
    answer = judged(service(enableExecuteCommand=says))
    assert not answer.problems
    assert unknowns(answer) == [OPENS]


def test_nothing_is_asked_for_who_could_not_enter_anyway() -> None:
    maybe = service(enableExecuteCommand=UNKNOWN)
    assert passes(judged(maybe, on=CORE.replace("core", "web")))
    assert passes(judged(replace(maybe, inputs=Properties({**maybe.inputs.raw, "taskDefinition": "other:1"}))))
    assert is_told(
        judged(maybe, aws("ecs/service", "more", taskDefinition="jobs", cluster="core", enableExecuteCommand=True))
    )


def test_the_cluster_that_is_not_made_yet_is_the_one_on_which_the_service_depends() -> None:
    waiting = replace(
        service(cluster=UNKNOWN, enableExecuteCommand=True), property_dependencies={"cluster": (CLUSTER.urn,)}
    )
    assert is_told(judged(waiting, CLUSTER))
    assert passes(judged(waiting, CLUSTER, on=CORE.replace("core", "web")))


def test_of_one_that_is_of_elsewhere_it_is_not_known_which_it_is() -> None:
    elsewhere = service(cluster=UNKNOWN, enableExecuteCommand=True)
    assert unknowns(judged(elsewhere)) == ["cluster"]
    assert not judged(elsewhere).problems
    assert is_told(judged(elsewhere, on="*"))
    assert is_told(judged(elsewhere, on=f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task/*"))
    assert passes(judged(elsewhere, on=f"arn:aws:ecs:eu-west-1:{ACCOUNT}:service/*"))
    assert passes(judged(service(cluster=None, enableExecuteCommand=True)))
    assert is_told(judged(service(cluster=None, enableExecuteCommand=True), on=CORE.replace("core", "default")))


@pytest.mark.parametrize(("cluster", "is_entered"), [("core", True), ("tools", False), ("*", True)])
def test_the_cluster_that_a_request_brings_along_is_that_of_the_service(cluster: str, *, is_entered: bool) -> None:
    arn = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/{cluster}"
    elsewhere = {"Effect": "Deny", "Action": "ecs:ExecuteCommand", "Resource": "*"}
    guard = aws(
        "iam/rolePolicy",
        "guard",
        role="desk",
        policy=document({**elsewhere, "Condition": {"ArnNotLike": {"ecs:cluster": arn}}}),
    )
    lets_in = service(enableExecuteCommand=True)
    assert is_told(judged(lets_in, guard)) is is_entered


@pytest.mark.parametrize(("operator", "is_entered"), [("ArnEquals", False), ("ArnNotEquals", True)])
def test_a_cluster_that_is_told_by_its_arn_is_that_very_one(operator: str, *, is_entered: bool) -> None:
    arn = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/core"
    refused = {
        "Effect": "Deny",
        "Action": "ecs:ExecuteCommand",
        "Resource": "*",
        "Condition": {operator: {"ecs:cluster": arn}},
    }
    guard = aws("iam/rolePolicy", "guard", role="desk", policy=document(refused))
    assert is_told(judged(service(enableExecuteCommand=True, cluster=arn), guard)) is is_entered


def test_one_that_is_not_known_yet_decides_nothing_where_it_is_asked_for() -> None:
    tools = {"ArnEquals": {"ecs:cluster": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/tools"}}
    holder = role("desk"), may("desk", allow("ecs:ExecuteCommand", Condition=tools))
    strong = role("jobs", "ecs-tasks.amazonaws.com", **ADMINISTRATOR)
    answer = judge_stack(
        no_path_to_more_rights, *holder, strong, TASK, service(enableExecuteCommand=True, cluster=UNKNOWN)
    )
    assert (messages(answer), unknowns(answer)) == ([], ["cluster"])


SESSION = "ssm:StartSession"


def asked(*statements: dict[str, Any], opens: Any = True) -> Answer:
    strong = role("jobs", "ecs-tasks.amazonaws.com", **ADMINISTRATOR)
    lets_in = service(enableExecuteCommand=opens)
    return judge_stack(no_path_to_more_rights, role("desk"), may("desk", *statements), strong, TASK, lets_in)


def test_session_manager_opens_the_same_shell_for_whom_ecs_refuses_it() -> None:
    (text,) = messages(asked(allow(SESSION, CORE), deny("ecs:ExecuteCommand")))
    assert "(ecs-x06: ssm:StartSession)" in text


def test_who_is_refused_both_or_has_sessions_elsewhere_does_not_get_in() -> None:
    machines = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-0123456789abcdef0"
    assert passes(asked(allow(SESSION, CORE), deny(SESSION, f"arn:aws:ecs:*:{ACCOUNT}:task/*")))
    assert passes(asked(allow(SESSION, CORE.replace("core", "web"))))
    assert passes(asked(allow(SESSION, machines)))
    assert passes(asked(allow(SESSION, CORE), opens=False))


def test_a_session_with_a_document_that_types_nothing_opens_no_shell() -> None:
    forwarding = "arn:aws:ssm:eu-west-1::document/AWS-StartPortForwardingSession"
    checked = {"BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"}}
    assert passes(asked(allow(SESSION, [CORE, forwarding], Condition=checked)))


def test_of_a_service_that_may_let_in_it_is_not_known_either() -> None:
    answer = asked(allow(SESSION, CORE), opens=UNKNOWN)
    assert (messages(answer), unknowns(answer)) == ([], [OPENS])
