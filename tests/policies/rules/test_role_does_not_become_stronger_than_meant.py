"""A workload gets what nobody meant it to have: what others own, a whole cluster, what the input of a machine names."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role, user_may
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

ROOM = lets_in(f"{ARN}root")
STORES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders")


def judged(*resources: Resource) -> Answer:
    return judge_stack(role_does_not_become_stronger, *resources)


def of(team: str, name: str, *trust: Any) -> Resource:
    return role(name, *trust, tags={"owner": team})


# What others own


@pytest.mark.parametrize(
    ("team", "trust", "is_told"),
    [
        ("desk", ROOM, True),
        ("orders", ROOM, False),
        ("desk", lets_in(f"{ARN}role/ticket-bot"), False),
        ("desk", {**ROOM, "Condition": {"StringEquals": {"aws:RequestTag/daypass:approver": "ann"}}}, False),
    ],
    ids=["another's", "its own", "named by the trust", "checked"],
)
def test_another_owners_role_whose_trust_leaves_it_to_the_account(
    team: str, trust: dict[str, Any], *, is_told: bool
) -> None:
    bot = of(team, "ticket-bot"), may("ticket-bot", allow("sts:AssumeRole", f"{ARN}role/order-deploy"))
    assert bool(judged(*bot, of("orders", "order-deploy", trust), may("order-deploy", STORES)).problems) is is_told


def test_a_pipeline_is_there_for_what_others_own() -> None:
    ships = of("desk", "ci", "codebuild.amazonaws.com"), may("ci", allow("sts:AssumeRole", f"{ARN}role/order-deploy"))
    assert passes(judged(*ships, of("orders", "order-deploy", ROOM), may("order-deploy", STORES)))


# What is far stronger

PAPERS = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:papers-??????"
READS = allow("secretsmanager:GetSecretValue", PAPERS)
BOTH = (READS, STORES)


SAID = {"StringEquals": {"sts:SourceIdentity": "change-approved"}}


def entered_under(condition: dict[str, Any]) -> dict[str, Any]:
    """What lets role 'paper-thumbnails' in under a condition."""
    actions = ["sts:AssumeRole", "sts:SetSourceIdentity"]
    return lets_in(f"{ARN}role/paper-thumbnails", actions, Condition=condition)


def next_to(*given: dict[str, Any], held: tuple[dict[str, Any], ...] = (), **entering: Any) -> Answer:
    """Role 'paper-thumbnails' may become role 'paper-archive', which names it and may do what is `given`.

    It asks for a word that whoever comes says themselves, as if that were a check.
    """
    trust = {"trust": entered_under(SAID), "by": "lambda.amazonaws.com", **entering}
    weak = role("paper-thumbnails", trust["by"]), may("paper-thumbnails", *held, allow("logs:PutLogEvents", "*"))
    return judged(*weak, role("paper-archive", trust["trust"]), may("paper-archive", *given))


def test_a_role_that_reads_secrets_and_changes_things_is_far_stronger_whoever_named_it() -> None:
    message = only(next_to(*BOTH))
    assert message.startswith(
        "role 'paper-thumbnails' leads to role 'paper-archive', which may secretsmanager:GetSecretValue on "
    )


@pytest.mark.parametrize("given", [(READS,), (STORES,)], ids=["the secret alone", "the change alone"])
def test_one_that_does_one_of_both_is_the_narrow_way_that_was_meant(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(next_to(*given))


@pytest.mark.parametrize("held", BOTH)
def test_what_it_has_already_does_not_make_it_stronger(held: dict[str, Any]) -> None:
    assert passes(next_to(*BOTH, held=(held,)))


@pytest.mark.parametrize(
    ("services", "is_told"),
    [
        (("s3.eu-west-1.amazonaws.com",), False),
        (("s3.eu-west-1.amazonaws.com", "dynamodb.eu-west-1.amazonaws.com"), False),
        (("secretsmanager.eu-west-1.amazonaws.com",), True),
        (("s3.eu-west-1.amazonaws.com", "ssm.eu-west-1.amazonaws.com"), True),
        (("*.eu-west-1.amazonaws.com",), True),
        (("rds.eu-west-1.amazonaws.com",), True),
        ((), True),
    ],
    ids=str,
)
def test_a_key_that_only_stores_use_for_it_opens_what_they_hand_out(
    services: tuple[str, ...], *, is_told: bool
) -> None:
    within = {"Condition": {"StringLike": {"kms:ViaService": list(services)}}} if services else {}
    opens = allow("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/papers", **within)
    reads = allow("s3:GetObject", "arn:aws:s3:::papers/*"), allow("dynamodb:GetItem", f"{STORES['Resource']}")
    secret = allow(["ssm:GetParametersByPath", "secretsmanager:BatchGetSecretValue"], "*")
    assert bool(next_to(opens, *reads, STORES, secret).problems) is is_told


def test_a_check_and_a_pipeline_pass() -> None:
    asked = {"StringEquals": {"aws:RequestTag/daypass:approver": "ann"}}
    assert passes(next_to(*BOTH, trust=lets_in(f"{ARN}role/paper-thumbnails", Condition=asked)))
    assert passes(next_to(*BOTH, by="codebuild.amazonaws.com"))


def test_a_role_that_is_called_like_the_workload_is_its_own() -> None:
    weak = role("paper-thumbnails", "lambda.amazonaws.com"), may("paper-thumbnails", allow("logs:PutLogEvents", "*"))
    for name, is_told in (
        ("paper-thumbnails-writer", False),
        ("Paper-Thumbnails_writer", False),
        ("paper-writer", False),
        ("thumbnail-vault", False),
        ("issue-writer", True),
        ("newspaper-vault", True),
    ):
        own = role(name, lets_in(f"{ARN}role/paper-thumbnails")), may(name, *BOTH)
        assert bool(judged(*weak, *own).problems) is is_told


@pytest.mark.parametrize(
    ("condition", "is_told"),
    [
        (SAID, True),
        ({"StringEquals": {"sts:SourceIdentity": "${aws:PrincipalTag/owner}"}}, False),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, False),
    ],
    ids=["its own word", "what it is called", "a factor that it has not"],
)
def test_one_that_asks_for_the_callers_own_word_is_not_its_own_by_its_name(
    condition: dict[str, Any], *, is_told: bool
) -> None:
    assert bool(next_to(*BOTH, trust=entered_under(condition)).problems) is is_told


def test_a_user_that_may_do_nothing_but_assume_is_kept_weak() -> None:
    user = aws("iam/user", "paper-bot", name="paper-bot", arn=f"{ARN}user/paper-bot")
    assumes = user_may("paper-bot", allow("sts:AssumeRole", f"{ARN}role/paper-archive"))
    archive = role("paper-archive", lets_in(f"{ARN}user/paper-bot")), may("paper-archive", *BOTH)
    key = aws("iam/accessKey", "paper-bot", user="paper-bot")
    assert passes(judged(user, assumes, key, *archive))


# A whole cluster


def entry(policy: str = "AmazonEKSClusterAdminPolicy", scope: str = "cluster") -> Resource:
    arn = f"arn:aws:eks::aws:cluster-access-policy/{policy}"
    said = {"principalArn": f"{ARN}role/argo-admin", "policyArn": arn, "accessScope": {"type": scope}}
    return aws("eks/accessPolicyAssociation", "platform", clusterName="main", **said)


def in_cluster(*entries: Resource, called: str = "log-shipper", trust: str = "pods.eks.amazonaws.com") -> Answer:
    ships = role(called, trust), may(called, allow("sts:AssumeRole", f"{ARN}role/argo-admin"))
    return judged(*ships, role("argo-admin", lets_in(f"{ARN}role/{called}")), *entries)


def test_a_workload_that_becomes_the_administrator_of_a_cluster_whoever_meant_it() -> None:
    message = only(in_cluster(entry()))
    assert message.startswith("role 'log-shipper' leads to role 'argo-admin', which may change everything on a cluster")
    assert passes(in_cluster(entry("AmazonEKSViewPolicy")))
    assert passes(in_cluster(entry(scope="namespace")))
    assert passes(in_cluster())


def test_not_so_a_pipeline_what_is_called_alike_and_what_is_one_itself() -> None:
    assert passes(in_cluster(entry(), trust="codebuild.amazonaws.com"))
    assert passes(in_cluster(entry(), called="argo-server"))
    assert passes(in_cluster(entry(), _as("log-shipper")))


@pytest.mark.parametrize("key", ["principalArn", "policyArn"])
def test_an_entry_that_is_not_known_leaves_it_undecided(key: str) -> None:
    hidden = replace(entry(), inputs=Properties({**entry().inputs.raw, key: UNKNOWN}))
    assert unknowns(in_cluster(hidden)) == [key]
    assert passes(in_cluster(hidden, called="argo-server"))


def _as(name: str) -> Resource:
    arn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    said = {"principalArn": f"{ARN}role/{name}", "policyArn": arn, "accessScope": {"type": "cluster"}}
    return aws("eks/accessPolicyAssociation", name, clusterName="main", **said)


# What the input of a machine names


def machine(credentials: Any, *, is_nested: bool = False) -> Resource:
    task = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:rds:rebootDBInstance", "Credentials": credentials}
    step = {"Type": "Parallel", "Branches": [{"StartAt": "Do", "States": {"Do": task}}]} if is_nested else task
    definition = json.dumps({"StartAt": "One", "States": {"One": step}})
    return aws("sfn/stateMachine", "runbooks", roleArn=f"{ARN}role/engine", definition=definition)


def run(runs: Resource, assumed: str = "automation-*") -> Answer:
    engine = role("engine", "states.amazonaws.com"), may("engine", allow("sts:AssumeRole", f"{ARN}role/{assumed}"))
    database = role("automation-db", lets_in(f"{ARN}role/engine")), may("automation-db", allow("rds:Reboot*"))
    return judged(*engine, *database, runs)


TAKEN = {"RoleArn.$": "$.role"}


@pytest.mark.parametrize("runs", [machine(TAKEN), machine(TAKEN, is_nested=True), machine({"RoleArn": "{% $r %}"})])
def test_a_machine_that_takes_its_role_from_its_input_has_whatever_a_pattern_reaches(runs: Resource) -> None:
    assert only(run(runs)).startswith("role 'engine' leads to role 'automation-db', which may rds:Reboot* on *")
    assert passes(run(runs, assumed="automation-db"))


def test_a_native_machine_does_alike() -> None:
    state = {"Type": "Task", "Credentials": TAKEN}
    runs = native("stepfunctions:StateMachine", "m", roleArn=f"{ARN}role/engine", definition={"States": {"One": state}})
    assert run(runs).problems


@pytest.mark.parametrize(
    "credentials",
    [
        *(None, 7, [], {}, ""),
        {"RoleArn": f"{ARN}role/automation-db"},
        {"RoleArn.$": "States.Format('arn:aws:iam::{}:role/automation-db', $.account)"},
        {"RoleArn": f"{{% '{ARN}role/automation-db' %}}"},
    ],
)
def test_one_whose_role_is_written_down_and_odd_shapes_pass(credentials: Any) -> None:
    definition = {"States": {"One": {"Type": "Task", "Credentials": credentials}}}
    assert passes(run(aws("sfn/stateMachine", "m", roleArn=f"{ARN}role/engine", definition=definition)))


@pytest.mark.parametrize("assumed", ["automation-*", "automation-db"])
def test_a_definition_that_is_not_known_leaves_it_undecided(assumed: str) -> None:
    runs = aws("sfn/stateMachine", "m", roleArn=f"{ARN}role/engine", definition=UNKNOWN)
    grave = role("automation-db", lets_in(f"{ARN}role/engine")), may("automation-db", DROPS)
    engine = role("engine", "states.amazonaws.com"), may("engine", allow("sts:AssumeRole", f"{ARN}role/{assumed}"))
    assert unknowns(judged(*engine, *grave, runs)) == ["definition"]
    reads = role("automation-db", lets_in(f"{ARN}role/engine")), may("automation-db", allow("rds:Describe*"))
    assert passes(judged(*engine, *reads, runs))


# What a model says

DROPS = allow("dynamodb:DeleteTable", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders")
MODEL = {"Type": "Task", "Resource": "arn:aws:states:::bedrock:invokeModel"}
WAITS = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken"}
SWITCHES = {
    "Type": "Task",
    "Resource": "arn:aws:states:::aws-sdk:dynamodb:putItem",
    "Credentials": {"RoleArn": f"{ARN}role/treasury-refund"},
}


def asking(*states: dict[str, Any], definition: Any = None) -> Answer:
    """A machine whose states follow one another, and then it acts as another role."""
    every = dict(enumerate((*states, SWITCHES)))
    linked = {f"s{index}": {"Next": f"s{index + 1}", **state} for index, state in every.items()}
    says = definition or json.dumps({"StartAt": "s0", "States": linked})
    runs = aws("sfn/stateMachine", "triage", roleArn=f"{ARN}role/mail-triage", definition=says)
    assumes = allow("sts:AssumeRole", f"{ARN}role/treasury-refund")
    triage = role("mail-triage", "states.amazonaws.com"), may("mail-triage", assumes)
    return judged(*triage, role("treasury-refund", f"{ARN}role/mail-triage"), may("treasury-refund", DROPS), runs)


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:states:::bedrock:invokeModel",
        "arn:aws:states:::aws-sdk:bedrockruntime:converse",
        "arn:aws:states:::aws-sdk:bedrockagentruntime:invokeAgent",
        "arn:aws:states:::aws-sdk:bedrockagentcore:invokeAgentRuntime",
    ],
)
def test_a_machine_that_does_as_a_model_says_is_an_agents_step(resource: str) -> None:
    assert "leads to role 'treasury-refund'" in only(asking({"Type": "Task", "Resource": resource}))


def test_it_is_one_within_a_map_and_behind_a_choice() -> None:
    each = {"Type": "Map", "ItemProcessor": {"StartAt": "Ask", "States": {"Ask": {**MODEL, "End": True}}}}
    choice = {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": True, "Next": "s2"}], "Default": "s0"}
    assert only(asking(each))
    assert only(asking(MODEL, choice))


@pytest.mark.parametrize(
    "states",
    [
        (),
        (MODEL, WAITS),
        ({"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:bedrockruntime:applyGuardrail"},),
        ({"Type": "Pass", "Result": MODEL},),
        ({"Type": "Task", "Resource": "arn:aws:states:::bedrock:createModelCustomizationJob"},),
    ],
    ids=["asks none", "somebody sends a token", "a guardrail", "an example", "trains one"],
)
def test_one_that_asks_none_or_waits_for_somebody_is_not(states: tuple[dict[str, Any], ...]) -> None:
    assert passes(asking(*states))


@pytest.mark.parametrize(
    "states",
    [(WAITS, MODEL), (MODEL, {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken"})],
    ids=["before the model", "a container"],
)
def test_a_token_that_nobody_sends_in_between_is_no_check(states: tuple[dict[str, Any], ...]) -> None:
    assert only(asking(*states))


@pytest.mark.parametrize("odd", ["{", "[]", '{"States": 7}', '{"States": {"a": 7}}', '{"States": {"a": {"Type": 7}}}'])
def test_no_definition_breaks_it(odd: str) -> None:
    assert passes(asking(definition=odd))


# What somebody says themselves


PEOPLE = f"{ARN}role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Front_0011223344556677"
BY_INCIDENT = {"StringLike": {"aws:RequestTag/incident": "INC-*"}}
BY_IDENTITY = {"StringLike": {"sts:SourceIdentity": "*@acme.com"}}


@pytest.mark.parametrize(
    ("asked", "says", "is_told"),
    [
        (BY_INCIDENT, "sts:TagSession", True),
        (BY_IDENTITY, "sts:SetSourceIdentity", True),
        (BY_INCIDENT, "sts:GetCallerIdentity", False),
        ({"StringEquals": {"sts:SourceIdentity": "${aws:username}"}}, "sts:SetSourceIdentity", False),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, "sts:TagSession", False),
    ],
)
@pytest.mark.parametrize("who", [PEOPLE, "lambda.amazonaws.com"], ids=["people", "workload"])
def test_a_check_that_whoever_comes_answers_is_none(
    asked: dict[str, Any], says: str, who: str, *, is_told: bool
) -> None:
    trust = {**ROOM, "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "Condition": asked}
    front = role("front-desk", who), may("front-desk", allow(["sts:AssumeRole", says], f"{ARN}role/break-glass"))
    found = judged(*front, role("break-glass", trust), may("break-glass", STORES))
    assert bool(found.problems) is is_told


def test_what_a_role_that_names_them_asks_for_is_for_the_record() -> None:
    named = lets_in(f"{ARN}role/front-desk", ["sts:AssumeRole", "sts:SetSourceIdentity"], Condition=BY_IDENTITY)
    front = may("front-desk", allow(["sts:AssumeRole", "sts:SetSourceIdentity"], f"{ARN}role/break-glass"))
    assert passes(judged(role("front-desk", PEOPLE), front, role("break-glass", named), may("break-glass", STORES)))
