"""What somebody wrote about a resource is its description and its own tags, and of these what is known."""

from tests.support.grants import aws

from daypass.graph.written_about import texts_about, unknown_purpose
from daypass.model.resource import UNKNOWN, Resource, Secret


def made(**said: object) -> Resource:
    return aws("iam/role", "a", **{"description": "Runs jobs", "tags": {"Purpose": "of CI", "cluster": "b"}, **said})


def test_it_is_the_description_and_the_tags_or_those_with_a_key_in_any_case() -> None:
    assert [*texts_about(made())] == ["Runs jobs", "of CI", "b"]
    assert [*texts_about(made(), ("purpose",))] == ["Runs jobs", "of CI"]
    assert [*texts_about(made(tags=[{"key": "purpose", "value": Secret("c")}]), ("PURPOSE",))] == ["Runs jobs", "c"]


def test_what_is_not_known_says_nothing_and_hides_a_purpose_where_it_may_be_one() -> None:
    assert [*texts_about(made(description=UNKNOWN, tags=UNKNOWN))] == [""]
    assert unknown_purpose(made()) == ""
    assert unknown_purpose(made(description=UNKNOWN)) == "description"
    assert unknown_purpose(made(tags={"team:purpose": UNKNOWN})) == "tags.team:purpose"
    assert unknown_purpose(made(tags={"cluster": UNKNOWN, "Name": UNKNOWN})) == ""
    assert unknown_purpose(made(tags=UNKNOWN)) == "tags"
