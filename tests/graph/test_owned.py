"""Who answers for a resource is one answer, whoever asks: the graph, the inventory and the rules read it here."""

from datetime import date

import pytest

from daypass.graph.becoming.nodes import identity_node
from daypass.graph.owned import Owned, owner_of, owners_of, review_day
from daypass.model.resource import UNKNOWN, Resource
from daypass.settings import Ownership, Settings

LISTED = Settings(ownership=(Ownership("urn:pulumi:dev::**", "payments"),))
MADE = Resource.of("daypass:index:WorkloadIdentity", "deploy", owner="billing")


def role(**tags: object) -> Resource:
    return Resource.of("aws:iam/role:Role", "deploy", tags={f"daypass:{fact}": said for fact, said in tags.items()})


def test_the_tag_comes_first_then_what_the_component_was_given_then_the_table() -> None:
    assert owner_of(role(owner="shipping"), LISTED, MADE) == Owned("shipping", "tag")
    assert owner_of(role(), LISTED, MADE) == Owned("billing", "component")
    assert owner_of(role(), LISTED) == Owned("payments", "ownership table")
    assert owner_of(role(), Settings()) == Owned()


def test_what_stands_for_nobody_is_passed_over_wherever_it_is_written() -> None:
    todo = Settings(ownership=(Ownership("urn:pulumi:dev::**", "TODO"), *LISTED.ownership))
    unfilled = Resource.of("daypass:index:WorkloadIdentity", "deploy", owner="<owner>")
    assert owner_of(role(owner="TODO"), LISTED, unfilled) == Owned("payments", "ownership table")
    assert owner_of(role(owner="TODO"), todo) == Owned()  # the first entry that matches is the one that counts


def test_nothing_stands_in_for_an_owner_that_is_not_known_yet() -> None:
    assert owner_of(role(owner=UNKNOWN), LISTED, MADE) == Owned("", "tag", "tags.daypass:owner")
    unknown = Resource.of("daypass:index:WorkloadIdentity", "deploy", owner=UNKNOWN)
    assert owner_of(role(), LISTED, unknown) == Owned("", "component", "owner")


@pytest.mark.parametrize(("said", "owner"), [("TODO", "payments"), ("shipping", "shipping"), (UNKNOWN, "")])
def test_who_becomes_whom_is_told_of_the_same_owner(said: object, owner: str) -> None:
    node = identity_node(role(owner=said, **{"class": "TODO"}), "", "", LISTED)
    assert (node.owners, node.workload_class) == (((("", owner),) if owner else ()), "")


def test_where_no_file_names_the_key_the_ones_that_people_use_can_be_compared() -> None:
    tags = {"Owner": "web", "acme:owning-team": "shop", "contact": "web@example.org", "Name": "x", "squad": "TODO"}
    someone = Resource.of("aws:iam/role:Role", "app", tags=tags)
    assert owners_of(someone, Settings()) == (("owner", "web"), ("owningteam", "shop"))
    assert owners_of(someone, Settings(path="daypass.toml")) == ()
    ours = Resource.of("aws:iam/role:Role", "app", tags={**tags, "daypass:owner": "payments"})
    assert owners_of(ours, Settings()) == (("", "payments"), ("owner", "web"), ("owningteam", "shop"))
    later = Resource.of("aws:iam/role:Role", "app", tags={"owner": UNKNOWN, "team": "shop"})
    assert owners_of(later, Settings()) == (("team", "shop"),)


@pytest.mark.parametrize("text", ["", "20270531", "2027-W22-1", "2027-02-30", "2027-05-31T00:00:00", "soon"])
def test_a_review_day_is_written_in_one_form(text: str) -> None:
    assert review_day("2027-05-31") == date(2027, 5, 31)
    assert review_day(text) is None
