"""What is read of the conditions of Google's workload identity pools, and what is not."""

import json
from typing import Any

import pytest
from tests.support.google_pools import provider
from tests.support.rules import judge, only, passes, unknowns

from daypass_policies.rules import catalog

RULE = catalog()["google-pool-pins-workload"]


@pytest.mark.parametrize(
    "condition",
    [
        "assertion.repository_owner == ''",
        "assertion.repository in ['acme/invoice', '']",
        "true // && assertion.repository_owner_id == '987654'",
        "'assertion.repository_owner_id' == 'assertion.repository_owner_id'",
        "[].all(x, x == '987654')",
        "assertion.ref.split('/')[2] == 'main'",
        "assertion.repository.size() > 0",
        r"r'\' == 'x' || assertion.repository_owner_id == '987654'",
        "assertion.repository_owner_id == '987654' || !has(assertion.actor)",
        "assertion.repository.matches('^.cme/.*$')",
        "assertion.repository.matches('(^acme/.*)')",
        "assertion.repository.foo == 'acme'",
    ],
)
def test_a_condition_that_only_seems_to_say_whose_the_token_is_is_a_finding(condition: str) -> None:
    (problem,) = judge(RULE, provider(condition)).problems
    assert "does not say whose they must be" in problem.message
    assert passes(judge(RULE, provider(**json.loads(problem.mended or "{}"))))


@pytest.mark.parametrize(
    "condition",
    [
        "assertion.ref == 'refs/heads/main' ? assertion.repository_owner_id == '987654' : true",
        "(assertion.repository_owner_id == '987654') == false",
        "assertion.repository_owner_id in [assertion.repository_owner_id]",
        "assertion.repository_owner_id in ['987654', assertion.repository_owner_id]",
        "[].all(x, assertion.repository_owner_id == '987654')",
        "[assertion].all(x, x.ref == 'a')",
        "assertion['repository_' + 'owner'] == 'acme'",
        "assertion.repository.split('/')[1] == 'app'",
        "assertion.repository_owner == assertion.repository_owner",
        "!(assertion.repository_owner != 'acme')",
        "assertion.repository_owner == 'acme' == true",
        r"assertion.repository_owner == 'acme\x2f'",
        "assertion.repository_owner == '''acme'''",
        "assertion.repository_owner == b'acme'",
        "assertion.repository_owner == 'acme' // \r || true",
        "assertion.repository.matches('^acme/|.*')",
        "assertion.repository.matches('^acme/?.*')",
        "assertion.repository.matches('^acme/{0}.*')",
        "assertion.repository.matches('^acme/(?m)?')",
        "assertion.repository.matches('^(.*)$')",
        "assertion.repository.matches('^[a-z]+/.*$')",
        r"assertion.repository.matches(r'^acme/\Q(\E|\Q)\E')",
        "assertion.repository.matches('^acme/[[]|x]')",
        "assertion.repository.matches('^acme/[](]|x[])]')",
        "assertion.repository.matches('^acme/[[:word:](]|x[[:word:])]')",
        "(" * 3000,
        "(assertion.repository_owner == 'acme']",
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_condition_that_is_not_read_is_undecided(condition: str) -> None:
    assert unknowns(judge(RULE, provider(condition))) == ["attributeCondition"]


def test_of_what_is_not_read_the_rest_may_decide() -> None:
    hidden = "assertion.repository.split('/')[1] == 'app'"
    assert passes(judge(RULE, provider(f"assertion.repository_owner == 'acme' && {hidden}")))
    assert "does not say whose" in only(judge(RULE, provider(f"assertion.ref == 'a' || {hidden}")))


@pytest.mark.parametrize(
    ("mapped", "found", "undecided"),
    [
        ("assertion.repository_owner_id", 0, 0),
        ("string(assertion['repository_owner_id']).lowerAscii()", 0, 0),
        ("assertion.repository_owner_id.size() > 0 ? '1' : '2'", 0, 1),
        ("assertion.repository_owner_id + ''", 0, 1),
        ("[assertion].map(x, x.sub)[0]", 0, 1),
        ("assertion.actor", 1, 0),
        ("'1'", 1, 0),
        ("", 1, 0),
        (7, 1, 0),
        (None, 0, 0),
    ],
)
def test_an_attribute_says_whose_the_token_is_where_it_is_a_copy_of_a_claim_that_does(
    mapped: Any, found: int, undecided: int
) -> None:
    mapping = {"google.subject": "assertion.sub", "attribute.repository_owner_id": mapped}
    answer = judge(RULE, provider("attribute.repository_owner_id == '1'", attributeMapping=mapping))
    assert (len(answer.problems), len(unknowns(answer))) == (found, undecided)
