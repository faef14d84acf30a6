"""Who makes and starts tasks of DataSync copies as the roles of the stack's locations, which nobody need pass."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, graph, inner, lets_in, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

TASKS = "ecs-tasks.amazonaws.com"
SYNC = "datasync.amazonaws.com"
HEAD = f"arn:aws:datasync:eu-west-1:{ACCOUNT}"
BOTH = ["datasync:CreateTask", "datasync:StartTaskExecution"]
COPIES = allow(BOTH)
LEDGER, EXCHANGE = "arn:aws:s3:::ledger-archive/*", "arn:aws:s3:::exchange/*"
SEES = allow("s3:GetObject", EXCHANGE)
ALL = ["s3:GetObject", "s3:PutObject"]


def location(name: str, bucket: Any, of: Any = None, **more: Any) -> Resource:
    said = {"arn": f"{HEAD}/location/loc-{name}".replace("/location", ":location"), "s3BucketArn": bucket}
    config = {"bucketAccessRoleArn": of or f"{ARN}role/sync-{name}"}
    return aws("datasync/s3Location", name, **{**said, "s3Config": config, **more})


READ_AT = location("ledger", "arn:aws:s3:::ledger-archive")
WRITTEN_AT = location("exchange", "arn:aws:s3:::exchange", subdirectory="/")


def judged(
    *own: dict[str, Any],
    made: tuple[Resource, ...] = (READ_AT, WRITTEN_AT),
    called: str = "courier",
    ledger: Any = ("s3:GetObject", LEDGER),
    exchange: Any = (ALL, EXCHANGE),
    trust: Any = SYNC,
    **inputs: Any,
) -> Answer:
    keepers = [role("sync-ledger", trust), may("sync-ledger", allow(*ledger))]
    keepers += [role("sync-exchange", trust), may("sync-exchange", allow(*exchange))]
    return judge_stack(no_path_to_more_rights, *made, *keepers, role(called, TASKS, **inputs), may(called, *own))


def test_who_reads_where_another_role_writes_reads_what_the_first_one_does() -> None:
    message = only(judged(COPIES, SEES))
    assert message.startswith(f"role 'courier' leads to role 'sync-ledger', which may s3:GetObject on {LEDGER}")
    assert (
        "copy as role 'sync-ledger' at location 'ledger' (datasync-x01: datasync:CreateTask, datasync:Start" in message
    )
    assert ", then role 'courier' may have DataSync copy as role 'sync-exchange' at location 'exchange'" in message


def test_who_fills_where_another_role_reads_changes_what_the_first_one_writes() -> None:
    answer = judged(COPIES, allow("s3:PutObject", LEDGER), exchange=("s3:PutObject", EXCHANGE))
    assert f"leads to role 'sync-exchange', which may s3:PutObject on {EXCHANGE}" in only(answer)


@pytest.mark.parametrize(
    "own",
    [
        [COPIES],
        [SEES],
        [allow(BOTH[0]), SEES],
        [allow(BOTH[1]), SEES],
        [COPIES, SEES, deny("datasync:CreateTask", f"{HEAD}:location/loc-ledger")],
        [COPIES, SEES, allow("s3:GetObject", LEDGER)],
        [COPIES, allow("s3:GetObject", "arn:aws:s3:::other/*")],
        [COPIES, allow("s3:ListBucket", "arn:aws:s3:::exchange")],
        [allow(BOTH[0]), allow(BOTH[1], f"{HEAD}:task/task-0123456789abcdef0"), SEES],
        [allow(BOTH, [f"{HEAD}:location/loc-exchange", f"{HEAD}:task/*"]), SEES],
        [{**COPIES, "Condition": {"StringEquals": {"aws:ResourceTag/zone": "exchange"}}}, SEES],
    ],
    ids=str,
)
def test_who_lacks_a_right_or_sees_and_fills_nothing_is_quiet(own: list[dict[str, Any]]) -> None:
    assert passes(judged(*own))


def test_a_role_that_writes_elsewhere_or_nothing_brings_nothing() -> None:
    assert passes(judged(COPIES, SEES, exchange=("s3:GetObject", EXCHANGE)))
    into = location("exchange", "arn:aws:s3:::exchange", subdirectory="/in/")
    inside = allow("s3:GetObject", "arn:aws:s3:::exchange/in/*")
    assert "role 'sync-ledger'" in only(judged(COPIES, inside, made=(READ_AT, into)))
    assert passes(judged(COPIES, allow("s3:GetObject", "arn:aws:s3:::exchange/out/*"), made=(READ_AT, into)))


def test_a_role_counts_for_its_location_alone() -> None:
    assert f"s3:GetObject on {LEDGER}" in only(judged(COPIES, SEES, ledger=("s3:*", "*")))
    assert passes(judged(COPIES, SEES, ledger=("s3:GetObject", "arn:aws:s3:::payroll/*")))
    secret = ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-??????")
    assert passes(judged(COPIES, SEES, ledger=secret))


def test_nothing_is_copied_from_a_place_to_itself() -> None:
    assert passes(judged(COPIES, SEES, made=(WRITTEN_AT,)))
    again = location("again", "arn:aws:s3:::exchange", f"{ARN}role/sync-exchange")
    assert passes(judged(COPIES, allow("s3:PutObject", EXCHANGE), made=(WRITTEN_AT, again)))


def test_a_role_that_does_not_let_datasync_in_is_quiet() -> None:
    assert passes(judged(COPIES, SEES, trust="s3.amazonaws.com"))
    for_itself = {"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}
    assert "role 'sync-ledger'" in only(judged(COPIES, SEES, trust=lets_in(SYNC, **for_itself)))


def test_locations_that_are_named_are_meant_unless_all_names_speak_against_it() -> None:
    named = allow(BOTH, [f"{HEAD}:location/loc-ledger", f"{HEAD}:location/loc-exchange", f"{HEAD}:task/*"])
    named_alone = (allow(BOTH[0], named["Resource"][:2]), allow(BOTH[1], f"{HEAD}:task/*"))
    assert passes(judged(*named_alone, SEES, called="ledger-courier"))
    assert "role 'sync-ledger'" in only(judged(*named_alone, SEES))
    assert passes(judged(COPIES, SEES, called="ledger-courier"))
    assert passes(judged(COPIES, SEES, tags={"daypass:class": "pipeline"}))


def test_a_location_that_is_not_made_yet_is_any_for_who_may_use_any() -> None:
    later = (replace(READ_AT, inputs=location("ledger", "arn:aws:s3:::ledger-archive", arn=UNKNOWN).inputs), WRITTEN_AT)
    assert "role 'sync-ledger'" in only(judged(COPIES, SEES, made=later))
    one = allow(BOTH, [f"{HEAD}:location/loc-1", f"{HEAD}:location/loc-exchange", f"{HEAD}:task/*"])
    answer = judged(one, SEES, made=later)
    assert not answer.problems
    assert unknowns(answer) == ["arn"]


def test_locations_of_the_other_provider_are_asked_alike() -> None:
    said = {"s3BucketArn": "arn:aws:s3:::ledger-archive", "subdirectory": "/"}
    made = native("datasync:LocationS3", "ledger", s3Config={"bucketAccessRoleArn": f"{ARN}role/sync-ledger"}, **said)
    assert "role 'sync-ledger'" in only(judged(COPIES, SEES, made=(made, WRITTEN_AT)))


@pytest.mark.parametrize("is_read", [True, False])
@pytest.mark.parametrize("untold", ["s3BucketArn", "subdirectory"])
def test_a_place_that_is_not_known_is_undecided(untold: str, *, is_read: bool) -> None:
    first = location("ledger", "arn:aws:s3:::ledger-archive", **({untold: UNKNOWN} if is_read else {}))
    second = location("exchange", "arn:aws:s3:::exchange", **({} if is_read else {untold: UNKNOWN}))
    answer = judged(COPIES, SEES, made=(first, second))
    assert not answer.problems
    assert unknowns(answer) == [untold]
    assert passes(judged(allow(BOTH[0]), SEES, made=(first, second)))


def test_the_steps_do_not_make_anyone_the_roles() -> None:
    keepers = (role("sync-ledger", SYNC), role("sync-exchange", SYNC))
    found = graph(READ_AT, WRITTEN_AT, *keepers, role("courier", TASKS), may("courier", COPIES))
    told = {(edge.how, edge.target.name, edge.acts, edge.thing) for edge in inner(found, "courier")}
    assert told == {("borrows", "sync-ledger", False, LEDGER), ("borrows", "sync-exchange", False, EXCHANGE)}


@pytest.mark.parametrize("odd", [7, [], {}, "", "s3://x", UNKNOWN, Secret(""), [7], [UNKNOWN], True, None])
def test_no_shape_breaks_it(odd: Any) -> None:
    for made in (
        location("ledger", odd),
        location("ledger", "arn:aws:s3:::ledger-archive", arn=odd, subdirectory=odd),
        location("ledger", "arn:aws:s3:::ledger-archive", s3Config=odd),
        location("ledger", f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/ledger", arn=odd),
    ):
        assert isinstance(messages(judged(COPIES, SEES, made=(made, WRITTEN_AT))), list)


def test_many_locations_cost_their_sum_and_not_their_product() -> None:
    def whole(count: int) -> int:
        made: list[Resource] = []
        for number in range(1000, 1000 + count):
            name = f"n{number}"
            made += [location(name, f"arn:aws:s3:::{name}"), role(f"sync-{name}", SYNC)]
            made += [may(f"sync-{name}", allow(ALL, f"arn:aws:s3:::{name}/*"))]
        return calls(lambda: judge_stack(no_path_to_more_rights, *made, role("courier", TASKS), may("courier", COPIES)))

    whole(2)
    assert whole(40) < 4.6 * whole(10)
