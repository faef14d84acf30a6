"""The documents of AWS-managed policies are those that AWS publishes, as moto collected them.

`python -m tests.data.test_managed_documents` writes them anew after moto has been updated.
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.iam.aws_managed_policies import aws_managed_policies_data
from tests.support.wheel import build_wheel

from daypass.data.managed_documents import AS_OF, FILE, SOURCE, is_managed_document, managed_document
from daypass.data.table import read_table
from daypass.iam.document import Document

PUBLISHED: Mapping[str, Any] = {
    policy["Path"].lstrip("/") + name: policy for name, policy in json.loads(aws_managed_policies_data).items()
}


def published() -> Iterator[str]:
    """The lines of the file as it should be."""
    place = f"moto {version('moto')} (moto/iam/aws_managed_policies.py)"
    latest = max(policy["UpdateDate"] for policy in PUBLISHED.values())
    yield json.dumps({"source": f"the documents that AWS publishes, as collected by {place}", "as of": latest[:10]})
    for name in sorted(PUBLISHED, key=str.lower):
        document = json.dumps(PUBLISHED[name]["Document"], separators=(",", ":"))
        yield f'{{"policy":"{name}","document":{document}}}'


def test_the_file_is_what_moto_has() -> None:
    assert FILE.read_text(encoding="utf-8").splitlines() == list(published())


def test_it_says_the_same_source_and_day_as_the_table_made_from_it() -> None:
    table = read_table("managed_policies")
    assert (table.source, table.as_of) == (SOURCE, AS_OF)


def test_every_policy_is_found_and_is_a_document() -> None:
    for name, policy in PUBLISHED.items():
        found = managed_document(name)
        assert found is not None, name
        assert json.loads(found) == policy["Document"], name
        assert Document.parse(found).statements, name


@pytest.mark.parametrize("name", ["administratoraccess", "ADMINISTRATORACCESS", "AdministratorAccess"])
def test_names_do_not_differ_in_case_alone(name: str) -> None:
    assert len({known.lower() for known in PUBLISHED}) == len(PUBLISHED)
    assert managed_document(name) == managed_document("AdministratorAccess") is not None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "/AdministratorAccess",
        "AdministratorAccess/",
        "AdministratorAcces",
        "AdministratorAccessX",
        "AWSLambdaBasicExecutionRole",  # its path is missing
        "service-role/AdministratorAccess",
        "service-role/",
        "source",
        '","document":',
        '{"policy":"AdministratorAccess',
        "AdministratorAccess\n",
        "A" * 1_000_000,
        "~",
        "\x00",
        "\ud800",
        "AdministratorAcce\u017f\u017f",
    ],
)
def test_what_aws_does_not_publish_has_no_document(name: str) -> None:
    assert managed_document(name) is None


@given(st.text(alphabet='aAbwWzZ-_/"{}:,\n\\', max_size=12) | st.text() | st.sampled_from(sorted(PUBLISHED)))
def test_any_text_has_an_answer(name: str) -> None:
    known = {policy.lower() for policy in PUBLISHED}
    assert (managed_document(name) is not None) == (name.isascii() and name.lower() in known)


def test_the_wheel_holds_them(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_wheel(tmp_path)) as wheel:
        assert wheel.read(f"daypass/data/{FILE.name}") == FILE.read_bytes()


@pytest.mark.parametrize("module", ["daypass_policies.serve.executable", "daypass_policies.rules"])
def test_a_pack_starts_without_them(module: str) -> None:
    program = f"import sys, {module}; from daypass_policies.rules import catalog; catalog(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "daypass.data.table" in loaded
    assert "daypass.data.managed_documents" not in loaded


@pytest.mark.parametrize("name", ["AdministratorAccess", "AmazonS3FullAccess", "service-role/AWSLambdaRole"])
def test_a_copy_is_told_from_what_says_something_else(name: str) -> None:
    document = PUBLISHED[name]["Document"]
    assert is_managed_document(document)
    assert is_managed_document(dict(reversed(document.items())))
    assert not is_managed_document(document | {"Id": "mine"})
    assert not is_managed_document(None)


def test_every_document_is_known_by_what_it_says() -> None:
    assert all(is_managed_document(policy["Document"]) for policy in PUBLISHED.values())


if __name__ == "__main__":
    FILE.write_text("".join(f"{line}\n" for line in published()), encoding="utf-8")
