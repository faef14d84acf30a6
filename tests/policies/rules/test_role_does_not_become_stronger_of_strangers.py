"""A role assumes others that were not meant for it: what it gets there is told, though none of them is strong."""

import itertools
from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, deny, function, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

BUILDS = "codebuild.amazonaws.com"
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:psp-??????")
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/refunds"
STORES, DROPS = allow("dynamodb:PutItem", TABLE), allow("dynamodb:DeleteTable", TABLE)


def judged(*resources: Resource) -> Answer:
    return judge_stack(role_does_not_become_stronger, *resources)


ROOM = lets_in(f"{ARN}root")
OF_OPS = {"StringLike": {"aws:PrincipalTag/team": "ops"}}
BY_ID = {"StringEquals": {"sts:ExternalId": "keeper-2026"}}


@pytest.mark.parametrize(
    ("assumed", "trust", "is_told"),
    [
        (f"{ARN}role/vault-*", ROOM, True),
        (f"{ARN}role/vault-*", {**ROOM, "Condition": {"ArnLike": {"aws:PrincipalArn": f"{ARN}role/*"}}}, True),
        (f"{ARN}role/vault-keeper", ROOM, False),
        (f"{ARN}role/vault-*", {**ROOM, "Condition": OF_OPS}, False),
        (f"{ARN}role/vault-*", {**ROOM, "Condition": BY_ID}, True),
        (f"{ARN}role/vault-*", {**ROOM, "Condition": {**BY_ID, **OF_OPS}}, False),
        (f"{ARN}role/vault-keeper", {**ROOM, "Condition": BY_ID}, False),
        (f"{ARN}role/vault-*", lets_in(f"{ARN}role/shop-web"), False),
        (f"{ARN}role/vault-*", lets_in(f"{ARN}role/other"), False),
    ],
)
def test_a_role_open_to_its_account_is_taken_by_whoever_assumes_a_pattern(
    assumed: str, trust: dict[str, Any], *, is_told: bool
) -> None:
    keeper = role("vault-keeper", trust), may("vault-keeper", SECRET)
    assumes = allow("sts:AssumeRole", assumed)
    assert bool(judged(role("shop-web"), may("shop-web", assumes), *keeper).problems) is is_told
    assert passes(judged(role("vault-web"), may("vault-web", assumes), *keeper))


@pytest.mark.parametrize(("left", "is_told"), [("vault*", True), ("vault-keeper", False), ("shop*", False)])
def test_a_deny_of_all_but_a_pattern_leaves_that_to_choose_from(left: str, *, is_told: bool) -> None:
    keeper = role("vault-keeper", ROOM), may("vault-keeper", SECRET)
    others = {"Effect": "Deny", "Action": "sts:AssumeRole", "NotResource": f"{ARN}role/{left}"}
    assert bool(judged(role("shop-web"), may("shop-web", allow("sts:AssumeRole"), others), *keeper).problems) is is_told


@pytest.mark.parametrize(
    ("called", "end", "gain", "is_told"),
    [
        ("desk-bot", "vault-reader", SECRET, True),
        ("desk-bot", "vault-reader", STORES, False),
        ("desk-bot", "vault-reader", DROPS, True),
        ("vault-bot", "vault-reader", SECRET, False),
    ],
)
def test_a_workload_that_goes_on_from_role_to_role_takes_what_is_grave_at_the_end(
    called: str, end: str, gain: dict[str, Any], *, is_told: bool
) -> None:
    chain = (
        *(role(called), may(called, allow("sts:AssumeRole", f"{ARN}role/tickets"))),
        *(role("tickets", f"{ARN}role/{called}"), may("tickets", allow("sts:AssumeRole", f"{ARN}role/{end}"))),
        *(role(end, f"{ARN}role/tickets"), may(end, gain)),
    )
    assert any("desk-bot" in one for one in messages(judged(*chain))) is is_told
    ships = (role(called, BUILDS), *chain[1:])
    assert passes(judged(*ships))
    for host in ("ec2.amazonaws.com", "rolesanywhere.amazonaws.com"):
        assert any("desk-bot" in one for one in messages(judged(role(called, host), *chain[1:]))) is is_told
    assert passes(judged(*_by_a_runner(end, gain)))


def _by_a_runner(end: str, gain: dict[str, Any]) -> tuple[Resource, ...]:
    """A machine that is called as pipelines' are, which goes on to the same."""
    return (
        *(role("build-runner", "ec2.amazonaws.com"), may("build-runner", allow("sts:AssumeRole", f"{ARN}role/hub"))),
        *(role("hub", f"{ARN}role/build-runner"), may("hub", allow("sts:AssumeRole", f"{ARN}role/{end}"))),
        *(role(end, f"{ARN}role/hub"), may(end, gain)),
    )


def chain_of(length: int, *, first: dict[str, Any] | None = None) -> list[Resource]:
    """Each assumes the next, and the last of them reads a secret."""
    names = ["desk-bot", *(f"hop{at}" for at in range(1, length)), "vault-reader"]
    made = [role(names[0])]
    for before, name in itertools.pairwise(names):
        trust = first if first and before == names[0] else f"{ARN}role/{before}"
        made += [may(before, allow("sts:AssumeRole", f"{ARN}role/{name}")), role(name, trust)]
    return [*made, may(names[-1], SECRET)]


def test_of_a_long_chain_the_first_link_is_told() -> None:
    assert "role 'desk-bot' leads to role 'vault-reader'" in only(judged(*chain_of(12)))
    asked = lets_in(f"{ARN}role/desk-bot", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    assert "role 'hop1' leads to role 'vault-reader'" in only(judged(*chain_of(4, first=asked)))


def test_a_secret_behind_a_hub_is_found_however_many_others_are() -> None:
    many = [f"spoke{at:03}" for at in range(150)]
    hub = role("hub", f"{ARN}role/desk-bot"), may("hub", allow("sts:AssumeRole", f"{ARN}role/spoke*"))
    spokes = [role(name, f"{ARN}role/hub") for name in many]
    holder = role("desk-bot"), may("desk-bot", allow("sts:AssumeRole", f"{ARN}role/hub"))
    assert "leads to role 'spoke149'" in only(judged(*holder, *hub, *spokes, may("spoke149", SECRET)))


@pytest.mark.parametrize(
    ("reached", "is_told"), [("ledger-*", True), ("ledger-writer", False), ("*-writer", True), ("metrics-*", False)]
)
def test_what_a_role_on_the_way_reaches_by_a_pattern_nobody_meant(reached: str, *, is_told: bool) -> None:
    holder = role("report"), may("report", allow("sts:AssumeRole", f"{ARN}role/metrics-reader"))
    reads = (
        role("metrics-reader", f"{ARN}role/report"),
        may("metrics-reader", allow("sts:AssumeRole", f"{ARN}role/{reached}")),
    )
    for last, meant in (("ledger-writer", False), ("metrics-writer", True), ("report-writer", True)):
        writer = role(last, f"{ARN}role/metrics-reader"), may(last, STORES)
        found = judged(*holder, *reads, *writer)
        assert bool(found.problems) is (is_told and not meant)


SHOWS = {"Condition": {"StringEquals": {"sts:ExternalId": "acme-7f3b"}}}
ASKS = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}


@pytest.mark.parametrize("gain", [SECRET, STORES, DROPS])
def test_another_company_stays_with_the_role_that_it_was_given(gain: dict[str, Any]) -> None:
    collects = lets_in("arn:aws:iam::901234567890:role/collector", **SHOWS)
    vendor = role("posture", collects), may("posture", allow("sts:AssumeRole", f"{ARN}role/mends"))
    assert "leads to role 'mends'" in only(judged(*vendor, role("mends", f"{ARN}role/posture"), may("mends", gain)))
    checked = lets_in(f"{ARN}role/posture", **ASKS)
    assert passes(judged(*vendor, role("mends", checked), may("mends", gain)))
    reads = allow("ec2:DescribeInstances")
    assert passes(judged(*vendor, role("mends", f"{ARN}role/posture"), may("mends", reads)))


BOOKS = allow("s3:GetObject", "arn:aws:s3:::books/*")


@pytest.mark.parametrize(
    ("called", "asks", "also", "class_", "is_told"),
    [
        ("ledger-export", {}, (), "", True),
        ("posture-export", {}, (), "", False),
        ("posture-ledger", {}, (), "", False),
        ("ledger-export", {}, (), "vendor", False),
        ("ledger-export", ASKS, (), "", False),
        ("ledger-export", {}, (BOOKS,), "", False),
        ("ledger-export", {}, (deny("sts:AssumeRole"),), "", False),
    ],
    ids=["other books", "called alike", "named after", "a vendor's", "checked", "reads them anyway", "denied"],
)
def test_another_company_reads_no_more_than_by_the_role_that_it_was_given(
    called: str, asks: dict[str, Any], also: tuple[dict[str, Any], ...], class_: str, *, is_told: bool
) -> None:
    collects = lets_in("arn:aws:iam::901234567890:role/collector", **SHOWS)
    goes_on = may("posture", allow("sts:AssumeRole", f"{ARN}role/{called}"), *also)
    tags = {"tags": {"daypass:class": class_}} if class_ else {}
    books = role(called, lets_in(f"{ARN}role/posture", **asks), **tags), may(called, BOOKS)
    assert bool(judged(role("posture", collects), goes_on, *books).problems) is is_told
    assert passes(judged(role("posture"), goes_on, *books))


def test_a_workload_does_not_assume_the_very_role_that_another_runs_as() -> None:
    holder = role("desk-bot"), may("desk-bot", allow("sts:AssumeRole", f"{ARN}role/refunds"))
    pays = role("refunds", f"{ARN}role/desk-bot"), may("refunds", STORES)
    assert passes(judged(*holder, *pays))
    runs = function("pays", "refunds")
    assert "leads to role 'refunds'" in only(judged(*holder, *pays, runs))
    checked = role("refunds", LAMBDA, lets_in(f"{ARN}role/desk-bot", **ASKS))
    assert passes(judged(*holder, checked, pays[1], runs))
    kin = role("refunds-bot"), may("refunds-bot", allow("sts:AssumeRole", f"{ARN}role/refunds"))
    assert passes(judged(*kin, role("refunds", LAMBDA, f"{ARN}role/refunds-bot"), pays[1], runs))


@pytest.mark.parametrize(
    ("by", "service", "is_told"),
    [
        (LAMBDA, "states", True),
        (LAMBDA, "ecs-tasks", True),
        (LAMBDA, "ec2", True),
        (LAMBDA, "firehose", False),
        (LAMBDA, "vpc-flow-logs", False),
        ("states.amazonaws.com", "lambda", False),
        (BUILDS, "lambda", False),
    ],
    ids=["machine", "task", "host", "delivery", "logs", "by who starts others", "by a pipeline"],
)
def test_a_role_that_a_service_runs_workloads_as_is_some_workloads_own_wherever_that_is(
    by: str, service: str, *, is_told: bool
) -> None:
    holder = role("desk-bot", by), may("desk-bot", allow("sts:AssumeRole", f"{ARN}role/refunds"))
    pays = role("refunds", f"{service}.amazonaws.com", f"{ARN}role/desk-bot"), may("refunds", STORES)
    assert bool(judged(*holder, *pays).problems) is is_told
    checked = role("refunds", f"{service}.amazonaws.com", lets_in(f"{ARN}role/desk-bot", **ASKS))
    assert passes(judged(*holder, checked, pays[1]))
    denied = may("desk-bot", allow("sts:AssumeRole", f"{ARN}role/refunds"), deny("sts:AssumeRole"))
    assert passes(judged(holder[0], denied, *pays))


@pytest.mark.parametrize(
    ("called", "gain", "own", "is_told"),
    [
        ("thumbnailer", DROPS, None, True),
        ("thumbnailer", SECRET, None, True),
        ("thumbnailer", STORES, None, False),
        ("vault-web", DROPS, None, False),
        ("thumbnailer", DROPS, allow("sts:AssumeRole", f"{ARN}role/vault-keeper"), False),
        ("thumbnailer", DROPS, deny("sts:AssumeRole"), False),
    ],
)
def test_a_trust_alone_gives_no_workload_what_is_grave(
    called: str, gain: dict[str, Any], own: dict[str, Any] | None, *, is_told: bool
) -> None:
    keeper = role("vault-keeper", f"{ARN}role/{called}"), may("vault-keeper", gain)
    holder = role(called), *((may(called, own),) if own else ())
    assert bool(judged(*holder, *keeper).problems) is is_told
    checked = role("vault-keeper", lets_in(f"{ARN}role/{called}", **ASKS))
    assert passes(judged(*holder, checked, keeper[1]))
    pipeline = role(called, tags={"daypass:class": "pipeline"})
    assert passes(judged(pipeline, *holder[1:], *keeper))
    elsewhere = role(called, managedPolicyArns=[f"{ARN}policy/may-assume-vault-keeper"])
    assert passes(judged(elsewhere, *holder[1:], *keeper))
    assert passes(judged(*holder, role("vault-keeper", {**ROOM, "Principal": {"AWS": "*"}}), keeper[1]))


@pytest.mark.parametrize(("assumed", "is_told"), [("shared-*", True), ("shared-keeper", False)])
def test_a_tag_that_a_whole_team_carries_names_nobody(assumed: str, *, is_told: bool) -> None:
    tags = {"tags": {"team": "ops"}}
    keeper = role("shared-keeper", {**ROOM, "Condition": OF_OPS}), may("shared-keeper", SECRET)
    holder = role("edge-hook", **tags), may("edge-hook", allow("sts:AssumeRole", f"{ARN}role/{assumed}"))
    assert bool(judged(*holder, *keeper).problems) is is_told
    assert passes(judged(role("edge-hook"), holder[1], *keeper))


@pytest.mark.parametrize(
    ("called", "assumed", "operator", "is_told"),
    [
        ("dr-status", "dr-*", "ArnLike", True),
        ("dr-status", "dr-*", "StringLike", True),
        ("dr-status", "dr-restore", "ArnLike", False),
        ("dr-restore-runs", "dr-*", "ArnLike", False),
        ("dr-status", "dr-*", "ArnNotLike", False),
    ],
)
def test_patterns_of_names_on_both_sides_name_nobody(
    called: str, assumed: str, operator: str, *, is_told: bool
) -> None:
    trust = {**ROOM, "Condition": {operator: {"aws:PrincipalArn": f"{ARN}role/dr-*"}}}
    restores = role("dr-restore", trust), may("dr-restore", SECRET)
    holder = role(called), may(called, allow("sts:AssumeRole", f"{ARN}role/{assumed}"))
    assert bool(judged(*holder, *restores).problems) is is_told
    exact = {**ROOM, "Condition": {"ArnLike": {"aws:PrincipalArn": f"{ARN}role/{called}"}}}
    assert passes(judged(*holder, role("dr-restore", exact), may("dr-restore", SECRET)))


TOOL = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:tools"
OPS = f"{ARN}role/ops-*"


def tool(
    *calls: Resource, team: str = "ai", assumed: str = OPS, has: dict[str, Any] = DROPS, **trust: Any
) -> tuple[Resource, ...]:
    """A function, what calls it as its tool, and a role of those who look after production that lets it in."""
    tags = {"daypass:owner": team}
    remedy = lets_in(f"{ARN}role/desk", **trust)
    return (
        *(role("desk", tags=tags), may("desk", allow("sts:AssumeRole", assumed))),
        *(role("ops-remedy", remedy, tags={"daypass:owner": "sre"}), may("ops-remedy", has)),
        *(function("tools", "desk", arn=TOOL), *calls),
    )


GROUP = aws("bedrock/agentAgentActionGroup", "tickets", actionGroupExecutor={"lambda": f"{TOOL}:live"})


@pytest.mark.parametrize(
    "calls",
    [
        GROUP,
        native("bedrock:Agent", "desk-agent", actionGroups=[{"actionGroupExecutor": {"lambda": TOOL}}]),
        aws(
            "bedrock/agentcoreGatewayTarget",
            "desk-target",
            targetConfiguration={"mcp": {"lambda": {"lambdaArn": TOOL}}},
        ),
    ],
    ids=["action group", "native agent", "gateway target"],
)
def test_a_tool_of_an_agent_that_assumes_a_role_of_others_has_what_that_has(calls: Resource) -> None:
    message = only(judged(*tool(calls)))
    assert message.startswith("role 'desk' leads to role 'ops-remedy', which may dynamodb:DeleteTable")
    assert passes(judged(*tool()))


def test_a_role_that_names_the_tool_was_made_for_it_whatever_else_its_pattern_takes_in() -> None:
    puts = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders")
    own = tool(GROUP, team="sre", has=puts)
    assert passes(judged(*own))
    for_all = role("ops-remedy", lets_in(f"{ARN}root"), tags={"daypass:owner": "sre"})
    assert not passes(judged(*(for_all if one.urn == for_all.urn else one for one in own)))


def test_a_tool_that_an_alias_leads_to_is_one_too() -> None:
    group = aws("bedrock/agentAgentActionGroup", "tickets", actionGroupExecutor={"lambda": UNKNOWN})
    alias = depending(aws("lambda/alias", "live", name="live", functionName="tools"))
    assert not passes(judged(*tool(depending(group, actionGroupExecutor=alias), alias)))
    other = aws("lambda/alias", "live", name="live", functionName="reports")
    assert passes(judged(*tool(depending(group, actionGroupExecutor=other), other)))


def test_an_administrator_behind_a_second_factor_hides_nothing() -> None:
    keeper = role("vault-keeper", ROOM), may("vault-keeper", SECRET)
    assumes = allow("sts:AssumeRole", [f"{ARN}role/vault-*", f"{ARN}role/break-glass"])
    factor = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    glass = role(
        "break-glass",
        lets_in(f"{ARN}role/shop-web", Condition=factor),
        managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"],
    )
    message = only(judged(role("shop-web"), may("shop-web", assumes), *keeper, glass))
    assert "leads to role 'vault-keeper'" in message


def test_so_has_an_agent_by_its_class() -> None:
    """That it leads to a class which is trusted more, `low-trust-does-not-trigger-high` tells."""
    helper = role("desk", tags={"daypass:class": "agent"}), may("desk", allow("sts:AssumeRole", OPS))
    for class_, is_told in (("agent", True), ("pipeline", False)):
        remedy = role("ops-remedy", f"{ARN}role/desk", tags={"daypass:class": class_})
        assert bool(judged(*helper, remedy, may("ops-remedy", DROPS)).problems) is is_told


@pytest.mark.parametrize(
    ("team", "has", "is_told"), [("ai", STORES, True), ("sre", STORES, False), ("sre", DROPS, True)]
)
def test_so_it_has_what_it_names_if_others_own_it_or_it_is_grave(
    team: str, has: dict[str, Any], *, is_told: bool
) -> None:
    found = judged(*tool(GROUP, assumed=f"{ARN}role/ops-remedy", team=team, has=has))
    assert bool(found.problems) is is_told


def test_a_check_between_an_agent_and_the_role_of_others_is_enough() -> None:
    approved = {"StringLike": {"aws:RequestTag/daypass:approver": "?*"}}
    assert passes(judged(*tool(GROUP, Condition=approved)))
    assert passes(judged(*tool(GROUP), may("desk", deny("sts:AssumeRole", OPS))))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, [UNKNOWN], {"lambda": None}, {"lambda": UNKNOWN}])
def test_no_shape_of_what_calls_a_tool_breaks_it(odd: Any) -> None:
    judged(*tool(aws("bedrock/agentAgentActionGroup", "tickets", actionGroupExecutor=odd)))
    judged(*tool(native("bedrock:Agent", "desk-agent", actionGroups=[{"actionGroupExecutor": odd}])))
