"""Whether one set of policies allows more than another: shown by a request, denied only where there is none."""

from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.support.made_policies import Made, allow, deny, document
from tests.support.policy_universe import IDENTITY_DOCUMENTS

from daypass.errors import DaypassError
from daypass.iam.compare import Comparison, compare
from daypass.iam.document import Document
from daypass.iam.evaluate import evaluate
from daypass.iam.policies import Policies
from daypass.model.resource import UNKNOWN, Undecided

KEY = "arn:aws:kms:eu-west-1:111122223333:key/k1"
SAFE = {"Bool": {"aws:SecureTransport": "true"}}


def more(a: list[Made], b: list[Made]) -> Comparison:
    return compare((document(*a),), (document(*b),))


def shown(a: tuple[Document, ...], b: tuple[Document, ...]) -> Comparison:
    """What a allows and b does not, by a request for which that is so."""
    found = compare(a, b)
    assert found.more
    assert found.witness is not None
    assert evaluate(found.witness, Policies(a, resource=found.resource)).is_allowed
    assert not evaluate(found.witness, Policies(b, resource=found.resource)).is_allowed
    return found


NO_MORE: dict[str, tuple[list[Made], list[Made]]] = {
    "the same": ([allow("s3:Get*")], [allow("s3:Get*")]),
    "a part of the actions": ([allow("s3:Get*")], [allow("S3:G*")]),
    "a part of the resources": ([allow("s3:*", "arn:aws:s3:::a/b*")], [allow("s3:*", ["arn:aws:s3:::a/*", "*b"])]),
    "all that the other leaves": ([allow("s3:*"), deny("s3:Get*")], [allow(), deny("s3:Get*")]),
    "what two statements give together": (
        [allow("s3:*", "arn:aws:s3:::a*")],
        [allow("s3:*", "arn:aws:s3:::ab*"), allow("s3:*", NotResource="arn:aws:s3:::ab*")],
    ),
    "an exception that another statement fills": ([allow()], [allow(NotAction="s3:*"), allow("s3:*")]),
    "a Deny within a Deny": ([allow(), deny("s3:*")], [allow(), deny("s3:Get*")]),
    "a Deny of what is not allowed": ([allow("s3:*")], [allow("s3:*"), deny("sqs:*")]),
    "a condition more": ([allow("s3:*", Condition=SAFE)], [allow("s3:*")]),
    "the same condition": ([allow("s3:*", Condition=SAFE)], [allow("*", Condition=SAFE)]),
    "a closer limit": (
        [allow(Condition={"NumericLessThan": {"s3:max-keys": "5"}})],
        [allow(Condition={"NumericLessThanEquals": {"s3:max-keys": "5"}})],
    ),
    "a network within": (
        [allow(Condition={"IpAddress": {"aws:SourceIp": "10.1.0.0/16"}})],
        [allow(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})],
    ),
    "either way": (
        [allow("s3:*")],
        [allow("s3:*", Condition=SAFE), allow("s3:*", Condition={"BoolIfExists": {"aws:SecureTransport": "false"}})],
    ),
    "nothing": ([], [allow("s3:*")]),
    "nothing that is possible": ([allow("s3:*"), deny()], []),
    "a variable's place within a pattern": (
        [allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")],
        [allow("s3:*", "arn:aws:s3:::home/*")],
    ),
    "the same variable": (
        [allow("s3:*", "arn:aws:s3:::home/${aws:username}/*", Sid="One")],
        [allow("s3:*", "arn:aws:s3:::home/${aws:username}/*", Sid="Other")],
    ),
    "an unreadable value that is denied anyway": (
        [allow("s3:*", Condition={"NumericLessThan": {"s3:max-keys": "many"}}), deny("s3:*")],
        [],
    ),
}


@pytest.mark.parametrize("name", NO_MORE)
def test_no_more_is(name: str) -> None:
    assert more(*NO_MORE[name]) == Comparison(more=False)


MORE: dict[str, tuple[list[Made], list[Made]]] = {
    "an action": ([allow("s3:*")], [allow("s3:Get*")]),
    "a resource": ([allow("s3:*", "arn:aws:s3:::a*")], [allow("s3:*", "arn:aws:s3:::a?*")]),
    "another case of a resource": ([allow("s3:*", "arn:aws:s3:::A")], [allow("s3:*", "arn:aws:s3:::a")]),
    "what the other denies": ([allow("s3:*")], [allow(), deny("s3:Get*", "arn:aws:s3:::a*")]),
    "what the other denies under a condition": ([allow("s3:*")], [allow(), deny(Condition=SAFE)]),
    "a request without the condition": ([allow("s3:*")], [allow("s3:*", Condition=SAFE)]),
    "another value": (
        [allow(Condition={"StringLike": {"aws:PrincipalTag/team": "pay*"}})],
        [allow(Condition={"StringEquals": {"aws:PrincipalTag/team": "payments"}})],
    ),
    "one value of several": (
        [allow(Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}})],
        [allow(Condition={"ForAllValues:StringEquals": {"aws:TagKeys": "a"}})],
    ),
    "an exception less": ([allow(NotAction="iam:*")], [allow(NotAction=["iam:*", "s3:*"])]),
    "what a variable does not reach": (
        [allow("s3:*", "arn:aws:s3:::home/*")],
        [allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")],
    ),
    "all": ([allow()], []),
}


@pytest.mark.parametrize("name", MORE)
def test_more_is(name: str) -> None:
    a, b = MORE[name]
    assert shown((document(*a),), (document(*b),)).resource is None


@pytest.mark.parametrize(("action", "resource"), [("kms:Decrypt", KEY), ("sts:AssumeRole", "arn:aws:iam::*:role/x")])
def test_a_key_or_a_role_is_judged_with_a_policy_that_leaves_it_to_the_account(action: str, resource: str) -> None:
    """Without a policy of their own these give nothing to anybody, whatever an identity is allowed."""
    a, b = (document(allow(action, resource)),), (document(allow("s3:*")),)
    found = shown(a, b)
    assert found.resource is not None
    assert found.witness is not None
    assert not evaluate(found.witness, Policies(a)).is_allowed
    assert compare(a, a) == Comparison(more=False)


def test_of_two_that_allow_nothing_neither_allows_more() -> None:
    assert compare((), ()) == Comparison(more=False)


# What cannot be told -------------------------------------------------------------------------------------------------

UNCLEAR = {"Effect": "Allow", "Action": "s3:*", "Resource": UNKNOWN}
DENIED = {"Effect": "Deny", "Action": "s3:*", "Resource": UNKNOWN}
MALFORMED = {"NumericLessThan": {"s3:max-keys": "many"}}


@pytest.mark.parametrize(
    ("a", "b"),
    [([UNCLEAR], []), ([UNCLEAR], [allow("sqs:*")]), ([allow("s3:*")], [UNCLEAR]), ([allow("s3:*"), DENIED], [])],
)
def test_an_unknown_that_may_decide_leaves_it_undecided(a: list[Made], b: list[Made]) -> None:
    with pytest.raises(Undecided, match="policy"):
        more(a, b)


def test_an_unknown_that_does_not_decide_is_no_matter() -> None:
    assert more([UNCLEAR], [allow("s3:*")]) == Comparison(more=False)
    assert more([UNCLEAR, deny("s3:*")], []) == Comparison(more=False)
    assert more([allow("sqs:*"), UNCLEAR], []).witness is not None
    assert more([allow("sqs:*")], [UNCLEAR]).witness is not None
    assert more([allow("s3:*")], [DENIED]).witness is not None


def test_a_value_that_nobody_can_read_is_more_without_a_witness() -> None:
    assert more([allow("s3:*", Condition=MALFORMED)], []) == Comparison(more=True)
    assert more([allow("s3:*")], [allow("s3:*", Condition=MALFORMED)]) == Comparison(more=True)
    assert more([allow("s3:*", Condition=MALFORMED)], [allow("s3:*")]) == Comparison(more=False)


# Whatever there is ---------------------------------------------------------------------------------------------------

sides = st.lists(IDENTITY_DOCUMENTS.map(Document.parse), max_size=2).map(tuple)


def answer(a: tuple[Document, ...], b: tuple[Document, ...]) -> Comparison:
    found = compare(a, b)
    event(f"more: {found.more}, witness: {found.witness is not None}")
    if found.witness is not None:
        shown(a, b)
    return found


@settings(max_examples=150, deadline=None)
@given(sides, sides)
def test_nothing_is_more_than_itself_or_than_itself_and_another(
    a: tuple[Document, ...], b: tuple[Document, ...]
) -> None:
    assert not answer(a, a).more
    allowing = tuple(
        one for one in b if all(statement.effect == "Allow" for statement in one.statements)
    )  # an Allow more takes nothing away
    assert answer(a, (*a, *allowing)).witness is None


@settings(max_examples=150, deadline=None)
@given(sides, sides)
def test_what_takes_away_from_the_one_or_adds_to_the_other_makes_it_no_more(
    a: tuple[Document, ...], b: tuple[Document, ...]
) -> None:
    if not answer(a, b).more:
        assert answer((*a, document(deny("s3:*"))), b).witness is None
        assert answer(a, (*b, document(allow("s3:*")))).witness is None


@pytest.mark.parametrize("number", [10, 150])
def test_long_documents_are_compared_statement_by_statement(number: int) -> None:
    every: Any = [allow(f"s3:Get{one}", f"arn:aws:s3:::b{one}/*") for one in range(number)]
    wider = [allow(f"s3:Get{one}*", f"arn:aws:s3:::b{one}*") for one in range(number)]
    assert more(every, wider) == Comparison(more=False)
    assert more([*wider, *every], [*every, *wider]) == Comparison(more=False)
    assert more(wider, every).witness is not None
    assert more([*every, allow("sqs:*")], wider).witness is not None


def test_a_statement_that_names_someone_is_never_said_to_give_no_more() -> None:
    assert more([allow(Principal={"AWS": "444455556666"})], []).more


def test_what_is_too_much_to_compare_counts_as_more() -> None:
    every = [allow(f"s3:*{one}*", f"arn:aws:s3:::*{one}*a") for one in range(400)]
    other = [allow(f"s3:*{one}*", f"arn:aws:s3:::*{one}*?") for one in range(400)]
    try:
        assert more(every, other).more in (True, False)
    except DaypassError as error:
        pytest.fail(str(error))
