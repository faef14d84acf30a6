"""Who answers for an identity is read where AWS would find it, and nothing else counts."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import OWNED, judge, messages, only, passes, unknowns

from daypass.model.owner import Owner
from daypass.model.resource import UNKNOWN, Properties, Provider, Resource, Secret
from daypass.settings import Ownership, Settings
from daypass_policies.rules.identity_has_owner import identity_has_owner

CANARY = "canary-c4ca4238"
OWNERS = Settings(owners={"payments": Owner("payments", "payments@example.org", "oncall@example.org")})


def role(tags: Any = None, **inputs: Any) -> Resource:
    given = {} if tags is None else {"tags": tags}
    return Resource.of("aws:iam/role:Role", "deploy", **given, **inputs)


def without(*facts: str) -> dict[str, Any]:
    return {key: value for key, value in OWNED.items() if key not in {f"daypass:{fact}" for fact in facts}}


def behind(resource: Resource, **inputs: Any) -> Resource:
    """The resource behind a provider with this configuration."""
    return replace(resource, provider=Provider(inputs=Properties(inputs)))


def test_an_identity_that_says_everything_passes() -> None:
    assert passes(judge(identity_has_owner, role(OWNED)))


def test_one_finding_names_all_that_is_missing() -> None:
    (problem,) = judge(identity_has_owner, role()).problems
    facts = "no owner, no contact, no purpose, no environment, no class and no review date"
    assert (problem.message, problem.key, problem.advisory) == (f"role 'deploy' has {facts}", None, False)


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("owner", "", "no owner"),
        ("owner", "  ", "no owner"),
        ("owner", "TODO", "no owner"),
        ("owner", "unknown", "no owner"),
        ("contact", "n/a", "no contact"),
        ("purpose", "tbd", "no purpose"),
        ("environment", " ", "no environment"),
        ("class", "cronjob", "a class that does not exist"),
        ("review-by", "next year", "a review date that is no date (YYYY-MM-DD)"),
        ("review-by", "2027-02-30", "a review date that is no date (YYYY-MM-DD)"),
        ("review-by", "20270101", "a review date that is no date (YYYY-MM-DD)"),
        ("review-by", "2027-11-27", "a review date more than a year ahead"),
        ("review-by", "2099-01-01", "a review date more than a year ahead"),
    ],
)
def test_a_tag_must_say_something(fact: str, value: str, said: str) -> None:
    (message,) = messages(judge(identity_has_owner, role({**OWNED, f"daypass:{fact}": value})))
    assert message.startswith(f"role 'deploy' has {said}")


@pytest.mark.parametrize("day", ["2020-01-01", "2026-11-25", "2027-11-25", "2027-11-26"])
def test_a_date_within_a_year_is_a_date_even_where_it_has_passed(day: str) -> None:
    assert passes(judge(identity_has_owner, role({**OWNED, "daypass:review-by": day})))


@pytest.mark.parametrize("environment", ["test", "default", "dev"])
def test_an_environment_may_be_called_what_no_owner_may(environment: str) -> None:
    assert passes(judge(identity_has_owner, role({**OWNED, "daypass:environment": environment})))


def test_an_owner_is_one_of_those_in_the_settings() -> None:
    assert passes(judge(identity_has_owner, role(OWNED), settings=OWNERS))
    (message,) = messages(judge(identity_has_owner, role({**OWNED, "daypass:owner": "shipping"}), settings=OWNERS))
    assert message == "role 'deploy' has an owner that the settings do not know"


def test_the_contact_in_the_settings_stands_in_for_a_tag() -> None:
    assert passes(judge(identity_has_owner, role(without("contact")), settings=OWNERS))
    assert messages(judge(identity_has_owner, role(without("contact")))) == ["role 'deploy' has no contact"]


def test_the_keys_are_the_organisations() -> None:
    keys = {fact: f"acme:{fact}" for fact in Settings().tags}
    tags = {key.replace("daypass:", "acme:"): value for key, value in OWNED.items()}
    assert passes(judge(identity_has_owner, role(tags), settings=Settings(tags=keys)))
    message = only(judge(identity_has_owner, role(OWNED), settings=Settings(tags=keys)))
    assert "role 'deploy' has no owner, no contact" in message


def test_tags_of_other_keys_that_may_say_it_are_named_without_their_values() -> None:
    theirs = role({"owner": CANARY, "Environment-Name": "dev", "Build": "7"})
    message = only(judge(identity_has_owner, theirs))
    assert message.endswith(
        "its tags 'owner', 'Environment-Name' may say some of it: name that under [tags] in daypass.toml"
    )
    assert CANARY not in message


def test_a_blank_tag_of_the_settings_own_key_is_no_other_key() -> None:
    assert only(judge(identity_has_owner, role({**OWNED, "Daypass:Owner": "", "daypass:owner": ""}))).endswith(
        "no owner"
    )


def test_default_tags_of_the_provider_count() -> None:
    defaults = {"daypass:owner": "payments", "daypass:contact": "payments@example.org"}
    own = role(without("owner", "contact"))
    for said in ({"tags": defaults}, json.dumps({"tags": defaults}), Secret(json.dumps({"tags": defaults}))):
        assert passes(judge(identity_has_owner, behind(own, defaultTags=said)))
    assert passes(judge(identity_has_owner, role(without("owner", "contact"), tagsAll=OWNED)))


def test_the_resources_own_tag_comes_before_a_default() -> None:
    blank = behind(role({**OWNED, "daypass:owner": ""}), defaultTags={"tags": {"daypass:owner": "payments"}})
    assert messages(judge(identity_has_owner, blank)) == ["role 'deploy' has no owner"]


def test_one_unknown_tag_leaves_the_others_decided() -> None:
    """AWS makes `tagsAll` unknown as a whole as soon as one value is; the tags are still read key by key."""
    answer = judge(identity_has_owner, role({**OWNED, "Build": UNKNOWN}, tagsAll=UNKNOWN))
    assert passes(answer)


def test_only_a_key_that_stands_nowhere_else_is_undecided() -> None:
    answer = judge(identity_has_owner, role({**without("purpose"), "daypass:owner": UNKNOWN}))
    assert (messages(answer), unknowns(answer)) == (["role 'deploy' has no purpose"], ["tags.daypass:owner"])
    hidden = judge(identity_has_owner, role(without("purpose"), tagsAll=UNKNOWN))
    assert (messages(hidden), unknowns(hidden)) == ([], ["tagsAll"])
    elsewhere = {"daypass:owner": "payments", "Build": UNKNOWN}
    assert passes(judge(identity_has_owner, role({**OWNED, "daypass:owner": UNKNOWN}, tagsAll=elsewhere)))


def test_a_default_does_not_stand_in_for_tags_that_are_unknown_as_a_whole() -> None:
    """Any of them may override it, so that the update may refuse what a preview would have passed."""
    role_ = Resource.of("aws:iam/role:Role", "late", tags=UNKNOWN, tagsAll=UNKNOWN)
    assert unknowns(judge(identity_has_owner, behind(role_, defaultTags={"tags": OWNED}))) == ["tags"]


def test_a_default_does_not_stand_in_for_a_tag_that_overrides_it() -> None:
    """Else the preview would pass what the update refuses."""
    late = behind(role({**OWNED, "daypass:owner": UNKNOWN}, tagsAll=UNKNOWN), defaultTags={"tags": OWNED})
    answer = judge(identity_has_owner, late)
    assert (messages(answer), unknowns(answer)) == ([], ["tags.daypass:owner"])


@pytest.mark.parametrize("none", ["[]", "null", "", "{}"])
def test_default_tags_that_are_none_name_no_owner(none: str) -> None:
    assert messages(judge(identity_has_owner, behind(role(without("owner")), defaultTags=none))) == [
        "role 'deploy' has no owner"
    ]


@pytest.mark.parametrize("broken", ["{", '"tags"', "[" * 10_000])
def test_default_tags_that_cannot_be_read_may_name_one(broken: str) -> None:
    answer = judge(identity_has_owner, behind(role(without("owner")), defaultTags=broken))
    assert (messages(answer), unknowns(answer)) == ([], ["defaultTags"])
    assert passes(judge(identity_has_owner, behind(role(OWNED), defaultTags=broken)))


def test_the_other_provider_writes_tags_as_a_list() -> None:
    listed = [{"key": key, "value": value} for key, value in OWNED.items()]
    assert passes(judge(identity_has_owner, Resource.of("aws-native:iam:Role", "deploy", tags=listed)))
    answer = judge(identity_has_owner, Resource.of("aws-native:iam:Role", "deploy", tags=[*listed[1:], UNKNOWN]))
    assert (messages(answer), unknowns(answer)) == ([], ["tags"])


def test_a_role_that_was_only_looked_up_is_read_from_what_was_found() -> None:
    found = replace(role(), external=True, outputs=Properties({"tags": OWNED}))
    assert passes(judge(identity_has_owner, found, profile="strict"))


def test_whose_a_role_is_that_was_only_looked_up_is_asked_where_it_is_made() -> None:
    found = replace(role(), external=True, outputs=Properties({"tags": {}}))
    assert passes(judge(identity_has_owner, found))
    assert "role 'deploy' has no owner, no contact" in only(judge(identity_has_owner, found, profile="strict"))


def test_a_service_linked_role_is_not_asked_about() -> None:
    assert not any("serviceLinkedRole" in type_ for type_ in identity_has_owner.applies_to)


KEY = Resource.of("aws:lightsail/bucketAccessKey:BucketAccessKey", "assets", bucketName="assets")


def test_what_cannot_carry_tags_gets_its_owner_elsewhere() -> None:
    (problem,) = judge(identity_has_owner, KEY).problems
    assert problem.advisory
    named = Settings(ownership=(Ownership("urn:pulumi:*::project::**", "payments"),))
    assert passes(judge(identity_has_owner, KEY, settings=named))
    parent = "urn:pulumi:dev::project::acme:index:App$daypass:index:WorkloadIdentity::assets"
    assert passes(judge(identity_has_owner, replace(KEY, parent=parent)))


def test_what_can_carry_a_tag_carries_it_whatever_the_table_says() -> None:
    named = Settings(ownership=(Ownership("urn:pulumi:*::project::**", "payments"),))
    assert messages(judge(identity_has_owner, role({**OWNED, "daypass:owner": "TODO"}), settings=named)) == [
        "role 'deploy' has no owner"
    ]


def test_the_first_ownership_that_fits_counts() -> None:
    entries = (Ownership("urn:pulumi:dev::**", "unknown"), Ownership("urn:pulumi:dev::project::**", "payments"))
    message = only(judge(identity_has_owner, KEY, settings=Settings(ownership=entries)))
    assert "the settings name no owner for it" in message
    assert passes(judge(identity_has_owner, KEY, settings=Settings(ownership=entries[::-1])))


def test_a_parent_whose_name_only_looks_governed_is_none() -> None:
    parent = "urn:pulumi:dev::project::acme:index:App::daypass:index:WorkloadIdentity"
    assert "the settings name no owner for it" in only(judge(identity_has_owner, replace(KEY, parent=parent)))


def test_no_value_of_a_tag_is_repeated() -> None:
    tags = dict.fromkeys(OWNED, f"{CANARY} " * 2)
    assert CANARY not in str(judge(identity_has_owner, role(tags), settings=OWNERS))
