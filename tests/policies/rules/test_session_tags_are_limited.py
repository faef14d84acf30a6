"""What `session-tags-are-limited` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.session_tags_are_limited import session_tags_are_limited

WORKER = f"{ARN}role/worker"
TAGS = ["sts:AssumeRole", "sts:TagSession"]


def judged(trust: Any, condition: dict[str, Any], **others: Any) -> Answer:
    rights = may("tools", allow("secretsmanager:GetSecretValue", "*", Condition=condition))
    return judge_stack(session_tags_are_limited, role("tools", trust, **others), rights)


ELEVATED = {"StringEquals": {"aws:PrincipalTag/elevated": "true"}}
FREE = lets_in(WORKER, TAGS)


@pytest.mark.parametrize("principal", [WORKER, f"{ARN}root", "*"])
@pytest.mark.parametrize("action", [TAGS, "sts:*", ["sts:AssumeRole", "sts:tagsession"]], ids=str)
def test_a_tag_that_the_caller_chooses_gives_no_right(principal: str, action: Any) -> None:
    (problem,) = judged(lets_in(principal, action), ELEVATED).problems
    said = f"lets {principal!r} choose the tag 'elevated' of its session, and what it may do hangs on that"
    assert problem.message == f"role 'tools' {said}"
    assert problem.at == "assumeRolePolicy.Statement[0]"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"aws:PrincipalTag/Elevated": "t*"}},
        {"Bool": {"aws:principaltag/elevated": "true"}},
        {"StringEqualsIgnoreCase": {"aws:PrincipalTag/elevated": ["true", "yes"]}},
    ],
    ids=str,
)
def test_however_the_value_is_asked_for(condition: dict[str, Any]) -> None:
    assert judged(FREE, condition).problems


@pytest.mark.parametrize(
    "limit",
    [
        {"StringEquals": {"aws:RequestTag/elevated": "false"}},
        {"StringLike": {"aws:RequestTag/Elevated": ["no-*", "false"]}},
        {"Null": {"aws:RequestTag/elevated": "true"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "project"]}},
    ],
    ids=str,
)
def test_a_trust_that_limits_the_tag_passes(limit: dict[str, Any]) -> None:
    assert passes(judged(lets_in(WORKER, TAGS, Condition=limit), ELEVATED))


@pytest.mark.parametrize(
    "limit",
    [
        {"StringLike": {"aws:RequestTag/elevated": "*"}},
        {"StringEqualsIfExists": {"aws:RequestTag/team": "a"}},
        {"StringEquals": {"aws:RequestTag/team": "a"}},
        {"ForAllValues:StringLike": {"aws:TagKeys": ["e*"]}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "Elevated"]}},
        {"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}},
    ],
    ids=str,
)
def test_what_limits_another_tag_or_nothing_does_not(limit: dict[str, Any]) -> None:
    assert judged(lets_in(WORKER, TAGS, Condition=limit), ELEVATED).problems


@pytest.mark.parametrize(
    "trust",
    [
        lets_in(WORKER),
        lets_in("pods.eks.amazonaws.com", TAGS),
        lets_in({"Federated": f"{ARN}oidc-provider/token.example.com"}, ["sts:AssumeRoleWithWebIdentity", *TAGS]),
    ],
    ids=["without tags", "a service", "an issuer"],
)
def test_who_cannot_choose_the_tag_passes(trust: dict[str, Any]) -> None:
    assert passes(judged(trust, ELEVATED))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"secretsmanager:ResourceTag/tenant": "${aws:PrincipalTag/tenant}"}},
        {"StringEquals": {"aws:PrincipalTag/tenant": "${aws:ResourceTag/tenant}"}},
        {"StringNotEquals": {"aws:PrincipalTag/elevated": "no"}},
        {"StringEqualsIfExists": {"aws:PrincipalTag/elevated": "true"}},
        {"StringEquals": {"aws:PrincipalAccount": "111122223333"}},
    ],
    ids=str,
)
def test_a_tag_that_hands_a_value_on_or_takes_away_is_no_right(condition: dict[str, Any]) -> None:
    assert passes(judged(FREE, condition))


def test_a_deny_of_other_values_limits_the_tag() -> None:
    denied = {**lets_in("*", "sts:TagSession"), "Effect": "Deny"}
    denied["Condition"] = {"StringNotEquals": {"aws:RequestTag/elevated": "false"}}
    rights = may("tools", allow("s3:GetObject", "*", Condition=ELEVATED))
    assert passes(judge_stack(session_tags_are_limited, role("tools", FREE, denied), rights))


def test_an_unknown_trust_is_undecided_and_a_secret_one_is_not_told() -> None:
    assert unknowns(judged(FREE, ELEVATED, assumeRolePolicy=UNKNOWN)) == ["assumeRolePolicy"]
    text = role("tools", FREE).state.raw["assumeRolePolicy"]
    (problem,) = judged(FREE, ELEVATED, assumeRolePolicy=Secret(text)).problems
    assert "worker" not in f"{problem.message} {problem.key}"


def test_the_tag_of_a_policy_that_is_marked_is_not_told() -> None:
    text = may("tools", allow("s3:GetObject", "*", Condition=ELEVATED)).state.raw["policy"]
    marked = aws("iam/rolePolicy", "tools-policy", role="tools", policy=Secret(text))
    (problem,) = judge_stack(session_tags_are_limited, role("tools", FREE), marked).problems
    assert "elevated" not in f"{problem.message} {problem.key}"


TENANT = allow("s3:GetObject", "arn:aws:s3:::files/${aws:PrincipalTag/tenant}/*")
OWN = {"StringEquals": {"aws:RequestTag/tenant": "${aws:PrincipalTag/tenant}"}}
SETS = allow(TAGS, f"{ARN}role/tools")


def of_tenant(*given: dict[str, Any], trust: Any = FREE, **others: Any) -> Answer:
    worker = role("worker", **{"tags": {"tenant": "a"}, **others})
    return judge_stack(
        session_tags_are_limited, worker, may("worker", *given), role("tools", trust), may("tools", TENANT)
    )


def test_a_tenant_that_may_pose_as_another_is_told() -> None:
    (problem,) = of_tenant(SETS).problems
    assert problem.message.startswith(f"role 'tools' lets {WORKER!r} choose the tag 'tenant' of its session")


@pytest.mark.parametrize(
    ("given", "others"),
    [
        ([{**SETS, "Condition": {"StringEquals": {"aws:RequestTag/tenant": "a"}}}], {}),
        ([{**SETS, "Condition": OWN}], {}),
        ([{**SETS, "Condition": OWN}], {"tags": {}}),
        ([{**SETS, "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}}], {}),
        ([SETS, deny("sts:TagSession", Condition={"StringNotEquals": {"aws:RequestTag/tenant": "a"}})], {}),
        ([allow("sts:AssumeRole", f"{ARN}role/tools")], {}),
        ([SETS], {"trust": lets_in(WORKER, TAGS, Condition={"StringEquals": {"aws:RequestTag/tenant": "a"}})}),
        ([SETS], {"trust": lets_in(WORKER)}),
        ([SETS], {"trust": lets_in(WORKER, TAGS, Condition=OWN)}),
    ],
    ids=str,
)
def test_a_tenant_that_is_held_to_its_own_passes(given: list[dict[str, Any]], others: dict[str, Any]) -> None:
    assert passes(of_tenant(*given, **others))


def test_whoever_may_choose_is_told_without_a_tag_of_its_own_too() -> None:
    assert of_tenant(SETS, tags={}).problems
    chosen = {**SETS, "Condition": {"StringLike": {"aws:RequestTag/tenant": "*"}}}
    assert of_tenant(chosen, tags={}).problems
    everyone = lets_in(WORKER, TAGS, Condition={"Null": {"aws:RequestTag/tenant": "false"}})
    assert of_tenant(SETS, tags={}, trust=everyone).problems


@pytest.mark.parametrize("principal", [f"{ARN}root", ACCOUNT, "*"])
def test_one_whom_its_account_lets_in_is_told_by_its_own_name(principal: str) -> None:
    (problem,) = of_tenant(SETS, tags={}, trust=lets_in(principal, TAGS)).problems
    assert problem.key == f"tenant {WORKER}"
    assert passes(of_tenant(allow("s3:GetObject"), tags={}, trust=lets_in(principal, TAGS)))


FILES = "arn:aws:s3:::files"
ROWS = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders"
OF_ROWS = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:PrincipalTag/tenant}"]}}


@pytest.mark.parametrize(
    ("own", "opened", "is_told"),
    [
        (allow("s3:GetObject", f"{FILES}/*"), TENANT, False),
        (allow("s3:*"), TENANT, False),
        (allow("s3:GetObject", f"{FILES}/a/*"), TENANT, True),
        (allow("s3:GetObject", FILES + "/${aws:PrincipalTag/tenant}/*"), TENANT, True),
        (allow("s3:GetObject", f"{FILES}/*"), {**TENANT, "Action": ["s3:GetObject", "s3:PutObject"]}, True),
        (allow("dynamodb:Query", ROWS), allow("dynamodb:Query", ROWS, Condition=OF_ROWS), False),
        (
            allow("dynamodb:Query", ROWS, Condition={"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["a"]}}),
            allow("dynamodb:Query", ROWS, Condition=OF_ROWS),
            True,
        ),
        (
            allow("logs:PutLogEvents"),
            allow("logs:PutLogEvents", "arn:aws:logs:*:*:*:${aws:PrincipalTag/tenant}"),
            False,
        ),
        (allow("s3:List*"), allow("cloudwatch:PutMetricData", "*", Condition=OF_ROWS), False),
        (allow("s3:List*"), allow("sts:AssumeRole", ARN + "role/${aws:PrincipalTag/tenant}"), True),
    ],
    ids=str,
)
def test_who_gets_nothing_by_it_passes(own: dict[str, Any], opened: dict[str, Any], *, is_told: bool) -> None:
    stack = role("worker"), may("worker", SETS, own), role("tools", FREE), may("tools", opened)
    answer = judge_stack(session_tags_are_limited, *stack)
    assert bool(answer.problems) is is_told
    assert is_told or passes(answer)


def of_one(called: str, **others: Any) -> Answer:
    """What is said of one of this name who alone may choose."""
    caller = role(called, **others), may(called, SETS)
    return judge_stack(
        session_tags_are_limited, *caller, role("tools", lets_in(f"{ARN}role/{called}", TAGS)), may("tools", TENANT)
    )


@pytest.mark.parametrize(
    "called",
    ["tenant-broker", "TokenVendingMachineRole", "api-gateway-prod", "authorizer-fn", "session_issuer", "tvm"],
)
def test_who_is_called_after_handing_out_sessions_passes(called: str) -> None:
    assert passes(of_one(called))


@pytest.mark.parametrize(
    "called", ["tenant-broker-ecs-task", "session-broker-eks", "sts-issuer", "tvm-eu-west-1", "broker-aws"]
)
def test_where_and_as_what_it_runs_takes_nothing_from_what_it_is_called(called: str) -> None:
    assert passes(of_one(called))


@pytest.mark.parametrize("called", ["gateway-dashboard", "card-issuer", "broker-client", "sessions", "shop-worker"])
def test_who_is_called_after_something_else_is_told(called: str) -> None:
    assert of_one(called).problems


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ({"tags": {"purpose": "Token vending machine for the tenants"}}, False),
        ({"tags": {"daypass:purpose": "Hands out the sessions of each tenant"}}, False),
        ({"tags": {"description": "Serves as the broker of all desks"}}, False),
        ({"description": "Issues short-lived tenant credentials"}, False),
        ({"description": "Lists open support issues per customer session"}, True),
        ({"description": "Reads what came through the gateway"}, True),
        ({"description": "Shows the broker's reports"}, True),
        ({"tags": {"purpose": "Reports of the desk"}}, True),
    ],
    ids=str,
)
def test_what_is_said_of_it_tells_too(said: dict[str, Any], *, is_told: bool) -> None:
    assert bool(of_one("shop", **said).problems) is is_told


def test_of_two_who_may_choose_both_are_told_once_whatever_they_are_called() -> None:
    names = ("broker", "gateway")
    callers = [one for name in names for one in (role(name), may(name, SETS))]
    trust = [lets_in(f"{ARN}role/{name}", TAGS) for name in (*names, *names)]
    answer = judge_stack(session_tags_are_limited, *callers, role("tools", *trust), may("tools", TENANT))
    assert [one.key for one in answer.problems] == [f"tenant {ARN}role/{name}" for name in names]


def test_one_who_gets_nothing_by_it_leaves_a_broker_the_only_one() -> None:
    reader = role("reader"), may("reader", SETS, allow("s3:GetObject"))
    broker = role("broker"), may("broker", SETS)
    trust = [lets_in(f"{ARN}role/{name}", TAGS) for name in ("broker", "reader")]
    assert passes(judge_stack(session_tags_are_limited, *reader, *broker, role("tools", *trust), may("tools", TENANT)))


DEMANDS = {"Null": {"aws:RequestTag/tenant": "false"}}
SAMPLES = {"StringEquals": {"aws:RequestTag/tenant": "samples"}}


@pytest.mark.parametrize(
    ("free", "held", "is_told"),
    [
        (DEMANDS, SAMPLES, False),
        (DEMANDS, {"Null": {"aws:RequestTag/tenant": "true"}}, False),
        (DEMANDS, {}, True),
        ({}, SAMPLES, True),
    ],
    ids=str,
)
def test_whom_a_trust_asks_for_any_tag_beside_one_held_to_a_value_hands_them_out(
    free: Any, held: Any, *, is_told: bool
) -> None:
    trust = [lets_in(WORKER, TAGS, Condition=free), lets_in(f"{ARN}role/samples", TAGS, Condition=held)]
    stack = may("worker", SETS), role("tools", *trust), may("tools", TENANT)
    assert bool(judge_stack(session_tags_are_limited, role("worker"), *stack).problems) is is_told
    tenant = role("worker", tags={"tenant": "a"})
    assert judge_stack(session_tags_are_limited, tenant, *stack).problems


ANY = {"StringLike": {"aws:RequestTag/tenant": "?*"}}
NO_OTHERS = {"ForAllValues:StringEquals": {"aws:TagKeys": ["tenant"]}}


@pytest.mark.parametrize("asks", [{**ANY, **NO_OTHERS}, {**DEMANDS, **NO_OTHERS}], ids=str)
def test_whom_alone_a_trust_asks_for_the_tag_and_no_other_serves_them_all(asks: Any) -> None:
    alone = lets_in(WORKER, TAGS, Condition=asks)
    assert passes(of_tenant(SETS, trust=alone, tags={}))
    assert of_tenant(SETS, trust=alone).problems  # one that carries the tag is one of them
    assert of_tenant(SETS, trust=alone, tags={"daypass:class": "agent"}).problems
    both = lets_in({"AWS": [WORKER, f"{ARN}role/other"]}, TAGS, Condition=asks)
    assert of_tenant(SETS, trust=both, tags={}).problems


@pytest.mark.parametrize(
    "asks",
    [
        {},
        ANY,
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["tenant", "cost"]}},
        {**ANY, "ForAllValues:StringLike": {"aws:TagKeys": ["ten*"]}},
        {**ANY, "ForAnyValue:StringEquals": {"aws:TagKeys": ["tenant"]}},
    ],
    ids=str,
)
def test_whoever_may_leave_it_out_or_set_others_is_told(asks: Any) -> None:
    assert of_tenant(SETS, trust=lets_in(WORKER, TAGS, Condition=asks), tags={}).problems


@pytest.mark.parametrize(("tags", "is_told"), [({"tenant": "a"}, True), ({"other": "a"}, False)])
def test_a_broker_or_a_role_that_has_the_tag_itself_is_one_tenants(tags: Any, *, is_told: bool) -> None:
    broker, rights = f"{ARN}role/broker", may("broker", SETS)
    free = role("tools", lets_in(broker, TAGS), tags=tags), may("tools", TENANT)
    assert bool(judge_stack(session_tags_are_limited, role("broker"), rights, *free).problems) is is_told
    assert bool(of_one("broker", tags=tags).problems) is is_told
    held = lets_in(broker, TAGS, Condition={"StringEquals": {"aws:RequestTag/tenant": "a"}})
    stack = role("broker"), rights, role("tools", held, tags=tags), may("tools", TENANT)
    assert passes(judge_stack(session_tags_are_limited, *stack))


def test_a_broker_whose_provider_tags_its_sessions_is_a_tenant_too() -> None:
    provider = {"Federated": f"{ARN}saml-provider/okta"}
    signed_in = ["sts:AssumeRoleWithSAML", "sts:TagSession"]
    for asked, is_told in (("aws:RequestTag/tenant", True), ("aws:RequestTag/cost", False)):
        enters = lets_in(provider, signed_in, Condition={"StringLike": {asked: "*"}})
        broker = role("broker", enters), may("broker", SETS)
        free = role("tools", lets_in(f"{ARN}role/broker", TAGS)), may("tools", TENANT)
        assert bool(judge_stack(session_tags_are_limited, *broker, *free).problems) is is_told


def test_whose_provider_tags_its_sessions_may_be_held_to_that() -> None:
    enters = lets_in({"Federated": f"{ARN}saml-provider/okta"}, ["sts:AssumeRoleWithSAML", "sts:TagSession"])
    for condition, is_told in ((OWN, False), ({"StringLike": {"aws:RequestTag/tenant": "*"}}, True)):
        worker = role("worker", enters), may("worker", {**SETS, "Condition": condition})
        answer = judge_stack(session_tags_are_limited, *worker, role("tools", FREE), may("tools", TENANT))
        assert bool(answer.problems) is is_told


@pytest.mark.parametrize(
    "stack",
    [
        (role("worker", tags=UNKNOWN), may("worker", SETS)),
        (role("worker", tags={"purpose": UNKNOWN}), may("worker", SETS)),
        (role("worker", description=UNKNOWN), may("worker", SETS)),
        (role("worker"), may("worker", SETS), aws("iam/rolePolicy", "more", role="worker", policy=UNKNOWN)),
        (role("broker", tags=UNKNOWN), may("broker", SETS)),
    ],
    ids=["tags", "purpose", "description", "policy", "a broker's tags"],
)
def test_what_is_not_known_of_a_caller_is_undecided(stack: tuple[Resource, ...]) -> None:
    callers = lets_in({"AWS": [WORKER, f"{ARN}role/broker"]}, TAGS)
    answer = judge_stack(session_tags_are_limited, *stack, role("tools", callers), may("tools", TENANT))
    assert not answer.problems
    assert unknowns(answer)


def test_what_is_not_known_of_the_rights_with_the_tag_is_undecided() -> None:
    rights = {"Version": "2012-10-17", "Statement": [{**TENANT, "Action": UNKNOWN}]}
    opened = aws("iam/rolePolicy", "files", role="tools", policy=rights)
    answer = judge_stack(session_tags_are_limited, role("worker"), may("worker", SETS), role("tools", FREE), opened)
    assert not answer.problems
    assert unknowns(answer)


def test_a_broker_beside_one_of_whom_too_little_is_known_is_undecided() -> None:
    other = role("worker"), aws("iam/rolePolicy", "more", role="worker", policy=UNKNOWN)
    trust = lets_in({"AWS": [WORKER, f"{ARN}role/broker"]}, TAGS)
    stack = role("broker"), may("broker", SETS), *other, role("tools", trust), may("tools", TENANT)
    answer = judge_stack(session_tags_are_limited, *stack)
    assert not answer.problems
    assert unknowns(answer)


@pytest.mark.parametrize("key", ["tenant", "Tenant"])
def test_a_tag_on_which_a_right_hangs_in_two_ways_is_told_once(key: str) -> None:
    asks = allow("s3:PutObject", "*", Condition={"StringEquals": {f"aws:PrincipalTag/{key}": "admin"}})
    stack = role("worker", tags={"tenant": "a"}), may("worker", SETS), role("tools", FREE), may("tools", TENANT, asks)
    (problem,) = judge_stack(session_tags_are_limited, *stack).problems
    assert problem.key == f"{key} {WORKER}"
