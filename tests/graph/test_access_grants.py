"""Who makes grants of S3 Access Grants and asks for data access has what the role of a location may there."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, graph, inner, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.passing.access_grants import objects_in
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

TASKS = "ecs-tasks.amazonaws.com"
HEAD = f"arn:aws:s3:eu-west-1:{ACCOUNT}:access-grants/default"
PLACE = f"{HEAD}/location/l-1"
OBJECTS = "arn:aws:s3:::treasury/*"
BOTH = ["s3:CreateAccessGrant", "s3:GetDataAccess"]
OWN = allow(BOTH, [HEAD, f"{HEAD}/location/*"])
SERVES = lets_in("access-grants.s3.amazonaws.com", ["sts:AssumeRole", "sts:SetSourceIdentity"])
WRITES = allow(["s3:GetObject", "s3:PutObject"], OBJECTS)


def location(scope: Any = "s3://treasury/*", **more: Any) -> Resource:
    said = {"iamRoleArn": f"{ARN}role/keeper", "locationScope": scope, **more}
    known = {"accessGrantsLocationId": "l-1", "accessGrantsLocationArn": PLACE}
    return aws("s3control/accessGrantsLocation", "vault", **{**known, **said})


def grant(permission: str, prefix: str = "*", to: str = f"{ARN}role/a", of: str = "l-1", **more: Any) -> Resource:
    return aws(
        "s3control/accessGrant",
        "g",
        accessGrantsLocationId=of,
        permission=permission,
        accessGrantsLocationConfiguration={"s3SubPrefix": prefix},
        grantee={"granteeType": "IAM", "granteeIdentifier": to},
        **more,
    )


def judged(*own: dict[str, Any], made: Any = None, right: Any = WRITES, trust: Any = SERVES, **inputs: Any) -> Answer:
    stack = made if isinstance(made, tuple) else (made or location(),)
    keeper = (role("keeper", trust), may("keeper", right))
    return judge_stack(no_path_to_more_rights, *stack, *keeper, role("a", TASKS, **inputs), may("a", *own))


def test_who_grants_itself_a_location_has_what_its_role_may_there() -> None:
    message = only(judged(OWN))
    assert message.startswith(f"role 'a' leads to role 'keeper', which may s3:PutObject on {OBJECTS}")
    assert "at access grants location 'vault' (s3-x03: s3:CreateAccessGrant, s3:GetDataAccess)" in message


@pytest.mark.parametrize(
    "made",
    [
        location(accessGrantsLocationArn=None),
        location(accessGrantsLocationArn=None, accessGrantsLocationId=None),
        location("s3://"),
        location("s3://treasury"),
        native("s3:AccessGrantsLocation", "vault", iamRoleArn=f"{ARN}role/keeper", locationScope="s3://treasury/*"),
    ],
)
@pytest.mark.parametrize("on", ["*", [HEAD, f"{HEAD}/*"], [HEAD, f"{HEAD}/grant/*"]])
def test_any_location_is_asked_about_however_much_of_it_is_known(made: Resource, on: Any) -> None:
    assert f"s3:PutObject on {OBJECTS}" in only(judged(allow(BOTH, on), made=made))


def test_a_location_that_is_named_counts_too() -> None:
    assert "role 'keeper'" in only(judged(allow(BOTH, [HEAD, PLACE])))
    assert passes(judged(allow(BOTH, [HEAD, f"{HEAD}/location/l-2"])))
    later = judged(allow(BOTH, [HEAD, PLACE]), made=location(accessGrantsLocationArn=None, accessGrantsLocationId=None))
    assert unknowns(later) == ["accessGrantsLocationArn"]
    assert not later.problems


@pytest.mark.parametrize(
    "own",
    [
        [allow(BOTH[0], "*")],
        [allow(BOTH[1], "*")],
        [allow(BOTH, HEAD)],
        [OWN, deny("s3:CreateAccessGrant")],
        [OWN, allow(["s3:GetObject", "s3:PutObject"], OBJECTS)],
        [OWN, allow("s3:*", "arn:aws:s3:::treasury*")],
        [{**OWN, "Condition": {"StringLike": {"s3:AccessGrantScope": "s3://treasury/reports/*"}}}],
        [{**OWN, "Condition": {"StringEquals": {"aws:ResourceTag/team": "reports"}}}],
    ],
    ids=str,
)
def test_who_lacks_one_of_both_or_has_as_much_already_is_quiet(own: list[dict[str, Any]]) -> None:
    assert passes(judged(*own))


def test_what_it_may_not_yet_there_is_told() -> None:
    reads = allow("s3:GetObject", OBJECTS)
    assert f"s3:PutObject on {OBJECTS}" in only(judged(OWN, reads))
    assert f"s3:GetObject on {OBJECTS}" in only(judged(OWN, right=reads))
    assert "arn:aws:s3:::treasury/reports*" in only(judged(OWN, made=location("s3://treasury/reports*")))
    own = allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::treasury/reports*")
    assert passes(judged(OWN, own, made=location("s3://treasury/reports*")))


@pytest.mark.parametrize(
    ("made", "is_told"),
    [
        (grant("READ", "reports/*"), True),
        (grant("READ"), True),
        (grant("READWRITE", "reports/*"), True),
        (grant("READWRITE"), False),
        (grant("READWRITE", to=f"{ARN}role/b"), True),
        (grant("READWRITE", of="l-2"), True),
        (grant("READWRITE", "", grantScope="s3://treasury/*"), False),
        (grant("READWRITE", of="l-2", grantScope="s3://treasury/reports*"), True),
    ],
)
def test_what_a_grant_of_the_stack_gives_it_is_no_gain(made: Resource, *, is_told: bool) -> None:
    assert bool(messages(judged(OWN, made=(location(), made)))) is is_told


@pytest.mark.parametrize(
    "trust",
    [
        lets_in("access-grants.s3.amazonaws.com", ["sts:AssumeRole", "sts:SetContext"]),
        lets_in("s3.amazonaws.com", ["sts:AssumeRole", "sts:SetSourceIdentity"]),
    ],
)
def test_a_role_that_s3_does_not_enter_for_identities_of_iam_is_quiet(trust: dict[str, Any]) -> None:
    assert passes(judged(OWN, trust=trust))


def test_rights_elsewhere_and_of_other_services_are_not_given() -> None:
    secret = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-??????")
    assert passes(judged(OWN, right=secret))
    assert passes(judged(OWN, right=allow("s3:PutObject", "arn:aws:s3:::other/*")))
    for given in ([OWN], [OWN, allow("s3:PutObject", "arn:aws:s3:::reports/*")]):
        everything = only(judged(*given, right=allow("*")))
        assert everything.startswith(f"role 'a' leads to role 'keeper', which may s3:PutObject on {OBJECTS}")


def test_a_pipeline_that_makes_locations_is_quiet() -> None:
    assert passes(judged(OWN, tags={"daypass:class": "pipeline"}))


@pytest.mark.parametrize(
    ("made", "untold"),
    [
        (location(UNKNOWN), "locationScope"),
        (location(iamRoleArn=UNKNOWN), "iamRoleArn"),
    ],
)
def test_what_is_not_known_of_the_location_is_undecided(made: Resource, untold: str) -> None:
    urns = (role("keeper").urn, role("a").urn)
    waiting = replace(made, property_dependencies={"iamRoleArn": urns})
    answer = judged(OWN, made=waiting)
    assert not answer.problems
    assert unknowns(answer) == [untold]
    assert passes(judged(allow(BOTH[1], "*"), made=waiting))


def test_the_step_does_not_make_anyone_the_role() -> None:
    own = allow(BOTH, "*")
    found = graph(location(), role("keeper", SERVES), may("keeper", WRITES), role("a", TASKS), may("a", own))
    (edge,) = inner(found, "a")
    assert (edge.how, edge.target.name, edge.acts, edge.thing) == ("borrows", "keeper", False, "arn:*:s3:::treasury/*")


@pytest.mark.parametrize(
    ("scope", "objects"),
    [
        ("s3://", "arn:*:s3:::*"),
        ("s3://b", "arn:*:s3:::b/*"),
        ("s3://b/*", "arn:*:s3:::b/*"),
        ("s3://b/p*", "arn:*:s3:::b/p*"),
        ("s3://b/p", "arn:*:s3:::b/p*"),
        ("b/p*", ""),
        ("", ""),
    ],
)
def test_a_scope_takes_in_what_begins_so(scope: str, objects: str) -> None:
    assert objects_in(scope) == objects


@pytest.mark.parametrize("odd", [7, [], {}, "", UNKNOWN, Secret(""), [7], [UNKNOWN], True, None])
def test_no_shape_breaks_it(odd: Any) -> None:
    for made in (
        location(odd),
        location(iamRoleArn=odd),
        location(accessGrantsLocationArn=odd, accessGrantsLocationId=odd),
        (location(), aws("s3control/accessGrant", "g", grantee=odd, permission=odd, grantScope=odd)),
        (location(), grant("READ", odd, of=odd)),
    ):
        assert json.dumps(messages(judged(OWN, made=made))) is not None
