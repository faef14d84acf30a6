"""Whoever writes the policy on which a bucket or a collection relies reads what is in it."""

from typing import Any

import pytest
from tests.support.becoming import OTHER, allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

COLLECTIONS = f"arn:aws:aoss:eu-west-1:{ACCOUNT}:collection/*"
POINTS = f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint"
CALLS = allow("aoss:APIAccessAll", COLLECTIONS)
LISTS = allow(["aoss:UpdateAccessPolicy", "aoss:CreateAccessPolicy"])
PUTS = allow("s3:PutAccessPointPolicy", f"{POINTS}/*")
CLAIMS = ["arn:aws:s3:::claims", "arn:aws:s3:::claims/*"]
BY_POINTS: dict[str, Any] = {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}}
READER = "may write who may read which collection (aoss:UpdateAccessPolicy)"
BROKER = "may write the policy of access points on which a bucket relies, and so do what it was not given"


def delegates(**others: Any) -> dict[str, Any]:
    everyone = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "*"}
    return {**everyone, "Resource": CLAIMS, "Condition": BY_POINTS, **others}


def bucket(*statements: dict[str, Any], **inputs: Any) -> Resource:
    return aws("s3/bucketPolicy", "claims", **{"bucket": "claims", "policy": document(*statements), **inputs})


def judged(*given: dict[str, Any], class_: str = "service", beside: tuple[Resource, ...] = ()) -> Answer:
    holder = role("a", tags={"daypass:class": class_} if class_ else {})
    return judge_stack(no_path_to_more_rights, holder, may("a", *given), *(beside or (bucket(delegates()),)))


@pytest.mark.parametrize("class_", ["", "service", "agent"])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([CALLS, LISTS], READER),
        ([allow("aoss:DashboardsAccessAll"), allow("aoss:*AccessPolicy")], READER),
        ([PUTS], BROKER),
        ([allow(["s3:CreateAccessPoint", "s3:PutAccessPointPolicy"], f"{POINTS}/mesh")], BROKER),
    ],
    ids=str,
)
def test_a_workload_that_writes_who_reads_is_advice(class_: str, given: list[dict[str, Any]], words: str) -> None:
    (problem,) = judged(*given, class_=class_).problems
    assert words in problem.message
    assert problem.advisory


def test_a_bucket_whose_policy_is_not_known_may_leave_its_readers_to_access_points() -> None:
    answer = judged(PUTS, beside=(bucket(policy=UNKNOWN),))
    assert not answer.problems
    assert unknowns(answer)
    assert passes(judged(allow("s3:GetAccessPointPolicy", f"{POINTS}/*"), beside=(bucket(policy=UNKNOWN),)))


def test_a_host_has_nothing_to_look_for_in_a_collection_either() -> None:
    """It may be where a pipeline runs, which deploys, and so writes policies of buckets, but reads no documents."""

    def of_host(*given: dict[str, Any]) -> Answer:
        holder = role("a", "ec2.amazonaws.com")
        return judge_stack(no_path_to_more_rights, holder, may("a", *given), bucket(delegates()))

    (problem,) = of_host(CALLS, LISTS).problems
    assert READER in problem.message
    assert passes(of_host(LISTS))
    assert passes(of_host(PUTS))


@pytest.mark.parametrize(
    "given",
    [
        [LISTS],
        [CALLS, allow("aoss:GetAccessPolicy")],
        [CALLS, allow("aoss:UpdateAccessPolicy", COLLECTIONS)],
        [CALLS, {**LISTS, "Condition": {"StringEquals": {"aoss:collection": "logs"}}}],
        [CALLS, {**LISTS, "Condition": {"StringLike": {"aoss:index": "logs-*"}}}],
        [CALLS, LISTS, deny("aoss:*Policy", Condition={"StringNotEquals": {"aoss:collection": "logs"}})],
    ],
    ids=str,
)
def test_who_comes_to_no_collection_or_writes_of_one_alone_passes(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "given",
    [
        [allow("s3:PutAccessPointPolicy", f"{POINTS}/mesh")],
        [PUTS, allow("s3:GetObject", CLAIMS[1])],
        [PUTS, deny("s3:GetObject")],
        [PUTS, deny("s3:Put*")],
        [allow("s3:GetAccessPointPolicy", f"{POINTS}/*")],
    ],
    ids=str,
)
def test_points_of_others_and_what_it_reads_anyhow_or_never_pass(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "statements",
    [
        [delegates(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/reader"})],
        [delegates(Condition={"StringEquals": {"s3:DataAccessPointAccount": OTHER}})],
        [delegates(Condition={**BY_POINTS, "StringLike": {"aws:PrincipalArn": "*/reader"}})],
        [delegates(Condition={**BY_POINTS, "ArnLike": {"s3:DataAccessPointArn": f"arn:aws:s3:*:{OTHER}:*"}})],
        [delegates(Condition={**BY_POINTS, "StringEquals": {"s3:AccessPointNetworkOrigin": "VPC"}})],
        [delegates(Condition={**BY_POINTS, "StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}})],
        [delegates(Condition={**BY_POINTS, "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})],
        [delegates(Condition={"StringEqualsIfExists": {"s3:DataAccessPointArn": f"{POINTS}/mesh"}})],
        [delegates(Condition={"StringNotEquals": {"s3:DataAccessPointArn": f"{POINTS}/mesh"}})],
        [delegates(Action="s3:PutObject")],
        [delegates(Resource=CLAIMS[0])],
        [delegates(Resource="arn:aws:s3:::claims-test/*")],
        [delegates(), delegates(Effect="Deny", Condition={"StringNotLike": {"aws:PrincipalArn": "*/reader"}})],
        [
            delegates(Action="s3:*"),
            delegates(
                Effect="Deny", Action="s3:GetObject", Condition={"StringNotLike": {"aws:PrincipalArn": "*/reader"}}
            ),
        ],
        [delegates(), delegates(Effect="Deny", Principal={"AWS": f"{ARN}role/a"}, Condition={})],
    ],
    ids=str,
)
def test_a_bucket_that_asks_for_more_than_an_access_point_passes(statements: list[dict[str, Any]]) -> None:
    assert passes(judged(PUTS, beside=(bucket(*statements),)))


def test_a_bucket_that_asks_for_encryption_besides_relies_on_points_all_the_same() -> None:
    plain = delegates(Effect="Deny", Condition={"Bool": {"aws:SecureTransport": "false"}})
    assert BROKER in messages(judged(PUTS, beside=(bucket(delegates(), plain),)))[0]
    statements = [delegates(Condition={"StringLike": {"s3:DataAccessPointAccount": "*"}})]
    of = native("s3:BucketPolicy", "claims", bucket="claims", policyDocument={"Statement": statements})
    assert BROKER in messages(judged(PUTS, beside=(of,)))[0]


@pytest.mark.parametrize(
    "asks",
    [
        {"StringEquals": {"s3:DataAccessPointArn": f"{POINTS}/mesh"}},
        {"ArnEquals": {"s3:DataAccessPointArn": [f"{POINTS}/other", f"{POINTS}/mesh"]}},
        {"StringLike": {"s3:DataAccessPointArn": f"arn:aws:s3:*:{ACCOUNT}:accesspoint/m*"}},
        {"ArnLike": {"s3:DataAccessPointArn": f"arn:aws:s3:*:{ACCOUNT}:accesspoint/*"}},
        {"StringEquals": {"s3:DataAccessPointArn": f"{POINTS}/mesh", "s3:DataAccessPointAccount": ACCOUNT}},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "besides",
    [
        {},
        {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEquals": {"s3:AccessPointNetworkOrigin": "Internet"}},
        {"StringNotEquals": {"s3:AccessPointNetworkOrigin": "VPC"}},
        {"ArnLike": {"aws:PrincipalArn": f"{ARN}role/*"}},
    ],
    ids=str,
)
@pytest.mark.parametrize("action", ["s3:GetObject", "s3:*", ["s3:Get*", "s3:List*"]], ids=str)
def test_a_bucket_that_names_the_point_relies_on_it(asks: dict[str, Any], besides: dict[str, Any], action: Any) -> None:
    condition = {operator: {**asks.get(operator, {}), **besides.get(operator, {})} for operator in {**asks, **besides}}
    point = aws("s3/accessPoint", "mesh", name="mesh", bucket="claims")
    beside = (bucket(delegates(Action=action, Condition=condition)), point)
    for pattern in (f"{POINTS}/mesh", f"{POINTS}/m*", f"{POINTS}/*", "*"):
        assert BROKER in messages(judged(allow("s3:PutAccessPointPolicy", pattern), beside=beside))[0]
    assert passes(judged(allow("s3:PutAccessPointPolicy", f"{POINTS}/logs"), beside=beside))
    assert passes(judged(allow(["s3:GetAccessPointPolicy", "s3:PutObject"], f"{POINTS}/mesh"), beside=beside))


@pytest.mark.parametrize(
    "besides",
    [
        {"StringEquals": {"aws:PrincipalAccount": OTHER}},
        {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        {"StringEquals": {"s3:AccessPointNetworkOrigin": "VPC"}},
        {"ArnLike": {"aws:PrincipalArn": f"{ARN}role/reader"}},
    ],
    ids=str,
)
def test_what_else_a_bucket_asks_may_keep_the_writer_out(besides: dict[str, Any]) -> None:
    (operator,) = besides
    by = {"s3:DataAccessPointArn": f"{POINTS}/mesh"}
    condition = {"StringEquals": by, **besides, operator: {**besides[operator]}}
    if operator == "StringEquals":
        condition = {operator: {**by, **besides[operator]}}
    point = aws("s3/accessPoint", "mesh", name="mesh", bucket="claims")
    assert passes(
        judged(
            allow("s3:PutAccessPointPolicy", f"{POINTS}/mesh"), beside=(bucket(delegates(Condition=condition)), point)
        )
    )


def test_a_point_that_the_bucket_names_is_its_own_wherever_it_stands() -> None:
    named = bucket(delegates(Condition={"ArnEquals": {"s3:DataAccessPointArn": f"{POINTS}/mesh"}}))
    liked = bucket(delegates(Condition={"ArnLike": {"s3:DataAccessPointArn": f"{POINTS}/m*"}}))
    puts = allow("s3:PutAccessPointPolicy", f"{POINTS}/mesh")
    assert BROKER in messages(judged(puts, beside=(named,)))[0]
    assert passes(judged(puts, beside=(liked,)))


def test_a_deny_of_all_but_one_point_leaves_that_one() -> None:
    other = {"StringNotEquals": {"s3:DataAccessPointArn": f"{POINTS}/mesh"}}
    beside = (
        bucket(delegates(), delegates(Effect="Deny", Condition=other)),
        aws("s3/accessPoint", "mesh", name="mesh", bucket="claims"),
        aws("s3/accessPoint", "logs", name="logs", bucket="claims"),
    )
    assert BROKER in messages(judged(allow("s3:PutAccessPointPolicy", f"{POINTS}/mesh"), beside=beside))[0]
    assert passes(judged(allow("s3:PutAccessPointPolicy", f"{POINTS}/logs"), beside=beside))


def test_who_reads_by_the_point_as_it_is_was_given_it() -> None:
    puts = allow("s3:PutAccessPointPolicy", f"{POINTS}/mesh")
    assert passes(judged(puts, allow("s3:GetObject", f"{POINTS}/mesh/object/*"), beside=_with_point("a")))
    assert passes(judged(puts, beside=_with_point("a")))
    assert BROKER in messages(judged(puts, beside=_with_point("reader")))[0]
    assert BROKER in messages(judged(puts, beside=_with_point("a", "print/*")))[0]
    policy = {"accessPointArn": f"{POINTS}/mesh", "policy": _lets("a", "*")}
    apart = aws("s3control/accessPointPolicy", "mesh", **policy)
    assert passes(judged(puts, beside=(*_with_point("reader"), apart)))


def test_a_point_whose_bucket_name_or_policy_is_not_known_is_undecided() -> None:
    puts = allow("s3:PutAccessPointPolicy", f"{POINTS}/mesh")
    for key in ("bucket", "name", "policy"):
        answer = judged(puts, beside=_with_point("reader", **{key: UNKNOWN}))
        assert not answer.problems
        assert unknowns(answer) == [key]
    assert passes(judged(puts, beside=_with_point("reader", name="logs", bucket=UNKNOWN)))


def _lets(whom: str, objects: str) -> dict[str, Any]:
    reads = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}role/{whom}"}, "Action": "s3:GetObject"}
    return document({**reads, "Resource": f"{POINTS}/mesh/object/{objects}"})


def _with_point(whom: str, objects: str = "*", **inputs: Any) -> tuple[Resource, ...]:
    said = {"name": "mesh", "bucket": "claims", "policy": _lets(whom, objects), **inputs}
    return bucket(delegates()), aws("s3/accessPoint", "mesh", **said)


def test_whom_the_bucket_names_itself_was_given_it() -> None:
    named = delegates(Action="s3:GetObject", Resource=CLAIMS[1], Principal={"AWS": f"{ARN}role/a"}, Condition={})
    assert passes(judged(PUTS, beside=(bucket(delegates(), named),)))
    assert BROKER in messages(judged(PUTS, beside=(bucket(delegates(), {**named, "Action": "s3:PutObject"}),)))[0]


def test_a_right_on_buckets_is_none_on_points() -> None:
    assert passes(judged(allow(["s3:PutObject", "s3:PutAccessPointPolicy"], "arn:aws:s3:::exports/*")))


@pytest.mark.parametrize(("called", "of", "is_told"), [("mesh", "claims", True), ("mesh", "logs", False)])
def test_of_a_point_that_it_names_the_bucket_decides(called: str, of: str, *, is_told: bool) -> None:
    point = aws("s3/accessPoint", "mesh", name=called, bucket=of)
    answer = judged(allow("s3:PutAccessPointPolicy", f"{POINTS}/mesh"), beside=(bucket(delegates()), point))
    assert bool(answer.problems) is is_told


@pytest.mark.parametrize("class_", ["pipeline", "break-glass"])
def test_pipelines_and_people_write_what_they_deploy(class_: str) -> None:
    assert passes(judged(PUTS, CALLS, LISTS, class_=class_))


@pytest.mark.parametrize(
    "unknown",
    [
        {"Action": UNKNOWN},
        {"Resource": UNKNOWN},
        {"Resource": [CLAIMS[0], UNKNOWN]},
        {"Condition": {"StringEquals": {"s3:DataAccessPointAccount": UNKNOWN}}},
        {"Condition": {"ArnLike": {"s3:DataAccessPointArn": UNKNOWN}}},
    ],
    ids=str,
)
def test_what_a_bucket_leaves_to_points_may_not_be_known(unknown: dict[str, Any]) -> None:
    def of(called: Any = "claims", **others: Any) -> tuple[Resource, ...]:
        says = {"Statement": [delegates(**{**unknown, **others})]}
        return (native("s3:BucketPolicy", "claims", bucket=called, policyDocument=says),)

    (key,) = unknown
    for called in ("claims", UNKNOWN):
        answer = judged(PUTS, beside=of(called))
        assert not answer.problems
        assert all(path.startswith(f"policyDocument.Statement[0].{key}") for path in unknowns(answer))
        assert unknowns(answer)
    assert passes(judged(allow("s3:GetAccessPointPolicy", f"{POINTS}/*"), beside=of()))
    assert passes(judged(PUTS, allow("s3:GetObject", CLAIMS[1]), beside=of()))
    assert passes(judged(PUTS, class_="pipeline", beside=of()))
    assert passes(judged(PUTS, beside=of(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/reader"})))


@pytest.mark.parametrize("policy", ["no document", 7, ["x"], None])
def test_a_bucket_policy_that_cannot_be_read_relies_on_nothing(policy: object) -> None:
    point = aws("s3/accessPoint", "mesh", name=7, bucket=["x"])
    assert passes(judged(PUTS, beside=(bucket(policy=policy), point)))


def test_nothing_of_a_marked_policy_is_quoted() -> None:
    given = aws("iam/rolePolicy", "x", role="a", policy=Secret(document({**PUTS, "Sid": "hush"})))
    marked = bucket(policy=Secret(document(delegates(Sid="hush"))))
    (message,) = messages(judge_stack(no_path_to_more_rights, role("a"), given, marked))
    assert "hush" not in message
    assert "claims" not in message
