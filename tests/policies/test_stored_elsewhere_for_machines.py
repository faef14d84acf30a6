"""So it is with an object, a parameter, a secret and a message, and with whatever else of a machine these say."""

import json
from typing import Any

import pytest
from tests.support.becoming import ROOT, allow, lets_in, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import only
from tests.support.stored import (
    ATTACHES,
    BY_ITEMS,
    HERE,
    JSONATA,
    LEDGER,
    MACHINE,
    RUN,
    UPDATES,
    attach,
    choice,
    each,
    get,
    machine,
    only_some,
    run,
    scan,
    task,
    told,
)

from daypass.graph.becoming.steering.commands.doings import Doings
from daypass.graph.becoming.steering.commands.stored import stores_of
from daypass.graph.becoming.steering.commands.stores import WAYS
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

# Where else it lies

SECRET, QUEUE = f"arn:aws:secretsmanager:{HERE}:secret:jobs/next-AbCdEf", f"arn:aws:sqs:{HERE}:jobs"
URL = "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"
PARAMETER = f"arn:aws:ssm:{HERE}:parameter/jobs/next"
READS_OBJECT = {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "jobs", "Key": "all.csv"}}


@pytest.mark.parametrize(
    ("made", "right", "thing", "path"),
    [
        (
            machine(task("ssm:getParameter", {"Name": "/jobs/next"}), run("$.Parameter.Value")),
            *("ssm:PutParameter", PARAMETER, "ssm-x21"),
        ),
        (
            machine(task("ssm:getParameter", {"Name": PARAMETER}), run("$.Parameter.Value")),
            *("ssm:PutParameter", PARAMETER, "ssm-x21"),
        ),
        (
            machine(task("ssm:getParameters", {"Names": ["/a", "/jobs/next"]}), run("$.Parameters[1].Value")),
            *("ssm:PutParameter", PARAMETER, "ssm-x21"),
        ),
        (
            machine(task("ssm:getParametersByPath", {"Path": "/jobs"}), each(run("$.Value"), ItemsPath="$.Parameters")),
            *("ssm:PutParameter", PARAMETER, "ssm-x21"),
        ),
        (
            machine(task("secretsmanager:getSecretValue", {"SecretId": "jobs/next"}), run("$.SecretString")),
            *("secretsmanager:PutSecretValue", SECRET, "secretsmanager-x11"),
        ),
        (
            machine(task("sqs:receiveMessage", {"QueueUrl": URL}), each(run("$.Body"), ItemsPath="$.Messages")),
            *("sqs:SendMessage", QUEUE, "sqs-x11"),
        ),
        (
            machine(task("s3:getObject", {"Bucket": "jobs", "Key": "next.sql"}), run("$.Body")),
            *("s3:PutObject", "arn:aws:s3:::jobs/next.sql", "s3-x11"),
        ),
        (
            machine(
                task(
                    "s3:getObject",
                    {"Bucket": "jobs", "Key": "next.json"},
                    ResultSelector={"j.$": "States.StringToJson($.Body)"},
                ),
                run("$.j.statement"),
            ),
            *("s3:PutObject", "arn:aws:s3:::jobs/next.json", "s3-x11"),
        ),
        (machine(each(run(RUN), ItemReader=READS_OBJECT)), "s3:PutObject", "arn:aws:s3:::jobs/all.csv", "s3-x11"),
    ],
)
def test_an_object_a_parameter_a_secret_and_a_message_say_it_too(
    made: Resource, right: str, thing: str, path: str
) -> None:
    assert f"({path}: {right})" in only(told(made, given=allow(right, thing), rights=UPDATES))
    assert not told(made, given=allow(right, thing.replace("jobs", "others")), rights=UPDATES)


@pytest.mark.parametrize(
    "made",
    [
        machine(task("ssm:getParameter", {"Name": "/jobs/next:3"}), run("$.Parameter.Value")),
        machine(task("ssm:getParameter", {"Name.$": "$.name"}), run("$.Parameter.Value")),
        machine(task("ssm:getParameter", {"Name": "/jobs/next"}), run("$.Parameter.Name")),
        machine(task("s3:getObject", {"Bucket": "jobs", "Key": "a", "VersionId": "3"}), run("$.Body")),
        machine(task("s3:getObject", {"Bucket.$": "$.bucket", "Key": "a"}), run("$.Body")),
        machine(task("secretsmanager:getSecretValue", {"SecretId": "a", "VersionId": "b"}), run("$.SecretString")),
        machine(each(run(RUN), ItemReader={**READS_OBJECT, "ReaderConfig": {"InputType": "MANIFEST"}})),
        machine(each(run(RUN), ItemReader={**READS_OBJECT, "Resource": "arn:aws:states:::s3:listObjectsV2"})),
    ],
)
def test_a_version_and_what_nobody_wrote_stay_as_they_are(made: Resource) -> None:
    writes = allow(["ssm:PutParameter", "s3:PutObject", "secretsmanager:PutSecretValue"], "*")
    assert not told(made, given=writes, rights=UPDATES)


def test_who_may_write_some_objects_of_a_bucket_does_not_write_the_one_that_is_named_later() -> None:
    made = machine(task("s3:getObject", {"Bucket": "jobs", "Key.$": "$.key"}), run("$.Body"))
    both = ["s3:PutObject", "states:StartExecution"]
    by_day = task("s3:getObject", {"Bucket": "jobs", "Key.$": "States.Format('in/{}.sql', $.day)"})
    assert told(machine(by_day, run("$.Body")), given=allow(both, ["arn:aws:s3:::jobs/in/*", MACHINE]), rights=UPDATES)
    assert told(made, given=allow(both, ["arn:aws:s3:::jobs/*", MACHINE]), rights=UPDATES)
    assert not told(made, given=allow(both, ["arn:aws:s3:::jobs/reports/*", MACHINE]), rights=UPDATES)


def test_whoever_may_only_make_new_parameters_does_not_write_one_that_is_there() -> None:
    made = machine(task("ssm:getParameter", {"Name": "/jobs/next"}), run("$.Parameter.Value"))
    new = allow("ssm:PutParameter", PARAMETER, Condition={"StringEquals": {"ssm:Overwrite": "false"}})
    assert not told(made, given=new, rights=UPDATES)


# What else it says


def test_the_item_names_the_role_as_which_it_acts() -> None:
    call = {**task("dynamodb:putItem", {"TableName": "ledger", "Item.$": "$.Item"}, End=True)}
    made = machine(get(), {**call, "Credentials": {"RoleArn.$": "$.Item.role.S"}})
    assumes = allow("sts:AssumeRole", f"{ARN}role/*")
    books = role("books", lets_in({"AWS": ROOT})), may("books", allow("dynamodb:PutItem", LEDGER))
    assert "leads to role 'books'" in only(told(made, *books, rights=(assumes,)))
    assert not told(made, *books, given=only_some("id", "status"), rights=(assumes,))


def test_the_item_names_the_policy_that_is_given() -> None:
    named_policy = {"RoleName": "team", "PolicyArn.$": "$.Item.policy.S"}
    made = machine(get(), task("iam:attachRolePolicy", named_policy, End=True))
    any_policy = (allow("iam:AttachRolePolicy", f"{ARN}role/team"),)
    message = only(told(made, rights=any_policy, rule=low_trust_does_not_trigger_high))
    assert "(dynamodb-x02: dynamodb:PutItem)" in message
    assert "which may iam:AttachRolePolicy on" in message
    held = only_some("id", "status", action="dynamodb:PutItem")
    assert not told(made, given=held, rights=any_policy, rule=low_trust_does_not_trigger_high)
    assert not told(made, rights=(ATTACHES,), rule=low_trust_does_not_trigger_high)


def build(request: dict[str, Any]) -> dict[str, Any]:
    return {"Type": "Task", "Resource": "arn:aws:states:::codebuild:startBuild", "Parameters": request, "End": True}


def test_the_parameter_says_what_is_built() -> None:
    project = aws(
        "codebuild/project",
        "deploy",
        name="deploy",
        serviceRole=f"{ARN}role/deployer",
        source={"type": "GITHUB", "location": "https://github.com/acme/site.git"},
    )
    deployer = role("deployer", "codebuild.amazonaws.com"), may("deployer", allow("dynamodb:PutItem", LEDGER))
    read = task("ssm:getParameter", {"Name": "/jobs/next"})
    writes = allow("ssm:PutParameter", PARAMETER)

    def built(request: dict[str, Any], given: dict[str, Any] = writes) -> list[str]:
        return told(machine(read, build({"ProjectName": "deploy", **request})), project, *deployer, given=given)

    assert "(ssm-x23: ssm:PutParameter)" in only(built({"BuildspecOverride.$": "$.Parameter.Value"}))
    assert "(ssm-x24: ssm:PutParameter)" in only(built({"SourceVersion.$": "$.Parameter.Value"}))
    assert not built({"BuildspecOverride.$": "$.Parameter.Value"}, allow("ssm:PutParameter", f"{PARAMETER}-2"))
    assert not built({"BuildspecOverride.$": "$.spec"})


@pytest.mark.parametrize("command", ["$.Parameter.Value", "States.Array('sh', '-c', $.Parameter.Value)"])
def test_the_parameter_says_what_a_task_runs(command: str) -> None:
    container = {"name": "app", "image": "busybox"}
    definition = aws(
        "ecs/taskDefinition",
        "job",
        family="job",
        taskRoleArn=f"{ARN}role/worker",
        containerDefinitions=json.dumps([container]),
    )
    worker = role("worker", "ecs-tasks.amazonaws.com"), may("worker", allow("dynamodb:PutItem", LEDGER))
    overrides = {"ContainerOverrides": [{"Name": "app", "Command.$": command}]}
    runs = {
        "Type": "Task",
        "Resource": "arn:aws:states:::ecs:runTask.sync",
        "Parameters": {"TaskDefinition": "job", "Overrides": overrides},
        "End": True,
    }
    made = machine(task("ssm:getParameter", {"Name": "/jobs/next"}), runs)
    given = allow("ssm:PutParameter", PARAMETER)
    assert "(ssm-x23: ssm:PutParameter)" in only(told(made, definition, *worker, given=given))
    fixed = machine(task("ssm:getParameter", {"Name": "/jobs/other"}), runs)
    assert not told(fixed, definition, *worker, given=given)


def test_each_way_has_paths_of_its_own() -> None:
    ids = [id_ for ways in WAYS.values() for id_ in ways]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "odd", [None, 7, [], {}, "", "{", "$", "{% $x %}", UNKNOWN, Secret([]), [7], [UNKNOWN], {"a": 7}, {"S": [7]}]
)
def test_no_shape_breaks_it(odd: Any) -> None:
    states = (
        odd,
        {**scan(), "Parameters": odd},
        scan(TableName=odd, FilterExpression=odd, ExpressionAttributeNames=odd),
        scan(KeyConditionExpression="id = :i", ExpressionAttributeValues=odd, ScanFilter=odd),
        get(ResultPath=odd, ResultSelector=odd, OutputPath=odd, Assign=odd),
        task("dynamodb:getItem", {"TableName": "requests", "Key": odd}),
        task("dynamodb:batchGetItem", {"RequestItems": odd}),
        task("ssm:getParameters", {"Names": odd}),
        {"Type": "Choice", "Choices": odd, "Default": odd},
        choice({"Variable": odd, "StringEqualsPath": odd}, {"And": odd}, {"Condition": odd}),
        {"Type": "Pass", "Parameters": odd, "ResultPath": odd, "Result": odd},
        {**get(**JSONATA), "Output": odd, "Assign": odd},
        {"Type": "Map", "ItemReader": odd, "ItemProcessor": odd},
        each(get(), attach(BY_ITEMS), ItemReader={**READS_OBJECT, "ReaderConfig": odd, "Parameters": odd}),
    )
    for state in states:
        followed = {**state, "Next": "S1"} if isinstance(state, dict) else state
        definition = {"StartAt": "S0", "States": {"S0": followed, "S1": get(Next="S2"), "S2": attach(BY_ITEMS)}}
        made = native("stepfunctions:StateMachine", "m", stateMachineName="granter", definition=definition)
        assert isinstance(Doings(Stack((made,))).of(made), tuple)
        assert isinstance(stores_of(made), tuple)


def test_many_states_after_one_another_come_to_an_end() -> None:
    many = [task("sqs:sendMessage", ResultPath=f"$.x{at}") for at in range(2_000)]
    assert told(machine(get(), *many, attach("$.Item.roleName.S")))
