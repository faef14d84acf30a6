"""Whoever bears an identity is asked for an owner where it can say one, or where the settings can."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import OWNED, judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.identity_bearers import IdentityBearer, identity_bearers, tagged_bearers
from daypass.model.owner import Owner
from daypass.model.resource import UNKNOWN, Properties, Provider, Resource, Secret
from daypass.rule import Profile, Rule
from daypass.settings import Ownership, Settings
from daypass_policies.rules import catalog

RULES = {
    "provider": "provider-has-owner",
    "agent": "agent-has-owner",
    "credential": "credential-has-owner",
    "account": "service-account-has-owner",
}
SETTLED = Settings(ownership=(Ownership("urn:pulumi:*::other::**", "payments"),))
HERE = Settings(ownership=(Ownership("urn:pulumi:*::project::**", "payments"),))


def rule_of(bearer: IdentityBearer) -> Rule:
    return catalog()[RULES[bearer.kind]]


def judged(bearer: IdentityBearer, *, settings: Settings = SETTLED, **inputs: Any) -> Answer:
    return judge(rule_of(bearer), Resource.of(bearer.type, "it", **inputs), settings=settings)


def named(bearer: IdentityBearer) -> str:
    return bearer.type


def owned(bearer: IdentityBearer) -> dict[str, Any]:
    return {
        "tags": {"tags": OWNED},
        "description": {"description": "; ".join(f"{key}={value}" for key, value in OWNED.items())},
        "metadata": {"metadata": {"labels": {"daypass/owner": "payments"}}},
        "owners": {"owners": ["6e2f"]},
        "nothing": {},
    }[bearer.carries]


EACH = pytest.mark.parametrize("bearer", identity_bearers().values(), ids=named)


@EACH
def test_every_type_is_asked_by_the_rule_of_its_kind(bearer: IdentityBearer) -> None:
    assert bearer.type in rule_of(bearer).applies_to
    assert len(judged(bearer).problems) == 1
    assert passes(judged(bearer, settings=HERE))
    assert passes(judged(bearer, **owned(bearer))) == (bearer.carries != "nothing")


@EACH
def test_what_stands_beside_others_is_asked_only_where_the_settings_say_who_owns_it(bearer: IdentityBearer) -> None:
    quiet = judged(bearer, settings=Settings())
    assert passes(quiet) == (bearer.asks == "settled")
    assert judge(rule_of(bearer), Resource.of(bearer.type, "it"), profile="strict").problems


@EACH
def test_what_was_only_looked_up_is_somebody_elses(bearer: IdentityBearer) -> None:
    found = replace(Resource.of(bearer.type, "it"), external=True, outputs=Properties({}))
    assert passes(judge(rule_of(bearer), found, settings=SETTLED))


BUCKET = identity_bearers()["aws:secretsmanager/secret:Secret"]
ACCOUNT = identity_bearers()["kubernetes:core/v1:ServiceAccount"]
APPLICATION = identity_bearers()["azuread:index/application:Application"]
PROVIDER = identity_bearers()["aws:iam/openIdConnectProvider:OpenIdConnectProvider"]


@pytest.mark.parametrize(
    "annotation",
    ["eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/client-id"],
)
def test_a_service_account_that_acts_in_a_cloud_leaves_the_answer_to_the_identity_it_acts_as(annotation: str) -> None:
    def found(value: Any, **asked: Any) -> bool:
        account = Resource.of(ACCOUNT.type, "it", metadata={"name": "orders", "annotations": {annotation: value}})
        return not passes(judge(rule_of(ACCOUNT), account, **asked))

    assert not found("arn:aws:iam::111122223333:role/orders")
    assert not found(UNKNOWN)
    assert found("")
    assert found("arn:aws:iam::111122223333:role/orders", profile="strict")
    assert found("arn:aws:iam::111122223333:role/orders", settings=SETTLED)


def test_a_service_account_of_a_chart_and_a_default_one_are_asked_in_strict_alone() -> None:
    urn = "urn:pulumi:dev::project::kubernetes:helm.sh/v4:Chart$kubernetes:core/v1:ServiceAccount::it"
    below = replace(Resource.of(ACCOUNT.type, "it"), urn=urn)
    labelled = Resource.of(ACCOUNT.type, "it", metadata={"labels": {"helm.sh/chart": "cert-manager-1.19.0"}})
    managed = Resource.of(ACCOUNT.type, "it", metadata={"labels": {"app.kubernetes.io/managed-by": "Helm"}})
    default = Resource.of(ACCOUNT.type, "it", metadata={"name": "default", "namespace": "pay"})
    for account in (below, labelled, managed, default):
        assert passes(judge(rule_of(ACCOUNT), account))
        assert judge(rule_of(ACCOUNT), account, profile="strict").problems


@pytest.mark.parametrize("owner", ["", " ", "TODO", "unknown", "n/a", "<owner>"])
def test_an_owner_must_say_somebody(owner: str) -> None:
    assert messages(judged(BUCKET, tags={"daypass:owner": owner})) == ["secret 'it' has no owner"]


@pytest.mark.parametrize("key", ["Owner", "owner", "team", "Team", "acme:owner", "acme/owned-by", "service-owner"])
def test_a_customary_key_does_where_nobody_wrote_down_which_does(key: str) -> None:
    assert passes(judged(BUCKET, settings=Settings(), tags={key: "payments"}))
    assert judged(BUCKET, settings=Settings(path="daypass.toml"), tags={key: "payments"}).problems


@pytest.mark.parametrize("key", ["Name", "cost-centre", "ownership-model-version", "teamcity"])
def test_another_key_does_not(key: str) -> None:
    assert judged(BUCKET, settings=Settings(), tags={key: "payments"}).problems


def test_defaults_of_the_provider_and_the_other_providers_list_count() -> None:
    behind = replace(
        Resource.of(BUCKET.type, "it"), provider=Provider(inputs=Properties({"defaultTags": {"tags": OWNED}}))
    )
    assert passes(judge(rule_of(BUCKET), behind))
    listed = identity_bearers()["aws-native:secretsmanager:Secret"]
    assert passes(judged(listed, tags=[{"key": key, "value": value} for key, value in OWNED.items()]))


def test_our_own_components_answer_for_what_they_make() -> None:
    for component in ("daypass:index:OidcProvider", "daypass:index:WorkloadIdentity"):
        parent = f"urn:pulumi:dev::project::{component}::github"
        assert passes(judge(rule_of(PROVIDER), replace(Resource.of(PROVIDER.type, "it"), parent=parent)))


@pytest.mark.parametrize("place", ["labels", "annotations"])
@pytest.mark.parametrize("key", ["daypass/owner", "team", "acme.example/owner"])
def test_kubernetes_says_it_in_a_label_or_an_annotation(place: str, key: str) -> None:
    assert passes(judged(ACCOUNT, metadata={place: {key: "payments"}}))
    assert judged(ACCOUNT, metadata={place: {"app": "payments"}}).problems


def test_entra_lists_owners() -> None:
    assert passes(judged(APPLICATION, owners=[UNKNOWN]))
    assert judged(APPLICATION, owners=[]).problems


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(BUCKET, tags=UNKNOWN)) == ["tags"]
    assert unknowns(judged(BUCKET, tags={"daypass:owner": UNKNOWN})) == ["tags.daypass:owner"]
    assert unknowns(judged(ACCOUNT, metadata=UNKNOWN)) == ["metadata"]
    assert unknowns(judged(ACCOUNT, metadata={"labels": UNKNOWN})) == ["metadata.labels"]
    assert passes(judged(BUCKET, tags={"daypass:owner": UNKNOWN, "team": "payments"}))
    assert passes(judged(APPLICATION, owners=UNKNOWN))


@pytest.mark.parametrize("odd", [None, 7, [], "x", [None], {"": None}, "[" * 9_000, Secret(None)])
@EACH
def test_no_shape_breaks_a_rule(bearer: IdentityBearer, odd: Any) -> None:
    judged(bearer, tags=odd, metadata=odd, owners=odd, description=odd)
    judged(bearer, metadata={"labels": odd, "annotations": odd})


def test_a_secret_owner_counts_and_is_not_repeated() -> None:
    assert passes(judged(BUCKET, tags={**OWNED, "daypass:owner": Secret("payments")}))
    assert "todo" not in str(judged(BUCKET, tags={"daypass:owner": Secret("todo")}).problems)


def test_an_owner_in_our_own_tag_has_a_contact_a_purpose_and_a_review_date() -> None:
    rule, bucket = catalog()["credential-has-owner"], "aws:secretsmanager/secret:Secret"

    def found(settings: Settings = SETTLED, profile: Profile = "strict", **tags: Any) -> list[str]:
        said = {f"daypass:{key.replace('_', '-')}": value for key, value in tags.items()}
        return messages(judge(rule, Resource.of(bucket, "it", tags=said), settings=settings, profile=profile))

    assert found(owner="payments") == ["secret 'it' has no contact, no purpose, no review date"]
    assert found(owner="payments", contact="a@example.org", purpose="Pays", review_by="someday") == [
        "secret 'it' has a review date that is no date (YYYY-MM-DD)"
    ]
    assert not found(owner="payments", contact="a@example.org", purpose="Pays", review_by="2027-05-31")


@pytest.mark.parametrize("type_", tagged_bearers())
def test_an_owner_in_our_own_tag_has_one_of_contact_and_review_date_in_every_profile(type_: str) -> None:
    bearer = identity_bearers()[type_]

    def found(settings: Settings = SETTLED, **tags: Any) -> Answer:
        return judged(bearer, settings=settings, tags={"daypass:owner": "payments", **tags})

    (problem,) = found().problems
    assert problem.message == f"{bearer.noun} 'it' has no contact, no purpose, no review date"
    assert (problem.severity, problem.key) == ("low", "contact purpose review-by")
    assert passes(found(replace(SETTLED, owners={"payments": Owner("payments", "payments@example.org")})))
    assert passes(found(**{"daypass:contact": "payments@example.org"}))
    assert passes(found(**{"daypass:review-by": "2027-05-31"}))


@pytest.mark.parametrize("fact", ["contact", "purpose", "review-by"])
def test_one_thing_that_is_missing_alone_has_been_forgotten(fact: str) -> None:
    rest = {key: value for key, value in OWNED.items() if key != f"daypass:{fact}"}
    (problem,) = judged(BUCKET, tags=rest).problems
    assert (problem.severity, problem.key) == ("low", fact)
    assert passes(judged(BUCKET, tags=OWNED))


def test_another_key_of_an_owner_is_asked_for_no_contact() -> None:
    assert passes(judged(BUCKET, settings=Settings(), tags={"team": "payments"}))
    named = replace(SETTLED, tags={"owner": "Team"})
    assert passes(judged(BUCKET, settings=named, tags={"Team": "payments"}))


def test_what_is_not_known_yet_is_undecided_where_it_decides() -> None:
    owner = {"daypass:owner": "payments"}
    assert unknowns(judged(BUCKET, tags={**owner, "daypass:contact": UNKNOWN})) == ["tags.daypass:contact"]
    assert unknowns(judged(BUCKET, tags={**owner, "daypass:review-by": UNKNOWN})) == ["tags.daypass:review-by"]
    both = {"daypass:contact": UNKNOWN, "daypass:review-by": UNKNOWN}
    assert unknowns(judged(BUCKET, tags={**owner, **both})) == ["tags.daypass:contact"]
    rest = {key: value for key, value in OWNED.items() if key != "daypass:purpose"}
    assert unknowns(judged(BUCKET, tags={**rest, "daypass:contact": UNKNOWN})) == ["tags.daypass:contact"]
    forgotten = judged(BUCKET, tags={**owner, "daypass:purpose": "Pays", "daypass:contact": UNKNOWN})
    assert [one.key for one in forgotten.problems] == ["review-by"]


def test_where_an_organisation_has_a_key_of_its_own_for_owners_nothing_besides_is_asked() -> None:
    rule, own = catalog()["credential-has-owner"], replace(SETTLED, tags={"owner": "Team"})
    secret = Resource.of("aws:secretsmanager/secret:Secret", "it", tags={"Team": "payments"})
    assert passes(judge(rule, secret, settings=own, profile="strict"))


def test_a_contact_that_is_not_known_yet_is_undecided_unless_something_else_is_missing() -> None:
    rule, type_ = catalog()["credential-has-owner"], "aws:secretsmanager/secret:Secret"
    known = {key: value for key, value in OWNED.items() if key != "daypass:contact"}
    assert unknowns(
        judge(
            rule,
            Resource.of(type_, "it", tags={**known, "daypass:contact": UNKNOWN}),
            settings=SETTLED,
            profile="strict",
        )
    )
    del known["daypass:purpose"]
    late = Resource.of(type_, "it", tags={**known, "daypass:contact": UNKNOWN})
    assert messages(judge(rule, late, settings=SETTLED, profile="strict")) == ["secret 'it' has no purpose"]
