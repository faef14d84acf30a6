"""A consumer means the role that AWS would give it, and where that is not certain, none."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.consumers import said

from daypass.data.role_consumers import Consumption, role_consumers
from daypass.graph.consumers import Consumers, Use
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret

ARN = "arn:aws:iam::111122223333:role/shared"


def role(stack: str, account: str, /, **inputs: object) -> Resource:
    given = {"name": "shared", "arn": f"arn:aws:iam::{account}:role/shared", **inputs}
    return Resource.of("aws:iam/role:Role", "shared", in_stack=stack, **given)


def named(name: str, /, **inputs: object) -> Resource:
    return Resource.of("aws:iam/role:Role", name, **{"name": name, "arn": f"arn:aws:iam::1:role/{name}", **inputs})


def new(name: str) -> Resource:
    """A role of which a preview knows nothing yet."""
    return named(name, name=UNKNOWN, arn=UNKNOWN)


def crawler(stack: str, role: object = "shared") -> Resource:
    return Resource.of("aws:glue/crawler:Crawler", "crawler", in_stack=stack, role=role)


def waiting(resource: Resource, prop: str, *on: Resource) -> Resource:
    return replace(resource, property_dependencies={prop: tuple(one.urn for one in on)})


def every_use(*resources: Resource) -> tuple[Use, ...]:
    return Consumers(Stack(resources)).every_use


def used(*resources: Resource) -> list[str]:
    return [use.role for use in Consumers(Stack(resources)).uses]


DEV, PROD = role("dev", "111122223333"), role("prod", "444455556666")


def test_a_name_means_the_role_of_the_same_stack() -> None:
    assert used(DEV, PROD, crawler("dev"), crawler("prod")) == [DEV.urn, PROD.urn]


def test_a_name_that_two_other_stacks_have_means_neither() -> None:
    assert used(DEV, PROD, crawler("test")) == ["shared"]
    assert used(DEV, crawler("test")) == [DEV.urn]


def test_a_name_may_stand_behind_its_path() -> None:
    assert used(DEV, crawler("dev", "service-role/shared")) == [DEV.urn]


def test_an_arn_means_the_role_of_its_account_in_whatever_stack() -> None:
    assert used(DEV, PROD, crawler("dev", "arn:aws:iam::444455556666:role/shared")) == [PROD.urn]
    assert used(DEV, crawler("dev", "arn:aws:iam::999999999999:role/shared")) == [
        "arn:aws:iam::999999999999:role/shared"
    ]


def test_a_role_whose_arn_is_not_known_yet_is_meant_by_one_that_ends_in_its_name() -> None:
    pending = replace(role("dev", ""), inputs=role("dev", "", arn=UNKNOWN).inputs)
    assert used(pending, crawler("dev", "arn:aws:iam::111122223333:role/team/shared")) == [pending.urn]


def test_a_role_is_known_by_the_id_that_its_provider_gave_it() -> None:
    made = replace(Resource.of("aws:iam/role:Role", "new"), id="new-1a2b3c4")
    assert used(made, crawler("dev", "new-1a2b3c4")) == [made.urn]


@pytest.mark.parametrize("order", [1, -1])
def test_a_role_that_other_stacks_look_up_is_the_one_that_its_stack_declares(order: int) -> None:
    looked_up = replace(role("app", "111122223333"), external=True)
    roles = (looked_up, DEV)[::order]
    users = crawler("app"), crawler("dev"), crawler("third", ARN)
    assert used(*roles, *users) == [DEV.urn] * 3
    assert used(looked_up, crawler("app"), crawler("third", ARN)) == [looked_up.urn] * 2


def test_several_roles_of_one_consumer_are_several_uses() -> None:
    profile = Resource.of(
        "aws:rolesanywhere/profile:Profile", "hosts", roleArns=["arn:aws:iam::1:role/a", "b", "arn:aws:iam::1:role/a"]
    )
    assert [use.role for use in every_use(named("a"), named("b"), profile)] == [named("a").urn, named("b").urn]
    task = Resource.of("aws:ecs/taskDefinition:TaskDefinition", "web", taskRoleArn="a", executionRoleArn="b")
    assert [(use.role, use.own) for use in every_use(named("a"), named("b"), task)] == [
        (named("a").urn, True),
        (named("b").urn, False),
    ]


def test_for_whom_a_role_is_and_who_assumes_it_stands_beside_the_use() -> None:
    schedule = Resource.of("aws:scheduler/schedule:Schedule", "nightly", target={"roleArn": ARN})
    pool = Resource.of(
        "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment", "pool", roles={"authenticated": ARN}
    )
    found = every_use(DEV, schedule, pool, crawler("dev"))
    assert [(use.purpose, use.principals, use.own) for use in found] == [
        ("service", ("scheduler.amazonaws.com",), False),
        ("caller", ("oidc",), False),
        ("workload", ("glue.amazonaws.com",), True),
    ]
    assert [use.consumer.name for use in Consumers(Stack((DEV, schedule, pool, crawler("dev")))).uses] == ["crawler"]
    assert {use.consumer.name for use in Consumers(Stack((DEV, schedule, pool))).by_role[DEV.urn]} == {
        "nightly",
        "pool",
    }


WAYS = [(type_, way) for type_, ways in role_consumers().items() for way in ways]
FLEET = Resource.of("aws:iam/instanceProfile:InstanceProfile", "fleet", name="fleet", role="shared")


@pytest.mark.parametrize(("type_", "way"), WAYS)
def test_every_way_of_the_table_leads_to_its_role(type_: str, way: Consumption) -> None:
    consumer = Resource.of(type_, "it", **said(way.path, "fleet" if way.says == "profile" else ARN))
    (use,) = (use for use in every_use(DEV, FLEET, consumer) if use.consumer == consumer)
    assert (use.role, use.noun, use.purpose, use.principals, use.unknown) == (
        DEV.urn,
        way.noun,
        way.purpose,
        way.principals,
        "",
    )


@pytest.mark.parametrize(("type_", "way"), [pair for pair in WAYS if pair[1].says == "role"])
def test_every_way_of_the_table_is_followed_through_what_waits_for_the_role(type_: str, way: Consumption) -> None:
    shared = new("shared")
    properties = said(way.path, UNKNOWN)
    consumer = waiting(Resource.of(type_, "it", **properties), next(iter(properties)), shared)
    assert {(use.role, use.unknown) for use in every_use(shared, consumer)} == {(shared.urn, "")}


def test_a_service_account_names_its_role_in_an_annotation() -> None:
    account = Resource.of(
        "kubernetes:core/v1:ServiceAccount",
        "worker",
        metadata={"namespace": "billing", "annotations": {"eks.amazonaws.com/role-arn": ARN, "a": UNKNOWN}},
    )
    assert used(DEV, account) == [DEV.urn]
    assert used(DEV, replace(account, inputs=Properties({"metadata": {"annotations": {"a": ARN}}}))) == []


def test_an_unknown_that_may_be_one_of_several_roles_says_which() -> None:
    a, b = new("a"), new("b")
    pipeline = Resource.of(
        "aws:codepipeline/pipeline:Pipeline", "p", roleArn="arn:x", stages=[{"actions": [{"roleArn": UNKNOWN}]}]
    )
    (_, use) = every_use(a, b, waiting(pipeline, "stages", a, b))
    assert (use.role, use.unknown, use.possible) == ("", "stages[0].actions[0].roleArn", (a.urn, b.urn))


def test_what_a_list_knows_already_is_not_what_its_unknown_element_waits_for() -> None:
    old, fresh = named("old"), new("fresh")
    profile = Resource.of("aws:rolesanywhere/profile:Profile", "p", roleArns=["arn:aws:iam::1:role/old", UNKNOWN])
    assert [use.role for use in every_use(old, fresh, waiting(profile, "roleArns", old, fresh))] == [
        old.urn,
        fresh.urn,
    ]


def test_an_unknown_that_waits_for_no_role_stays_unknown() -> None:
    bucket = Resource.of("aws:s3/bucket:Bucket", "b")
    for on in ((), (bucket,), (new("elsewhere"),)):
        (use,) = every_use(bucket, waiting(crawler("dev", UNKNOWN), "role", *on))
        assert (use.role, use.unknown, use.possible) == ("", "role", ())


def test_a_resource_that_was_only_looked_up_may_use_any_role() -> None:
    looked_up = replace(crawler("dev"), inputs=Properties({}), outputs=Properties(Partial({})), external=True)
    (use,) = every_use(DEV, looked_up)
    assert (use.role, use.unknown) == ("", "role")


def test_a_profile_that_no_stack_declares_is_said_as_written_and_runs_as_nobody_knows_whom() -> None:
    web = Resource.of("aws:ec2/instance:Instance", "web", iamInstanceProfile="elsewhere")
    (use,) = every_use(DEV, web)
    assert (use.role, use.unknown, use.profile) == ("", "", "elsewhere")
    assert used(DEV, web) == []


def test_of_several_roles_in_a_profile_any_may_be_worn() -> None:
    profile = Resource.of("aws-native:iam:InstanceProfile", "p", instanceProfileName="p", roles=["a", "b"])
    web = Resource.of("aws-native:ec2:Instance", "web", iamInstanceProfile="p")
    (use,) = every_use(named("a"), named("b"), profile, web)
    assert (use.role, use.unknown, use.possible) == ("", "iamInstanceProfile", (named("a").urn, named("b").urn))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (json.dumps({"jobRoleArn": ARN}), [DEV.urn]),
        (json.dumps({"JobRoleArn": ARN}), [DEV.urn]),
        (json.dumps({"jobRoleArn": "x", "JOBROLEARN": ARN}), [DEV.urn]),
        ('\n\t {"jobRoleArn": "' + ARN + '", "vcpus": ' + "9" * 5_000 + "}", [DEV.urn]),
        ('{"jobRoleArn": "' + ARN + '"', []),
        ('{"jobRoleArn": 5}', []),
        ('{"jobRoleArn": ""}', []),
        ("", []),
        ("{", []),
        ("null", []),
        ("[" * 10_000, []),
        ('{"a":' * 10_000, [""]),
    ],
)
def test_json_text_is_read_as_the_provider_reads_it_and_never_given_up_silently(text: str, expected: list[str]) -> None:
    job = Resource.of("aws:batch/jobDefinition:JobDefinition", "job", containerProperties=text)
    found = Consumers(Stack((DEV, job))).uses
    assert sorted({use.role for use in found}) == expected
    assert {use.unknown for use in found if not use.role} <= {"containerProperties"}


VALUES = st.recursive(
    st.sampled_from([None, UNKNOWN, True, 5, "", ARN, "shared", "fleet", '{"jobRoleArn": "shared"}', "{", Secret(ARN)]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["roleArn", "name", "arn", "jobRoleArn", "value", "any"]), inner, max_size=3)
        | st.builds(Secret, inner)
        | st.builds(Partial, st.dictionaries(st.sampled_from(["roleArn", "arn"]), inner, max_size=2))
    ),
    max_leaves=8,
)


@st.composite
def consumers(draw: st.DrawFn) -> Resource:
    """A consumer whose property holds anything at any step of its path."""
    type_, way = draw(st.sampled_from(WAYS))
    properties: dict[str, Any] = said(way.path, draw(VALUES))
    for key in draw(st.lists(st.sampled_from([*properties, "tags", "roleArn"]), max_size=2)):
        properties[key] = draw(VALUES)
    made = Resource.of(type_, "it", **properties)
    return waiting(made, next(iter(properties)), *draw(st.lists(st.sampled_from([DEV, PROD, FLEET]), max_size=3)))


@given(st.lists(consumers(), max_size=4))
def test_whatever_the_properties_are_a_use_has_a_role_or_says_what_keeps_it_unknown(found: list[Resource]) -> None:
    resources = (DEV, PROD, FLEET, *found)
    urns = {resource.urn for resource in resources}
    graph = Consumers(Stack(resources))
    for use in graph.every_use:
        assert bool(use.role) + bool(use.unknown) == (0 if use.profile and use.profile not in urns else 1)
        assert set(use.possible) <= urns
        assert use.consumer.urn in urns
    assert [use for use in graph.every_use if use.own and (use.role or use.unknown)] == list(graph.uses)
    assert sum(map(len, graph.by_role.values())) == len(graph.every_use)
