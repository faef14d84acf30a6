"""What `pull-request-build-is-approved` leaves undecided in a preview: which builds start, and what they may do."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.calls import calls
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.pull_request_build_is_approved import pull_request_build_is_approved

STORED = "arn:aws:s3:::acme-"
PUSHES = allow("ecr:PutImage", "arn:aws:ecr:eu-west-1:111122223333:repository/shop")
PROJECT = aws("codebuild/project", "release", name="release", serviceRole=f"{ARN}role/release")
UNNAMED = aws("codebuild/project", "release", name=UNKNOWN, serviceRole=f"{ARN}role/release")
BUILDS = role("release", "codebuild.amazonaws.com"), may("release", PUSHES)
LOGS_ONLY = role("release", "codebuild.amazonaws.com"), may("release", allow("logs:PutLogEvents"))

CODE = {"name": "code", "category": "Source", "provider": "CodeStarSourceConnection"}
TESTS: dict[str, Any] = {
    "name": "tests",
    "category": "Build",
    "provider": "CodeBuild",
    "configuration": {"ProjectName": "release"},
}
AGREES: dict[str, Any] = {"name": "agrees", "category": "Approval", "provider": "Manual"}
OPENED = {"sourceActionName": "code", "pullRequests": [{"events": ["OPEN", "UPDATED"]}]}
FILTERS = [{"filters": [{"type": "EVENT", "pattern": "PULL_REQUEST_CREATED"}]}]


def webhook(name: Any = "release", called: str = "checks") -> Resource:
    unasked = {"requiresCommentApproval": "DISABLED"}
    return aws("codebuild/webhook", called, projectName=name, pullRequestBuildPolicy=unasked, filterGroups=FILTERS)


def pipeline(*actions: Any, called: str = "shop", **inputs: Any) -> Resource:
    stages = [{"name": f"s{index}", "actions": [one]} for index, one in enumerate((CODE, *actions))]
    triggers = [{"providerType": "CodeStarSourceConnection", "gitConfiguration": OPENED}]
    return aws("codepipeline/pipeline", called, **{"name": called, "stages": stages, "triggers": triggers, **inputs})


def build(name: Any) -> dict[str, Any]:
    return {**TESTS, "configuration": {"ProjectName": name}}


def of_stack(*resources: Resource) -> Answer:
    return judge_stack(pull_request_build_is_approved, *resources)


def depending(resource: Resource, key: str, *on: Resource) -> Resource:
    """The same resource as a preview has it, with what a property depends on."""
    return replace(resource, property_dependencies={key: tuple(one.urn for one in on)})


UNKNOWN_STAGES = [
    pipeline(stages=UNKNOWN),
    pipeline(stages=[UNKNOWN]),
    pipeline(stages=[{"name": "all", "actions": UNKNOWN}]),
    pipeline(UNKNOWN),
    pipeline({**TESTS, "configuration": UNKNOWN}),
    pipeline({**TESTS, "provider": UNKNOWN, "configuration": UNKNOWN}),
    pipeline(build(UNKNOWN)),
    pipeline({**AGREES, "category": UNKNOWN}, TESTS),
]


@pytest.mark.parametrize("unknown", UNKNOWN_STAGES)
def test_a_pipeline_of_which_it_is_not_known_what_it_builds_is_undecided(unknown: Resource) -> None:
    answer = of_stack(unknown, PROJECT, *BUILDS)
    assert not answer.problems
    assert {left.on.name for left in answer.undecided} == {"shop"}
    assert all(path.startswith("stages") for path in unknowns(answer))
    assert passes(of_stack(unknown, PROJECT, *LOGS_ONLY))


def test_what_builds_after_an_approval_may_stay_unknown() -> None:
    assert passes(of_stack(pipeline(AGREES, build(UNKNOWN)), PROJECT, *BUILDS))
    assert passes(of_stack(pipeline(AGREES, UNKNOWN), PROJECT, *BUILDS))
    agreed = [{"name": "all", "actions": [AGREES, {**build(UNKNOWN), "runOrder": 2}]}]
    assert passes(of_stack(pipeline(stages=agreed), PROJECT, *BUILDS))
    either = [{"name": "all", "actions": [{**AGREES, "runOrder": UNKNOWN}, TESTS]}]
    assert unknowns(of_stack(pipeline(stages=either), PROJECT, *BUILDS)) == ["stages[0].actions[0].runOrder"]


def test_an_approval_that_may_come_later_keeps_nothing_for_certain() -> None:
    either = [{"name": "all", "actions": [{**AGREES, "runOrder": UNKNOWN}, {**TESTS, "runOrder": 2}]}]
    assert unknowns(of_stack(pipeline(stages=either), PROJECT, *BUILDS)) == ["stages[0].actions[0].runOrder"]
    late = [{"name": "all", "actions": [AGREES, {**TESTS, "runOrder": UNKNOWN}]}]
    assert unknowns(of_stack(pipeline(stages=late), PROJECT, *BUILDS)) == ["stages[0].actions[1].runOrder"]


CHECKS = aws("codebuild/project", "checks", name="checks", serviceRole=f"{ARN}role/checks")
CHECKS_ROLE = role("checks", "codebuild.amazonaws.com")


def test_the_project_on_which_the_stages_depend_is_the_one_without_a_name() -> None:
    meant = depending(pipeline(build(UNKNOWN)), "stages", PROJECT, *BUILDS)
    assert "before anybody agreed" in only(of_stack(meant, PROJECT, *BUILDS))
    assert "before anybody agreed" in only(of_stack(meant, UNNAMED, *BUILDS))
    assert passes(of_stack(meant, PROJECT, *LOGS_ONLY))


def test_of_several_projects_the_one_that_is_named_is_not_the_other() -> None:
    other = depending(pipeline(build(UNKNOWN), AGREES, build("release")), "stages", PROJECT, CHECKS)
    assert passes(of_stack(other, PROJECT, CHECKS, *BUILDS, CHECKS_ROLE))
    either = depending(pipeline(build(UNKNOWN), AGREES, build(UNKNOWN)), "stages", PROJECT, CHECKS)
    answer = of_stack(either, PROJECT, CHECKS, *BUILDS, CHECKS_ROLE)
    assert (messages(answer), unknowns(answer)) == ([], ["stages[1].actions[0].configuration.ProjectName"])


def test_stages_that_are_not_known_may_ask_before_the_project_on_which_they_depend() -> None:
    answer = of_stack(depending(pipeline(stages=UNKNOWN), "stages", PROJECT), PROJECT, *BUILDS)
    assert (messages(answer), unknowns(answer)) == ([], ["stages"])


@pytest.mark.parametrize("starter", [webhook(), pipeline(TESTS)], ids=["webhook", "pipeline"])
def test_a_project_whose_name_is_not_known_may_be_the_one_that_is_named(starter: Resource) -> None:
    answer = of_stack(starter, UNNAMED, *BUILDS)
    assert (messages(answer), unknowns(answer)) == ([], ["name"])
    assert passes(of_stack(starter, UNNAMED, *LOGS_ONLY))
    named = aws("codebuild/project", "checks", name="release", serviceRole=f"{ARN}role/checks")
    assert passes(of_stack(starter, UNNAMED, named, *BUILDS, CHECKS_ROLE))


@pytest.mark.parametrize("starter", [webhook(), pipeline(TESTS)], ids=["webhook", "pipeline"])
def test_a_role_that_is_not_known_is_undecided(starter: Resource) -> None:
    project = aws("codebuild/project", "release", name="release", serviceRole=UNKNOWN)
    answer = of_stack(starter, project, *BUILDS)
    assert (messages(answer), unknowns(answer)) == ([], ["serviceRole"])
    message = only(of_stack(starter, depending(project, "serviceRole", BUILDS[0]), *BUILDS))
    assert "as role 'release', which may ecr:PutImage on " in message


def test_a_webhook_of_a_project_that_is_not_known_is_undecided() -> None:
    unnamed = webhook(UNKNOWN)
    answer = of_stack(unnamed, PROJECT, *BUILDS)
    assert (messages(answer), unknowns(answer)) == ([], ["projectName"])
    assert "and asks nobody first" in only(of_stack(depending(unnamed, "projectName", PROJECT), PROJECT, *BUILDS))
    assert passes(of_stack(unnamed, PROJECT, *LOGS_ONLY))


LATER: Any = UNKNOWN
MAYBE_MORE = [
    allow(LATER),
    allow("ecr:PutImage", LATER),
    allow(["logs:PutLogEvents", LATER]),
    allow("ecr:PutImage", "arn:aws:ecr:eu-west-1:111122223333:repository/shop", Condition=UNKNOWN),
]
MAYBE_LESS = [{**PUSHES, "Effect": UNKNOWN}, UNKNOWN]
CACHES = allow("s3:PutObject", f"{STORED}sccache/*")


def later(*statements: Any) -> tuple[Resource, ...]:
    """The role of the build, whose policy a preview does not know as a whole."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    given = native("iam:RolePolicy", "later", roleName="release", policyName="later", policyDocument=policy)
    return role("release", "codebuild.amazonaws.com"), given


@pytest.mark.parametrize("right", [*MAYBE_MORE, *MAYBE_LESS], ids=str)
def test_a_right_that_is_not_known_may_be_one_that_counts(right: Any) -> None:
    for rights in ((right,), (CACHES, right)):
        answer = of_stack(webhook(), PROJECT, *later(*rights))
        assert not answer.problems
        assert answer.undecided


@pytest.mark.parametrize("right", MAYBE_MORE, ids=str)
def test_what_is_certain_beside_it_is_told(right: Any) -> None:
    assert "and asks nobody first" in only(of_stack(webhook(), PROJECT, *later(PUSHES, right)))


@pytest.mark.parametrize("right", MAYBE_LESS, ids=str)
def test_what_may_be_a_denial_takes_from_what_is_certain(right: Any) -> None:
    answer = of_stack(webhook(), PROJECT, *later(PUSHES, right))
    assert not answer.problems
    assert answer.undecided


@pytest.mark.parametrize(
    "right",
    [
        allow("logs:PutLogEvents", LATER),
        allow(LATER, f"{STORED}sccache/*"),
        {**CACHES, "Condition": UNKNOWN},
        allow("s3:GetObject", LATER),
        {**PUSHES, "Effect": "Deny", "Resource": UNKNOWN},
    ],
    ids=str,
)
def test_one_that_would_not_count_in_any_case_passes(right: Any) -> None:
    assert passes(of_stack(webhook(), PROJECT, *later(right)))


def test_a_store_that_is_not_known_is_not_the_one_that_is() -> None:
    answer = of_stack(webhook(), PROJECT, *later(CACHES, allow("s3:PutObject", LATER)))
    assert (messages(answer), unknowns(answer)) == ([], ["policyDocument.Statement[1].Resource"])


SHIPS = role("ships", f"{ARN}root")
BECOMES = allow("sts:AssumeRole", f"{ARN}role/ships")


def test_where_a_role_leads_is_undecided_where_the_step_or_what_it_gives_is_not_known() -> None:
    perhaps = *later(allow("sts:AssumeRole", LATER)), SHIPS, may("ships", PUSHES)
    assert unknowns(of_stack(webhook(), PROJECT, *perhaps)) == ["policyDocument.Statement[0].Resource"]
    rest = aws("iam/rolePolicy", "rest", role="ships", policy=UNKNOWN)
    answer = of_stack(webhook(), PROJECT, *later(BECOMES), SHIPS, rest)
    assert (messages(answer), [one.on.name for one in answer.undecided]) == ([], ["rest"])
    message = only(of_stack(webhook(), PROJECT, *later(BECOMES), SHIPS, rest, may("ships", PUSHES)))
    assert "leads to role 'ships', which may ecr:PutImage" in message
    assert passes(of_stack(webhook(), PROJECT, *perhaps[:-1], may("ships", allow("logs:PutLogEvents"))))


@pytest.mark.parametrize("key", ["managedPolicyArns", "permissionsBoundary"])
def test_policies_that_are_not_known_are_undecided(key: str) -> None:
    held = role("release", "codebuild.amazonaws.com", **{key: UNKNOWN})
    right = allow("logs:PutLogEvents") if key == "managedPolicyArns" else PUSHES
    answer = of_stack(webhook(), PROJECT, held, may("release", right))
    assert (messages(answer), unknowns(answer)) == ([], [key])
    whole = aws("iam/rolePolicy", "later", role="release", policy=UNKNOWN)
    assert unknowns(of_stack(webhook(), PROJECT, LOGS_ONLY[0], whole)) == ["policy"]


def test_the_order_of_registration_says_nothing_of_what_is_not_known() -> None:
    made = pipeline(build(UNKNOWN)), webhook(), UNNAMED, *later(allow("ecr:PutImage", LATER))
    assert len({tuple(sorted(unknowns(of_stack(*each)))) for each in permutations(made)}) == 1


@pytest.mark.parametrize("name", ["release", UNKNOWN], ids=["known", "unknown"])
def test_many_pipelines_and_projects_cost_what_they_are(name: Any) -> None:
    def cost(count: int) -> int:
        numbers = range(count)
        projects = [
            aws("codebuild/project", f"p{one}", name=f"p{one}", serviceRole=f"{ARN}role/release") for one in numbers
        ]
        pipelines = [pipeline(build(name), called=f"q{one}") for one in numbers]
        hooks = [webhook(name, f"w{one}") for one in numbers]
        return calls(lambda: of_stack(UNNAMED, *projects, *pipelines, *hooks, *BUILDS))

    assert cost(80) <= 5 * cost(20)


def test_many_roles_that_lead_anywhere_cost_what_they_are() -> None:
    def cost(count: int) -> int:
        made: list[Resource] = []
        for one in range(count):
            project = aws("codebuild/project", f"p{one}", name=f"p{one}", serviceRole=f"{ARN}role/b{one}")
            builds = role(f"b{one}", "codebuild.amazonaws.com"), may(f"b{one}", allow("sts:AssumeRole"))
            leads = role(f"s{one}", f"{ARN}root"), may(f"s{one}", allow("logs:PutLogEvents"))
            made.extend((project, *builds, *leads, webhook(f"p{one}", f"w{one}")))
        return calls(lambda: of_stack(*made))

    assert cost(80) <= 5 * cost(20)
