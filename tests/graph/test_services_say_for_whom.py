"""A service says for which thing it enters a role, and a trust that asks lets it in for that thing alone."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, edges, every_edge, graph, lets_in, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native

from daypass.model.resource import UNKNOWN, Resource

PASSES = allow("iam:PassRole", f"{ARN}role/*")
PODS = "pods.eks.amazonaws.com"


def asks(service: str, **conditions: Any) -> Resource:
    return role("b", lets_in(service, ["sts:AssumeRole", "sts:TagSession"], Condition=conditions))


def is_handed_over(target: Resource, *given: dict[str, Any], made: tuple[Resource, ...] = ()) -> bool:
    found = edges(graph(role("a"), may("a", PASSES, *given), target, *made), "a")
    return any(edge.how == "pass role" and edge.target.name == "b" and edge.is_certain for edge in found)


def arn(service: str, rest: str, region: str = "eu-west-1") -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def for_source(service: str, rest: str, operator: str = "ArnLike") -> Resource:
    return asks(f"{service}.amazonaws.com", **{operator: {"aws:SourceArn": arn(service, rest)}})


PAYROLL = for_source("scheduler", "schedule-group/payroll")


def schedules(name: str, action: str = "scheduler:CreateSchedule") -> dict[str, Any]:
    return allow(action, arn("scheduler", f"schedule/{name}"))


@pytest.mark.parametrize("name", ["reminders/*", "reminders/daily", "default/payroll", "payrolls/*", "pay/*"])
@pytest.mark.parametrize("action", ["scheduler:CreateSchedule", "scheduler:UpdateSchedule"])
def test_a_role_for_one_group_of_schedules_is_not_entered_through_another(name: str, action: str) -> None:
    assert not is_handed_over(PAYROLL, schedules(name, action))
    assert is_handed_over(role("b", "scheduler.amazonaws.com"), schedules(name, action))
    assert is_handed_over(for_source("scheduler", "schedule-group/*"), schedules(name, action))
    assert is_handed_over(for_source("scheduler", "*"), schedules(name, action))


@pytest.mark.parametrize("name", ["payroll/*", "payroll/daily", "*", "*/*", "pay*", "*/daily"])
def test_who_schedules_in_the_group_that_the_trust_asks_for_enters(name: str) -> None:
    for operator in ("ArnEquals", "ArnLike", "StringEquals", "StringLike"):
        assert is_handed_over(for_source("scheduler", "schedule-group/payroll", operator), schedules(name))
    assert is_handed_over(PAYROLL, schedules("reminders/*"), schedules(name))
    assert is_handed_over(PAYROLL, schedules("reminders/*"), schedules(name, "scheduler:UpdateSchedule"))


def test_who_schedules_whatever_enters_unless_it_is_denied_in_that_group() -> None:
    assert is_handed_over(PAYROLL, allow("scheduler:*"))
    elsewhere = allow("scheduler:CreateSchedule", arn("scheduler", "schedule/payroll/*", "us-east-1"))
    assert not is_handed_over(PAYROLL, elsewhere)
    denied = deny("scheduler:CreateSchedule", arn("scheduler", "schedule/payroll/*"))
    assert not is_handed_over(PAYROLL, schedules("payroll/*"), schedules("reminders/*"), denied)


def test_what_a_trust_lets_in_besides_counts_as_well() -> None:
    service = "scheduler.amazonaws.com"
    payroll = {"Condition": {"ArnLike": {"aws:SourceArn": arn("scheduler", "schedule-group/payroll")}}}
    both = role("b", lets_in(service, **payroll), lets_in(service))
    assert is_handed_over(both, schedules("reminders/*"))
    if_exists = for_source("scheduler", "schedule-group/payroll", "ArnLikeIfExists")
    assert not is_handed_over(if_exists, schedules("reminders/*"))
    kept_out = role("b", lets_in(service), {**lets_in(service, **payroll), "Effect": "Deny"})
    assert is_handed_over(kept_out, schedules("reminders/*"))
    assert not is_handed_over(kept_out, schedules("payroll/*"))


@pytest.mark.parametrize(
    ("service", "actions", "kind"),
    [
        ("states", ["states:CreateStateMachine"], "stateMachine:"),
        ("pipes", ["pipes:CreatePipe"], "pipe/"),
        ("codebuild", ["codebuild:CreateProject", "codebuild:StartBuild"], "project/"),
        ("events", ["events:PutRule", "events:PutTargets"], "rule/"),
    ],
)
def test_other_services_say_the_thing_itself(service: str, actions: list[str], kind: str) -> None:
    target = for_source(service, f"{kind}payroll")
    assert not is_handed_over(target, allow(actions, arn(service, f"{kind}app-*")))
    assert is_handed_over(target, allow(actions, arn(service, f"{kind}pay*")))
    assert is_handed_over(target, allow(actions))


def test_of_what_another_service_says_nothing_is_told() -> None:
    target = for_source("lambda", "function:payroll")
    functions = allow(["lambda:CreateFunction", "lambda:InvokeFunction"], arn("lambda", "function:app-*"))
    assert is_handed_over(target, functions)


RUNNER, SWEEPER = arn("eks", "podidentityassociation/c/a-1"), arn("eks", "podidentityassociation/c/a-2")


def association(name: str, arn: object, namespace: object, account: object = "runner") -> Resource:
    said = {"clusterName": "c", "namespace": namespace, "serviceAccount": account}
    return aws("eks/podIdentityAssociation", name, associationArn=arn, **said)


ASSOCIATIONS = (association("runner", RUNNER, "build"), association("sweeper", SWEEPER, "treasury"))
NAMESPACE = {"aws:RequestTag/kubernetes-namespace": "treasury"}
TREASURY = asks(PODS, StringEquals={**NAMESPACE, "aws:RequestTag/kubernetes-service-account": "runner"})


def rebinds(*arns: str) -> dict[str, Any]:
    return allow("eks:UpdatePodIdentityAssociation", list(arns))


def test_pods_of_another_namespace_do_not_enter_a_role_whose_trust_asks_for_one() -> None:
    assert not is_handed_over(TREASURY, rebinds(RUNNER), made=ASSOCIATIONS)
    assert is_handed_over(TREASURY, rebinds(SWEEPER), made=ASSOCIATIONS)
    assert is_handed_over(TREASURY, rebinds(RUNNER, SWEEPER), made=ASSOCIATIONS)
    assert is_handed_over(role("b", PODS), rebinds(RUNNER), made=ASSOCIATIONS)
    other_account = asks(PODS, StringEquals={"aws:RequestTag/kubernetes-service-account": "sweeper"})
    assert not is_handed_over(other_account, rebinds(RUNNER), made=ASSOCIATIONS)


@pytest.mark.parametrize(
    "given",
    [
        rebinds(arn("eks", "podidentityassociation/c/*")),
        rebinds("*"),
        rebinds(RUNNER, arn("eks", "podidentityassociation/c/a-3")),
        allow("eks:CreatePodIdentityAssociation", arn("eks", "cluster/c")),
    ],
)
def test_who_rebinds_others_or_makes_an_association_chooses_the_namespace(given: dict[str, Any]) -> None:
    assert is_handed_over(TREASURY, given, made=ASSOCIATIONS)


def test_with_its_tags_switched_off_an_association_enters_where_they_need_not_be_there() -> None:
    assert is_handed_over(asks(PODS, StringEqualsIfExists=NAMESPACE), rebinds(RUNNER), made=ASSOCIATIONS)
    assert not is_handed_over(asks(PODS, StringLike=NAMESPACE), rebinds(RUNNER), made=ASSOCIATIONS)
    assert is_handed_over(
        asks(PODS, StringLike={"aws:RequestTag/kubernetes-namespace": "b*"}), rebinds(RUNNER), made=ASSOCIATIONS
    )


def test_an_association_of_which_the_namespace_or_the_arn_is_not_known_may_be_any() -> None:
    assert is_handed_over(TREASURY, rebinds(RUNNER), made=(association("runner", RUNNER, UNKNOWN),))
    assert is_handed_over(TREASURY, rebinds(RUNNER), made=(association("runner", UNKNOWN, "build"),))
    made = native("eks:PodIdentityAssociation", "x", associationArn=RUNNER, namespace="build", serviceAccount="runner")
    assert not is_handed_over(TREASURY, rebinds(RUNNER), made=(made,))


def test_many_holders_and_roles_that_ask_cost_their_sum_and_not_their_product() -> None:
    def whole(count: int) -> int:
        made: list[Resource] = []
        for number in range(count):
            group = {"Condition": {"ArnLike": {"aws:SourceArn": arn("scheduler", f"schedule-group/g{number}")}}}
            made.append(role(f"r{number}", lets_in("scheduler.amazonaws.com", **group)))
            passes = allow("iam:PassRole", f"{ARN}role/r{number}")
            made += [role(f"h{number}"), may(f"h{number}", passes, schedules(f"g{number}/*"))]
        return calls(lambda: list(every_edge(graph(*made))))

    assert whole(80) <= 5 * whole(20)


def test_holders_who_may_pass_all_such_roles_ask_only_those_that_ask_for_what_they_make() -> None:
    def asked(count: int) -> int:
        made: list[Resource] = []
        for number in range(count):
            group = {"Condition": {"ArnLike": {"aws:SourceArn": arn("scheduler", f"schedule-group/g{number}")}}}
            made.append(role(f"r{number}", lets_in("scheduler.amazonaws.com", **group)))
            made += [role(f"h{number}"), may(f"h{number}", allow("iam:PassRole", "*"), schedules(f"g{number}/*"))]
        edges = [edge for edge in every_edge(graph(*made)) if edge.how == "pass role"]
        assert {(edge.source.name[1:], edge.is_certain) for edge in edges} == {(str(n), True) for n in range(count)}
        return len(edges)

    assert asked(40) == 40
