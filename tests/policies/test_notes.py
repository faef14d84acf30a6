"""What identities outside AWS say of themselves in labels, annotations and texts is read as tags are."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.data.identity_notes import IdentityNotes, identity_notes
from daypass.model.owner import Owner
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules.identity_has_not_expired import identity_has_not_expired
from daypass_policies.rules.review_is_due import review_is_due
from daypass_policies.rules.service_account_has_owner import service_account_has_owner

GOOGLE = "gcp:serviceaccount/account:Account"
KUBERNETES = "kubernetes:core/v1:ServiceAccount"
OVER = "owner=payments; contact=payments@example.org; purpose=Scans; class=vendor; review-by=2026-06-30"
EACH = [(notes, path) for notes in identity_notes().values() for path in notes.words]
PAIRS = [(notes, path) for notes in identity_notes().values() for path in notes.pairs]


def of(type_: str, path: str, value: Any, **more: Any) -> Resource:
    for name in reversed(path.split(".")):
        value = {name: value}
    return Resource.of(type_, "scanner", **value, **more)


def google(text: Any, **more: Any) -> Resource:
    return Resource.of(GOOGLE, "scanner", description=text, **more)


@pytest.mark.parametrize(("notes", "path"), EACH)
def test_a_review_that_a_text_says_is_due(notes: IdentityNotes, path: str) -> None:
    (problem,) = judge(review_is_due, of(notes.type, path, OVER)).problems
    assert problem.message == f"the review of {notes.noun} 'scanner' was due on 2026-06-30"
    assert (problem.at, problem.confidence) == (path, "medium")
    assert passes(judge(review_is_due, of(notes.type, path, OVER.replace("2026-06", "2027-05"))))
    assert passes(judge(review_is_due, Resource.of(notes.type, "scanner")))


@pytest.mark.parametrize(("notes", "path"), PAIRS)
@pytest.mark.parametrize(
    "key",
    [
        *("daypass/review-by", "daypass.dev/review-by", "daypass-review-by", "daypass_review_by", "daypass.review-by"),
        *("review-by", "review_by", "reviewBy"),
    ],
)
def test_a_review_that_a_label_says_is_due(notes: IdentityNotes, path: str, key: str) -> None:
    (problem,) = judge(review_is_due, of(notes.type, path, {key: "2026-06-30"})).problems
    assert (problem.at, problem.advisory) == (path, False)
    assert passes(judge(review_is_due, of(notes.type, path, {key: "2027-06-30"})))


@pytest.mark.parametrize("key", ["preview-by", "acme.io/review-by", "daypass/reviewed", "daypass.dev/owner"])
def test_another_key_of_a_label_is_not_ours(key: str) -> None:
    assert passes(judge(review_is_due, of(KUBERNETES, "metadata.labels", {key: "2026-06-30"})))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "review-by: 2026-06-30",
            "review by 2026-06-30",
            "Scans. Review-by = 2026-06-30.",
            "daypass:review-by=2026-06-30",
        ),
        *("daypass/review_by=2026-06-30, owner=payments", "reviewBy=2026-06-30", "owner=a | review-by=2026-06-30"),
    ],
)
def test_a_text_says_it_in_its_own_words(text: str) -> None:
    assert messages(judge(review_is_due, google(text)))


@pytest.mark.parametrize(
    "text",
    ["reviewed 2026-06-30", "review-by=soon", "preview-by=2026-06-30", "review-by=20260630", "made 2020-01-01", "", 7],
)
def test_what_is_no_review_date_says_nothing(text: Any) -> None:
    assert passes(judge(review_is_due, google(text)))


def test_the_last_of_several_days_counts() -> None:
    moved = google(OVER, displayName="Scanner (review by 2027-05-31)")
    assert passes(judge(review_is_due, moved))
    assert passes(judge(review_is_due, google(f"{OVER}; review-by=2027-05-31")))


def test_the_key_is_that_of_the_settings() -> None:
    settings = Settings(tags={"review-by": "acme:next-check"})
    due = of(
        KUBERNETES, "metadata.annotations", {"acme.io/next-check": "2026-06-30", "daypass/review-by": "2027-06-30"}
    )
    assert len(judge(review_is_due, due, settings=settings).problems) == 1
    assert len(judge(review_is_due, google("next-check=2026-06-30"), settings=settings).problems) == 1


def test_a_tag_counts_before_another_spelling() -> None:
    azure = "azure-native:managedidentity:UserAssignedIdentity"
    tags = {"daypass:review-by": "2027-06-30", "daypass-review-by": "2026-06-30"}
    assert passes(judge(review_is_due, Resource.of(azure, "scanner", tags=tags)))


@pytest.mark.parametrize(
    "off",
    [
        *({"disabled": True}, {"disabled": "true"}, {"active": False}, {"accountEnabled": False}, {"enabled": False}),
        *({"status": "INACTIVE"}, {"status": "disabled"}, {"isDisabled": True}),
    ],
)
def test_what_is_switched_off_waits_for_its_end(off: dict[str, Any]) -> None:
    for rule in (review_is_due, identity_has_not_expired):
        assert passes(judge(rule, google(f"{OVER}, contract ended 2026-06-30", **off)))
        assert unknowns(judge(rule, google(OVER, disabled=UNKNOWN))) == ["disabled"]
        assert unknowns(judge(rule, google(OVER, status=UNKNOWN))) == ["status"]
        assert messages(judge(rule, google(f"{OVER}, contract ended 2026-06-30", status="ACTIVE")))


def test_what_was_looked_up_is_asked_where_it_is_made() -> None:
    seen = Resource(urn="u", type=GOOGLE, name="x", inputs=Properties(Partial(description=OVER)))
    assert passes(judge(review_is_due, seen))
    assert passes(judge(identity_has_not_expired, seen))


def test_what_is_not_known_is_undecided_and_what_is_known_is_told() -> None:
    for rule in (review_is_due, identity_has_not_expired):
        assert unknowns(judge(rule, google(UNKNOWN))) == ["description"]
        assert unknowns(judge(rule, of(KUBERNETES, "metadata.labels", UNKNOWN))) == ["metadata.labels"]
    hidden = judge(review_is_due, of(KUBERNETES, "metadata.labels", {"daypass/review-by": UNKNOWN}))
    assert unknowns(hidden) == ["metadata.labels"]
    both = {"labels": UNKNOWN, "annotations": {"expires": "2026-01-01"}}
    answer = judge(identity_has_not_expired, Resource.of(KUBERNETES, "scanner", metadata=both))
    assert (len(answer.problems), unknowns(answer)) == (1, ["metadata.labels"])


def test_a_secret_is_not_repeated() -> None:
    text = Secret(f"{OVER}; expires=2026-06-30; contract ended 2026-06-30")
    labels = {"daypass/review-by": Secret("2026-06-30"), "expires": Secret("2026-06-30")}
    for rule in (review_is_due, identity_has_not_expired):
        for one in (
            google(text),
            of(KUBERNETES, "metadata.labels", labels),
            of(KUBERNETES, "metadata", Secret({"labels": labels})),
        ):
            assert messages(judge(rule, one))
            assert all("2026" not in message for message in messages(judge(rule, one)))


@pytest.mark.parametrize(
    ("resource", "key"),
    [
        (google("Docly scanner, contract ended 2026-06-30"), "description"),
        (google("owner=payments; expires=2026-06-30"), "tag"),
        (google("owner=payments; status=offboarded"), "state"),
        (of(KUBERNETES, "metadata.annotations", {"acme.io/valid-until": "2026-06-30"}), "tag"),
        (of(KUBERNETES, "metadata.annotations", {"description": "Vendor offboarded 2026-06-30"}), "words"),
        (of("vault:identity/entity:Entity", "metadata", {"lifecycle": "retired"}), "state"),
        (
            of("github:index/repositoryDeployKey:RepositoryDeployKey", "title", "CI, temporary until 2026-06-30"),
            "description",
        ),
        (
            of("mongodbatlas:index/databaseUser:DatabaseUser", "labels", [{"key": "expires", "value": "2026-06-30"}]),
            "tag",
        ),
    ],
)
def test_an_end_is_told_wherever_it_stands(resource: Resource, key: str) -> None:
    assert [problem.key for problem in judge(identity_has_not_expired, resource).problems] == [key]


def test_an_end_to_come_passes() -> None:
    assert passes(judge(identity_has_not_expired, google("owner=a; expires=2027-06-30; contract ends 2027-06-30")))


def test_an_owner_who_has_left_is_told_of_a_label_too() -> None:
    settings = Settings(owners={"payments": Owner("payments", "payments@example.org")})
    (problem,) = judge(review_is_due, google("owner=shipping"), settings=settings).problems
    assert (problem.key, problem.advisory) == ("owner", True)
    assert passes(judge(review_is_due, google("owner=payments"), settings=settings))


@pytest.mark.parametrize("resource", [google(OVER), of(KUBERNETES, "metadata.labels", {"daypass-owner": "payments"})])
def test_an_owner_in_notes_is_an_owner(resource: Resource) -> None:
    assert passes(judge(service_account_has_owner, resource, profile="strict"))
    nobody = (
        google("owner=TODO") if resource.type == GOOGLE else of(KUBERNETES, "metadata.labels", {"daypass-owner": "tbd"})
    )
    assert messages(judge(service_account_has_owner, nobody, profile="strict"))
    assert unknowns(judge(service_account_has_owner, google(UNKNOWN), profile="strict")) == ["description"]


def test_every_type_has_somewhere_to_say_it() -> None:
    assert all(notes.words or notes.pairs for notes in identity_notes().values())
