"""What a build takes that a preview does not know yet is what the stack says that it depends on, else any there is."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Encrypted, Properties, Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
STRONG = role("strong", "codebuild.amazonaws.com", "cloudformation.amazonaws.com", **ADMINISTRATOR)
INFRA = aws("codecommit/repository", "infra", repositoryName="infra", defaultBranch="main")
DOCS = aws("codecommit/repository", "docs", repositoryName="docs", defaultBranch="main")
PUSH = "codecommit:GitPush"
LOCATION = "source.location"


def repository(name: str) -> str:
    return f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:{name}"


def waiting(resource: Resource, key: str, *behind: Resource) -> Resource:
    return replace(resource, property_dependencies={key: tuple(one.urn for one in behind)})


def project(*behind: Resource, location: Any = UNKNOWN, **inputs: Any) -> Resource:
    source = {"type": "CODECOMMIT", "location": location}
    said = {"name": "build", "serviceRole": f"{ARN}role/strong", "source": source, **inputs}
    return waiting(aws("codebuild/project", "build", **said), "source", *behind)


def judged(*made: Resource, given: Any) -> Answer:
    statements = given if isinstance(given, tuple) else (given,)
    return judge_stack(no_path_to_more_rights, role("desk"), may("desk", *statements), STRONG, *made)


def is_told(answer: Answer) -> bool:
    starts = "role 'desk' may act as role 'strong'", "role 'desk' leads to role 'strong'"
    return any(text.startswith(starts) for text in messages(answer))


def set_off(*made: Resource, given: dict[str, Any]) -> Answer:
    """The same of what a pipeline takes up by itself, which another rule tells unless it is a repository of code."""
    rule = no_path_to_more_rights if given["Action"].startswith("codecommit:") else low_trust_does_not_trigger_high
    return judge_stack(rule, role("desk"), may("desk", given), STRONG, *made)


@pytest.mark.parametrize("location", [UNKNOWN, Encrypted()])
def test_a_build_takes_from_the_repository_that_is_made_with_it(location: Any) -> None:
    made = project(INFRA, location=location), INFRA, DOCS
    assert f"(codecommit-x01: {PUSH})" in only(judged(*made, given=allow(PUSH, repository("infra"))))
    assert passes(judged(*made, given=allow(PUSH, repository("docs"))))
    assert passes(judged(*made, given=allow("codecommit:GitPull", repository("infra"))))


def test_its_branch_is_the_default_one_of_that_repository() -> None:
    for branch, is_open in (("main", False), ("next", True)):
        condition = {"StringEqualsIfExists": {"codecommit:References": f"refs/heads/{branch}"}}
        given = allow(PUSH, repository("infra")), deny(PUSH, repository("infra"), Condition=condition)
        assert is_told(judged(project(INFRA), INFRA, given=given)) is is_open


def test_the_whole_source_may_not_be_known() -> None:
    made = waiting(replace(project(), inputs=Properties({**project().inputs.raw, "source": UNKNOWN})), "source", INFRA)
    answer = judged(made, INFRA, given=allow(PUSH, repository("infra")))
    assert not answer.problems
    assert unknowns(answer) == ["source"]


def test_of_a_repository_of_elsewhere_it_is_not_known_which_it_is() -> None:
    for given in (allow(PUSH, repository("infra")), allow(PUSH, repository("team-*"))):
        answer = judged(project(), INFRA, given=given)
        assert not answer.problems
        assert unknowns(answer) == [LOCATION]
    assert is_told(judged(project(), INFRA, given=allow(PUSH)))
    assert is_told(judged(project(), INFRA, given=allow(PUSH, repository("*"))))
    assert passes(judged(project(), INFRA, given=allow("codecommit:GitPull")))


def test_of_two_on_which_it_depends_either_may_be_the_one() -> None:
    for name in ("infra", "docs"):
        answer = judged(project(INFRA, DOCS), INFRA, DOCS, given=allow(PUSH, repository(name)))
        assert not answer.problems
        assert unknowns(answer) == [LOCATION]
    assert passes(judged(project(INFRA, DOCS), INFRA, DOCS, given=allow(PUSH, repository("web"))))


@pytest.mark.parametrize("type_", ["GITHUB", "S3", "CODEPIPELINE", "NO_SOURCE", "BITBUCKET"])
def test_a_source_of_another_kind_is_in_no_repository_of_aws(type_: str) -> None:
    assert passes(judged(project(source={"type": type_, "location": UNKNOWN}), given=allow(PUSH)))


def test_a_source_of_a_kind_that_is_not_known_may_be_in_one() -> None:
    answer = judged(project(INFRA, source={"type": UNKNOWN, "location": UNKNOWN}), INFRA, given=allow(PUSH))
    assert not answer.problems
    assert set(unknowns(answer)) == {"source.type"}


def test_a_source_beside_it_is_found_alike() -> None:
    url = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/infra"
    beside = [{"type": "CODECOMMIT", "location": UNKNOWN, "sourceIdentifier": "docs"}]
    made = project(location=url, secondarySources=beside)
    made = replace(made, property_dependencies={"secondarySources": (DOCS.urn,)})
    for name in ("infra", "docs"):
        assert is_told(judged(made, INFRA, DOCS, given=allow(PUSH, repository(name))))
    assert passes(judged(made, INFRA, DOCS, given=allow(PUSH, repository("web"))))


def test_an_app_of_amplify_says_no_kind_so_that_it_may_be_built_from_elsewhere() -> None:
    app = aws("amplify/app", "web", name="web", repository=UNKNOWN, computeRoleArn=f"{ARN}role/strong")
    given = allow(PUSH)
    assert is_told(judged(waiting(app, "repository", INFRA), INFRA, given=given))
    answer = judged(app, INFRA, given=given)
    assert not answer.problems
    assert set(unknowns(answer)) == {"repository"}


# Pipelines.


BUILD = {"category": "Build", "provider": "CodeBuild", "configuration": {"ProjectName": "build"}}
PROJECT = aws("codebuild/project", "build", name="build", serviceRole=f"{ARN}role/strong")
BUCKET = aws("s3/bucket", "bundles", bucket="bundles")
IMAGES = aws("ecr/repository", "web", name="web")
KEY = {"S3ObjectKey": "app/src.zip"}
WRITES = allow("s3:PutObject", "arn:aws:s3:::bundles/*")
PUTS = allow("ecr:PutImage", f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/web")
PUSHES = allow(PUSH, repository("infra"))


def pipeline(*behind: Resource, source: Any, build: Any = BUILD) -> Resource:
    stages = [{"name": "Source", "actions": [source]}, {"name": "Build", "actions": [build]}]
    return waiting(aws("codepipeline/pipeline", "release", name="release", stages=stages), "stages", *behind)


def taken(provider: Any, **configuration: Any) -> dict[str, Any]:
    return {"category": "Source", "provider": provider, "configuration": configuration}


SOURCES = [
    (BUCKET, taken("S3", S3Bucket=UNKNOWN, **KEY), WRITES, "s3:PutObject"),
    (INFRA, taken("CodeCommit", RepositoryName=UNKNOWN, BranchName="main"), PUSHES, PUSH),
    (IMAGES, taken("ECR", RepositoryName=UNKNOWN), PUTS, "ecr:PutImage"),
]


@pytest.mark.parametrize(("store", "source", "given", "action"), SOURCES, ids=["S3", "CodeCommit", "ECR"])
def test_a_pipeline_takes_from_what_is_made_with_it(store: Resource, source: Any, given: Any, action: str) -> None:
    made = pipeline(store, source=source)
    assert is_told(set_off(made, store, PROJECT, given=given))
    other = given["Resource"].replace("infra", "docs").replace("/web", "/docs").replace(":::bundles", ":::docs")
    assert passes(set_off(made, store, PROJECT, given={**given, "Resource": other}))
    answer = set_off(pipeline(source=source), PROJECT, given=given)
    assert not answer.problems
    assert all(path.startswith("stages[0].actions[0].configuration.") for path in unknowns(answer))
    assert unknowns(answer)
    assert is_told(set_off(pipeline(source=source), PROJECT, given=allow(action)))


def test_the_key_of_the_object_or_the_whole_configuration_may_not_be_known() -> None:
    at = "stages[0].actions[0].configuration"
    source = taken("S3", S3Bucket="bundles", S3ObjectKey=UNKNOWN)
    assert is_told(set_off(pipeline(source=source), PROJECT, given=WRITES))
    narrow = allow("s3:PutObject", "arn:aws:s3:::bundles/app/src.zip")
    assert unknowns(set_off(pipeline(source=source), PROJECT, given=narrow)) == [f"{at}.S3ObjectKey"]
    assert passes(set_off(pipeline(source=source), PROJECT, given=allow("s3:PutObject", "arn:aws:s3:::other/*")))
    whole = {"category": "Source", "provider": "S3", "configuration": UNKNOWN}
    answer = set_off(pipeline(source=whole), PROJECT, given=narrow)
    assert not answer.problems
    assert unknowns(answer) == [at]


def test_whoever_provides_the_source_may_not_be_known() -> None:
    for source, path in (
        (taken(UNKNOWN, RepositoryName="infra"), "stages[0].actions[0].provider"),
        ({"category": UNKNOWN, "provider": "CodeCommit", "configuration": {"RepositoryName": "infra"}}, "category"),
        (UNKNOWN, "stages[0].actions[0]"),
    ):
        answer = set_off(pipeline(source=source), PROJECT, given=PUSHES)
        assert not is_told(answer)
        assert any(one.endswith(path) for one in unknowns(answer))
    elsewhere = taken(UNKNOWN, ConnectionArn="arn", FullRepositoryId="acme/infra")
    assert passes(set_off(pipeline(source=elsewhere), PROJECT, given=PUSHES))


def test_two_sources_that_wait_for_two_buckets_may_take_from_either() -> None:
    other = aws("s3/bucket", "more", bucket="more")
    sources = [taken("S3", S3Bucket=UNKNOWN, **KEY)] * 2
    stages = [{"name": "Source", "actions": sources}, {"name": "Build", "actions": [BUILD]}]
    made = waiting(aws("codepipeline/pipeline", "release", name="release", stages=stages), "stages", BUCKET, other)
    for name, is_open in (("bundles", True), ("more", True), ("site", False)):
        answer = set_off(made, BUCKET, other, PROJECT, given=allow("s3:PutObject", f"arn:aws:s3:::{name}/*"))
        assert not answer.problems
        assert bool(answer.undecided) is is_open


def test_a_pipeline_builds_the_project_that_is_made_with_it() -> None:
    build = {**BUILD, "configuration": {"ProjectName": UNKNOWN}}
    source = taken("S3", S3Bucket="bundles", **KEY)
    assert is_told(set_off(pipeline(PROJECT, source=source, build=build), PROJECT, given=WRITES))
    assert passes(set_off(pipeline(source=source, build=build), PROJECT, given=WRITES))
    other = aws("codebuild/project", "lint", name="lint", serviceRole=f"{ARN}role/weak")
    answer = set_off(pipeline(PROJECT, other, source=source, build=build), PROJECT, other, given=WRITES)
    assert not answer.problems
    assert unknowns(answer) == ["stages[1].actions[0].configuration.ProjectName"]


def test_aws_native_waits_alike() -> None:
    made = native("codebuild:Project", "build", name="build", serviceRole=f"{ARN}role/strong")
    made = replace(made, inputs=Properties({**made.inputs.raw, "source": {"type": "CODECOMMIT", "location": UNKNOWN}}))
    code = native("codecommit:Repository", "infra", repositoryName="infra")
    assert is_told(judged(waiting(made, "source", code), code, given=PUSHES))
