"""Each step is meant by itself, on both of its sides, and nobody meant the first to have the last: it is told."""

from itertools import pairwise
from typing import Any

import pytest
from tests.support.becoming import LAMBDA, OTHER, allow, from_github, function, lets_in, may, role, user_may
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table"
WRITES, READS = allow("dynamodb:PutItem", f"{TABLE}/general-ledger"), allow("dynamodb:GetItem", f"{TABLE}/ledger")
PAGES = allow("s3:PutObject", "arn:aws:s3:::docs-site/*")
MARKS = allow("ssm:PutParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/marks/*")
CODE = from_github("repo:acme/docs:environment:production")
BOTH = [f"{ARN}role/docs-site-publish", f"{ARN}role/release-helper"]
ROW = ("docs-site-publish", "release-helper", "ledger-operator")


def judged(*resources: Resource) -> Answer:
    return judge_stack(role_does_not_become_stronger, *resources)


def row(
    *names: str,
    enters: dict[str, Any] | str = CODE,
    first: tuple[dict[str, Any], ...] = (PAGES,),
    between: tuple[dict[str, Any], ...] = (MARKS,),
    right: dict[str, Any] = WRITES,
    last: dict[str, Any] | str = "",
    classes: tuple[str, ...] = (),
    account: str = ACCOUNT,
) -> tuple[Resource, ...]:
    """Roles of which each names the next, and is named by it; the last has the `right` and stands in the `account`."""
    tags = [{"tags": {"daypass:class": one}} for one in classes] or [{} for _ in names]
    arns = [*(f"{ARN}role/{name}" for name in names[:-1]), f"arn:aws:iam::{account}:role/{names[-1]}"]
    made = [role(names[0], enters, **tags[0]), may(names[0], *first, allow("sts:AssumeRole", arns[1]))]
    for at, (before, name) in enumerate(pairwise(names), start=1):
        is_last = at == len(names) - 1
        made.append(role(name, last if is_last and last else f"{ARN}role/{before}", arn=arns[at], **tags[at]))
        onward = () if is_last else (allow("sts:AssumeRole", arns[at + 1]),)
        made.append(may(name, *((right,) if is_last else between), *onward))
    return tuple(made)


def test_a_pipeline_for_pages_that_ends_at_the_ledger_over_what_marks_releases_is_told() -> None:
    first, then = (f"(assumeRolePolicy.Statement[0] of '{name}')" for name in ROW[1:])
    assert only(judged(*row(*ROW))) == (
        f"role 'docs-site-publish' leads to role 'ledger-operator', which may dynamodb:PutItem on {TABLE}/general-"
        f"ledger, as it may not itself: role 'docs-site-publish' may assume role 'release-helper' {first}, "
        f"then role 'release-helper' may assume role 'ledger-operator' {then}"
    )


@pytest.mark.parametrize(
    "made",
    [
        row("mailer", "release-helper", "ledger-operator", enters=LAMBDA),
        row("crossword", "paste", "ledger-operator", enters="codebuild.amazonaws.com", classes=("pipeline", "", "")),
        row("guide", "release-helper", "ledger-operator", enters=LAMBDA, classes=("service", "batch", "service")),
        row("pages-ci", "stamps", "postmarks", "ledger-operator"),
        row(*ROW, account=OTHER),
        row(
            *ROW,
            right=allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank"),
        ),
        row("acme-docs-publish", "acme-release-helper", "acme-ledger-operator"),
    ],
    ids=["function", "build", "classes", "three steps", "another account", "a secret", "a company's"],
)
def test_so_is_whoever_has_other_work_and_is_led_on_so(made: tuple[Resource, ...]) -> None:
    assert only(judged(*made)).startswith(f"role '{made[0].name}' leads to role '{made[-2].name}', which may")


PRODUCT = ("orders-page", "orders-client", "orders-ledger")


def test_what_all_identities_of_a_stack_are_called_by_joins_nobody() -> None:
    made = row(*PRODUCT, enters=LAMBDA)
    assert not judged(*made).problems
    assert only(judged(*made, role("orders-mail", LAMBDA))).startswith(
        "role 'orders-page' leads to role 'orders-ledger'"
    )
    assert not judged(*made, role("mail", LAMBDA)).problems


def test_a_role_that_reports_has_work_of_its_own() -> None:
    assert only(judged(*row("quotes", "reporting", "ledger-operator", enters=LAMBDA)))
    assert not judged(*row("quotes", "platform", "ledger-operator", enters=LAMBDA)).problems


def test_a_trust_that_names_who_of_its_account_may_come_names_it() -> None:
    named = lets_in(
        f"arn:aws:iam::{ACCOUNT}:root", Condition={"ArnEquals": {"aws:PrincipalArn": f"{ARN}role/{ROW[1]}"}}
    )
    assert only(judged(*row(*ROW, last=named)))


@pytest.mark.parametrize(
    "names",
    [
        ("github-actions", "org-hub", "prod-deploy"),
        ("pages-ci", "release-helper", "ledger-deploy"),
        ("pages-ci", "release-helper", f"cdk-hnb659fds-deploy-role-{OTHER}-eu-west-1"),
        ("pages-ci", "release-helper", f"cdk-hnb659fds-file-publishing-role-{OTHER}-eu-west-1"),
        ("pages-ci", "release-helper", "terraform-ledger"),
        ("pages-ci", "release-helper", "spacelift-ledger"),
        ("pages-ci", "release-helper", "AtlantisLedger"),
        ("pages-ci", "release-helper", "ledger-provisioner"),
        ("pages-ci", "release-helper", "AWSCloudFormationStackSetExecutionLedger"),
        ("pages-ci", "org-hub", "ledger-operator"),
        ("pages-ci", "session-broker", "ledger-operator"),
        ("pages-ci", "platform", "ledger-operator"),
        ("pages-ci", "shared-stamps", "ledger-operator"),
        ("ci", "release-helper", "ledger-operator"),
        ("platform-ci", "release-helper", "ledger-operator"),
        ("devops-pipeline", "release-helper", "ledger-operator"),
        ("airflow", "release-helper", "ledger-operator"),
        ("metrics-monitor", "release-helper", "ledger-operator"),
        ("ledger-page", "release-helper", "ledger-operator"),
        ("pages-ci", "pages-broker", "pages-writer"),
        ("pages-ci", "pages-client", "ledger-operator"),
        ("pages-ci", "ledger-client", "ledger-operator"),
        ("orders-page", "orders-client", "orders-ledger"),
        ("pages-ci", "release-helper", "break-glass"),
        ("pages-ci", "release-helper", "emergency-ledger"),
        ("pages-ci", "release-helper", "account-spoke"),
        ("pages-ci", "release-helper", "ledger-backup"),
        ("pages-ci", "release-helper", "audit-log"),
    ],
    ids=" ".join,
)
def test_what_names_say_is_there_for_it_or_for_many_is_not(names: tuple[str, ...]) -> None:
    code = from_github(f"repo:acme/{names[0].removesuffix('-ci')}:environment:prod")
    enters = code if "ci" in names[0].split("-") else LAMBDA
    assert not judged(*row(*names, enters=enters)).problems


@pytest.mark.parametrize(
    "made",
    [
        row(*ROW, first=()),
        row(*ROW, first=(allow("logs:PutLogEvents"),)),
        row(*ROW, between=()),
        row(*ROW, between=(MARKS, WRITES)),
        row(*ROW, first=(PAGES, WRITES)),
        row(*ROW, right=READS),
        row(*ROW, right=allow("dynamodb:PutItem", f"{TABLE}/docs-index")),
        row(*ROW, right=allow("dynamodb:PutItem", f"{TABLE}/release-notes-helper"), classes=("pipeline",) * 3),
        row(*ROW, classes=("pipeline", "pipeline", "pipeline")),
        row(*ROW, classes=("pipeline", "pipeline", "agent")),
        row(*ROW, classes=("service", "service", "vendor")),
        row(*ROW, first=(PAGES, allow("sts:AssumeRole", f"{ARN}role/{ROW[2]}")), last=lets_in({"AWS": BOTH})),
        row(*ROW, last=lets_in({"AWS": [f"{ARN}role/{name}" for name in (ROW[1], "carts", "rates")]})),
        row(*ROW, last=lets_in(f"{ARN}role/{ROW[1]}", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
        row(*ROW, first=(PAGES, allow("sts:AssumeRole", f"{ARN}role/ledger-operator"))),
        row(*ROW, between=(MARKS, allow("sts:AssumeRole", [f"{ARN}role/rates", f"{ARN}role/carts"]))),
    ],
    ids=[
        *("no work", "surroundings alone", "only leads on", "one between may so", "it may so itself", "reads"),
        *("its own thing", "what is deployed", "deploys", "to an agent", "to a vendor", "named to the last"),
        *("names many", "checked", "given the last", "a hub"),
    ],
)
def test_where_somebody_meant_it_or_nothing_rises_it_is_not(made: tuple[Resource, ...]) -> None:
    spokes = [one for name in ("rates", "carts") for one in (role(name, f"{ARN}role/release-helper"), may(name, READS))]
    assert not judged(*made, *spokes).problems


def test_a_role_that_each_account_has_is_there_for_whoever_comes_over_the_middle() -> None:
    other = role("spoke", f"{ARN}role/{ROW[1]}", name=ROW[2], arn=f"arn:aws:iam::{OTHER}:role/{ROW[2]}")
    assert not judged(*row(*ROW), other).problems


def test_one_step_is_what_both_of_its_sides_meant() -> None:
    assert not judged(*row("docs-site-publish", "ledger-operator")).problems


def test_people_who_are_led_on_were_given_so() -> None:
    made = row("anna", "release-helper", "ledger-operator")[2:]
    anna = aws("iam/user", "anna", name="anna", arn=f"{ARN}user/anna")
    first = role("release-helper", f"{ARN}user/anna")
    given = user_may("anna", PAGES, allow("sts:AssumeRole", f"{ARN}role/release-helper"))
    assert not judged(anna, given, first, *made[1:]).problems


def test_a_pattern_names_nobody() -> None:
    pages, _, *others = row(*ROW)
    by_pattern = may("docs-site-publish", PAGES, allow("sts:AssumeRole", f"{ARN}role/release-*"))
    assert not judged(pages, by_pattern, *others).problems


def test_what_runs_as_it_is_work_too() -> None:
    made = row("mailer", *ROW[1:], enters=LAMBDA, first=(allow("logs:PutLogEvents"),))
    assert not judged(*made).problems
    assert only(judged(*made, function("mails", "mailer")))


def test_what_is_not_known_yet_may_name_it() -> None:
    _, _, *others = row(*ROW)
    assert not judged(role(ROW[0], CODE, managedPolicyArns=UNKNOWN), *others).problems
