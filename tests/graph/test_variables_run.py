"""Who writes a parameter that fills a variable which a shell runs writes the command."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages

from daypass.graph.becoming.steering.variables import run_variables_of
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
STEPS = {"name": "STEPS", "type": "PARAMETER_STORE", "value": "/ops/steps"}


def specification(*commands: str, before: str = "") -> str:
    lines = "".join(f"      - {command}\n" for command in commands)
    return f"version: 0.2\n{before}phases:\n  build:\n    commands:\n{lines}"


def build(*commands: str, variable: Any = STEPS, before: str = "") -> Resource:
    source = {"type": "NO_SOURCE", "buildspec": specification(*commands, before=before)}
    environment = {"environmentVariables": [variable]}
    return aws("codebuild/project", "p", name="p", serviceRole=f"{ARN}role/b", source=source, environment=environment)


def task(command: list[str], value: str = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/ops/steps") -> Resource:
    container = {"name": "c", "command": command, "secrets": [{"name": "STEPS", "valueFrom": value}]}
    return aws("ecs/taskDefinition", "t", taskRoleArn=f"{ARN}role/b", containerDefinitions=json.dumps([container]))


@pytest.mark.parametrize(
    "command",
    [
        'bash -c "$STEPS"',
        "sh -euc ${STEPS}",
        'eval "$STEPS"',
        'eval "${STEPS:-true}"',
        'echo "$STEPS" | bash',
        "printf '%s' \"$STEPS\" | sudo sh",
        'source <(echo "$STEPS")',
        "$STEPS",
        '"$STEPS"',
    ],
)
def test_what_a_shell_is_given_from_a_parameter_it_runs(command: str) -> None:
    assert list(run_variables_of(build(command))) == ["/ops/steps"]


@pytest.mark.parametrize(
    "command",
    [
        'deploy --steps "$STEPS"',
        'echo "$STEPS"',
        'echo "$STEPS" | jq .',
        'bash run.sh "$STEPS"',
        'bash -c "$STEPS_DONE"',
        'bash -c "ls" "$STEPS"',
    ],
)
def test_what_it_is_told_otherwise_it_only_reads(command: str) -> None:
    assert list(run_variables_of(build(command))) == []


@pytest.mark.parametrize(
    "command",
    [
        'eval "./deploy.sh $STEPS"',
        "eval ./deploy.sh --flags $STEPS",
        "eval \"./deploy.sh '${STEPS:-none}'\"",
        "'eval \"./deploy.sh $STEPS\"'",
        '"eval \\"./deploy.sh $STEPS\\""',
        'if [ -n "$CI" ]; then eval "./deploy.sh $STEPS"; fi',
        'bash -c "./deploy.sh $STEPS"',
        'sudo -u app bash -euo pipefail -lc "cd app && ./deploy.sh $STEPS"',
        'sh -c "./deploy.sh \\"$STEPS\\""',
        'su -s /bin/sh app -c "./deploy.sh $STEPS"',
        'echo "./deploy.sh $STEPS" | bash',
        "printf './deploy.sh %s' \"$STEPS\" | sh -s",
        'source <(echo "export FLAGS=$STEPS")',
        "source <(echo $STEPS)",
        'eval "$(echo "./deploy.sh $STEPS")"',
        'bash <<< "./deploy.sh $STEPS"',
        "OUT=$($STEPS)",
        "OUT=`$STEPS`",
        'CALL="./deploy.sh $STEPS"; eval "$CALL"',
        'CALL="./deploy.sh $STEPS"; MORE="set -e; $CALL"; bash -c "$MORE"',
    ],
)
def test_what_a_shell_evaluates_it_runs_wherever_the_parameter_stands_in_it(command: str) -> None:
    assert list(run_variables_of(build(command))) == ["/ops/steps"]


@pytest.mark.parametrize(
    "command",
    [
        "./deploy.sh $STEPS",
        './deploy.sh "$STEPS"',
        'CALL="./deploy.sh $STEPS"; $CALL',
        "eval './deploy.sh \"$STEPS\"'",
        'eval "./deploy.sh \\$STEPS"',
        'bash -c \'./deploy.sh "$1"\' _ "$STEPS"',
        "sh -c './deploy.sh $STEPS'",
        'bash -e ./deploy.sh "flags: $STEPS"',
        'eval "$(ssh-agent -s $STEPS)"',
        'eval "$(./generate.sh "$STEPS")"',
        'yq eval ".flags = \\"$STEPS\\"" values.yaml',
        'eval "./deploy.sh" && echo $STEPS',
        'eval "./deploy.sh $STEPS_DONE"',
        'eval "./deploy.sh ${#STEPS}"',
        "printf './deploy.sh %q' \"$STEPS\" | bash",
        'echo "now $STEPS" | tee steps.log',
        'OUT="$(./deploy.sh $STEPS)"',
        "echo `date` $STEPS",
        "FLAGS=($STEPS)",
        'kubectl exec deploy/app -- sh -c "migrate $STEPS"',
        "ssh host \"bash -c 'deploy $STEPS'\"",
        'docker run app sh -c "migrate $STEPS"',
    ],
)
def test_words_that_a_shell_splits_or_quotes_or_gives_on_are_not_run(command: str) -> None:
    assert list(run_variables_of(build(command))) == []


def test_lines_that_a_shell_reads_are_run_with_the_parameter_in_them() -> None:
    lines = "|\n        {} <<{}\n        ./deploy.sh $STEPS\n        END"
    assert list(run_variables_of(build(lines.format("sudo bash -s", "END")))) == ["/ops/steps"]
    for command, tag in (("bash", "'END'"), ("cat", "END"), ("bash run.sh", "END"), ("ssh host bash", "END")):
        assert list(run_variables_of(build(lines.format(command, tag)))) == []


def test_a_build_specification_may_be_json() -> None:
    for commands, runs in (
        (['eval "./deploy.sh $STEPS"', "ls"], True),
        (["ls", 'bash -c "./deploy.sh $STEPS"'], True),
        (['eval "ls"', "echo $STEPS"], False),
        (["bash -c ls", './deploy.sh "$STEPS"'], False),
    ):
        written = json.dumps({"phases": {"build": {"commands": commands}}})
        source = {"type": "NO_SOURCE", "buildspec": written}
        made = aws("codebuild/project", "p", source=source, environment={"environmentVariables": [STEPS]})
        assert list(run_variables_of(made)) == (["/ops/steps"] if runs else [])


@pytest.mark.parametrize("odd", ['"', "'", "\\", "$(", "`", '\\"', "eval ", 'eval "$(', "bash -c ", 'echo "', "X="])
def test_a_script_of_nothing_but_quotes_is_read_in_no_time(odd: str) -> None:
    assert run_variables_of(build(f"eval $STEPS_DONE {odd * 20_000} $STEPS_DONE"))
    assert list(run_variables_of(build(f"eval {odd * 20_000} $STEPS_DONE"))) == []


def test_a_variable_that_comes_from_elsewhere_is_not_a_parameters() -> None:
    for variable in ({**STEPS, "type": "PLAINTEXT"}, {**STEPS, "type": UNKNOWN}, {**STEPS, "value": UNKNOWN}, "STEPS"):
        assert not [one for one in run_variables_of(build('eval "$STEPS"', variable=variable)) if one]


def test_a_build_specification_lists_parameters_itself() -> None:
    before = 'env:\n  parameter-store:\n    TOKEN: /ops/token\n    STEPS: "/ops/more"\n  shell: bash\n'
    made = build('eval "$STEPS"', variable={}, before=before)
    assert list(run_variables_of(made)) == ["/ops/more"]


def test_a_task_has_them_among_its_secrets() -> None:
    arn = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/ops/steps"
    assert list(run_variables_of(task(["sh", "-c", 'eval "$STEPS"']))) == [arn]
    assert list(run_variables_of(task(["sh", "-c", "$STEPS"]))) == [arn]
    assert list(run_variables_of(task(["run", "$STEPS"]))) == []
    secret = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:ops"
    assert list(run_variables_of(task(["sh", "-c", 'eval "$STEPS"'], secret))) == []


@pytest.mark.parametrize("odd", [Secret("x"), UNKNOWN, 7, [None], {"a": "b"}])
def test_odd_shapes_hold_nothing(odd: Any) -> None:
    assert list(run_variables_of(aws("codebuild/project", "p", environment=odd, source=odd))) == []
    assert list(run_variables_of(native("ecs:TaskDefinition", "t", containerDefinitions=odd))) == []


def test_whoever_writes_the_parameter_acts_as_the_build() -> None:
    strong = role("b", "codebuild.amazonaws.com", **ADMINISTRATOR)
    for place, is_told in (("ops/*", True), ("other/*", False)):
        given = may("a", allow("ssm:PutParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/{place}"))
        for command in ('eval "$STEPS"', 'eval "./deploy.sh $STEPS"'):
            told = messages(judge_stack(no_path_to_more_rights, role("a"), given, strong, build(command)))
            assert any("(ssm-x09: ssm:PutParameter)" in text for text in told) == is_told
