"""What `term-is-enforced` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, document, lets_in, role
from tests.support.grants import ARN, depending
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules import catalog

RULE = catalog()["term-is-enforced"]
HOUR = 3600
USER = f"{ARN}user/ann"
ANYWHERE = lets_in("rolesanywhere.amazonaws.com", ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])
GRANT = "aws:RequestTag/daypass:grant"


def with_term(term: Any, *trust: Any, seconds: Any = None, **tags: Any) -> Resource:
    """A role with that term and that longest session."""
    said = {} if seconds is None else {"maxSessionDuration": seconds}
    return role("invoice", *(trust or (USER,)), tags={"daypass:term": term, **tags}, **said)


def profile(seconds: Any = None, arn: Any = f"{ARN}role/invoice") -> Resource:
    return Resource.of("aws:rolesanywhere/profile:Profile", "machines", durationSeconds=seconds, roleArns=[arn])


def keys(*resources: Resource) -> list[str | None]:
    return [problem.key for problem in judge_stack(RULE, *resources).problems]


@pytest.mark.parametrize(
    ("term", "seconds"),
    [("1h", None), ("1h", HOUR), ("4h", 4 * HOUR), ("2h", HOUR), ("60m", None), ("3600s", "3600"), ("PT1H", None)],
)
def test_a_role_that_ends_its_sessions_in_time_passes(term: str, seconds: Any) -> None:
    assert passes(judge_stack(RULE, with_term(term, seconds=seconds)))


@pytest.mark.parametrize(("term", "seconds"), [("15m", None), ("1h", 4 * HOUR), ("30m", HOUR), (Secret("15m"), None)])
@pytest.mark.parametrize("principal", [USER, f"{ARN}role/app", f"{ARN}root"])
def test_whoever_chooses_the_length_is_not_bound_by_a_tag(term: Any, seconds: Any, principal: str) -> None:
    assert keys(with_term(term, principal, seconds=seconds)) == ["direct"]


def test_a_role_without_a_term_passes() -> None:
    assert passes(judge_stack(RULE, role("app", USER, maxSessionDuration=43200)))
    assert passes(judge_stack(RULE, role("app", USER, tags={"daypass:term": ""})))


@pytest.mark.parametrize("term", ["short", "1 hour or so", "0h", "-1h", "h", Secret("canary"), "never"])
def test_a_term_that_is_no_time_is_found(term: Any) -> None:
    (found,) = messages(judge_stack(RULE, with_term(term)))
    assert "no length of time" in found
    assert "canary" not in found


def test_a_service_renews_what_it_makes() -> None:
    assert passes(judge_stack(RULE, with_term("service", LAMBDA)))
    assert keys(with_term("service", LAMBDA, USER)) == ["direct"]
    assert keys(with_term("service", ANYWHERE)) == ["direct"]
    assert keys(with_term("15m", LAMBDA)) == ["service"]
    assert passes(judge_stack(RULE, with_term("1h", LAMBDA)))


def test_a_profile_enforces_what_no_role_can() -> None:
    short = with_term("15m", ANYWHERE)
    assert passes(judge_stack(RULE, short, profile(900)))
    assert keys(short, profile(901)) == ["profile machines"]
    assert keys(short, profile()) == ["profile machines"]
    assert keys(short) == ["profile"]
    assert passes(judge_stack(RULE, short, depending(profile(900), roleArns=(short,))))
    assert keys(with_term("15m", ANYWHERE, USER), profile(900)) == ["direct"]


@pytest.mark.parametrize(
    ("condition", "enforced"),
    [
        ({"Null": {GRANT: "false"}}, True),
        ({"StringLike": {GRANT: "g-*"}}, True),
        ({"StringLike": {GRANT.upper().replace("AWS:", "aws:"): "g-*"}}, True),
        ({"StringLikeIfExists": {GRANT: "g-*"}}, False),
        ({"Null": {GRANT: "true"}}, False),
        ({"StringNotEquals": {GRANT: "x"}}, False),
        ({"StringEquals": {"aws:RequestTag/other": "x"}}, False),
    ],
)
def test_the_broker_enforces_what_it_asks_for(condition: dict[str, Any], *, enforced: bool) -> None:
    answer = judge_stack(RULE, with_term("15m", lets_in(f"{ARN}role/broker", Condition=condition)))
    assert passes(answer) == enforced


@pytest.mark.parametrize(
    ("condition", "enforced"),
    [
        ({"NumericLessThanEquals": {"sts:DurationSeconds": "900"}}, True),
        ({"NumericLessThanEquals": {"sts:DurationSeconds": "901"}}, False),
        ({"NumericLessThanEqualsIfExists": {"sts:DurationSeconds": "900"}}, False),
    ],
)
def test_a_trust_that_compares_the_length_lets_nobody_in_for_longer(
    condition: dict[str, Any], *, enforced: bool
) -> None:
    held = lets_in(f"{ARN}role/app", Condition=condition)
    assert passes(judge_stack(RULE, with_term("15m", held))) == enforced
    assert keys(with_term("15m", held, USER)) == ["direct"]


def test_a_length_that_is_not_known_hides_no_other_way_in() -> None:
    def native(*statements: Any) -> Resource:
        written = {"Version": "2012-10-17", "Statement": list(statements)}
        tags = [{"key": "daypass:term", "value": "15m"}]
        return Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=written, tags=tags)

    unclear = lets_in(f"{ARN}role/app", Condition={"NumericLessThanEquals": {"sts:DurationSeconds": UNKNOWN}})
    answer = judge_stack(RULE, native(unclear))
    assert (messages(answer), len(unknowns(answer))) == ([], 1)
    assert keys(native(unclear, lets_in(USER))) == ["direct"]


def test_a_class_below_an_hour_is_the_matter_of_another_rule() -> None:
    assert passes(judge_stack(RULE, with_term("15m", **{"daypass:class": "agent"})))


def test_the_term_may_stand_under_a_key_of_the_organisation() -> None:
    own = Settings(tags={"term": "acme:ttl"})
    made = role("invoice", USER, tags={"acme:ttl": "15m"})
    assert messages(judge_stack(RULE, made, settings=own))
    assert passes(judge_stack(RULE, with_term("15m"), settings=own))


def test_what_is_unknown_is_undecided() -> None:
    assert unknowns(judge_stack(RULE, with_term(UNKNOWN))) == ["tags.daypass:term"]
    assert unknowns(judge_stack(RULE, with_term("15m", seconds=UNKNOWN))) == ["maxSessionDuration"]
    unclear = role("invoice", tags={"daypass:term": "15m"}, assumeRolePolicy=UNKNOWN)
    assert unknowns(judge_stack(RULE, unclear)) == ["assumeRolePolicy"]
    assert unknowns(judge_stack(RULE, with_term("15m", ANYWHERE), profile(UNKNOWN))) == ["durationSeconds"]
    assert unknowns(judge_stack(RULE, with_term("15m", ANYWHERE), profile(900, UNKNOWN))) == ["roleArns"]


def test_another_tag_that_is_not_known_yet_is_no_term() -> None:
    """Where one value is unknown, the engine does not know what all tags together are."""
    made = role("invoice", USER, tags={"daypass:owner": UNKNOWN}, tagsAll=UNKNOWN)
    assert passes(judge_stack(RULE, made))


def test_an_unknown_way_in_hides_no_other() -> None:
    part = {"Version": "2012-10-17", "Statement": [lets_in(USER), {**lets_in(USER), "Principal": UNKNOWN}]}
    native = Resource.of(
        "aws-native:iam:Role",
        "r",
        assumeRolePolicyDocument=part,
        tags=[{"key": "daypass:term", "value": "15m"}],
    )
    answer = judge_stack(RULE, native)
    assert (len(messages(answer)), len(unknowns(answer))) == (1, 1)


def test_a_trust_that_cannot_be_read_is_another_rules() -> None:
    assert passes(judge_stack(RULE, role("x", tags={"daypass:term": "15m"}, assumeRolePolicy=document()[:-3])))
