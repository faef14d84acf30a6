"""A trust names a role to which nobody gave a right to assume the other: what it gets so is told."""

from itertools import pairwise
from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, deny, from_github, function, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table"
WRITES, READS = allow("dynamodb:PutItem", f"{TABLE}/ledger"), allow("dynamodb:GetItem", f"{TABLE}/ledger")
MAILS = allow("ses:SendEmail", f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/example.org")
ASSUMES = allow("sts:AssumeRole", f"{ARN}role/ledger-migration")
ASKS = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
CODE = from_github("repo:acme/handbook:environment:prod")


def judged(*resources: Resource) -> Answer:
    return judge_stack(role_does_not_become_stronger, *resources)


def mailer(*rights: dict[str, Any], called: str = "mailer", **inputs: Any) -> tuple[Resource, ...]:
    return role(called, **inputs), *((may(called, *rights),) if rights else ())


def migration(
    *trust: dict[str, Any] | str, called: str = "ledger-migration", right: dict[str, Any] = WRITES
) -> tuple[Resource, ...]:
    return role(called, *(trust or (f"{ARN}role/mailer",))), may(called, right)


def test_a_workload_that_is_there_for_something_else_becomes_whom_a_trust_alone_lets_it() -> None:
    assert only(judged(*mailer(MAILS), *migration())) == (
        f"role 'mailer' leads to role 'ledger-migration', which may dynamodb:PutItem on {TABLE}/ledger, as it may not "
        "itself: role 'mailer' may assume role 'ledger-migration' (assumeRolePolicy.Statement[0] of 'ledger-migration')"
    )


@pytest.mark.parametrize(
    "made",
    [
        (*mailer(MAILS, ASSUMES), *migration()),
        (*mailer(MAILS, allow("sts:*")), *migration()),
        (*mailer(MAILS, deny("sts:AssumeRole")), *migration()),
        (*mailer(), *migration()),
        (*mailer(allow("logs:PutLogEvents")), *migration()),
        (*mailer(MAILS), *migration(lets_in(f"{ARN}role/mailer", **ASKS))),
        (*mailer(MAILS), *migration(called="mailer-migration")),
        (*mailer(MAILS), *migration(called="log-writer")),
        (*mailer(MAILS), *migration(called="shared-writer")),
        (*mailer(MAILS), *migration(called="readonly")),
        (*mailer(MAILS), *migration(called="report-monitor")),
        (*mailer(MAILS, called="report"), *migration(f"{ARN}role/report")),
        (*mailer(MAILS), *migration(right=READS)),
        (*mailer(MAILS, WRITES), *migration()),
        (*mailer(MAILS), *migration(right=allow("dynamodb:PutItem", f"{TABLE}/mailer-outbox"))),
        (*mailer(MAILS), *migration(right=allow("s3:PutObject", "arn:aws:s3:::acme-logs/*"))),
        (*mailer(MAILS), *migration(f"arn:aws:iam::{ACCOUNT}:root")),
        (*mailer(MAILS, managedPolicyArns=[f"{ARN}policy/may-assume"]), *migration()),
        (role("mailer", f"arn:aws:iam::{ACCOUNT}:root"), may("mailer", MAILS), *migration()),
    ],
    ids=[
        *("both sides", "all of STS", "denied", "nothing of its own", "surroundings alone", "checked", "alike"),
        *("logs", "shared", "readonly", "it helps", "the other helps", "reads", "may so itself", "its own thing"),
        *("log bucket", "whole account", "a policy elsewhere", "people"),
    ],
)
def test_where_both_sides_or_names_say_so_it_is_meant(made: tuple[Resource, ...]) -> None:
    assert not judged(*made).problems


def test_who_names_many_strangers_gives_by_names() -> None:
    names = ("mailer", "thumbnailer", "checkout")
    each = [one for name in names for one in mailer(MAILS, called=name)]
    assert passes(judged(*each, *migration(*(f"{ARN}role/{name}" for name in names))))
    assert len(judged(*each, *migration(*(f"{ARN}role/{name}" for name in names[:2]))).problems) == 2
    given = [*each, may("checkout", ASSUMES)]
    assert len(judged(*given, *migration(*(f"{ARN}role/{name}" for name in names))).problems) == 2


@pytest.mark.parametrize(("tenants", "is_told"), [(1, True), (2, True), (3, False)])
def test_whom_many_roles_let_in_by_name_is_there_to_assume_them(tenants: int, *, is_told: bool) -> None:
    each = [one for at in range(tenants) for one in migration(called=f"tenant-{'abc'[at]}")]
    assert bool(judged(*mailer(MAILS), *each).problems) is is_told


@pytest.mark.parametrize(
    ("called", "of_another", "is_told"),
    [
        ("handbook-deploy", (ASSUMES,), True),
        ("handbook-deploy", (), False),
        ("ledger-deploy", (ASSUMES,), False),
        ("deploy", (ASSUMES,), False),
    ],
)
def test_a_pipeline_is_let_into_much_but_not_into_what_was_given_to_another(
    called: str, of_another: tuple[dict[str, Any], ...], *, is_told: bool
) -> None:
    writes = allow("s3:PutObject", "arn:aws:s3:::handbook/*")
    code = CODE if called == "handbook-deploy" else from_github("repo:acme/ledger:environment:prod")
    pipeline = role(called, code), may(called, writes)
    runs = role("ledger-host", LAMBDA), may("ledger-host", MAILS, *of_another)
    found = judged(*pipeline, *runs, *migration(f"{ARN}role/ledger-host", f"{ARN}role/{called}"))
    assert [f"role '{called}' leads to" in one.message for one in found.problems] == [True] * is_told


def test_rights_that_are_not_known_yet_may_be_the_other_side() -> None:
    found = judged(role("mailer", managedPolicyArns=UNKNOWN), may("mailer", MAILS), *migration())
    assert not found.problems
    assert unknowns(found)


# Several in a row

NOTHING = allow("ses:GetSendQuota")


def in_a_row(
    *names: str,
    first: tuple[dict[str, Any], ...] = (MAILS,),
    right: dict[str, Any] = WRITES,
    last: dict[str, Any] | str = "",
    **given: dict[str, Any],
) -> tuple[Resource, ...]:
    """Roles of which each lets the one before it in, by name: the last has the `right`, and others what is `given`."""
    made = [*mailer(*first, called=names[0])]
    for before, name in pairwise(names):
        is_last = name == names[-1]
        trust = last if is_last and last else f"{ARN}role/{before}"
        more = given.get(name.rpartition("-")[2], NOTHING)
        made += [role(name, trust), may(name, right if is_last else more)]
    return tuple(made)


ROW = ("acme-search", "acme-cache", "acme-rates", "acme-settle")


def test_what_is_paid_at_the_end_of_a_row_of_trusts_nobody_meant_for_the_page_at_its_begin() -> None:
    message = only(judged(*in_a_row(*ROW)))
    assert message.startswith(f"role 'acme-search' leads to role 'acme-settle', which may dynamodb:PutItem on {TABLE}")
    assert only(judged(*in_a_row(*ROW[:2], "acme-settle"))).startswith("role 'acme-search' leads to role 'acme-settle'")


def test_that_one_on_the_way_may_go_on_says_nothing_of_the_first_and_the_last() -> None:
    given = allow("sts:AssumeRole", f"{ARN}role/acme-rate*")
    assert only(judged(*in_a_row(*ROW, cache=given))).startswith("role 'acme-search' leads to role 'acme-settle'")
    assert not judged(*in_a_row(*ROW, rates=allow("sts:AssumeRole", f"{ARN}role/acme-settle"))).problems
    assert not judged(*in_a_row(*ROW, first=(MAILS, allow("sts:AssumeRole", f"{ARN}role/acme-cache")))).problems


def test_a_page_of_which_only_logs_are_asked_has_work_where_something_runs_as_it() -> None:
    row = in_a_row(*ROW, first=(allow("logs:PutLogEvents"),))
    assert not judged(*row).problems
    assert only(judged(*row, function("page", "acme-search"))).startswith("role 'acme-search' leads to")


@pytest.mark.parametrize(
    "made",
    [
        in_a_row("acme-orders-page", "acme-cache", "acme-orders-writer"),
        in_a_row("orders-api", "orders-reader", "orders-writer"),
        in_a_row("acme-search", "cache", "acme-settle"),
        in_a_row("acme-search", "acme-cache", "acme-shared-settle"),
        in_a_row("acme-search", "acme-cache", "acme-report"),
        in_a_row("acme-search", "acme-cache", "acme-search-settle"),
        in_a_row(*ROW, right=READS),
        in_a_row(*ROW, right=allow("dynamodb:PutItem", f"{TABLE}/acme-search-hits")),
        in_a_row(*ROW, first=(MAILS, WRITES)),
        in_a_row(*ROW, last=lets_in({"AWS": f"{ARN}role/acme-rates"}, **ASKS)),
        in_a_row(*ROW, last=f"arn:aws:iam::{ACCOUNT}:root"),
        in_a_row(*ROW, last=lets_in({"AWS": [f"{ARN}role/{name}" for name in ROW[:3]]})),
    ],
    ids=[
        *("alike", "one application", "no company's", "shared", "it watches", "after it", "reads", "its own thing"),
        *("may so itself", "checked", "whole account", "many"),
    ],
)
def test_where_names_or_others_say_so_a_row_of_trusts_is_meant(made: tuple[Resource, ...]) -> None:
    assert not judged(*made).problems


def test_who_may_do_what_is_not_known_yet_may_have_been_given_the_first_step() -> None:
    _, *others = in_a_row(*ROW)
    assert not judged(role("acme-search", managedPolicyArns=UNKNOWN), *others).problems
