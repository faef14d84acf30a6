"""Whoever tries a state of their own as the role of another's machine has what that may, though it is named."""

from typing import Any

import pytest
from tests.support.becoming import allow, from_github, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

STATES = "states.amazonaws.com"
TO_STATES = {"StringEquals": {"iam:PassedToService": STATES}}
HANDS_OVER = allow("iam:PassRole", f"{ARN}role/settlement-flow", Condition=TO_STATES)
TRIES = allow("states:TestState")
BOOKS = allow(["dynamodb:PutItem", "dynamodb:DeleteItem"], f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/books")
MAIN = from_github("repo:acme/workflows:ref:refs/heads/main")
MACHINE = aws("sfn/stateMachine", "flow", name="settlement", roleArn=f"{ARN}role/settlement-flow", definition="{}")


def judged(
    *given: dict[str, Any],
    holder: Resource | None = None,
    runs: Resource | None = MACHINE,
    right: dict[str, Any] = BOOKS,
) -> Answer:
    by = holder or role("workflow-tests", MAIN)
    passed = role("settlement-flow", STATES), may("settlement-flow", right), *((runs,) if runs else ())
    return judge_stack(no_path_to_more_rights, by, may(by.name, *given), *passed)


@pytest.mark.parametrize("called", ["workflow-tests", "ledger-ci", "github-actions"])
def test_a_pipeline_that_makes_no_machines_was_not_given_the_role_of_one(called: str) -> None:
    message = only(judged(HANDS_OVER, TRIES, holder=role(called, MAIN)))
    assert message.startswith(f"role '{called}' leads to role 'settlement-flow', which may dynamodb:PutItem on ")
    assert "hand role 'settlement-flow' to something new" in message
    assert "(stepfunctions-x01)" in message


def test_so_was_no_workload_that_is_called_otherwise() -> None:
    assert "(stepfunctions-x01)" in only(judged(HANDS_OVER, TRIES, holder=role("quotes-api")))
    assert passes(judged(HANDS_OVER, TRIES, holder=role("settlement-api")))


def test_the_machine_may_be_another_providers() -> None:
    runs = native("stepfunctions:StateMachine", "flow", roleArn=f"{ARN}role/settlement-flow")
    assert only(judged(HANDS_OVER, TRIES, runs=runs))


@pytest.mark.parametrize("action", ["states:CreateStateMachine", "states:UpdateStateMachine", "states:Create*"])
def test_who_deploys_machines_has_their_roles_for_that(action: str) -> None:
    assert passes(judged(HANDS_OVER, TRIES, allow(action)))


@pytest.mark.parametrize(
    "given",
    [
        (TRIES,),
        (HANDS_OVER,),
        (TRIES, allow("iam:PassRole", f"{ARN}role/workflow-tests-run", Condition=TO_STATES)),
        (TRIES, {**HANDS_OVER, "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}),
        (TRIES, HANDS_OVER, BOOKS),
    ],
    ids=["no pass", "no try", "another role", "another service", "has it"],
)
def test_without_any_of_it_there_is_no_way(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_a_role_as_which_nothing_runs_was_made_to_try_things_with() -> None:
    assert passes(judged(HANDS_OVER, TRIES, runs=None))


def of_role(called: str, table: str, holder: Resource, *, runs: Resource | None = None) -> Answer:
    """Judge a holder that may try a state as a role of this name, which writes this table."""
    hands_over = allow("iam:PassRole", f"{ARN}role/{called}", Condition=TO_STATES)
    writes = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/{table}")
    passed = role(called, STATES), may(called, writes), *((runs,) if runs else ())
    return judge_stack(no_path_to_more_rights, holder, may(holder.name, hands_over, TRIES), *passed)


def test_unless_it_is_called_after_what_it_changes_and_the_holder_is_not() -> None:
    for holder in (role("quotes-api"), role("ledger-ci", MAIN)):
        assert "(stepfunctions-x01)" in only(of_role("settlement-flow", "settlements", holder))
        assert passes(of_role("settlement-flow", "books", holder))


@pytest.mark.parametrize("called", ["settlement-probe", "settlement-flow-test", "settlement-dry-run"])
def test_a_role_that_says_it_is_for_trials_is(called: str) -> None:
    assert passes(of_role(called, "settlements", role("quotes-api")))


@pytest.mark.parametrize("holder", ["settlement-api", "books-settlements-api", "worker", "workflow-runner"])
def test_a_holder_that_is_called_after_the_work_or_by_nothing_tries_its_own(holder: str) -> None:
    assert passes(of_role("settlement-flow", "settlements", role(holder)))


def test_the_word_for_the_kind_of_a_thing_and_that_of_a_house_tell_nothing() -> None:
    assert passes(of_role("table-writer", "books", role("quotes-api")))
    house = role("acme-quotes"), role("acme-fees"), may("acme-fees", allow("s3:GetObject", "*"))
    hands_over = allow("iam:PassRole", f"{ARN}role/acme-ledger", Condition=TO_STATES)
    writes = allow("s3:PutObject", "arn:aws:s3:::acme-books/*")
    passed = role("acme-ledger", STATES), may("acme-ledger", writes)
    assert passes(judge_stack(no_path_to_more_rights, *house, may("acme-quotes", hands_over, TRIES), *passed))


def test_of_a_role_whose_rights_nobody_knows_nothing_is_named_either() -> None:
    hands_over = allow("iam:PassRole", f"{ARN}role/settlement-flow", Condition=TO_STATES)
    by = role("quotes-api"), may("quotes-api", hands_over, TRIES), role("settlement-flow", STATES)
    hidden = aws("iam/rolePolicy", "p", role="settlement-flow", policy=UNKNOWN)
    assert not messages(judge_stack(no_path_to_more_rights, *by, hidden))


def test_what_the_role_may_of_everything_is_called_by_nothing() -> None:
    assert passes(of_role("settlement-flow", "*", role("quotes-api")))


def test_what_is_called_like_the_pipeline_is_its_own() -> None:
    assert passes(judged(HANDS_OVER, TRIES, holder=role("settlement-ci", MAIN)))
    by_repository = role("workflow-tests", from_github("repo:acme/settlement:ref:refs/heads/main"))
    assert passes(judged(HANDS_OVER, TRIES, holder=by_repository))


def test_people_know_what_they_try_and_see_secrets_as_elsewhere() -> None:
    people = role("support", f"arn:aws:iam::{ACCOUNT}:root")
    assert passes(judged(HANDS_OVER, TRIES, holder=people))


def test_to_read_what_is_stored_is_no_gain_and_a_secret_is_one() -> None:
    assert passes(judged(HANDS_OVER, TRIES, right=allow("dynamodb:GetItem", "*")))
    secret = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-??????")
    assert "may secretsmanager:GetSecretValue" in only(judged(HANDS_OVER, TRIES, right=secret))


def test_of_rights_that_nobody_knows_nothing_is_named() -> None:
    by = role("workflow-tests", MAIN), may("workflow-tests", HANDS_OVER, TRIES)
    hidden = aws("iam/rolePolicy", "p", role="settlement-flow", policy=UNKNOWN)
    assert not messages(judge_stack(no_path_to_more_rights, *by, role("settlement-flow", STATES), hidden, MACHINE))


def test_so_it_is_with_a_runbook_that_a_workload_writes_and_starts() -> None:
    ours = allow("iam:PassRole", f"{ARN}role/settlement-flow")
    runs = aws("ssm/document", "pause", name="pause", content={"assumeRole": f"{ARN}role/settlement-flow"})
    starts = allow(["ssm:CreateDocument", "ssm:StartAutomationExecution"])

    def told(holder: Resource, *made: Resource) -> list[str]:
        by = role("settlement-flow", "ssm.amazonaws.com"), may("settlement-flow", BOOKS), *made
        return messages(judge_stack(no_path_to_more_rights, holder, may(holder.name, ours, starts), *by))

    assert "'quotes-api' leads to role 'settlement-flow'" in told(role("quotes-api"), runs)[0]
    assert not told(role("settlement-api"), runs)
    assert not told(role("quotes-api"))
    assert not told(role("quotes-ci", MAIN), runs)


@pytest.mark.parametrize(
    ("table", "holder", "document", "is_told"),
    [
        ("settlements", "quotes-api", "document/quotes-*", True),
        ("settlements", "quotes-api", "*", True),
        ("books", "quotes-api", "*", False),
        ("settlements", "settlement-api", "*", False),
        ("settlements", "runner", "*", False),
    ],
)
def test_of_a_runbook_the_names_tell_as_well(table: str, holder: str, document: str, *, is_told: bool) -> None:
    on = [f"arn:aws:ssm:eu-west-1:{ACCOUNT}:{one}" for one in (document, "automation-definition/*", "*")]
    given = (
        allow(["ssm:CreateDocument", "ssm:StartAutomationExecution"], on[:2] if document != "*" else "*"),
        allow("iam:PassRole", f"{ARN}role/settlement-automation"),
    )
    writes = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/{table}")
    passed = role("settlement-automation", "ssm.amazonaws.com"), may("settlement-automation", writes)
    found = messages(judge_stack(no_path_to_more_rights, role(holder), may(holder, *given), *passed))
    assert any("'settlement-automation'" in one and "(ssm-003)" in one for one in found) is is_told
