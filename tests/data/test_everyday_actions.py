"""What surrounds every workload's work is what AWS's own policies give all of them."""

import json

import pytest

from daypass.data.everyday_actions import PAGE, everyday_actions, everyday_policies
from daypass.data.managed_documents import managed_document
from daypass.data.table import read_table
from daypass.iam.action import action_matches
from daypass.iam.document import Document

_ROWS = [row for row in read_table("everyday_actions").rows if not row["policy"].startswith(PAGE)]


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row["action"])
def test_the_policy_that_is_named_gives_it(row: dict[str, str]) -> None:
    text = managed_document(row["policy"]) or managed_document(f"service-role/{row['policy']}")
    assert text
    document = Document.parse(json.loads(text))
    given = [action for statement in document.statements for action in statement.actions]
    assert any(action_matches(row["action"], action) or action_matches(action, row["action"]) for action in given)


def test_a_page_is_no_policy() -> None:
    assert "codebuild:batchputtestcases" in everyday_actions()
    assert all(not name.startswith(PAGE) for name in everyday_policies())
