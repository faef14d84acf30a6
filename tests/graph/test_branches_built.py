"""A denial of one branch holds back who commits where builds take that branch alone, and nobody else."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, unknowns

from daypass.graph.becoming.steering.pipelines import Pipelines
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

STRONG = role(
    "strong",
    "codebuild.amazonaws.com",
    "amplify.amazonaws.com",
    managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"],
)
URL = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/infra"
INFRA = f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:infra"
WRITES = ["codecommit:GitPush", "codecommit:PutFile", "codecommit:CreateCommit"]
ARN_OF_PROJECT = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/build"


def project(**inputs: Any) -> Resource:
    source = {"type": "CODECOMMIT", "location": URL}
    return aws(
        "codebuild/project",
        "build",
        **{"name": "build", "serviceRole": f"{ARN}role/strong", "source": source, **inputs},
    )


def repository(default: object = "main") -> Resource:
    return aws("codecommit/repository", "infra", repositoryName="infra", defaultBranch=default)


def app(**inputs: Any) -> Resource:
    return aws("amplify/app", "web", id="d1", repository=URL, iamServiceRoleArn=f"{ARN}role/strong", **inputs)


def branch(name: str, of: str = "d1", **inputs: Any) -> Resource:
    return aws("amplify/branch", name, appId=of, branchName=name, **inputs)


def keeps_from(name: str, *actions: str) -> dict[str, Any]:
    """In the form of AWS's own example."""
    condition = {
        "StringEqualsIfExists": {"codecommit:References": [f"refs/heads/{name}"]},
        "Null": {"codecommit:References": "false"},
    }
    return deny(list(actions) or [*WRITES, "codecommit:DeleteFile", "codecommit:Merge*"], INFRA, Condition=condition)


def is_told(*made: Resource, kept: dict[str, Any], writes: list[str] = WRITES) -> bool:
    stack = (role("a"), may("a", allow(writes, INFRA), kept), STRONG, *made)
    return any("role 'a'" in text for text in messages(judge_stack(no_path_to_more_rights, *stack)))


@pytest.mark.parametrize("version", ["refs/heads/main", "main"])
def test_a_build_of_one_branch_is_out_of_reach_for_who_may_write_others_alone(version: str) -> None:
    assert not is_told(project(sourceVersion=version), kept=keeps_from("main"))
    assert is_told(project(sourceVersion=version), kept=keeps_from("master"))


@pytest.mark.parametrize("left", WRITES)
def test_each_action_that_writes_to_the_branch_must_be_denied(left: str) -> None:
    kept = keeps_from("main", *(action for action in WRITES if action != left))
    assert is_told(project(sourceVersion="main"), kept=kept)


def test_without_a_version_it_is_the_default_branch_of_the_repository() -> None:
    assert not is_told(project(), repository(), kept=keeps_from("main"))
    assert is_told(project(), repository("release"), kept=keeps_from("main"))
    assert is_told(project(sourceVersion="release"), repository(), kept=keeps_from("main"))
    for unknown in (repository(None), repository(UNKNOWN)):
        assert is_told(project(), unknown, kept=keeps_from("main"))
    assert is_told(project(), kept=keeps_from("main"))


def test_repositories_of_one_name_have_the_default_branch_on_which_they_agree() -> None:
    def beside(other: object) -> bool:
        twin = aws("codecommit/repository", "elsewhere", repositoryName="infra", defaultBranch=other)
        return any(
            is_told(project(), *both, kept=keeps_from("main")) for both in ((repository(), twin), (twin, repository()))
        )

    assert not beside("main")
    assert beside("release")
    assert beside(UNKNOWN)


@pytest.mark.parametrize("writes", [*([one] for one in WRITES), ["codecommit:*"]])
def test_who_may_move_the_default_branch_has_their_own_built(writes: list[str]) -> None:
    moves, kept = "codecommit:UpdateDefaultBranch", keeps_from("main")
    assert is_told(project(), repository(), kept=kept, writes=[*writes, moves])
    assert not is_told(project(sourceVersion="main"), repository(), kept=kept, writes=[*writes, moves])
    assert not is_told(project(), repository(), may("a", deny(moves)), kept=kept, writes=[*writes, moves])
    assert not is_told(project(), repository(), kept=kept, writes=["codecommit:GitPull", moves])


@pytest.mark.parametrize("version", [UNKNOWN, "refs/tags/v1", "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567", "release^"])
def test_what_is_no_branch_or_not_known_may_be_any(version: object) -> None:
    assert is_told(project(sourceVersion=version), repository(), kept=keeps_from("main"))


@pytest.mark.parametrize(
    "chooses",
    [
        {"input": '{"sourceVersion": "next"}'},
        {"input": UNKNOWN},
        {"inputPath": "$.detail"},
        {"inputTransformer": {"inputTemplate": "{}"}},
    ],
)
def test_a_rule_that_hands_over_an_input_may_start_the_build_of_another(chooses: dict[str, Any]) -> None:
    main = project(sourceVersion="main")

    def started_by(arn: str, **inputs: Any) -> bool:
        return is_told(main, aws("cloudwatch/eventTarget", "t", rule="r", arn=arn, **inputs), kept=keeps_from("main"))

    def started_natively(**inputs: Any) -> bool:
        target = {"id": "t", "arn": ARN_OF_PROJECT, **inputs}
        return is_told(main, native("events:Rule", "r", targets=[target]), kept=keeps_from("main"))

    def beside(**inputs: Any) -> bool:
        targets = [{"id": "t", "arn": ARN_OF_PROJECT}, {"id": "u", **inputs}]
        return is_told(main, native("events:Rule", "r", targets=targets), kept=keeps_from("main"))

    assert started_by(ARN_OF_PROJECT, **chooses)
    assert not started_by(ARN_OF_PROJECT)
    assert not started_by(ARN_OF_PROJECT, input='{"environmentVariablesOverride": []}')
    assert not started_by(f"{ARN_OF_PROJECT}-docs", **chooses)
    assert started_natively(**chooses)
    assert not started_natively()
    assert started_by(UNKNOWN, **chooses)
    assert beside(arn=UNKNOWN, **chooses)
    assert not beside(arn=f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:build", **chooses)


@pytest.mark.parametrize("targets", [UNKNOWN, [UNKNOWN], [{"id": "t", "arn": ARN_OF_PROJECT}, UNKNOWN], "?"])
def test_a_rule_of_which_the_targets_are_not_known_may_start_the_build_of_another(targets: object) -> None:
    assert is_told(project(sourceVersion="main"), native("events:Rule", "r", targets=targets), kept=keeps_from("main"))


OTHER = {"ProjectName": "build", "SourceVersion": "next"}
SDK = "arn:aws:scheduler:::aws-sdk:codebuild:startBuild"


def schedule(request: object, arn: object = SDK) -> Resource:
    text = json.dumps(request) if isinstance(request, dict) else request
    return aws("scheduler/schedule", "s", name="s", target={"arn": arn, "input": text})


def machine(request: object, resource: str = "arn:aws:states:::codebuild:startBuild.sync") -> Resource:
    build = {"Type": "Task", "Resource": resource, **({"Parameters": request} if request else {})}
    each = {"Type": "Map", "ItemProcessor": {"StartAt": "Build", "States": {"Build": build}}}
    return aws("sfn/stateMachine", "m", name="m", definition=json.dumps({"StartAt": "Each", "States": {"Each": each}}))


def holding(state: dict[str, Any]) -> dict[str, Any]:
    return {"StartAt": "Build", "States": {"Build": {"Type": "Task", **state}}}


@pytest.mark.parametrize(
    "starter",
    [
        schedule(OTHER),
        schedule({"projectName": ARN_OF_PROJECT, "sourceVersion": "next"}),
        schedule(UNKNOWN),
        schedule("{"),
        schedule(OTHER, arn=ARN_OF_PROJECT),
        schedule(OTHER, arn=UNKNOWN),
        aws("scheduler/schedule", "s", target=UNKNOWN),
        native("scheduler:Schedule", "s", target={"arn": f"{SDK}Batch", "input": json.dumps(OTHER)}),
        machine(OTHER),
        machine({**OTHER, "ProjectName": ARN_OF_PROJECT}, "arn:aws:states:::aws-sdk:codebuild:startBuildBatch"),
        machine({"ProjectName.$": "$.project", "SourceVersion.$": "$.commit"}),
        machine(None),
        native("stepfunctions:StateMachine", "m", definition=holding({"Resource": UNKNOWN, "Parameters": OTHER})),
        native("stepfunctions:StateMachine", "m", definition=holding({"Resource": "${build}", "Parameters": OTHER})),
    ],
)
def test_a_schedule_or_a_state_machine_may_start_the_build_of_another(starter: Resource) -> None:
    assert is_told(project(sourceVersion="main"), starter, kept=keeps_from("main"))


@pytest.mark.parametrize(
    "definition", [UNKNOWN, "{", {"StartAt": "A", "States": UNKNOWN}, {"States": {"A": UNKNOWN}}], ids=str
)
def test_a_state_machine_that_is_not_known_may_do_so(definition: object) -> None:
    starter, given = native("stepfunctions:StateMachine", "m", definition=definition), allow(WRITES, INFRA)
    stack = role("a"), may("a", given, keeps_from("main")), STRONG, project(sourceVersion="main"), starter
    answer = judge_stack(no_path_to_more_rights, *stack)
    assert not [one for one in messages(answer) if "role 'a'" in one]
    assert "definition" in unknowns(answer)


@pytest.mark.parametrize(
    "starter",
    [
        schedule({"ProjectName": "build"}),
        native("stepfunctions:StateMachine", "m", definition=holding({"Resource": UNKNOWN})),
        native("stepfunctions:StateMachine", "m", definition=holding({"Resource": UNKNOWN, "Parameters": {"a": "b"}})),
        schedule({**OTHER, "ProjectName": "docs"}),
        schedule(OTHER, arn="arn:aws:scheduler:::aws-sdk:codebuild:stopBuild"),
        schedule(OTHER, arn=f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:build"),
        schedule(None, arn=ARN_OF_PROJECT),
        machine({"ProjectName": "build"}),
        machine({**OTHER, "ProjectName": "docs"}),
        machine(OTHER, "arn:aws:states:::lambda:invoke"),
    ],
)
def test_one_that_says_no_version_or_starts_something_else_chooses_nothing(starter: Resource) -> None:
    assert not is_told(project(sourceVersion="main"), starter, kept=keeps_from("main"))


def test_a_source_beside_the_first_has_a_version_of_its_own() -> None:
    beside = project(source={"type": "NO_SOURCE"}, sourceVersion="main", secondarySources=[{"location": URL}])
    assert is_told(beside, repository(), kept=keeps_from("main"))


def built(web: Resource, *branches: Resource) -> list[str]:
    return [one.branch for one in Pipelines(Stack((web, *branches))).of(web)]


def test_an_app_builds_the_branches_that_it_has() -> None:
    assert built(app(), branch("main")) == ["refs/heads/main"]
    assert built(app(), branch("main"), branch("next")) == ["refs/heads/main", "refs/heads/next"]
    assert built(app(), branch("main"), branch("next", enableAutoBuild=False)) == ["refs/heads/main"]
    assert built(app(), branch("main"), branch("next", enableAutoBuild="false")) == ["refs/heads/main"]
    for no in (False, "false", None):
        assert built(app(enableAutoBranchCreation=no), branch("main")) == ["refs/heads/main"]


def test_whether_a_branch_is_built_may_not_be_known() -> None:
    stack = Stack((app(), branch("main"), branch("next", enableAutoBuild=UNKNOWN)))
    certain, perhaps = Pipelines(stack).of(app())
    assert (certain.branch, certain.unknown) == ("refs/heads/main", ())
    assert (perhaps.branch, [one.what for one in perhaps.unknown]) == ("refs/heads/next", ["enableAutoBuild"])


def test_an_app_of_which_the_branches_are_not_known_may_build_any() -> None:
    assert built(app()) == ["refs/heads/*"]
    assert built(app(), branch("main", of="d2")) == ["refs/heads/*"]
    for more in (True, UNKNOWN):
        assert built(app(enableAutoBranchCreation=more), branch("main")) == ["refs/heads/*"]
