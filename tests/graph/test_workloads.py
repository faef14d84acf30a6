"""What is made of several resources is one workload, and has one name."""

from dataclasses import replace
from typing import Any

from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.graph.workloads import Workloads
from daypass.model.resource import UNKNOWN, Resource
from daypass.settings import Settings

ROOT = Resource.of("pulumi:pulumi:Stack", "project-dev")
APP = replace(Resource.of("acme:index:App", "app"), custom=False, parent=ROOT.urn)
TAGS = {"daypass:workload": "invoices"}


def function(name: str, /, parent: Resource = ROOT, **inputs: Any) -> Resource:
    return replace(Resource.of("aws:lambda/function:Function", name, role="shared", **inputs), parent=parent.urn)


def workloads(*resources: Resource, settings: Settings | None = None) -> Workloads:
    stack = Stack((ROOT, APP, *resources))
    return Workloads(stack, settings or Settings(), Consumers(stack).every_use)


def named(*resources: Resource, settings: Settings | None = None) -> list[str]:
    found = workloads(*resources, settings=settings)
    return [found.workload(resource) for resource in resources]


def test_a_consumer_alone_is_a_workload_by_its_own_name() -> None:
    assert named(function("api"), function("mailer")) == [function("api").urn, function("mailer").urn]
    assert workloads(function("api"), function("mailer")).count == 2


def test_a_tag_names_the_workload_of_all_that_carry_it() -> None:
    assert named(function("api", tags=TAGS), function("mailer", tagsAll=TAGS)) == ["tag invoices"] * 2
    assert named(function("api", tags={"daypass:workload": " "})) == [function("api").urn]


def test_the_key_of_the_tag_is_that_of_the_settings() -> None:
    own = Settings(tags={"workload": "acme:app"})
    tagged = [function("api", tags={"acme:app": "x"}), function("mailer", tags=TAGS)]
    assert named(*tagged, settings=own) == ["tag x", tagged[1].urn]


def test_else_the_component_names_it_but_not_the_stack_and_no_resource() -> None:
    assert named(function("api", APP), function("mailer", APP)) == [APP.urn] * 2
    bucket = Resource.of("aws:s3/bucket:Bucket", "b")
    assert named(bucket, function("api", bucket))[1] == function("api").urn


def test_a_tag_is_the_better_name_whichever_came_first() -> None:
    plain, tagged = function("api", APP), function("mailer", APP, tags=TAGS)
    assert named(plain, tagged) == named(tagged, plain) == ["tag invoices"] * 2


def test_different_tags_are_different_workloads_whatever_else_they_share() -> None:
    """Whoever writes two names down does not mean one workload."""
    other = {"daypass:workload": "refunds"}
    both = function("api", APP, tags=TAGS), function("mailer", APP, tags=other)
    assert named(*both) == ["tag invoices", "tag refunds"]
    assert workloads(*both).count == 2
    assert workloads(*both, function("plain", APP)).count == 2
    fleet = Resource.of("aws:iam/instanceProfile:InstanceProfile", "fleet", name="fleet", role="shared")
    web = Resource.of("aws:ec2/instance:Instance", "web", iamInstanceProfile="fleet", tags=TAGS)
    jobs = Resource.of("aws:ec2/instance:Instance", "jobs", iamInstanceProfile="fleet", tags=other)
    assert workloads(fleet, web, jobs).count == 2


def test_instances_of_one_profile_are_one_workload_and_a_bare_name_joins_nobody() -> None:
    fleet = Resource.of("aws:iam/instanceProfile:InstanceProfile", "fleet", name="fleet", role="shared")
    web = [Resource.of("aws:ec2/instance:Instance", name, iamInstanceProfile="fleet") for name in ("a", "b")]
    assert named(fleet, *web)[1:] == [fleet.urn] * 2
    assert named(*web) == [one.urn for one in web]
    arn = "arn:aws:iam::111122223333:instance-profile/fleet"
    assert named(*(replace(one, inputs=type(one.inputs)({"iamInstanceProfile": arn})) for one in web)) == [arn] * 2


def test_a_tag_that_is_not_known_might_make_them_fewer() -> None:
    found = workloads(function("api", tags={"daypass:workload": UNKNOWN}), function("mailer"))
    assert (found.count, found.unknown) == (2, ("tags.daypass:workload",))


def test_what_uses_no_role_is_nobodys_but_its_own() -> None:
    bucket = Resource.of("aws:s3/bucket:Bucket", "b", tags=TAGS)
    assert workloads(function("api", tags=TAGS)).workload(bucket) == bucket.urn
    assert workloads().count == 0


def test_a_long_chain_of_shared_marks_is_one_workload() -> None:
    apps = [replace(Resource.of("acme:index:App", f"app{index}"), custom=False) for index in range(2_000)]
    profile = "arn:aws:iam::111122223333:instance-profile/p"
    chain = [
        replace(
            Resource.of("aws:ec2/instance:Instance", f"i{index}", iamInstanceProfile=f"{profile}{(index + 1) // 2}"),
            parent=apps[index // 2].urn,
        )
        for index in range(4_000)
    ]
    found = workloads(*apps, *chain)
    assert found.count == 1
    assert len({found.workload(one) for one in chain}) == 1


def test_one_service_account_is_one_workload_in_whichever_cluster() -> None:
    def pod(name: str, account: str = "api") -> Resource:
        given = {"clusterName": name, "namespace": "shop", "serviceAccount": account, "roleArn": "shared"}
        return Resource.of("aws:eks/podIdentityAssociation:PodIdentityAssociation", name, **given)

    assert named(pod("blue"), pod("green"), pod("other", "mailer")) == [
        "account shop/api",
        "account shop/api",
        "account shop/mailer",
    ]


def test_what_a_task_runs_joins_it_with_others_and_never_names_them() -> None:
    def task(name: str, image: str = "ledger:7", task_role: str = "shared") -> Resource:
        given = {"taskRoleArn": task_role, "containerDefinitions": f'[{{"image": "{image}"}}]'}
        return Resource.of("aws:ecs/taskDefinition:TaskDefinition", name, **given)

    first, second = task("ledger"), task("rebuild")
    assert named(first, second) == named(second, first) == [first.urn] * 2
    assert workloads(first, task("rebuild", "ledger:8")).count == 2
    assert workloads(first, task("rebuild", task_role="another")).count == 2
