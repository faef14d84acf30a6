"""Who shares a role is seen by value, by name, or in a preview by what depends on what."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may
from tests.support.consumers import said
from tests.support.rules import ROOT, messages, passes, unknowns
from tests.support.shared_role import ARN, function, judged, role

from daypass.data.role_consumers import role_consumers
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass.settings import Settings

PROFILE_ARN = "arn:aws:iam::111122223333:instance-profile/fleet"


def waiting(resource: Resource, prop: str, *on: Resource) -> Resource:
    """The resource in a preview: the property waits for others."""
    return replace(resource, property_dependencies={prop: tuple(one.urn for one in on)})


def test_two_functions_with_one_role_share_it() -> None:
    shared = role()
    (problem,) = judged(shared, function("api"), function("mailer")).problems
    assert problem.message == "role 'shared' is used by 2 workloads: function 'api', function 'mailer'"
    assert (problem.on, problem.key) == (shared, None)


def test_a_role_that_has_nothing_but_its_logs_weighs_little() -> None:
    given = may("shared", allow(["logs:CreateLogStream", "logs:PutLogEvents"]))
    (problem,) = judged(role(), given, function("api"), function("mailer")).problems
    assert problem.severity == "low"
    (problem,) = judged(role(), may("shared", allow("sqs:SendMessage")), function("api"), function("mailer")).problems
    assert problem.severity is None


def test_a_role_for_each_passes() -> None:
    other = role("other")
    assert passes(judged(role(), other, function("api"), function("mailer", str(other.inputs["arn"]))))


def test_one_function_alone_passes_and_so_does_a_stack_without_any() -> None:
    assert passes(judged(role(), function("api")))
    assert passes(judged(role()))
    assert passes(judged())


def test_a_role_of_another_stack_is_shared_as_well() -> None:
    (problem,) = judged(function("api"), function("mailer")).problems
    assert problem.message.startswith("role 'shared' is used by 2 workloads")
    assert (problem.key, problem.on) == ("shared", function("api"))


def test_roles_of_the_same_name_in_two_accounts_are_two() -> None:
    elsewhere = "arn:aws:iam::444455556666:role/shared"
    assert passes(judged(role(), function("api"), function("mailer", elsewhere)))


def test_a_role_that_aws_made_for_its_service_is_not_asked_about() -> None:
    own = "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
    assert passes(judged(function("api", own), function("mailer", own)))


def test_a_crawler_is_part_of_the_job_that_reads_what_it_finds() -> None:
    crawler = Resource.of("aws:glue/crawler:Crawler", "orders", role="shared")
    job = Resource.of("aws:glue/job:Job", "orders", roleArn="shared")
    assert passes(judged(role(), crawler, job))
    (message,) = messages(judged(role(), crawler, job, Resource.of("aws:glue/job:Job", "bills", roleArn="shared")))
    assert "used by 2 workloads: Glue job" in message


def test_a_role_is_known_by_its_name_too() -> None:
    crawler = Resource.of("aws:glue/crawler:Crawler", "orders", role="shared")
    profile = Resource.of("aws:iam/instanceProfile:InstanceProfile", "fleet", role="shared")
    (message,) = messages(judged(role(), crawler, profile, function("api")))
    assert message.endswith("3 workloads: Glue crawler 'orders', instance profile 'fleet', function 'api'")


def test_in_a_preview_a_role_is_known_by_what_the_property_depends_on() -> None:
    shared = role(arn=UNKNOWN, name=UNKNOWN)
    api, mailer = (waiting(function(name, UNKNOWN), "role", shared) for name in ("api", "mailer"))
    (problem,) = judged(shared, api, mailer).problems
    assert problem.on == shared


@pytest.mark.parametrize("count", [0, 2])
def test_what_could_be_any_role_is_undecided(count: int) -> None:
    roles = [role(f"r{index}", arn=UNKNOWN, name=UNKNOWN) for index in range(count)]
    api = waiting(function("api", UNKNOWN), "role", *roles)
    answer = judged(*roles, api, function("mailer"))
    assert (messages(answer), unknowns(answer)) == ([], ["role"])
    assert answer.undecided[0].on == api


def test_the_only_workload_of_a_stack_shares_with_nobody() -> None:
    assert passes(judged(function("api", UNKNOWN)))


WORKLOAD = {"daypass:workload": "invoices"}


def test_functions_with_one_workload_tag_are_one_workload() -> None:
    assert passes(judged(role(), function("api", tags=WORKLOAD), function("mailer", tagsAll=WORKLOAD)))
    keys = Settings(tags={"workload": "acme:app"})
    tagged = [function(name, tags={"acme:app": "invoices"}) for name in ("api", "mailer")]
    assert passes(judged(role(), *tagged, settings=keys))
    assert judged(role(), *tagged).problems


def test_different_tags_are_different_workloads() -> None:
    others = function("mailer", tags={"daypass:workload": "mail"})
    assert len(judged(role(), function("api", tags=WORKLOAD), others).problems) == 1


def test_a_tag_that_is_not_known_leaves_it_undecided() -> None:
    answer = judged(role(), function("api", tags={"daypass:workload": UNKNOWN}), function("mailer"))
    assert (messages(answer), unknowns(answer)) == ([], ["tags.daypass:workload"])


def component(name: str) -> Resource:
    return replace(Resource.of("acme:index:App", name), custom=False, parent=ROOT.urn)


def test_children_of_one_component_are_one_workload() -> None:
    app = component("app")
    assert passes(judged(role(), app, *(replace(function(name), parent=app.urn) for name in ("api", "mailer"))))


def test_the_stack_is_no_component_and_neither_is_a_resource() -> None:
    bucket = replace(Resource.of("aws:s3/bucket:Bucket", "b"), custom=True)
    for parent in (ROOT, bucket):
        functions = [replace(function(name), parent=parent.urn) for name in ("api", "mailer")]
        assert len(judged(role(), bucket, *functions).problems) == 1


def test_what_is_joined_by_tag_and_by_parent_is_joined_in_all() -> None:
    app = component("app")
    first = function("one", tags=WORKLOAD)
    second = replace(function("two", tags=WORKLOAD), parent=app.urn)
    third = replace(function("three"), parent=app.urn)
    assert passes(judged(role(), app, first, second, third))


def test_the_two_roles_of_one_task_are_one_consumer() -> None:
    task = Resource.of("aws:ecs/taskDefinition:TaskDefinition", "web", taskRoleArn=ARN, executionRoleArn=ARN)
    assert passes(judged(role(), task))
    assert len(judged(role(), task, function("api")).problems) == 1


def test_a_role_that_only_starts_the_containers_may_start_those_of_many() -> None:
    """ECS acts with it, and hands its credentials to none of them."""
    tasks = [
        Resource.of("aws:ecs/taskDefinition:TaskDefinition", name, taskRoleArn=f"{ARN}-{name}", executionRoleArn=ARN)
        for name in ("web", "mailer")
    ]
    assert passes(judged(role(), *tasks))
    running = Resource.of("aws:ecs/taskDefinition:TaskDefinition", "jobs", taskRoleArn=ARN)
    assert passes(judged(role(), *tasks, running))
    assert len(judged(role(), *tasks, running, function("api")).problems) == 1


STARTER = "arn:aws:iam::111122223333:role/starter"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
JOB = "aws:batch/jobDefinition:JobDefinition"


def containers(*images: Any) -> str:
    return json.dumps([{"name": f"c{index}", "image": image} for index, image in enumerate(images)])


def run(name: str, definitions: Any, starter: Any = STARTER, **inputs: Any) -> Resource:
    given = {"family": name, "taskRoleArn": ARN, "executionRoleArn": starter, **inputs}
    return Resource.of(TASK, name, containerDefinitions=definitions, **given)


def test_tasks_that_run_one_image_with_the_same_roles_are_one_workload() -> None:
    image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/ledger:7"
    service, rebuild = run("ledger", containers(image, "otel:1")), run("rebuild", containers("otel:1", image))
    assert passes(judged(role(), service, rebuild, run("replay", Secret(containers(image, "otel:1")))))
    assert passes(judged(role(), *(run(name, containers(image), None) for name in ("ledger", "rebuild"))))
    (message,) = messages(judged(role(), service, rebuild, function("api")))
    assert message.endswith("2 workloads: task 'ledger', task 'rebuild', function 'api'")


@pytest.mark.parametrize(
    "other",
    [
        run("other", containers("ledger:8")),
        run("other", containers("ledger:7", "otel:1")),
        run("other", UNKNOWN),
        run("other", containers("ledger:7"), f"{STARTER}-of-another"),
        run("other", containers("ledger:7"), None),
        run("other", containers("ledger:7"), UNKNOWN),
        run("other", containers()),
        run("other", "{"),
        run("other", "[" * 10_000),
    ],
    ids=["another", "one-more", "unknown", "started-by-another", "by-nobody", "by-unknown", "none", "broken", "deep"],
)
def test_tasks_that_run_something_else_or_are_started_by_another_are_two(other: Resource) -> None:
    assert len(judged(role(), run("ledger", containers("ledger:7")), other).problems) == 1


def test_those_whose_names_differ_in_the_region_alone_are_one_workload() -> None:
    regions = ("eu-west-1", "ap-southeast-2", "us-gov-east-1")
    assert passes(judged(role(), *(function(f"mailer-{region}") for region in regions)))
    for other in ("api-eu-west-1", "mailer-eu-west", "mailer-my-app-1", "mailer-eu-west-1-canary"):
        assert len(judged(role(), function("mailer-us-east-1"), function(other)).problems) == 1


@pytest.mark.parametrize("definitions", [UNKNOWN, containers(), "{", None], ids=["unknown", "none", "broken", "absent"])
def test_what_nobody_knows_to_run_the_same_does_not(definitions: Any) -> None:
    assert len(judged(role(), run("ledger", definitions), run("rebuild", definitions)).problems) == 1


def test_a_marked_image_is_compared_and_not_shown() -> None:
    tasks = [run(name, Secret(containers(image))) for name, image in (("a", "quiet:1"), ("b", "quiet:1"))]
    assert passes(judged(role(), *tasks))
    (message,) = messages(judged(role(), *tasks, run("c", Secret(containers("quiet:2")))))
    assert "quiet" not in message


def test_containers_may_be_objects_too() -> None:
    def native(name: str, image: Any) -> Resource:
        given = {"taskRoleArn": ARN, "executionRoleArn": STARTER, "containerDefinitions": [{"image": image}]}
        return Resource.of("aws-native:ecs:TaskDefinition", name, **given)

    assert passes(judged(role(), native("ledger", "ledger:7"), native("rebuild", Secret("ledger:7"))))
    for other in ("ledger:8", UNKNOWN):
        assert len(judged(role(), native("ledger", "ledger:7"), native("rebuild", other)).problems) == 1
    assert len(judged(role(), native("ledger", UNKNOWN), native("rebuild", UNKNOWN)).problems) == 1


def test_jobs_that_run_one_image_with_the_same_roles_are_one_workload() -> None:
    def job(name: str, image: str, **more: str) -> Resource:
        text = json.dumps({"image": image, "command": [name], "jobRoleArn": ARN, **more})
        return Resource.of(JOB, name, containerProperties=text)

    assert passes(judged(role(), job("fit", "model:3"), job("score", "model:3")))
    assert len(judged(role(), job("fit", "model:3"), job("score", "model:4")).problems) == 1
    started = job("score", "model:3", executionRoleArn=STARTER)
    assert len(judged(role(), job("fit", "model:3"), started).problems) == 1


def test_in_a_preview_who_starts_a_task_is_known_by_what_the_property_depends_on() -> None:
    starter, other = (role(name, arn=UNKNOWN) for name in ("starter", "other"))
    ledger, rebuild = (
        waiting(run(name, containers("ledger:7"), UNKNOWN), "executionRoleArn", starter) for name in ("a", "b")
    )
    assert passes(judged(role(), starter, other, ledger, rebuild))
    elsewhere = waiting(rebuild, "executionRoleArn", other)
    assert len(judged(role(), starter, other, ledger, elsewhere).problems) == 1


def test_functions_of_one_image_are_workloads_of_their_own() -> None:
    assert len(judged(role(), *(function(name, imageUri="shop:1") for name in ("api", "mailer"))).problems) == 1


def test_different_tags_are_two_workloads_though_they_run_the_same() -> None:
    tasks = [run(name, containers("ledger:7"), tags={"daypass:workload": name}) for name in ("ledger", "rebuild")]
    assert len(judged(role(), *tasks).problems) == 1


FLEET = Resource.of("aws:iam/instanceProfile:InstanceProfile", "fleet", name="fleet", arn=PROFILE_ARN, role="shared")


def test_the_instances_of_one_profile_are_one_workload() -> None:
    instances = [
        Resource.of("aws:ec2/instance:Instance", f"web-{index}", iamInstanceProfile="fleet") for index in range(3)
    ]
    template = Resource.of("aws:ec2/launchTemplate:LaunchTemplate", "web", iamInstanceProfile={"arn": PROFILE_ARN})
    assert passes(judged(role(), FLEET, *instances, template))
    (message,) = messages(judged(role(), FLEET, *instances, function("api")))
    assert message.endswith("2 workloads: instance 'web-0', instance 'web-1', instance 'web-2', function 'api'")


def launched(name: str, **tags: str) -> Resource:
    specifications = [{"resourceType": "instance", "tags": tags}] if tags else []
    profile = {"name": "fleet"}
    type_ = "aws:ec2/launchTemplate:LaunchTemplate"
    return Resource.of(type_, name, iamInstanceProfile=profile, tagSpecifications=specifications)


def test_fleets_of_one_profile_whose_tags_name_several_applications_share_its_role() -> None:
    (message,) = messages(judged(role(), FLEET, launched("web", app="web"), launched("pay", app="pay")))
    assert message == "role 'shared' is used by 2 workloads: launch template 'web', launch template 'pay'"
    assert passes(judged(role(), FLEET, launched("spot", App="web"), launched("on-demand", App="web")))
    assert passes(judged(role(), FLEET, launched("web", app="web"), launched("pay")))


def test_an_instance_is_followed_through_a_profile_that_is_not_known_yet() -> None:
    shared = role(arn=UNKNOWN, name=UNKNOWN)
    fleet = waiting(Resource.of(FLEET.type, "fleet", name=UNKNOWN, role=UNKNOWN), "role", shared)
    web = waiting(
        Resource.of("aws:ec2/instance:Instance", "web", iamInstanceProfile=UNKNOWN), "iamInstanceProfile", fleet
    )
    api = waiting(function("api", UNKNOWN), "role", shared)
    (problem,) = judged(shared, fleet, web, api).problems
    assert problem.message == "role 'shared' is used by 2 workloads: instance 'web', function 'api'"


def test_the_state_of_a_stack_that_exists_is_read_from_outputs() -> None:
    made = replace(role(), inputs=Properties({}), outputs=Properties({"name": "shared", "arn": ARN}), id="shared")
    assert judged(made, function("api"), function("mailer")).problems[0].on == made


def test_a_job_says_its_role_inside_a_text() -> None:
    job = Resource.of("aws:batch/jobDefinition:JobDefinition", "j", containerProperties=json.dumps({"jobRoleArn": ARN}))
    assert len(judged(role(), job, function("api")).problems) == 1
    for broken in ("{", "[]", "null", "[" * 10_000):
        assert passes(judged(role(), Resource.of(job.type, "j", containerProperties=broken), function("api")))


WAYS = [(type_, way) for type_, ways in role_consumers().items() for way in ways]


@pytest.mark.parametrize(("type_", "way"), WAYS)
def test_every_workload_that_runs_as_a_role_is_seen_and_no_service_or_caller(type_: str, way: Any) -> None:
    consumer = Resource.of(type_, "it", **said(way.path, "fleet" if way.says == "profile" else ARN))
    rest = (FLEET,) if way.says == "profile" else ()
    expected = 1 if way.purpose == "workload" else 0
    assert len(judged(role(), *rest, consumer, function("api")).problems) == expected


def test_many_consumers_are_counted_and_a_few_are_named() -> None:
    (message,) = messages(judged(role(), *(function(f"f{index}") for index in range(5_000))))
    assert message.startswith("role 'shared' is used by 5000 workloads: function 'f0',")
    assert message.endswith("and 4995 more")
