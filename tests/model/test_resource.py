"""What a rule can read of a resource: known, unknown, secret, or known in part."""

import pytest

from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret, Undecided


def test_an_unknown_value_is_never_read_as_anything() -> None:
    properties = Properties({"arn": UNKNOWN, "list": [1, UNKNOWN]})
    for read in (lambda: properties["arn"], lambda: properties.get("arn", "default"), lambda: properties["list"][0:2]):
        with pytest.raises(Undecided):
            read()
    assert "arn" in properties
    assert not properties.is_known("arn")
    assert properties.unknown_paths() == ["arn", "list[1]"]


def test_a_secret_is_read_but_never_shown() -> None:
    properties = Properties({"password": Secret("hunter2"), "deep": Secret({"inner": "hunter3"})})
    assert properties["password"] == "hunter2"
    assert properties["deep"]["inner"] == "hunter3"
    assert properties.is_secret("password")
    for shown in (repr(properties), repr(properties.raw), str(properties.raw["password"]), f"{properties['deep']!r}"):
        assert "hunter" not in shown


def test_a_resource_knows_every_text_inside_its_secrets() -> None:
    resource = Resource.of("aws:ssm/parameter:Parameter", "p", value=Secret({"a": ["hunter2", 4711]}))
    assert resource.secrets() == {"hunter2", "4711"}


def test_what_is_known_in_part_has_every_other_key_with_an_unknown_value() -> None:
    found = Properties(Partial({"name": "legacy"}))
    assert found["name"] == "legacy"
    assert list(found) == ["name"]
    assert "tags" in found
    with pytest.raises(Undecided, match="tags"):
        found.get("tags")


def test_the_state_of_a_resource_that_is_known_in_part_is_known_in_part() -> None:
    resource = Resource(
        urn="urn:pulumi:dev::p::aws:iam/role:Role::old",
        type="aws:iam/role:Role",
        name="old",
        external=True,
        outputs=Properties(Partial({"name": "legacy"})),
    )
    assert resource.declared["name"] == "legacy"
    with pytest.raises(Undecided, match="assumeRolePolicy"):
        resource.declared["assumeRolePolicy"]
