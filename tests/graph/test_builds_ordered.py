"""Whoever sends what a build is told to build runs what they like, as the role of its project."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.calls import calls
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.commands.orders import Orders
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
STRONG = role("strong", "codebuild.amazonaws.com", **ADMINISTRATOR)
HERE = "eu-west-1:111122223333"
PROJECT = f"arn:aws:codebuild:{HERE}:project/images"
BUS = f"arn:aws:events:{HERE}:event-bus/catalogue"
PUTS = allow("events:PutEvents", BUS)
MACHINE = f"arn:aws:states:{HERE}:stateMachine:rebuild"
STARTS = allow("states:StartExecution", MACHINE)


def project(type_: Any = "GITHUB", **inputs: Any) -> Resource:
    said = {"name": "images", "serviceRole": f"{ARN}role/strong", "source": {"type": type_}}
    return aws("codebuild/project", "p", **{**said, **inputs})


def told(*made: Resource, given: dict[str, Any]) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", given), STRONG, *made)
    return [text for text in messages(found) if "'a'" in text]


# Events


def rule(name: str = "r", **inputs: Any) -> Resource:
    pattern = json.dumps({"source": ["shop"], "detail-type": ["new image"]})
    return aws(
        "cloudwatch/eventRule", name, **{"name": name, "eventBusName": "catalogue", "eventPattern": pattern, **inputs}
    )


def target(template: str = '{"sourceVersion": "<it>"}', path: str = "$.detail.commit", **inputs: Any) -> Resource:
    said = {"rule": "r", "eventBusName": "catalogue", "arn": PROJECT}
    transformer = {"inputPaths": {"it": path}, "inputTemplate": template}
    return aws("cloudwatch/eventTarget", "g", **{**said, "inputTransformer": transformer, **inputs})


def passing(path: str) -> Resource:
    return target(inputTransformer=None, inputPath=path)


@pytest.mark.parametrize(
    "to",
    [
        target('{"sourceLocationOverride": "<it>"}'),
        target('{"buildspecOverride": "<it>"}'),
        target('{"buildspecOverride": "version: 0.2\\nphases: {build: {commands: [make <it>]}}"}'),
        target('{"imageOverride": "<it>", "sourceVersion": "main"}'),
        target('{"environmentVariablesOverride": <it>}'),
        target("<it>", "$.detail"),
        passing("$.detail"),
        passing("$.detail.build"),
    ],
)
def test_whoever_puts_the_event_that_says_what_is_built_may_act_as_the_build(to: Resource) -> None:
    (message,) = told(project(), rule(), to, given=PUTS)
    assert message.startswith("role 'a' may act as role 'strong', which may do everything: ")
    assert "(events-x02: events:PutEvents)" in message
    assert not told(project(), rule(), to, given=allow("events:PutEvents", f"{BUS}-2"))


@pytest.mark.parametrize(
    ("by", "to"),
    [
        (rule(), target('{"sourceVersion": "main"}')),
        (rule(), target('{"sourceVersion": "refs/heads/release/<it>"}')),
        (rule(), target('{"sourceVersion": "refs/tags/v<it>"}')),
        (rule(), target('{"buildspecOverride": "specs/<it>.yml"}')),
        (rule(), target('{"imageOverride": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/builder:<it>"}')),
        (rule(), target('{"environmentVariablesOverride": [{"name": "SKU", "value": "<it>"}]}')),
        (rule(), target(path="$.id")),
        (rule(), target(inputTransformer=None, input='{"sourceVersion": "main"}')),
        (rule(), target(inputTransformer=None)),
        (rule(), target(arn=f"{PROJECT}-2")),
        (rule(), target(arn=f"arn:aws:lambda:{HERE}:function:images")),
        (rule(), passing("$.resources")),
        (rule(state="DISABLED"), target()),
        (rule(eventPattern=json.dumps({"source": ["aws.codecommit"]})), target()),
        (rule(eventPattern=json.dumps({"source": [{"prefix": "aws."}]})), target()),
        (rule(eventPattern=json.dumps({"source": ["aws.s3", {"wildcard": "aws.c*"}]})), target()),
        (rule(eventPattern=json.dumps({"detail": {"commit": ["main", "next"]}})), target()),
        (rule(eventPattern=json.dumps({"detail": {"commit": [{"prefix": "refs/tags/"}]}})), target()),
    ],
)
def test_an_event_that_says_only_a_name_or_is_of_aws_or_limited_is_quiet(by: Resource, to: Resource) -> None:
    assert not told(project(), by, to, given=PUTS)


def test_a_detail_of_which_one_word_is_limited_may_bring_others_along() -> None:
    limited = rule(eventPattern=json.dumps({"detail": {"sourceVersion": ["main"]}}))
    assert "events-x02: events:PutEvents" in only(told(project(), limited, passing("$.detail"), given=PUTS))
    assert not told(project(), limited, target(path="$.detail.sourceVersion"), given=PUTS)


@pytest.mark.parametrize(
    ("type_", "template", "says"),
    [
        ("GITLAB", '{"sourceVersion": "<it>"}', True),
        ("CODECOMMIT", '{"sourceVersion": "<it>"}', True),
        ("S3", '{"sourceVersion": "<it>"}', False),
        ("S3", '{"sourceLocationOverride": "<it>"}', True),
        ("NO_SOURCE", '{"sourceLocationOverride": "<it>"}', False),
        ("NO_SOURCE", '{"sourceTypeOverride": "GITHUB", "sourceLocationOverride": "<it>"}', True),
        ("NO_SOURCE", '{"buildspecOverride": "<it>"}', True),
        ("CODEPIPELINE", '{"buildspecOverride": "<it>"}', False),
        (UNKNOWN, '{"sourceVersion": "<it>"}', False),
    ],
)
def test_what_a_word_decides_depends_on_where_the_source_is(type_: Any, template: str, *, says: bool) -> None:
    assert bool(told(project(type_), rule(), target(template), given=PUTS)) is says


def test_two_rules_of_one_bus_count_each_in_whatever_order() -> None:
    other = rule("s", eventPattern=json.dumps({"source": ["till"]}))
    more = {**target().inputs.raw, "rule": "s"}
    each = (rule(), target(), other, aws("cloudwatch/eventTarget", "h", **more))
    for source, says in (("shop", True), ("till", True), ("web", False)):
        given = {**PUTS, "Condition": {"StringEquals": {"events:source": source}}}
        for made in (each, each[::-1]):
            assert bool(told(project(), *made, given=given)) is says


def test_a_rule_of_aws_native_holds_its_targets() -> None:
    transformer = {"inputPathsMap": {"it": "$.detail.commit"}, "inputTemplate": '{"sourceVersion": "<it>"}'}
    each = [{"arn": PROJECT, "inputTransformer": transformer}]
    made = native("events:Rule", "r", eventBusName="catalogue", eventPattern={"source": ["shop"]}, targets=each)
    builds = native("codebuild:Project", "p", **project().inputs.raw)
    assert "events-x03: events:PutEvents" in only(told(builds, made, given=PUTS))


# State machines


def build(request: dict[str, Any], **more: Any) -> dict[str, Any]:
    state = {"Type": "Task", "Resource": "arn:aws:states:::codebuild:startBuild.sync", "End": True, **more}
    key = "Arguments" if more.get("QueryLanguage") == "JSONata" else "Parameters"
    return {**state, key: {"ProjectName": "images", **request}}


def machine(state: dict[str, Any], first: dict[str, Any] | None = None) -> Resource:
    states = {"Build": state, **({"First": {"Next": "Build", **first}} if first else {})}
    text = json.dumps({"StartAt": "First" if first else "Build", "States": states})
    return aws("sfn/stateMachine", "m", name="rebuild", definition=text)


SDK = {"Resource": "arn:aws:states:::aws-sdk:codebuild:startBuild"}
JSONATA = {"QueryLanguage": "JSONata"}


@pytest.mark.parametrize(
    "made",
    [
        machine(build({"BuildspecOverride.$": "$.spec", "ProjectName": PROJECT})),
        machine(build({"BuildspecOverride.$": "$$.Execution.Input.spec"}, **SDK)),
        machine(build({"EnvironmentVariablesOverride.$": "$.variables"}), {"Type": "Pass"}),
        machine(build({"ImageOverride": "{% $states.input.image %}"}, **JSONATA)),
    ],
)
def test_whoever_starts_a_state_machine_that_builds_what_its_input_says_may_act_as_the_build(made: Resource) -> None:
    (message,) = told(project(), made, given=STARTS)
    assert "(states-x01: states:StartExecution)" in message
    assert not told(project(), made, given=allow("states:StartExecution", f"{MACHINE}-2"))


@pytest.mark.parametrize(
    "made",
    [
        machine(build({"SourceVersion": "main"})),
        machine(build({"SourceVersion.$": "$.commit"}, InputPath="$.checked")),
        machine(build({"SourceVersion.$": "$.commit", "ProjectName": "other"})),
        machine(build({"SourceVersion.$": "$.commit"}), {"Type": "Choice", "Default": "Build"}),
        machine(build({"SourceVersion.$": "$.commit"}), {"Type": "Pass", "Result": {"commit": "main"}}),
        machine(build({"SourceVersion.$": "$.commit"}, Resource="arn:aws:states:::codebuild:stopBuild")),
        machine(build({"SourceVersion": "{% 'refs/tags/' & $states.input.tag %}"}, **JSONATA)),
        machine(build({"EnvironmentVariablesOverride": [{"Name": "SKU", "Value.$": "$.sku"}]})),
    ],
)
def test_what_is_fixed_or_was_looked_at_before_is_quiet(made: Resource) -> None:
    assert not told(project(), made, given=STARTS)


def level(*made: Resource, given: dict[str, Any]) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", given), STRONG, *made)
    return ["advice" if one.advisory else "refusal" for one in found.problems if "'a'" in one.message]


OTHERS = [{"type": "GITHUB", "sourceIdentifier": "lib"}]


@pytest.mark.parametrize(
    ("template", "inputs", "says"),
    [
        ('{"sourceVersion": "<it>"}', {}, "advice"),
        ('{"sourceVersion": <it>}', {}, "advice"),
        ('{"sourceVersion": "refs/heads/<it>"}', {}, "advice"),
        ('{"sourceVersion": "pr/<it>"}', {}, "advice"),
        ('{"sourceVersion": "<it>", "imageOverride": "<it>"}', {}, "refusal"),
        ('{"secondarySourcesVersionOverride": <it>}', {"secondarySources": OTHERS}, "advice"),
        (
            '{"secondarySourcesVersionOverride": [{"sourceIdentifier": "lib", "sourceVersion": "<it>"}]}',
            {"secondarySources": OTHERS},
            "advice",
        ),
        (
            '{"secondarySourcesVersionOverride": [{"sourceIdentifier": "lib", "sourceVersion": "v<it>"}]}',
            {"secondarySources": OTHERS},
            "",
        ),
        ('{"secondarySourcesVersionOverride": <it>}', {}, ""),
        ('{"secondarySourcesVersionOverride": <it>}', {"secondarySources": [{"type": "S3"}]}, ""),
        ('{"secondarySourcesOverride": <it>}', {"secondarySources": [{"type": "S3"}]}, "refusal"),
        ('{"secondarySourcesOverride": [{"location": "<it>"}]}', {"secondarySources": OTHERS}, "refusal"),
        ('{"secondarySourcesOverride": <it>}', {}, ""),
    ],
)
def test_who_names_a_commit_is_told_as_advice_since_it_must_be_in_the_repository(
    template: str, inputs: dict[str, Any], says: str
) -> None:
    assert level(project(**inputs), rule(), target(template), given=PUTS) == [says] * bool(says)


@pytest.mark.parametrize(
    "made",
    [
        machine(build({"SourceVersion.$": "$.commit"})),
        machine(build({"SourceVersion.$": "$$.Execution.Input.commit"}, **SDK)),
        machine(build({"SourceVersion.$": "States.Format('refs/heads/{}', $.branch)"})),
        machine(build({"SourceVersion": "{% $states.input.commit %}"}, **JSONATA)),
        machine(build({"SourceVersion": "{% 'pr/' & $states.input.number %}"}, **JSONATA)),
        machine(build({"SecondarySourcesVersionOverride": [{"SourceVersion.$": "$.commit"}]})),
    ],
)
def test_so_is_who_starts_a_state_machine_that_builds_the_commit_of_its_input(made: Resource) -> None:
    (message,) = told(project(secondarySources=OTHERS), made, given=STARTS)
    assert "(states-x05: states:StartExecution)" in message
    assert message.endswith("where they have a commit or a pull request in its repository")
    assert level(project(secondarySources=OTHERS), made, given=STARTS) == ["advice"]


def test_a_build_of_a_pipeline_is_started_as_one_of_another_source() -> None:
    assert level(project("CODEPIPELINE"), rule(), passing("$.detail"), given=PUTS) == ["refusal"]
    chosen = target('{"sourceTypeOverride": "<it>", "sourceLocationOverride": "<it>"}')
    assert level(project("CODEPIPELINE"), rule(), chosen, given=PUTS) == ["refusal"]
    assert not level(project("CODEPIPELINE"), rule(), target('{"sourceTypeOverride": "<it>"}'), given=PUTS)


def test_a_workload_that_starts_it_takes_the_secrets_that_the_build_reads() -> None:
    secrets = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:registry/*")
    builder = role("builder", "codebuild.amazonaws.com")
    made = project(serviceRole=f"{ARN}role/builder")
    chosen, fixed = machine(build({"SourceVersion.$": "$.commit"})), machine(build({"SourceVersion": "main"}))
    message = only(told(made, builder, may("builder", secrets), chosen, given=STARTS))
    assert "leads to role 'builder', which may secretsmanager:GetSecretValue" in message
    assert not told(made, builder, may("builder", secrets), fixed, given=STARTS)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", "<it>", UNKNOWN, Secret([]), [7], [UNKNOWN], {"type": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    shapes = (
        rule(eventPattern=odd, eventBusName=odd),
        target(arn=odd, inputTransformer=odd, inputPath=odd),
        target(inputTransformer={"inputPaths": odd, "inputTemplate": odd}),
        native("events:Rule", "r", name="r", eventPattern={"source": odd}, targets=odd),
        native(
            "stepfunctions:StateMachine", "m", stateMachineName="m", definition={"StartAt": "a", "States": {"a": odd}}
        ),
        native("stepfunctions:StateMachine", "m", stateMachineName="m", definition=odd),
        native(
            "stepfunctions:StateMachine",
            "m",
            stateMachineName="m",
            definition={"StartAt": "a", "States": {"a": build({"SourceVersion.$": odd, "ProjectName": odd})}},
        ),
    )
    for one in shapes:
        stack = Stack((project(), project(source=odd, name=odd), rule(), target(), one))
        assert all(list(Orders(stack).of(made)) is not None for made in stack.resources)


def test_many_rules_and_projects_cost_in_proportion() -> None:
    def cost(many: int) -> int:
        stack = Stack(
            tuple(
                one
                for at in range(many)
                for one in (
                    aws("codebuild/project", f"p{at}", name=f"p{at}", source={"type": "GITHUB"}),
                    aws("cloudwatch/eventRule", f"r{at}", **{**rule().inputs.raw, "name": f"r{at}"}),
                    aws(
                        "cloudwatch/eventTarget",
                        f"g{at}",
                        **{**target().inputs.raw, "rule": f"r{at}", "arn": f"{PROJECT[:-6]}p{at}"},
                    ),
                )
            )
        )
        orders = Orders(stack)
        return calls(lambda: [list(orders.of(one)) for one in stack.resources])

    assert cost(80) <= 5 * cost(20)


@pytest.mark.parametrize("resource", ["*", BUS])
@pytest.mark.parametrize("are_many", [True, False])
def test_many_who_put_events_on_a_bus_of_many_rules_cost_in_proportion(resource: str, *, are_many: bool) -> None:
    def each(at: int) -> tuple[Resource, ...]:
        which = f"{at}" if are_many else ""
        pattern = json.dumps({"source": [f"shop{at}"]})
        to = {**target('{"imageOverride": "<it>"}').inputs.raw, "rule": f"r{at}", "arn": f"{PROJECT}{which}"}
        return (
            role(f"a{at}"),
            may(f"a{at}", allow("events:PutEvents", resource)),
            rule(f"r{at}", eventPattern=pattern),
            aws("cloudwatch/eventTarget", f"g{at}", **to),
            *(
                (aws("codebuild/project", f"p{at}", **{**project().inputs.raw, "name": f"images{at}"}),)
                if are_many
                else ()
            ),
        )

    def cost(many: int) -> int:
        stack = (STRONG, project(), *(one for at in range(many) for one in each(at)))
        return calls(lambda: judge_stack(no_path_to_more_rights, *stack))

    assert cost(120) <= 5 * cost(30)
