"""Facts say where they come from and of which day they are, and still agree with what they were taken from."""

import json
import pkgutil
import re
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module, util
from pathlib import Path

import pytest

import daypass.data
from daypass.data.credential_shapes import shapes
from daypass.data.managed_documents import FILE
from daypass.data.managed_policies import managed_policy_gives, managed_policy_gives_everything
from daypass.data.plain_places import FORMS, plain_places
from daypass.data.role_consumers import SAYS, role_consumers
from daypass.data.table import Table, all_tables, flag, word
from daypass.errors import UnreadableError
from daypass.iam.breadth import broad
from daypass.iam.document import Document

TABLES = all_tables()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_says_its_source_and_its_day(table: Table) -> None:
    assert len(table.source) > 20
    assert date(2026, 1, 1) < table.as_of <= datetime.now(UTC).date()
    assert table.rows
    assert all(None not in row and None not in row.values() for row in table.rows)
    assert len({tuple(row.items()) for row in table.rows}) == len(table.rows)


def test_a_module_that_holds_facts_itself_says_the_same() -> None:
    modules = [import_module(f"daypass.data.{found.name}") for found in pkgutil.iter_modules(daypass.data.__path__)]
    dated = [module for module in modules if hasattr(module, "AS_OF")]
    names = {module.__name__.rpartition(".")[2] for module in dated}
    assert names >= {"credential_names", "managed_documents"}
    assert all(isinstance(module.AS_OF, date) and len(module.SOURCE) > 20 for module in dated)


def test_managed_policies_give_what_their_documents_say() -> None:
    """The table is what `breadth` sees in the documents. What only a service-linked role can have, nobody attaches."""
    seen = {}
    for line in FILE.read_text(encoding="utf-8").splitlines()[1:]:
        policy = json.loads(line)
        document = Document.parse(policy["document"])
        services = {service for one in broad(document) if not one.limit for service in one.services}
        if services and not policy["policy"].startswith("aws-service-role/"):
            seen[policy["policy"]] = ("*",) if "*" in services else tuple(sorted(services))
    assert {path: managed_policy_gives(path) for path in seen} == seen


@pytest.mark.parametrize(
    ("policy", "services"),
    [
        ("AdministratorAccess", ("*",)),
        ("PowerUserAccess", ("*",)),
        ("administratoraccess", ("*",)),
        ("AmazonS3FullAccess", ("s3", "s3-object-lambda")),
        ("AmazonVPCFullAccess", ("AmazonVPC",)),
        ("SomethingNewFullAccess", ("SomethingNew",)),
        ("AmazonAPIGatewayInvokeFullAccess", ()),
        ("ReadOnlyAccess", ()),
        ("service-role/AWSLambdaBasicExecutionRole", ()),
        ("service-role/AmazonECSTaskExecutionRolePolicy", ()),
    ],
)
def test_a_managed_policy_is_known_by_its_document_or_by_its_name(policy: str, services: tuple[str, ...]) -> None:
    assert managed_policy_gives(policy) == services
    assert managed_policy_gives_everything(policy) == ("*" in services)


@cache
def provider_sources() -> dict[str, str]:
    """Type token → source of its class in the installed provider SDK."""
    spec = util.find_spec("pulumi_aws")
    assert spec
    assert spec.origin
    found = {}
    for path in Path(spec.origin).parent.glob("*/*.py"):
        source = path.read_text(encoding="utf-8")
        if token := re.search(r"super\(\w+, __self__\)\.__init__\(\s*'([^']+)'", source):
            found[token[1]] = source
    return found


PROPERTIES = sorted(
    {(type_, place.path) for type_, places in plain_places().items() for place in places}
    | {(type_, way.path) for type_, ways in role_consumers().items() for way in ways}
)


def test_types_and_properties_are_those_of_the_provider() -> None:
    sources = provider_sources()
    wrong = []
    for type_, path in PROPERTIES:
        name = re.split(r"[.\[]", path)[0]
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        known = sources.get(type_, "")
        if type_.startswith("aws:") and f'getter(name="{name}")' not in known and f"def {snake}(self)" not in known:
            wrong.append((type_, path))
    assert wrong == []


def test_the_words_in_a_table_are_known() -> None:
    assert {place.form for places in plain_places().values() for place in places} == set(FORMS)
    assert {way.says for ways in role_consumers().values() for way in ways} == set(SAYS)


def test_shapes_have_names_of_their_own_and_patterns_that_compile() -> None:
    assert len({shape.name for shape in shapes()}) == len(shapes())
    assert all(re.compile(shape.pattern) and all(shape.marks) for shape in shapes())


def test_a_word_that_a_column_does_not_know_is_refused_with_its_place() -> None:
    row = {"type": "aws:sqs/queue:Queue", "form": "tree", "shared": "no"}
    assert word(row, "form", FORMS) == "tree"
    assert flag(row, "shared") is False
    with pytest.raises(UnreadableError, match=r"form of .*Queue.: .Tree. is none of tree, handed"):
        word({**row, "form": "Tree"}, "form", FORMS)
    with pytest.raises(UnreadableError, match=r"shared of .*: '' is none of yes, no"):
        flag({**row, "shared": ""}, "shared")
