"""The JSON Schema of an identity's file: an editor that has it accepts and refuses what our reader does."""

from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.support.declarations import INVOICE, folder_of, identities

from daypass.errors import DaypassError
from daypass.model.declaration import declaration_schema
from daypass.model.federation import KINDS
from daypass.model.shape import KEYWORDS
from daypass.model.written import parse_toml

CHECKER = jsonschema.Draft202012Validator(declaration_schema(), format_checker=jsonschema.FormatChecker(["date"]))

# A change of the documented file, which a schema can see.
CHANGES = [
    ("", ""),
    ("2027-05-31", "'2027-05-31'"),
    ("2027-05-31", "'31.05.2027'"),
    ("schema = 1", "schema = 2"),
    ("schema = 1\n", ""),
    ("[owner]", "extra = 1\n[owner]"),
    ('"pipeline"', '"pipelines"'),
    ('"invoice-deploy"', '"Invoice"'),
    ('["dev", "prod"]', "[]"),
    ('["dev", "prod"]', '"dev"'),
    ('term = "1h"\n[owner]', 'term = "1d"\n[owner]'),
    ('team = "payments"\n', ""),
    ('kind = "github_actions"\n', ""),
    ('kind = "github_actions"', 'kind = "gitlab"'),
    ('repository = "acme/invoice"\n', ""),
    ('repository = "acme/invoice"', 'repository = "acme"'),
    ('repository = "acme/invoice"', 'repository = "${config:org}/invoice"'),
    ("owner_id", "ownerid"),
    ('"987654"', "987654"),
    ('["s3:PutObject"]', '"s3:PutObject"'),
    ("[[grants]]", "[grants]"),
    ("[[grants]]", '[[grants]]\nname = "Put It"'),
    ("[[grants]]", '[[grants]]\nname = "put-it"'),
    ("conditions", "condition"),
    ("{ StringEquals", "{ Bool = { 'aws:SecureTransport' = true }, StringEquals"),
    ("{ StringEquals", "{ Bool = { 'aws:SecureTransport' = 1.5 }, StringEquals"),
    ("[override.prod]", "[override.prod]\npurpose = 'x'"),
]


def as_json(value: Any) -> Any:
    """Tables as JSON has them: a date is its text."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_schema_and_reader_agree(old: str, new: str, tmp_path: Path) -> None:
    text = INVOICE.replace(old, new, 1)
    try:
        read = bool(identities(folder_of(tmp_path, invoice=text), config={"org": "acme"}))
    except DaypassError:
        read = False
    assert CHECKER.is_valid(as_json(parse_toml(text, "x"))) == read


def test_the_schema_is_one_and_says_nothing_that_the_reader_does_not_check() -> None:
    def keywords(schema: dict[str, Any]) -> set[str]:
        below = [*schema.get("properties", {}).values(), *schema.get("oneOf", ())]
        below += [schema.get("items"), schema.get("additionalProperties")]
        return set(schema).union(*(keywords(item) for item in below if isinstance(item, dict)))

    jsonschema.Draft202012Validator.check_schema(declaration_schema())
    assert keywords(declaration_schema()) <= KEYWORDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_fields_in_the_schema(kind: str) -> None:
    (branch,) = [
        branch
        for branch in declaration_schema()["properties"]["federation"]["oneOf"]
        if branch["properties"]["kind"] == {"type": "string", "const": kind}
    ]
    assert set(branch["properties"]) == {"kind", *KINDS[kind].fields}
