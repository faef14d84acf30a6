"""A workload that rewrites what another one runs, or passes its role, has the rights of that one, however few."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import FUNCTION, allow, deny, document, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

REWRITES = allow("lambda:UpdateFunctionCode", FUNCTION)
LEDGER = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-??????"
PAYS = allow("dynamodb:PutItem", LEDGER)


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources)


def of_class(name: str, called: str, *trust: Any, owner: str = "") -> Resource:
    return role(called, *trust, tags={"daypass:class": name, **({"daypass:owner": owner} if owner else {})})


def other(*statements: dict[str, Any]) -> tuple[Resource, ...]:
    """A function that runs as role 'pays', which may do this."""
    return role("pays"), may("pays", *statements), function("fn", "pays")


@pytest.mark.parametrize(
    "holder",
    [role("a"), of_class("service", "a"), of_class("agent", "a"), of_class("batch", "a")],
    ids=["", "service", "agent", "batch"],
)
@pytest.mark.parametrize(
    "gain",
    [PAYS, allow("secretsmanager:Get*", SECRET), allow(["s3:Get*", "s3:PutObject"], "arn:aws:s3:::cards/*")],
    ids=str,
)
def test_a_workload_that_rewrites_another_has_what_that_one_may(holder: Resource, gain: dict[str, Any]) -> None:
    (problem,) = judged(holder, may("a", REWRITES), *other(gain)).problems
    assert problem.message.startswith("role 'a' leads to role 'pays', which may ")
    assert ", as it may not itself: role 'a' may make function 'fn' do something else (lambda-003" in problem.message
    assert problem.advisory


@pytest.mark.parametrize(
    ("given", "within", "gain"),
    [
        (LEDGER, "*", LEDGER),
        ("*", LEDGER, LEDGER),
        (f"{LEDGER[:-6]}*", "*", f"{LEDGER[:-6]}*"),
        (f"{LEDGER[:-6]}*", LEDGER, LEDGER),
    ],
)
def test_what_a_boundary_leaves_beyond_what_is_given_is_no_gain(given: str, within: str, gain: str) -> None:
    fence = aws("iam/policy", "a-fence", arn=f"{ARN}policy/f", policy=document(allow("dynamodb:PutItem", within)))
    pays = role("pays", permissionsBoundary=f"{ARN}policy/f"), may("pays", allow("dynamodb:PutItem", given))
    message = only(judged(role("a"), may("a", REWRITES), fence, *pays, function("fn", "pays")))
    assert f"which may dynamodb:PutItem on {gain}, " in message


def test_to_read_what_is_stored_counts_of_what_a_pattern_names_alone() -> None:
    reads = allow("s3:GetObject", "arn:aws:s3:::cards/*")
    assert passes(judged(role("a"), may("a", REWRITES), *other(reads)))
    message = only(judged(role("a"), may("a", allow("lambda:UpdateFunctionCode", f"{FUNCTION[:-1]}*")), *other(reads)))
    assert "leads to role 'pays', which may s3:GetObject" in message


def test_to_read_it_counts_of_what_is_named_and_called_otherwise_whose_code_is_replaced() -> None:
    reads = allow("s3:GetObject", "arn:aws:s3:::cards/*")
    message = only(judged(role("stream-tuner"), may("stream-tuner", REWRITES), *other(reads)))
    assert "leads to role 'pays', which may s3:GetObject" in message
    assert passes(judged(role("pays-tuner"), may("pays-tuner", REWRITES), *other(reads)))


@pytest.mark.parametrize(
    "around",
    [
        allow(["logs:CreateLogStream", "logs:PutLogEvents", "xray:Put*"]),
        allow(["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ecr:BatchGetImage"]),
        allow("s3:ListBucket", "arn:aws:s3:::cards"),
        allow("s3:PutObject", "arn:aws:s3:::cards-dev/*"),
        allow("sts:AssumeRole", f"{ARN}role/elsewhere"),
        allow(["bedrock:InvokeModel", "bedrock:Converse*"]),
    ],
    ids=str,
)
def test_what_surrounds_all_work_and_what_is_for_tests_is_no_gain(around: dict[str, Any]) -> None:
    assert passes(judged(role("a"), may("a", REWRITES), *other(around)))


def test_what_the_holder_may_too_is_no_gain() -> None:
    assert passes(judged(role("a"), may("a", REWRITES, PAYS), *other(PAYS)))
    assert passes(judged(role("a"), may("a", REWRITES, allow("dynamodb:*", LEDGER)), *other(PAYS)))
    message = only(judged(role("a"), may("a", REWRITES, PAYS, deny("dynamodb:Put*")), *other(PAYS)))
    assert "leads to role 'pays', which may dynamodb:PutItem" in message


@pytest.mark.parametrize(
    ("own", "theirs", "is_told"),
    [
        ("arn:aws:s3:::lake/in/*", "arn:aws:s3:::lake/*", True),
        ("arn:aws:s3:::lake/*", "arn:aws:s3:::lake*", False),
        ("arn:aws:s3:::lake-*", "arn:aws:s3:::lake-*", False),
        ("arn:aws:s3:::*", "arn:aws:s3:::lake-*/in/*", False),
        ("arn:aws:s3:::lake-raw/*", "arn:aws:s3:::lake-*/in/*", True),
    ],
)
def test_a_part_of_what_a_pattern_takes_in_is_not_all_of_it(own: str, theirs: str, *, is_told: bool) -> None:
    holder = may("a", REWRITES, allow("s3:PutObject", own))
    assert bool(judged(role("a"), holder, *other(allow("s3:PutObject", theirs))).problems) is is_told


@pytest.mark.parametrize(
    ("own", "theirs", "is_told"),
    [
        ("app/db-??????", "app/db-*", False),
        ("app/db-*", "app/db-??????", False),
        ("app/db*", "app/db-*", False),
        ("app-*-??????", "app-*", False),
        ("app/db-*", "app/*", True),
        ("app/*", "app/*", False),
        ("app/*", "app*", False),
    ],
)
def test_what_aws_puts_after_the_name_of_a_secret_makes_no_pattern(own: str, theirs: str, *, is_told: bool) -> None:
    start = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:"
    reads, opens = (allow("secretsmanager:GetSecretValue", start + one) for one in (own, theirs))
    assert bool(judged(role("a"), may("a", REWRITES, reads), *other(opens)).problems) is is_told


def test_what_is_denied_to_the_other_is_no_gain() -> None:
    assert passes(judged(role("a"), may("a", REWRITES), *other(PAYS, deny("dynamodb:*"))))


@pytest.mark.parametrize(
    "deployer",
    [
        of_class("pipeline", "a"),
        of_class("break-glass", "a"),
        role("a", "codebuild.amazonaws.com"),
        role("a", "ec2.amazonaws.com"),
        role("a", f"arn:aws:iam::{ACCOUNT}:root"),
        of_class("service", "a", "states.amazonaws.com"),
    ],
    ids=["pipeline", "break-glass", "build", "host", "people", "definition"],
)
def test_pipelines_people_and_definitions_are_there_to_change_others(deployer: Resource) -> None:
    assert passes(judged(deployer, may("a", REWRITES), *other(PAYS)))


@pytest.mark.parametrize(
    ("called", "is_told"),
    [("*", True), ("function:*", True), ("function:fn", False), ("function:f*", False)],
)
def test_who_may_start_whatever_there_is_has_what_reads_secrets_do_so(called: str, *, is_told: bool) -> None:
    starts = allow("lambda:InvokeFunction", "*" if called == "*" else f"arn:aws:lambda:eu-west-1:{ACCOUNT}:{called}")
    reads = allow("secretsmanager:GetSecretValue", SECRET)
    answer = judged(role("a"), may("a", starts), *other(reads))
    assert ["may make function 'fn' run (lambda:InvokeFunction)" in one for one in messages(answer)] == [True] * is_told
    assert passes(judged(role("a"), may("a", starts), *other(PAYS)))


@pytest.mark.parametrize(("called", "is_told"), [("*", True), ("desk-Xy12Zw34Qr", False), ("desk-Xy12Zw34Qr*", False)])
def test_so_has_who_may_ask_any_agent_and_not_who_asks_the_one_that_it_names(called: str, *, is_told: bool) -> None:
    runtime = f"arn:aws:bedrock-agentcore:eu-west-1:{ACCOUNT}:runtime/{called}"
    desk = aws("bedrock/agentcoreAgentRuntime", "desk", roleArn=f"{ARN}role/desk")
    reads = role("desk", "bedrock-agentcore.amazonaws.com"), may("desk", allow("secretsmanager:GetSecretValue", SECRET))
    asks = may("a", allow("bedrock-agentcore:InvokeAgentRuntime", [runtime, f"{runtime}/*"]))
    answer = judged(role("a"), asks, desk, *reads)
    assert any("may make agent 'desk' run" in one for one in messages(answer)) is is_told


PASSES = allow("iam:PassRole", f"{ARN}role/jobs-*")
EXACTLY = allow("iam:PassRole", f"{ARN}role/jobs-pay")
STARTS = allow(["glue:CreateJob", "glue:StartJobRun"])


def glue(*statements: dict[str, Any]) -> tuple[Resource, ...]:
    return role("jobs-pay", "glue.amazonaws.com"), may("jobs-pay", *statements)


def test_a_role_passed_by_a_pattern_of_names_counts_with_all_that_it_may() -> None:
    (problem,) = judged(role("a"), may("a", PASSES, STARTS), *glue(PAYS)).problems
    assert problem.message.startswith("role 'a' leads to role 'jobs-pay', which may dynamodb:PutItem on ")


def test_the_one_role_that_is_passed_counts_where_it_reads_secrets() -> None:
    assert passes(judged(role("a"), may("a", EXACTLY, STARTS), *glue(PAYS)))
    message = only(judged(role("a"), may("a", EXACTLY, STARTS), *glue(allow("ssm:GetParameter*", "*"))))
    assert "leads to role 'jobs-pay', which may ssm:GetParameter*" in message


def test_a_pattern_that_a_deny_narrows_to_one_role_names_it() -> None:
    but_one = {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": f"{ARN}role/jobs-pay"}
    assert passes(judged(role("a"), may("a", PASSES, but_one, STARTS), *glue(PAYS)))
    message = only(
        judged(role("a"), may("a", PASSES, {**but_one, "NotResource": f"{ARN}role/jobs-*"}, STARTS), *glue(PAYS))
    )
    assert "leads to role 'jobs-pay', which may dynamodb:PutItem" in message


def test_an_action_that_takes_a_role_is_a_way_also_where_no_list_has_it() -> None:
    named = role("jobs-pay", "states.amazonaws.com"), may("jobs-pay", PAYS)
    message = only(judged(role("a"), may("a", PASSES, allow("states:TestState")), *named))
    assert "leads to role 'jobs-pay', which may dynamodb:PutItem" in message


def test_a_named_role_of_a_class_above_counts_with_what_it_changes() -> None:
    above = role("jobs-pay", "glue.amazonaws.com", tags={"daypass:class": "pipeline"}), may("jobs-pay", PAYS)
    message = only(judged(of_class("service", "a"), may("a", EXACTLY, STARTS), *above))
    assert "leads to role 'jobs-pay', which may dynamodb:PutItem" in message


@pytest.mark.parametrize("class_", ["service", "pipeline"])
def test_a_named_role_of_another_owner_counts_with_what_it_changes(class_: str) -> None:
    holder, given = of_class(class_, "a", owner="web"), may("a", EXACTLY, STARTS)
    passed = of_class("batch", "jobs-pay", "glue.amazonaws.com", owner="payments"), may("jobs-pay", PAYS)
    assert "leads to role 'jobs-pay', which may dynamodb:PutItem" in only(judged(holder, given, *passed))
    assert passes(judged(of_class(class_, "a", owner="payments"), given, *passed))
    assert passes(judged(of_class(class_, "a"), given, *passed))


def test_a_pipeline_that_deploys_what_another_team_owns_is_told() -> None:
    holder, given = of_class("pipeline", "a", owner="web"), may("a", REWRITES)
    runs = of_class("service", "pays", owner="payments"), may("pays", PAYS), function("fn", "pays")
    assert "leads to role 'pays', which may dynamodb:PutItem" in only(judged(holder, given, *runs))
    assert passes(judged(of_class("pipeline", "a", owner="payments"), given, *runs))


def test_a_holder_of_whom_not_all_is_known_may_have_it_already_and_is_undecided() -> None:
    unknown = aws("iam/rolePolicy", "more", role="a", policy=UNKNOWN)
    answer = judged(role("a"), may("a", REWRITES), unknown, *other(PAYS))
    assert not answer.error
    assert not answer.problems
    assert answer.undecided


def test_what_a_tag_limits_is_named() -> None:
    tagged = {"Condition": {"StringEquals": {"aws:ResourceTag/tier": "web"}}}
    changes = allow("lambda:UpdateFunctionCode", f"{FUNCTION[:-2]}*", **tagged)
    fn = function("fn", "pays", tags={"tier": "web"})
    reads = role("pays"), may("pays", allow("s3:GetObject", "arn:aws:s3:::cards/*")), fn
    assert passes(judged(role("a"), may("a", changes), *reads))
    message = only(judged(role("a"), may("a", changes), role("pays"), may("pays", PAYS), fn))
    assert "leads to role 'pays', which may dynamodb:PutItem" in message


def test_a_deny_of_where_the_code_is_leaves_no_way() -> None:
    runs = role("pays", "glue.amazonaws.com"), may("pays", PAYS)
    job = aws("glue/job", "j", name="j", roleArn=f"{ARN}role/pays", command={"scriptLocation": "s3://etl/code/j.py"})
    writes = allow("s3:PutObject", "arn:aws:s3:::etl/*")
    assert "leads to role 'pays', which may dynamodb:PutItem" in only(judged(role("a"), may("a", writes), *runs, job))
    assert passes(judged(role("a"), may("a", writes, deny("s3:Put*", "arn:aws:s3:::etl/code/*")), *runs, job))


def test_to_make_something_run_as_it_is_takes_nothing_and_a_caller_says_what_a_build_is() -> None:
    project = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/p"
    build = role("builds", "codebuild.amazonaws.com"), may("builds", PAYS)
    runs = allow("codebuild:StartBuild", project)
    made = aws("codebuild/project", "p", name="p", arn=project, serviceRole=f"{ARN}role/builds")
    assert passes(judged(role("a", "events.amazonaws.com"), may("a", runs), *build, made))
    assert "leads to role 'builds'" in only(judged(role("a"), may("a", runs), *build, made))


def test_the_programs_own_name_makes_nothing_the_ones_own_where_there_are_but_two() -> None:
    project = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/orchid-release"
    named = {"name": "orchid-release", "arn": project, "serviceRole": f"{ARN}role/orchid-release"}
    release = role("orchid-release", "codebuild.amazonaws.com"), may("orchid-release", PAYS)
    badges = role("orchid-badges"), may("orchid-badges", allow("codebuild:StartBuild", project))
    starting = (*badges, *release, aws("codebuild/project", "p", **named))
    assert passes(judged(*starting))
    orchid = [replace(one, urn=one.urn.replace("::project::", "::orchid::")) for one in starting]
    assert "leads to role 'orchid-release'" in only(judged(*orchid))
    assert passes(judged(*orchid, role("orchid-sites", "ec2.amazonaws.com"), role("shop", "ec2.amazonaws.com")))


def test_what_a_marked_policy_says_is_not_told() -> None:
    text = may("pays", allow("dynamodb:PutItem", f"{LEDGER}-canary")).state.raw["policy"]
    marked = aws("iam/rolePolicy", "pays-policy", role="pays", policy=Secret(text))
    (problem,) = judged(role("a"), may("a", REWRITES), role("pays"), marked, function("fn", "pays")).problems
    assert "which may change something, as it may not itself" in problem.message
    assert "canary" not in f"{problem.message} {problem.key} {problem.witness}"


@pytest.mark.parametrize("tags", [{"tenant": Secret("canary")}, Secret({"tenant": "canary"})], ids=["one", "all"])
def test_a_tag_that_stands_in_for_a_variable_is_not_told(tags: Any) -> None:
    """Nobody marked the policy; the tag whose value is read into it may be marked."""
    pays = role("pays", tags=tags), may("pays", allow("dynamodb:PutItem", f"{LEDGER}-${{aws:PrincipalTag/tenant}}"))
    (problem,) = judged(role("a"), may("a", REWRITES), *pays, function("fn", "pays")).problems
    assert "which may change something, as it may not itself" in problem.message
    assert "canary" not in f"{problem.message} {problem.key} {problem.witness}"


@pytest.mark.parametrize("allowed", ["*", f"{ARN}role/*"])
def test_a_pattern_of_accounts_chooses_roles_of_its_own_account_alone(allowed: str) -> None:
    """A boundary that lets it pass the roles of its account leaves it all that it could pass."""
    starts = allow(["ecs:RegisterTaskDefinition", "ecs:RunTask"])
    bound = document(allow("iam:PassRole", allowed), starts)
    bounds = aws("iam/policy", "bounds", name="bounds", arn=f"{ARN}policy/bounds", policy=bound)
    holder = role("a", permissionsBoundary=f"{ARN}policy/bounds"), bounds
    passed = allow("iam:PassRole", "arn:aws:iam::*:role/*-task")
    task = role("x-task", "ecs-tasks.amazonaws.com"), may("x-task", allow("s3:GetObject", "arn:aws:s3:::cards/*"))
    (message,) = messages(judged(*holder, may("a", starts, passed), *task))
    assert "leads to role 'x-task'" in message


@pytest.mark.parametrize(
    ("operator", "is_told"), [("StringEquals", False), ("StringEqualsIfExists", True), ("StringNotEquals", True)]
)
def test_a_tag_that_things_need_not_have_names_none(operator: str, *, is_told: bool) -> None:
    tagged = {operator: {"aws:ResourceTag/app": "shop"}}
    rewrites = allow("lambda:UpdateFunctionCode", FUNCTION.replace("fn", "shop-*"), Condition=tagged)
    reads = may("pays", allow("s3:GetObject", "arn:aws:s3:::cards/*"))
    runs = function("shop-pays", "pays", tags={"app": "shop" if operator != "StringNotEquals" else "x"})
    answer = judged(role("a"), may("a", rewrites), role("pays"), reads, runs)
    assert bool(answer.problems) is is_told


@pytest.mark.parametrize(
    ("own", "theirs", "is_told"),
    [
        ({"owner": "team-web"}, {"owner": "team-payments"}, True),
        ({"Team": "web"}, {"team": "payments"}, True),
        ({"owner": "Team-Web"}, {"owner": "team-web"}, False),
        ({"owner": "ann", "team": "web"}, {"owner": "bob", "team": "web"}, False),
        ({"owner": "web"}, {"team": "payments"}, False),
        ({"owner": "web"}, {}, False),
        ({"owner": "web"}, {"daypass:owner": "payments"}, False),
        ({"contact": "web@example.org"}, {"contact": "pay@example.org"}, False),
    ],
    ids=str,
)
def test_so_counts_one_of_another_owner_by_the_keys_that_people_use(
    own: dict[str, str], theirs: dict[str, str], *, is_told: bool
) -> None:
    """What stands under two keys cannot be compared; where one of several is the same, both are of one owner.

    A pipeline that is called by nothing but what it does, or like what it changes, may be there for that all the same.
    """
    runs = role("pays", tags=theirs), may("pays", PAYS), function("fn", "pays")

    def deploying(called: str) -> tuple[Resource, ...]:
        return role(called, "codebuild.amazonaws.com", tags=own), may(called, REWRITES), *runs

    assert bool(judged(*deploying("web-deploy")).problems) is is_told
    assert passes(judged(*deploying("github-deploy")))
    assert passes(judged(*deploying("pays-deploy")))
    assert passes(judge_stack(no_path_to_more_rights, *deploying("web-deploy"), settings=Settings(path="daypass.toml")))


def test_an_agent_does_what_it_is_talked_into_with_what_is_called_like_it_too() -> None:
    """Who is called like what it sends commands to is there for that, but for an agent."""
    arn = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1"
    host = (
        aws("ec2/instance", "pays", iamInstanceProfile="pays", arn=arn),
        aws("iam/instanceProfile", "pays", name="pays", role="pays-fn"),
    )
    sends = allow("ssm:SendCommand", [arn, "arn:aws:ssm:*:*:document/*"])
    for name, is_told in (("service", False), ("agent", True)):
        called = of_class(name, "pays-helper")
        found = judged(
            called, may("pays-helper", sends), role("pays-fn", "ec2.amazonaws.com"), may("pays-fn", PAYS), *host
        )
        assert any("leads to role 'pays-fn'" in text for text in messages(found)) is is_told


@pytest.mark.parametrize(
    ("called", "where", "is_told"),
    [
        ("docs-publish", "function:f*", True),
        ("docs-publish", "function:fn", False),
        ("ledger-deploy", "function:f*", False),
        ("github-deploy", "function:f*", False),
        ("docs-writer", "function:f*", False),
    ],
)
def test_a_pipeline_called_after_something_else_is_not_there_for_what_nobody_named(
    called: str, where: str, *, is_told: bool
) -> None:
    given = allow("lambda:UpdateFunctionCode", FUNCTION.replace("function:fn", where))
    made = role("ledger-writer"), may("ledger-writer", PAYS), function("fn", "ledger-writer")
    found = judged(of_class("pipeline", called), may(called, given), *made)
    assert any("leads to role 'ledger-writer'" in text for text in messages(found)) is is_told
