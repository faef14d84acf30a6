"""What is said to be denied is denied: of a service that is not left as a whole, an action that nobody named."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from daypass.iam.action import action_matches
from daypass.iam.breadth import broad
from daypass.iam.breadth_left import left
from daypass.iam.document import Document
from daypass.iam.glob import has_wildcard
from daypass.iam.statement import Statement

PATTERNS = st.lists(
    st.sampled_from(["*", "s3:*", "S?:*", "s*", "iam:*", "i*:*", "s3:Get*", "s3:*e*", "iam:?*", "sqs:*", "sts:*:*"]),
    min_size=1,
    max_size=3,
)
THINGS = st.sampled_from(["*", "arn:aws:s3:::reports/*", "arn:aws:iam::111122223333:role/reports"])


def parts(names: tuple[str, str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(st.sampled_from(names), values).map(lambda pair: {pair[0]: pair[1]})


DENIES = st.tuples(parts(("Action", "NotAction"), PATTERNS), parts(("Resource", "NotResource"), THINGS)).map(
    lambda both: {"Effect": "Deny", **both[0], **both[1]}
)


def denies_everywhere(deny: Statement, action: str) -> bool:
    if deny.resources != ("*",):
        return False
    if deny.not_actions:
        return not any(action_matches(pattern, action) for pattern in deny.not_actions)
    return any(action_matches(pattern, action) for pattern in deny.actions)


@given(PATTERNS, st.lists(DENIES, max_size=3))
def test_of_a_service_that_is_not_left_whole_what_nobody_named_is_denied(allowed: list[str], denies: list[Any]) -> None:
    allow = {"Effect": "Allow", "Action": allowed, "Resource": "*"}
    document = Document.parse({"Version": "2012-10-17", "Statement": [allow, *denies]})
    for reached in broad(document):
        if left(reached, document.statements) is None:
            for action in (f"{one}:X" for one in reached.services if not has_wildcard(one)):
                assert any(denies_everywhere(one, action) for one in document.statements[1:] if one.effect == "Deny")


@given(PATTERNS, st.lists(DENIES, max_size=3), st.randoms())
def test_the_order_of_denials_does_not_matter(allowed: list[str], denies: list[Any], random: Any) -> None:
    allow = {"Effect": "Allow", "Action": allowed, "Resource": "*"}
    shuffled = random.sample(denies, len(denies))
    found = []
    for statements in (denies, shuffled):
        document = Document.parse({"Version": "2012-10-17", "Statement": [allow, *statements]})
        found.append(
            [one and (one.services, one.limit) for one in (left(r, document.statements) for r in broad(document))]
        )
    assert found[0] == found[1]


def test_what_a_denial_leaves_of_everything_another_takes_whichever_comes_first() -> None:
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    takes = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    leaves = {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}
    for denies in ([takes, leaves], [leaves, takes]):
        document = Document.parse({"Version": "2012-10-17", "Statement": [allow, *denies]})
        assert [left(reached, document.statements) for reached in broad(document)] == [None]
