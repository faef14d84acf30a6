"""Whoever writes what a pipeline takes decides what is built and deployed, until somebody has to agree."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.pipelines import Pipelines
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
BUNDLE = {"S3Bucket": "bundles", "S3ObjectKey": "app/src.zip"}
CODE = {"RepositoryName": "infra", "BranchName": "main"}
BUILDS = {"ProjectName": "build"}
DEPLOYS = {"ActionMode": "CREATE_UPDATE", "StackName": "app", "RoleArn": f"{ARN}role/strong"}
OBJECT = "arn:aws:s3:::bundles/app/src.zip"
REPOSITORY = "arn:aws:codecommit:eu-west-1:111122223333:infra"
RELEASE = "arn:aws:codepipeline:eu-west-1:111122223333:release"


def action(category: str, provider: str, order: int = 1, **configuration: str) -> dict[str, Any]:
    return {"category": category, "provider": provider, "runOrder": order, "configuration": configuration}


FROM_S3 = action("Source", "S3", **BUNDLE)
FROM_CODECOMMIT = action("Source", "CodeCommit", **CODE)
FROM_ECR = action("Source", "ECR", RepositoryName="web", ImageTag="latest")
BUILD = action("Build", "CodeBuild", **BUILDS)
DEPLOY = action("Deploy", "CloudFormation", **DEPLOYS)
APPROVAL = action("Approval", "Manual")


def pipeline(*stages: list[dict[str, Any]]) -> Resource:
    made = [{"name": f"s{at}", "actions": actions} for at, actions in enumerate(stages)]
    given = {"name": "release", "arn": RELEASE, "roleArn": f"{ARN}role/runs"}
    return aws("codepipeline/pipeline", "release", **given, stages=made)


PROJECT = aws("codebuild/project", "build", name="build", serviceRole=f"{ARN}role/strong")
STRONG = role("strong", "codebuild.amazonaws.com", "cloudformation.amazonaws.com", **ADMINISTRATOR)
RUNS = role("runs", "codepipeline.amazonaws.com")


def told(*made: Resource, given: tuple[dict[str, Any], ...]) -> list[str]:
    every = role("a"), may("a", *given), STRONG, RUNS, *made
    found = (judge_stack(rule, *every) for rule in (low_trust_does_not_trigger_high, no_path_to_more_rights))
    set_off, by_path = ([text for text in messages(one) if "'a'" in text] for one in found)
    assert not set_off or by_path  # what is set off is a right of whoever does that, too
    return set_off or by_path


WRITES = (allow("s3:PutObject", "arn:aws:s3:::bundles/*"),)


@pytest.mark.parametrize("does", [[BUILD], [DEPLOY]])
def test_whoever_writes_the_source_may_act_as_what_builds_or_deploys_it(does: list[dict[str, Any]]) -> None:
    (message,) = told(pipeline([FROM_S3], does), PROJECT, given=WRITES)
    assert message.startswith("role 'a' leads to role 'strong', which may do everything, without a check: ")
    assert "(codepipeline-x08: s3:PutObject)" in message


@pytest.mark.parametrize("commits", ["codecommit:GitPush", "codecommit:PutFile", "codecommit:CreateCommit"])
def test_whoever_commits_to_the_repository_may_as_well(commits: str) -> None:
    message = only(told(pipeline([FROM_CODECOMMIT], [BUILD]), PROJECT, given=(allow(commits, REPOSITORY),)))
    assert f": {commits}) (policy" in message
    assert not told(pipeline([FROM_CODECOMMIT], [BUILD]), PROJECT, given=(allow(commits, f"{REPOSITORY}-docs"),))
    kept = deny(commits, REPOSITORY, Condition={"StringEqualsIfExists": {"codecommit:References": "refs/heads/main"}})
    assert not told(pipeline([FROM_CODECOMMIT], [BUILD]), PROJECT, given=(allow(commits, REPOSITORY), kept))
    other = action("Source", "CodeCommit", RepositoryName="infra", BranchName="release")
    message = only(told(pipeline([other], [BUILD]), PROJECT, given=(allow(commits, REPOSITORY), kept)))
    assert f": {commits}) (policy" in message


def test_whoever_pushes_the_image_that_is_deployed_may_as_well() -> None:
    pushes = allow("ecr:PutImage", "arn:aws:ecr:eu-west-1:111122223333:repository/web")
    assert "codepipeline-x09: ecr:PutImage" in only(told(pipeline([FROM_ECR], [DEPLOY]), given=(pushes,)))


def test_a_build_takes_from_codecommit_by_itself() -> None:
    source = {"type": "CODECOMMIT", "location": "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/infra"}
    project = aws("codebuild/project", "build", name="build", serviceRole=f"{ARN}role/strong", source=source)
    assert "codecommit-x01: codecommit:GitPush" in only(told(project, given=(allow("codecommit:GitPush", REPOSITORY),)))
    assert not told(project, given=(allow("codecommit:GitPull", REPOSITORY),))


@pytest.mark.parametrize(
    "stages",
    [
        ([FROM_S3], [APPROVAL], [BUILD, DEPLOY]),
        ([FROM_S3], [{**DEPLOY, "runOrder": 2}, APPROVAL]),
        ([FROM_S3],),
        ([FROM_S3], [{**BUILD, "runOrder": 2}, APPROVAL]),
        ([FROM_S3], [{**BUILD, "configuration": {"ProjectName": "other"}}], [APPROVAL], [DEPLOY]),
        ([{**FROM_S3, "configuration": {**BUNDLE, "S3Bucket": "others"}}], [BUILD]),
    ],
)
def test_what_somebody_has_to_approve_or_nothing_works_with_is_quiet(stages: tuple[list[dict[str, Any]], ...]) -> None:
    assert not told(pipeline(*stages), PROJECT, given=WRITES)


AGREES = "codepipeline:PutApprovalResult"
ASKED = {**APPROVAL, "name": "Look"}


@pytest.mark.parametrize("on", [f"{RELEASE}/s1/Look", f"{RELEASE}/*", "*"])
@pytest.mark.parametrize("agrees", [AGREES, "codepipeline:Put*"])
@pytest.mark.parametrize("does", [BUILD, DEPLOY])
def test_who_writes_the_source_and_approves_it_is_checked_by_nobody(on: str, agrees: str, does: Any) -> None:
    message = only(told(pipeline([FROM_S3], [ASKED], [does]), PROJECT, given=(*WRITES, allow(agrees, on))))
    assert message.startswith("role 'a' may act as role 'strong', which may do everything: ")
    assert "(codepipeline-x03: s3:PutObject, codepipeline:PutApprovalResult)" in message


def test_an_approval_in_the_stage_of_what_it_is_for_may_be_given_as_well() -> None:
    stages = [FROM_S3], [ASKED, {**BUILD, "runOrder": 2}]
    assert told(pipeline(*stages), PROJECT, given=(*WRITES, allow(AGREES, f"{RELEASE}/s1/Look")))
    assert not told(pipeline(*stages), PROJECT, given=(*WRITES, allow(AGREES, f"{RELEASE}/s0/Look")))


@pytest.mark.parametrize("commits", ["codecommit:GitPush", "codecommit:PutFile", "codecommit:CreateCommit"])
def test_who_commits_and_approves_it_is_checked_by_nobody(commits: str) -> None:
    stages = [FROM_CODECOMMIT], [ASKED], [BUILD]
    given = allow(commits, REPOSITORY), allow(AGREES, f"{RELEASE}/*")
    assert f"{commits}, {AGREES}) (" in only(told(pipeline(*stages), PROJECT, given=given))
    pushes = allow("ecr:PutImage", "arn:aws:ecr:eu-west-1:111122223333:repository/web"), given[1]
    assert "codepipeline-x07" in only(told(pipeline([FROM_ECR], [ASKED], [DEPLOY]), given=pushes))


@pytest.mark.parametrize(
    "also",
    [
        (allow("codepipeline:PutJobSuccessResult", "*"),),
        (allow(AGREES, "arn:aws:codepipeline:eu-west-1:111122223333:docs/*"),),
        (allow(AGREES, f"{RELEASE}/s1/Other"),),
        (allow(AGREES, f"{RELEASE}/*"), deny(AGREES, f"{RELEASE}/s1/Look")),
        (allow("codepipeline:GetPipelineState", RELEASE),),
    ],
    ids=["another right", "another pipeline", "another approval", "denied", "looks at it"],
)
def test_who_may_not_give_the_approval_is_checked(also: tuple[dict[str, Any], ...]) -> None:
    assert not told(pipeline([FROM_S3], [ASKED], [BUILD]), PROJECT, given=(*WRITES, *also))


def test_of_several_approvals_all_must_be_theirs() -> None:
    stages = [FROM_S3], [ASKED], [{**ASKED, "name": "Sign"}], [BUILD]
    assert not told(pipeline(*stages), PROJECT, given=(*WRITES, allow(AGREES, f"{RELEASE}/s1/Look")))
    assert told(pipeline(*stages), PROJECT, given=(*WRITES, allow(AGREES, f"{RELEASE}/*")))


@pytest.mark.parametrize("stages", [["s1/Look", "s2/Sign"], ["s1/*", "s2/*"], ["*/Look", "*/Sign"], ["s?/*"]])
def test_of_several_approvals_each_may_be_theirs_by_its_name(stages: list[str]) -> None:
    made = pipeline([FROM_S3], [ASKED], [{**ASKED, "name": "Sign"}], [BUILD]), PROJECT
    message = only(told(*made, given=(*WRITES, allow(AGREES, [f"{RELEASE}/{one}" for one in stages]))))
    assert "codepipeline-x03" in message
    for one in stages if len(stages) > 1 else ():
        assert not told(*made, given=(*WRITES, allow(AGREES, f"{RELEASE}/{one}")))
    refused = deny(AGREES, f"{RELEASE}/s2/Sign")
    assert not told(*made, given=(*WRITES, allow(AGREES, [f"{RELEASE}/{one}" for one in stages]), refused))


def test_what_is_built_again_after_another_approval_is_built_after_the_first() -> None:
    stages = [FROM_S3], [ASKED], [BUILD], [{**ASKED, "name": "Sign"}], [BUILD]
    assert told(pipeline(*stages), PROJECT, given=(*WRITES, allow(AGREES, f"{RELEASE}/s1/Look")))
    assert not told(pipeline(*stages), PROJECT, given=(*WRITES, allow(AGREES, f"{RELEASE}/s3/Sign")))


def test_one_of_several_approvals_that_is_not_known_may_be_any() -> None:
    made = pipeline([FROM_S3], [ASKED], [APPROVAL], [BUILD]), PROJECT
    assert not told(*made, given=(*WRITES, allow(AGREES, f"{RELEASE}/s1/Look")))
    assert not told(*made, given=(*WRITES, allow(AGREES, [f"{RELEASE}/s1/Look", f"{RELEASE}/s2/Sign"])))
    assert told(*made, given=(*WRITES, allow(AGREES, f"{RELEASE}/*")))
    assert not told(*made, given=(*WRITES, allow(AGREES, f"{RELEASE}/*"), deny(AGREES, f"{RELEASE}/s1/Look")))


def test_what_runs_before_the_approval_is_not_checked_by_it() -> None:
    message = only(told(pipeline([FROM_S3], [BUILD], [APPROVAL], [DEPLOY]), PROJECT, given=WRITES))
    assert "codepipeline-x08: s3:PutObject" in message


@pytest.mark.parametrize("actions", [[APPROVAL, BUILD], [BUILD, APPROVAL]])
def test_what_runs_while_somebody_is_asked_is_not_checked_either(actions: list[dict[str, Any]]) -> None:
    assert "codepipeline-x08: s3:PutObject" in only(told(pipeline([FROM_S3], actions), PROJECT, given=WRITES))


SETS_OFF = "codepipeline:StartPipelineExecution"
STARTS = allow(SETS_OFF, RELEASE)
ANY_KEY = action("Source", "S3", **BUNDLE, AllowOverrideForS3ObjectKey="true")
ELSEWHERE = allow("s3:PutObject", "arn:aws:s3:::bundles/drop/*")


@pytest.mark.parametrize("does", [BUILD, DEPLOY])
def test_who_starts_it_with_an_object_of_their_own_decides_as_well(does: dict[str, Any]) -> None:
    message = only(told(pipeline([ANY_KEY], [does]), PROJECT, given=(ELSEWHERE, STARTS)))
    assert f"(codepipeline-x10: s3:PutObject, {SETS_OFF}) (" in message
    assert not told(pipeline([ANY_KEY], [ASKED], [does]), PROJECT, given=(ELSEWHERE, STARTS))


@pytest.mark.parametrize(
    ("source", "given"),
    [
        (FROM_S3, (ELSEWHERE, STARTS)),
        (action("Source", "S3", **BUNDLE, AllowOverrideForS3ObjectKey="false"), (ELSEWHERE, STARTS)),
        (ANY_KEY, (ELSEWHERE,)),
        (ANY_KEY, (STARTS,)),
        (ANY_KEY, (ELSEWHERE, allow(SETS_OFF, f"{RELEASE}-docs"))),
        (ANY_KEY, (ELSEWHERE, STARTS, deny(SETS_OFF, "*"))),
        (ANY_KEY, (allow("s3:PutObject", "arn:aws:s3:::others/*"), STARTS)),
    ],
    ids=["not said", "not let be", "starts none", "writes none", "another", "denied", "another bucket"],
)
def test_the_object_that_is_written_down_is_not_theirs(source: Any, given: tuple[dict[str, Any], ...]) -> None:
    assert not told(pipeline([source], [BUILD]), PROJECT, given=given)


def test_whether_another_object_may_be_named_may_be_unknown() -> None:
    source = {**FROM_S3, "configuration": {**BUNDLE, "AllowOverrideForS3ObjectKey": UNKNOWN}}
    made = pipeline([source], [BUILD]), PROJECT
    every = role("a"), may("a", ELSEWHERE, STARTS), STRONG, RUNS, *made
    found = judge_stack(no_path_to_more_rights, *every)
    assert not any("'a'" in text for text in messages(found))
    assert any("AllowOverrideForS3ObjectKey" in path for path in unknowns(found))


@pytest.mark.parametrize("commits", ["codecommit:GitPush", "codecommit:PutFile", "codecommit:CreateCommit"])
def test_who_starts_it_with_a_commit_of_another_branch_is_kept_from_that_branch_in_vain(commits: str) -> None:
    kept = deny(commits, REPOSITORY, Condition={"StringEqualsIfExists": {"codecommit:References": "refs/heads/main"}})
    given = allow(commits, REPOSITORY), kept
    message = only(told(pipeline([FROM_CODECOMMIT], [BUILD]), PROJECT, given=(*given, STARTS)))
    assert f": {commits}, {SETS_OFF}) (" in message
    assert not told(pipeline([FROM_CODECOMMIT], [BUILD]), PROJECT, given=given)
    assert not told(pipeline([FROM_CODECOMMIT], [ASKED], [BUILD]), PROJECT, given=(*given, STARTS))


def result(*made: Resource) -> Answer:
    return judge_stack(low_trust_does_not_trigger_high, role("a"), may("a", *WRITES), STRONG, RUNS, *made)


@pytest.mark.parametrize("does", [BUILD, DEPLOY])
@pytest.mark.parametrize(
    "between", [UNKNOWN, [UNKNOWN], [{**APPROVAL, "category": UNKNOWN}], [{"actionTypeId": {"category": UNKNOWN}}]]
)
def test_what_may_be_an_approval_leaves_it_undecided(between: Any, does: dict[str, Any]) -> None:
    stages = [{"actions": [FROM_S3]}, {"actions": between}, {"actions": [does]}]
    found = result(aws("codepipeline/pipeline", "release", name="release", stages=stages), PROJECT)
    assert not any("'a'" in text for text in messages(found))
    assert any("stages[1].actions" in path for path in unknowns(found))
    assert "codepipeline-x08: s3:PutObject" in only(told(pipeline([FROM_S3], [does]), PROJECT, given=WRITES))


def test_a_stage_of_which_nothing_is_known_may_hold_an_approval() -> None:
    stages = [{"actions": [FROM_S3]}, UNKNOWN, {"actions": [BUILD]}]
    found = result(aws("codepipeline/pipeline", "release", name="release", stages=stages), PROJECT)
    assert not any("'a'" in text for text in messages(found))
    assert "stages[1]" in " ".join(unknowns(found))


def test_what_is_built_once_for_certain_is_so_whatever_comes_later() -> None:
    message = only(
        told(pipeline([FROM_S3], [BUILD], [{**APPROVAL, "category": UNKNOWN}], [BUILD]), PROJECT, given=WRITES)
    )
    assert "codepipeline-x08: s3:PutObject" in message


def test_a_build_of_another_provider_calls_something_else_a_project() -> None:
    jenkins = {**action("Build", "Jenkins", **BUILDS), "owner": "Custom"}
    assert not told(pipeline([FROM_S3], [jenkins]), PROJECT, given=WRITES)
    found = result(pipeline([FROM_S3], [{**BUILD, "provider": UNKNOWN}]), PROJECT)
    assert not any("'a'" in text for text in messages(found))
    assert "stages[1].actions[0].provider" in " ".join(unknowns(found))


def test_a_pipeline_of_aws_native_is_read_alike() -> None:
    source = {"actionTypeId": {"category": "Source", "provider": "S3"}, "configuration": BUNDLE}
    build = {"actionTypeId": {"category": "Build", "provider": "CodeBuild"}, "configuration": BUILDS}
    stages = [{"actions": [source]}, {"actions": [build]}]
    message = only(told(native("codepipeline:Pipeline", "p", name="p", stages=stages), PROJECT, given=WRITES))
    assert "codepipeline-x08: s3:PutObject" in message


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([]), [{"actions": 7}], [UNKNOWN], [[]]])
def test_no_shape_breaks_it(odd: Any) -> None:
    shapes = (odd, [{"actions": odd}], [{"actions": [odd]}], [{"actions": [{**FROM_S3, "configuration": odd}]}])
    for shape in shapes:
        made = aws("codepipeline/pipeline", "release", name="release", stages=shape)
        pipelines = Pipelines(Stack((made, PROJECT)))
        assert [*pipelines.of(made), *pipelines.of(PROJECT)] == []
