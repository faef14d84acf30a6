"""A trust names a role to which nobody gave a right to assume the other: what it gets so is told."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, deny, from_github, lets_in, may, role
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
