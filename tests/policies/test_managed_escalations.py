"""The table of AWS-managed policies that lead to every right says what the rule sees in their documents."""

import json
from collections.abc import Iterator

from tests.support.grants import policy
from tests.support.rules import judge_stack

from daypass.data.escalation_paths import escalation_paths
from daypass.data.managed_documents import FILE, SOURCE
from daypass.data.managed_escalations import escalating_policies
from daypass.data.table import read_table
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

_KINDS = ("new-passrole", "self-escalation")


def seen() -> Iterator[tuple[str, str]]:
    """Each policy that goes a known path, with the ids of the paths."""
    known = {path.id for path in escalation_paths() if path.kind in _KINDS}
    for line in FILE.read_text("utf-8").splitlines()[1:]:
        written = json.loads(line)
        if not written["policy"].startswith(("service-role/", "aws-service-role/")):
            answer = judge_stack(no_path_to_more_rights, policy("p", policy=json.dumps(written["document"])))
            keys = [str(problem.key).split() for problem in answer.problems]
            if ids := [id_ for kind, *ids in keys if kind in _KINDS for id_ in ids if id_ in known]:
                yield written["policy"], " ".join(ids)


def test_the_table_has_each_policy_that_goes_a_known_path() -> None:
    table = read_table("managed_escalations")
    assert table.source.startswith(SOURCE)
    assert {row["policy"]: row["paths"] for row in table.rows} == dict(seen())


def test_those_that_give_everything_or_all_of_iam_are_among_them() -> None:
    whole = {"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"}
    assert whole <= set(escalating_policies())
    assert not {"ReadOnlyAccess", "SecurityAudit", "AmazonS3FullAccess"} & set(escalating_policies())
