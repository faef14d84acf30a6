"""Of many stacks only those that name the same things are looked at together, and none of those is left out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Secret
from daypass.report.links import Links

ROLE = "aws:iam/role:Role"
FUNCTION = "aws:lambda/function:Function"
ARN = "arn:aws:iam::111122223333:role/shared"


def stack(*resources: Resource) -> Stack:
    return Stack(resources)


def role(name: str = "shared", **more: Any) -> Resource:
    return Resource.of(ROLE, name, **{"name": name, "arn": f"arn:aws:iam::111122223333:role/{name}", **more})


def linked(*stacks: Stack) -> tuple[int, ...]:
    links = Links(lambda type_: type_.startswith("aws:s3/"))
    for one in stacks:
        links.add(one)
    return links.linked()


def lone(name: str) -> Stack:
    return stack(role(name), Resource.of(FUNCTION, "f", role=f"arn:aws:iam::111122223333:role/{name}", name=name))


LONE = lone("lone")


@pytest.mark.parametrize(
    "named",
    [
        Resource.of(FUNCTION, "f", role=ARN),
        Resource.of(FUNCTION, "f", role=Secret(ARN)),
        Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", role="shared"),
        Resource.of(ROLE, "other", assumeRolePolicy=f'{{"Principal": {{"AWS": ["{ARN}"]}}}}'),
        Resource.of(ROLE, "other", assumeRolePolicy={"Principal": {"AWS": [ARN]}}),
    ],
    ids=["by arn", "by a secret arn", "by name", "in a document", "in an object"],
)
def test_who_names_what_another_makes_is_linked_with_it(named: Resource) -> None:
    assert linked(LONE, stack(role()), lone("other-one"), stack(named)) == (1, 3)


def test_those_that_use_the_same_identity_of_nobody_are_linked() -> None:
    users = [stack(Resource.of(FUNCTION, name, role=ARN)) for name in ("f", "g")]
    assert linked(users[0], LONE, users[1]) == (0, 2)


def test_what_everybody_has_from_aws_links_nobody() -> None:
    managed = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    users = [stack(role(name, managedPolicyArns=[managed])) for name in ("one", "two")]
    assert linked(*users) == ()


def test_what_a_rule_looks_at_links_as_well() -> None:
    bucket = stack(Resource.of("aws:s3/bucket:Bucket", "b", bucket="logs", id="logs"))
    assert linked(bucket, stack(Resource.of("aws:s3/bucketPolicy:BucketPolicy", "p", bucket="logs"))) == (0, 1)
    assert linked(bucket, stack(Resource.of("aws:route53/record:Record", "r", name="logs"))) == ()


def test_whatever_names_a_role_by_its_arn_is_linked_with_it() -> None:
    naming = stack(Resource.of("acme:index:Thing", "t", settings=[f"as {ARN}"]))
    assert linked(stack(role()), naming) == (0, 1)


def test_a_stack_alone_is_linked_with_nobody() -> None:
    assert linked() == ()
    assert linked(LONE) == ()
    assert linked(stack(role(), Resource.of(FUNCTION, "f", role=ARN))) == ()


NAMES = st.sets(st.sampled_from(["a", "b", "c", "d"]), max_size=2)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=6))
def test_linked_are_exactly_those_of_whom_one_names_what_another_makes(stacks: list[tuple[set[str], set[str]]]) -> None:
    def of(made: set[str], used: set[str]) -> Stack:
        buckets = [Resource.of("aws:s3/bucket:Bucket", name, arn=f"arn:aws:s3:::{name}") for name in sorted(made)]
        return stack(*buckets, Resource.of("aws:s3/copy:Copy", "c", of=[f"arn:aws:s3:::{name}" for name in used]))

    def meet(one: int, other: int) -> bool:
        (made, used), (others_made, others_used) = stacks[one], stacks[other]
        return one != other and bool(made & (others_made | others_used) or others_made & used)

    everyone = range(len(stacks))
    wanted = tuple(one for one in everyone if any(meet(one, other) for other in everyone))
    assert linked(*(of(*one) for one in stacks)) == wanted
