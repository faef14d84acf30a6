"""`daypass schema` prints the schema of each file that people write."""

import jsonschema
import pytest
from tests.support.commands import daypass


@pytest.mark.parametrize("name", ["identity", "settings", "policy-config", "exemptions"])
def test_each_schema_is_one(name: str) -> None:
    schema = daypass("schema", name).expect(0).json
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"]


def test_another_name_is_wrong_use_and_the_names_are_told() -> None:
    for arguments in ((), ("identities",), ("identity", "settings")):
        wrong = daypass("schema", *arguments).expect(2)
        assert wrong.out == ""
        assert "identity|settings|policy-config|exemptions" in wrong.err
