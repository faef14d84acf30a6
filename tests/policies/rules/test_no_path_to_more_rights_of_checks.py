"""A pipeline that by its name only checks or documents does not deploy what others run."""

import pytest
from tests.support.becoming import FUNCTION, allow, from_github, function, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, messages

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

PAYS = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")
REWRITES = allow("lambda:UpdateFunctionCode", FUNCTION)


def told(called: str, runs: str = "pays", repository: str = "shop") -> bool:
    entered = role(called, from_github(f"repo:acme/{repository}:environment:prod")), may(called, REWRITES)
    other = role(runs), may(runs, PAYS), function("fn", runs)
    return any(f"'{called}' leads" in one for one in messages(judge_stack(no_path_to_more_rights, *entered, *other)))


@pytest.mark.parametrize("called", ["linter", "api-checks", "code-scan", "docs", "handbook-site", "checks-build"])
def test_what_it_takes_over_counts_as_a_workload_s(called: str) -> None:
    assert told(called)


@pytest.mark.parametrize(
    "called", ["shop-deploy", "docs-deploy", "lint-and-release", "build-checks", "checkout", "github"]
)
def test_one_that_makes_things_deploys_them(called: str) -> None:
    assert not told(called)


def test_what_is_called_after_it_is_its_own_unless_it_only_checks() -> None:
    assert not told("docs-site", "docs-api")
    assert told("pays-checks", "pays-api")


def test_a_repository_that_is_called_by_nothing_else_makes_checks() -> None:
    assert told("ci-lint", repository="lint")
    assert told("ci-lint", repository="lint-checks")
    assert not told("credit-check", repository="credit-check")


def test_what_all_of_a_stack_are_called_by_says_of_what_checks_nothing() -> None:
    entered = role("shop-docs", from_github("repo:acme/pages:environment:prod")), may("shop-docs", REWRITES)
    others = [one for name in ("shop-pays", "shop-mails") for one in (role(name), may(name, PAYS))]
    answer = judge_stack(no_path_to_more_rights, *entered, *others, function("fn", "shop-pays"))
    assert any("'shop-docs' leads to role 'shop-pays'" in one for one in messages(answer))
