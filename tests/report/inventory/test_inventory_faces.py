"""Every face of the inventory says the same, and whatever a name holds stays text."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from tests.support.reports import HOSTILE_TEXTS, UNREAD, view

from daypass.report.findings import Source
from daypass.report.inventory.entry import Bound, Doors, Entry, Inventory, Owner, Proof, Review
from daypass.report.inventory.faces import FACES, render, words
from daypass.report.inventory.faces.csv import COLUMNS
from daypass.report.inventory.faces.html import policy

ENTRY = Entry(
    source="dev.json",
    urn="urn:pulumi:dev::shop::aws:iam/role:Role::deploy",
    name="deploy",
    kind="role",
    arn="arn:aws:iam::111122223333:role/deploy",
    account="111122223333",
    workload_class="pipeline",
    purpose="Deploys invoices",
    environment="prod",
    owner=Owner("payments", "tag", "payments@example.org"),
    proof=(Proof("federation", "gitlab.com project_path:acme/*", "organisation"),),
    doors=Doors(("s3", "sqs"), "writes", "it may change something"),
    bound=Bound(3600, "role", "1h"),
    review=Review("2026-01-31", overdue=True),
    consumers=("function api",),
    governed="no",
    why="it has no permissions boundary",
)
ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def inventory(*entries: Entry, **more: object) -> Inventory:
    facts = {"sources": (Source("dev.json", "stack-export", "dev", 3, 1),), "settings": None, "ruleset": "sha256:0"}
    return Inventory(entries=entries, **{**facts, **more})  # type: ignore[arg-type]  # facts by their names


def hostile(text: str) -> Inventory:
    entry = Entry(
        source=text,
        urn=text,
        name=text,
        kind="role",
        arn=text,
        workload_class=text,
        purpose=text,
        owner=Owner(text, "tag", text),
        proof=(Proof("federation", text),),
        doors=Doors((text,), "writes", text, (text,)),
        bound=Bound(60, "role", text),
        review=Review(text),
        consumers=(text,),
        governed="no",
        why=text,
    )
    return inventory(entry, sources=(Source(text, "stack-export", text, 1, 1), UNREAD), notes=(text,), settings=text)


@pytest.mark.parametrize("face", FACES)
def test_every_face_tells_what_was_asked_for(face: str) -> None:
    said = render(face, inventory(ENTRY), view())
    for fact in ("deploy", "role", "permissions boundary", "pipeline", "payments", "payments@example.org"):
        assert fact in said
    for fact in ("project_path:acme/*", "organisation", "s3", "sqs", "2026-01-31", "function api"):
        assert fact in said
    assert said == render(face, inventory(ENTRY), view())
    assert said.endswith("\n")


@pytest.mark.parametrize("face", FACES)
def test_a_source_that_could_not_be_read_is_named(face: str) -> None:
    said = render(face, inventory(sources=(UNREAD,)), view())
    assert "prod.json" in said
    assert "it is empty" in said


@pytest.mark.parametrize("face", FACES)
def test_of_several_sources_each_identity_says_which_it_is_from(face: str) -> None:
    beside = Source("beside.json", "stack-export", "prod", 1, 1)
    said = render(face, inventory(ENTRY, sources=(Source(ENTRY.source, "stack-export", "dev", 1, 1), beside)), view())
    assert ENTRY.source in said


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_text_is_more_than_text(face: str, text: str) -> None:
    said = render(face, hostile(text), view()).replace("\r\n", "\n")
    assert not ACTIVE.search(said)
    said.encode()


def test_json_has_its_version_and_the_share() -> None:
    said = json.loads(render("json", inventory(ENTRY), view()))
    assert said["schema_version"] == 1
    assert said["tool"]["name"] == "daypass"
    (row,) = said["identities"]
    assert row["owner"] == "payments"
    assert row["term"] == {"seconds": 3600, "enforced_by": "role", "declared": "1h"}
    assert row["proof"] == [{"how": "federation", "who": "gitlab.com project_path:acme/*", "breadth": "organisation"}]
    assert (row["review_by"], row["overdue"], row["governed"]) == ("2026-01-31", True, False)
    assert said["summary"]["share"] == 0
    assert json.loads(render("json", inventory(), view()))["summary"]["share"] is None


def test_what_could_not_be_told_is_neither_governed_nor_not() -> None:
    unknown, foreign = replace(ENTRY, governed="unknown"), replace(ENTRY, governed="not judged")
    said = json.loads(render("json", inventory(unknown, foreign, replace(ENTRY, governed="yes")), view()))
    assert [row["governed"] for row in said["identities"]] == [None, None, True]
    assert said["summary"]["share"] == 0.5


def test_csv_has_one_row_for_each_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(render("csv", inventory(ENTRY), view()))))
    assert [row["name"] for row in rows] == ["deploy"]
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["overdue"], rows[0]["term"], rows[0]["services"]) == ("yes", "3600", "s3, sqs")
    formula = csv.DictReader(io.StringIO(render("csv", hostile("=1+1"), view())))
    assert {row["name"] for row in formula} <= {"'=1+1", ""}


class Shape(HTMLParser):
    """The elements, without their texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, tuple(name for name, _ in attrs)))


def test_html_has_no_script_and_allows_one_style_alone() -> None:
    said = render("html", inventory(ENTRY), view())
    assert said.isascii()
    assert "script" not in {name for name, _ in Shape(said).elements}
    assert policy().startswith("default-src 'none'; style-src 'sha256-")
    usual = Shape(render("html", hostile("x"), view())).elements
    for text in filter(None, HOSTILE_TEXTS.values()):
        assert Shape(render("html", hostile(text), view())).elements == usual


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (Bound(3600, "role"), "1h, enforced by the role"),
        (Bound(900, "Roles Anywhere profile", "15m"), "15m, enforced by the Roles Anywhere profile (declared 15m)"),
        (Bound(None, "issuing service"), "renewed by the service; cut off by revocation"),
        (Bound(None, "nothing"), "no end"),
        (Bound(None, "unknown"), "unknown"),
    ],
    ids=lambda one: "" if isinstance(one, Bound) else one,
)
def test_a_term_says_what_enforces_it(bound: Bound, said: str) -> None:
    assert words.term(bound) == said


def test_a_share_is_never_rounded_to_all_or_to_nothing() -> None:
    many = [ENTRY] * 1999

    yes = replace(ENTRY, governed="yes")
    assert "100 %" not in words.summary(inventory(*([yes] * 1999), ENTRY))
    assert " 0 %" not in words.summary(inventory(*many, yes))
    assert "100 %" in words.summary(inventory(yes))
