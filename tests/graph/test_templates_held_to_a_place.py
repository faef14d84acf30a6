"""Who is held to templates at one place in S3 makes a stack do what those say, unless they can write there."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, graph, inner, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
STRONG = role("b", "cloudformation.amazonaws.com", **ADMINISTRATOR)
ARN_OF_STACK = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/core/x"
STACK = aws("cloudformation/stack", "core", name="core", id=ARN_OF_STACK, iamRoleArn=f"{ARN}role/b")
PLACE = "https://approved.s3.eu-west-1.amazonaws.com/core/*"
PASSES = allow("iam:PassRole", f"{ARN}role/b")
UPDATES, MAKES = "cloudformation:UpdateStack", "cloudformation:CreateStack"
CHANGES = ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"]


def held_to(url: str | list[str], operator: str = "StringLike") -> dict[str, Any]:
    return {"Condition": {operator: {"cloudformation:TemplateUrl": url}}}


def reaches(*given: dict[str, Any], made: tuple[Resource, ...] = (STACK,)) -> bool:
    found = inner(graph(role("a"), may("a", *given), STRONG, *made), "a")
    return any(edge.target.name in ("b", "core") for edge in found)


def updates(condition: dict[str, Any]) -> dict[str, Any]:
    return allow(UPDATES, f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/core/*", **condition)


@pytest.mark.parametrize(
    "condition",
    [
        held_to(PLACE),
        held_to("https://s3.eu-west-1.amazonaws.com/approved/core/*"),
        held_to("https://approved.s3.amazonaws.com/core/v12.yaml", "StringEquals"),
        held_to("https://approved.s3.amazonaws.com/core/v12.yaml", "StringEqualsIgnoreCase"),
        held_to([PLACE, "https://approved.s3.dualstack.eu-west-1.amazonaws.com/core/*"]),
    ],
)
def test_who_may_not_write_at_the_place_has_nothing_of_their_own_carried_out(condition: dict[str, Any]) -> None:
    read = allow("s3:GetObject", "arn:aws:s3:::approved/*")
    elsewhere = allow("s3:PutObject", ["arn:aws:s3:::other/*", "arn:aws:s3:::approved/drafts/*"])
    assert not reaches(updates(condition), read, elsewhere)
    assert not reaches(PASSES, allow(MAKES, **condition), read, elsewhere, made=())
    assert not reaches(allow(CHANGES[0], **condition), allow(CHANGES[1]), read)
    writes = allow("s3:PutObject", "arn:aws:s3:::approved/core/*")
    assert reaches(updates(condition), writes)
    assert reaches(PASSES, allow(MAKES, **condition), writes, made=())
    assert reaches(allow(CHANGES[0], **condition), allow(CHANGES[1]), writes)


@pytest.mark.parametrize(
    "condition",
    [
        {},
        held_to(PLACE, "StringLikeIfExists"),
        held_to(PLACE, "StringNotLike"),
        held_to(PLACE, "ForAllValues:StringLike"),
        held_to("*"),
        held_to("https://*"),
        held_to("https://*.s3.eu-west-1.amazonaws.com/core/*"),
        held_to("https://approved-*.s3.eu-west-1.amazonaws.com/core/*"),
        held_to("https://approved.s3.*.amazonaws.com/core/*"),
        held_to("https://s3.*.amazonaws.com/approved/*"),
        held_to("https://vetted-1a2b-s3alias.s3.eu-west-1.amazonaws.com/core/*"),
        held_to("https://s3.eu-west-1.amazonaws.com/vetted-1a2b-s3alias/core/*"),
        held_to("https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/core/*"),
        held_to(f"https://vetted-{ACCOUNT}.op-0123.s3-outposts.eu-west-1.amazonaws.com/core/*"),
        held_to("https://s3-*.amazonaws.com/approved/*"),
        held_to("https://s3*.amazonaws.com/approved/*"),
        held_to(f"https://approved-{ACCOUNT}.s3-accesspoint.eu-west-1.amazonaws.com/core/*"),
        held_to([PLACE, "https://templates.example.org/*"]),
        {"Condition": {"Null": {"cloudformation:TemplateUrl": "true"}}},
    ],
)
def test_a_request_without_a_url_or_at_an_open_place_brings_any_template(condition: dict[str, Any]) -> None:
    assert reaches(updates(condition))
    assert reaches(PASSES, allow(MAKES, **condition), made=())


def test_a_place_by_a_variable_is_written_to_by_who_may_write_where_theirs_is() -> None:
    by_team = held_to("https://s3.amazonaws.com/approved/${aws:PrincipalTag/team}/*")

    def is_reached(*writes: str, **inputs: Any) -> bool:
        given = (updates(by_team), *(allow("s3:PutObject", f"arn:aws:s3:::{one}") for one in writes))
        found = inner(graph(role("a", **inputs), may("a", *given), STRONG, STACK), "a")
        return any(edge.target.name in ("b", "core") for edge in found)

    own = "approved/${aws:PrincipalTag/team}/*"
    for team in ({"team": "red"}, UNKNOWN):
        assert all(is_reached(place, tags=team) for place in ("approved/*", "approved/red/*", own))
        assert not is_reached("other/*", tags=team)
        assert not is_reached(tags=team)
    assert not is_reached("approved/blue/*", tags={"team": "red"})
    assert not is_reached("approved/*")  # without a tag, the condition never holds


def test_a_place_with_a_character_that_may_be_any_is_written_to_where_one_fits() -> None:
    condition = held_to("https://approved.s3.amazonaws.com/core/v?.yaml")
    assert reaches(updates(condition), allow("s3:PutObject", "arn:aws:s3:::approved/core/v2.yaml"))
    assert not reaches(updates(condition), allow("s3:PutObject", "arn:aws:s3:::approved/core/w2.yaml"))


def test_a_denial_of_all_other_places_holds_as_well_where_it_asks_for_a_url() -> None:
    others = deny("cloudformation:*", **held_to(PLACE, "StringNotLike"))  # also where there is none
    assert not reaches(updates({}), others)
    assert reaches(updates({}), others, allow("s3:PutObject", "arn:aws:s3:::approved/*"))
    assert not reaches(updates({}), deny("cloudformation:*", **held_to(PLACE, "StringNotLikeIfExists")))
    assert reaches(updates({}), deny("cloudformation:*", **held_to(PLACE)))


def test_a_known_path_is_told_of_whoever_brings_their_own_template() -> None:
    def told(*given: dict[str, Any]) -> list[str]:
        found = messages(judge_stack(no_path_to_more_rights, role("a"), may("a", *given)))
        return [message for message in found if message.startswith("role 'a'")]

    passes = allow("iam:PassRole")
    assert told(passes, allow(MAKES))
    assert told(passes, allow(MAKES, **held_to(PLACE))) == []
    assert told(passes, allow(MAKES, **held_to(PLACE)), allow("s3:PutObject", "arn:aws:s3:::approved/*"))
    assert told(allow(UPDATES))
    assert told(allow(UPDATES, **held_to(PLACE))) == []
