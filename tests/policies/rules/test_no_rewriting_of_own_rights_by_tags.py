"""Who puts on any secret the tag by which it may read secrets has written its own rights."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.secret_reads import secret_reads
from daypass.data.stored_reads import stored_reads
from daypass.data.tagging_actions import tagging_action
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

SECRETS = f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:*"
READ, TAG = "secretsmanager:GetSecretValue", "secretsmanager:TagResource"
BY_TAG: dict[str, Any] = {"Condition": {"StringEquals": {"aws:ResourceTag/team": "blue"}}}
READS = allow(READ, SECRETS, **BY_TAG)


def of_role(*statements: dict[str, Any]) -> Answer:
    return judge_stack(no_rewriting_of_own_rights, role("a"), may("a", *statements))


def test_the_tag_that_the_holder_sets_guards_no_secret() -> None:
    (problem,) = of_role(READS, allow(TAG)).problems
    assert problem.message == (
        "role 'a' may put on any secret, parameter or key the tag without which its policies do not let it read "
        f"({READ}), by policy.Statement[0] of 'a-policy'"
    )
    assert (problem.severity, problem.advisory, problem.key) == ("high", False, f"any secrets {READ}")


@pytest.mark.parametrize("read", [*secret_reads(), *stored_reads()[:-3]], ids=lambda read: read.action)
def test_each_way_to_read_is_known_with_what_tags_it(read: Any) -> None:
    service = read.action.partition(":")[0]
    tagger = tagging_action(service, "")
    assert tagger
    message = only(of_role(allow(read.action, **BY_TAG), allow(tagger)))
    assert "the tag without which its policies do not let it read" in message
    assert passes(of_role(allow(read.action, **BY_TAG)))
    thing = read.resource_of("x", ACCOUNT, "aws")
    assert thing.startswith(f"arn:aws:{service}:*:{ACCOUNT}:")


@pytest.mark.parametrize(
    "statements",
    [
        (allow(READ, SECRETS), allow(TAG)),  # it reads all of them whatever they carry, of which no tag says more
        (READS, allow(TAG, f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:blue/*")),
        (READS, allow(TAG, Condition={"StringEquals": {"aws:RequestTag/team": "green"}})),
        (READS, allow(TAG, Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["stage"]}})),
        (READS, allow(TAG, **BY_TAG)),
        (READS, allow(TAG), deny(TAG, SECRETS)),
        (allow(READ, SECRETS, Condition={"StringEquals": {"aws:ResourceTag/t": "${aws:PrincipalTag/t}"}}), allow(TAG)),
        (allow(TAG),),
    ],
)
def test_what_others_tag_and_what_needs_no_tag_pass(statements: tuple[dict[str, Any], ...]) -> None:
    assert passes(of_role(*statements))


def test_what_is_not_known_is_undecided() -> None:
    rest = aws("iam/rolePolicy", "rest", role="a", policy=UNKNOWN)
    answer = judge_stack(no_rewriting_of_own_rights, role("a"), may("a", READS), rest)
    assert not answer.problems
    assert answer.undecided


OWN = {"StringEquals": {"aws:ResourceTag/crew": "${aws:PrincipalTag/crew}"}}
TAGS_OWN = {"StringEquals": {"aws:RequestTag/crew": "${aws:PrincipalTag/crew}"}}


def of_crew(*statements: dict[str, Any], **inputs: Any) -> Answer:
    crew = {"tags": {"crew": "harbour"}, **inputs}
    return judge_stack(no_rewriting_of_own_rights, role("a", **crew), may("a", *statements))


def read_by_crew(action: str = READ, resource: str = "*") -> dict[str, Any]:
    return allow(action, resource, Condition=OWN)


@pytest.mark.parametrize(
    ("read", "tag"),
    [
        (READ, "secretsmanager:TagResource"),
        ("ssm:GetParameter*", "ssm:*Tags*"),
        ("kms:Decrypt", "kms:Tag*"),
        ("dynamodb:Query", "dynamodb:TagResource"),
        ("sqs:*Message*", "sqs:Tag*"),
        ("kinesis:Get*", "kinesis:AddTagsToStream"),
    ],
)
def test_who_puts_its_own_tag_on_what_is_of_others_has_that_too(read: str, tag: str) -> None:
    (problem,) = of_crew(read_by_crew(read), allow(tag)).problems
    assert "the tag without which" in problem.message
    assert "the tag without which" in only(of_crew(read_by_crew(read), allow(tag), assumeRolePolicy=TAKES_TAGS))
    assert "the tag without which" in only(of_crew(read_by_crew(read), allow(tag, Condition=TAGS_OWN)))
    assert passes(of_crew(read_by_crew(read), allow(tag), tags={}))
    assert passes(of_crew(read_by_crew(read), allow(tag), deny(tag.partition(":")[0] + ":*ag*")))


def test_a_holder_of_whose_tags_nothing_is_known_may_have_none_of_its_own_to_put_there() -> None:
    answer = of_crew(read_by_crew(), allow(TAG), tags=UNKNOWN)
    assert (messages(answer), unknowns(answer)) == ([], ["tags"])
    assert passes(of_crew(read_by_crew(), allow(TAG, Condition=OWN), tags=UNKNOWN))
    message = only(of_crew(read_by_crew(), allow(TAG), tags=UNKNOWN, assumeRolePolicy=TAKES_TAGS))
    assert "may put on any secret, parameter or key the tag" in message
    assert "may put on any secret, parameter or key the tag" in only(of_crew(READS, allow(TAG), tags=UNKNOWN))


@pytest.mark.parametrize("others", [{}, {"tagsAll": UNKNOWN}], ids=["alone", "beside all"])
def test_a_tag_that_is_there_is_put_on_whatever_its_value(others: dict[str, Any]) -> None:
    message = only(of_crew(read_by_crew(), allow(TAG), tags={"crew": UNKNOWN}, **others))
    assert "may put on any secret, parameter or key the tag" in message
    later = of_crew(read_by_crew(), allow(TAG), tags={"stage": UNKNOWN}, tagsAll=UNKNOWN)
    assert (messages(later), unknowns(later)) == ([], ["tagsAll"])


TAKES_TAGS = document(lets_in(f"arn:aws:iam::{ACCOUNT}:root", ["sts:AssumeRole", "sts:TagSession"]))


@pytest.mark.parametrize(
    "tagging",
    [
        (allow(TAG, Condition=OWN),),
        (allow(TAG, Condition={"StringEquals": {**TAGS_OWN["StringEquals"], **OWN["StringEquals"]}}),),
        (allow(TAG, Condition={**TAGS_OWN, "Null": {"aws:ResourceTag/crew": "true"}}),),
        (allow(TAG, Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["stage", "cost"]}}),),
        (allow(TAG, Condition={"Null": {"aws:ResourceTag/crew": "true"}}),),
        (allow(TAG), deny(TAG, Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": ["crew"]}})),
        (allow(TAG), deny(TAG, Condition={"StringNotEquals": OWN["StringEquals"]})),
        (allow(TAG, f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:harbour/*"),),
        (allow("secretsmanager:DescribeSecret"),),
    ],
    ids=str,
)
def test_who_tags_only_what_is_its_own_passes(tagging: tuple[dict[str, Any], ...]) -> None:
    assert passes(of_crew(read_by_crew(), *tagging))
    assert passes(of_crew(read_by_crew(), *tagging, assumeRolePolicy=TAKES_TAGS))


def test_a_pattern_of_names_is_kept_by_the_tag_where_others_can_be_tagged_too() -> None:
    port = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:port/*"
    assert "may put on any secret, parameter or key the tag" in only(of_crew(read_by_crew(resource=port), allow(TAG)))
    assert passes(of_crew(read_by_crew(resource=port), allow(TAG, port)))
    assert passes(of_crew(read_by_crew(resource=port), allow(TAG, Condition=OWN)))


@pytest.mark.parametrize(
    ("called", "names", "is_told"),
    [
        ("growth-jobs", "prod/*", True),
        ("growth-jobs", "payments/*", True),
        ("growth-jobs", "growth/*", False),
        ("growth-jobs", "payments/psp-??????", False),
        ("app-role", "prod/*", False),
    ],
)
def test_what_others_are_called_is_kept_by_the_tag_though_no_more_can_be_tagged(
    called: str, names: str, *, is_told: bool
) -> None:
    these = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{names}"
    given = may(called, allow(READ, these, **BY_TAG), allow(TAG, these))
    answer = judge_stack(no_rewriting_of_own_rights, role(called), given)
    assert bool(answer.problems) is is_told
    for problem in answer.problems:
        assert "may put on secrets, parameters or keys that it names by a pattern alone the tag" in problem.message
        assert (problem.severity, problem.advisory) == ("medium", True)
    held = may(called, allow(READ, these, **BY_TAG), allow(TAG, these, Condition=BY_TAG["Condition"]))
    assert passes(judge_stack(no_rewriting_of_own_rights, role(called), held))


LABELS = "s3:PutObjectTagging"
BUCKET = "arn:aws:s3:::harbour-papers"


def labelled(*more: dict[str, Any], resource: str = f"{BUCKET}/*") -> Answer:
    by_label = {"Condition": {"StringEquals": {"s3:ExistingObjectTag/secrecy": "open"}}}
    return of_crew(allow("s3:GetObject", resource, **by_label), *more)


def test_the_label_that_the_holder_puts_on_objects_guards_none() -> None:
    assert "may put on what is stored the tag" in only(labelled(allow(LABELS, f"{BUCKET}/*")))
    assert "may put on what is stored the tag" in only(labelled(allow("s3:Put*"), resource="*"))
    assert passes(labelled(allow(LABELS, "arn:aws:s3:::harbour-inbox/*")))
    assert passes(labelled(allow(LABELS, f"{BUCKET}/inbox/*"), resource=f"{BUCKET}/inbox/*"))
    keys = {"ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": ["scanned"]}}
    assert passes(labelled(allow(LABELS, f"{BUCKET}/*", Condition=keys)))
    other = {"StringEquals": {"s3:RequestObjectTag/secrecy": "closed"}}
    assert passes(labelled(allow(LABELS, f"{BUCKET}/*", Condition=other)))


def test_the_tag_for_which_another_s_trust_asks_is_its_own_to_set() -> None:
    cleared = {"StringEquals": {"aws:PrincipalTag/clearance": "release"}}
    closer = role("fraud-closer", lets_in("arn:aws:iam::111122223333:role/fraud-score", Condition=cleared))
    scores = role("fraud-score")
    for named, is_told in (("fraud-*", True), ("fraud-score", True), ("model-*", False)):
        tags = may("fraud-score", allow("iam:TagRole", f"arn:aws:iam::{ACCOUNT}:role/{named}"))
        answer = judge_stack(no_rewriting_of_own_rights, scores, closer, tags)
        assert ["for which policies ask" in one for one in messages(answer)] == [True] * is_told
    keys = {"ForAllValues:StringEquals": {"aws:TagKeys": ["cost"]}, "Null": {"aws:TagKeys": "false"}}
    kept = may("fraud-score", allow("iam:TagRole", f"arn:aws:iam::{ACCOUNT}:role/fraud-*", Condition=keys))
    assert passes(judge_stack(no_rewriting_of_own_rights, scores, closer, kept))


@pytest.mark.parametrize("action", ["iam:TagRole", "iam:UntagRole"])
def test_the_tag_by_which_a_denial_holds_it_back_is_not_its_own_to_change(action: str) -> None:
    held_back = deny("dynamodb:*", Condition={"StringEquals": {"aws:PrincipalTag/clearance": "restricted"}})
    own = allow(action, f"{ARN}role/a")
    (message,) = messages(of_role(allow("dynamodb:GetItem"), held_back, own))
    assert message.startswith(f"role 'a' may change its own tags, for which policies ask ({action})")
    assert passes(of_role(allow("s3:GetObject", "arn:aws:s3:::wares/*"), held_back, own))
    assert passes(of_role(allow("dynamodb:GetItem"), held_back, allow(action, f"{ARN}role/b")))
    assert passes(of_role(allow("dynamodb:GetItem"), held_back, own, deny(action)))
