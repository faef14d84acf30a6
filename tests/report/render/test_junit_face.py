"""JUnit XML, as Jenkins validates it and GitLab and Azure DevOps read it."""

from xml.etree import ElementTree as ET

import pytest
from tests.support.reports import HOSTILE_TEXTS, UNREAD, every_status, everywhere, finding, report, view

from daypass.model.resource import Place
from daypass.report.findings import Report, Source
from daypass.report.render import View, render

SCHEMA = {
    "testsuites": ({"name": 0, "time": 0, "tests": 0, "failures": 0, "errors": 0}, {"testsuite"}),
    "testsuite": (
        {"name": 1, "tests": 1, "failures": 1, "errors": 1}
        | dict.fromkeys(
            ("group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"), 0
        ),
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name": 1, "time": 0, "classname": 0, "group": 0},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"type": 0, "message": 0}, set()),
    "error": ({"type": 0, "message": 0}, set()),
    "skipped": ({"type": 0, "message": 0}, set()),
    "system-out": ({}, set()),
}
"""Facts of junit-10.xsd in Jenkins' xUnit plugin: element → attribute → whether it must be there; and its children."""

FULL = (Source("dev.json", "stack-export", "dev", 12, 3), UNREAD)


def parsed(said: Report, how: View | None = None) -> ET.Element:
    root = ET.fromstring(render("junit", said, how or view(show_passed=True)))
    check(root)
    return root


def check(element: ET.Element) -> None:
    attributes, children = SCHEMA[element.tag]
    assert set(element.attrib) <= set(attributes)
    assert {name for name, required in attributes.items() if required} <= set(element.attrib)
    for child in element:
        assert child.tag in children
        check(child)


def outcome(case: ET.Element) -> tuple[str, str]:
    """`passed`, or the element inside with its type."""
    inside = list(case)
    return (inside[0].tag, inside[0].get("type", "")) if inside else ("passed", "")


def outcomes(said: Report, how: View | None = None) -> list[tuple[str, str]]:
    return [outcome(case) for case in parsed(said, how).iter("testcase") if case.get("classname") != "daypass"]


def test_only_what_refuses_is_a_failure_and_all_that_is_no_pass_is_skipped() -> None:
    assert outcomes(report(*every_status())) == [
        ("failure", "critical"),
        ("skipped", "advisory"),
        ("skipped", "undecided"),
        ("skipped", "exempt"),
        ("skipped", "known"),
        ("passed", ""),
    ]


@pytest.mark.parametrize(
    ("how", "refused"),
    [
        ({}, ["no-long-lived-key"]),
        ({"fail_on": "high"}, ["no-long-lived-key"]),
        ({"fail_on": "medium"}, ["no-long-lived-key", "identity-is-governed"]),
        ({"strict": True}, ["no-long-lived-key", "trust-pins-subject"]),
    ],
)
def test_a_report_is_red_for_what_the_exit_status_is_red_for(how: dict[str, object], refused: list[str]) -> None:
    root = parsed(report(*every_status()), view(**how))
    assert [case.get("classname") for case in root.iter("testcase") if case.find("failure") is not None] == refused


def test_a_case_is_named_for_rule_and_resource_and_no_two_alike() -> None:
    rows = [finding(), finding(fingerprint="b50501fc8b24005e-2"), finding(rule="no-iam-user")]
    cases = list(parsed(report(*rows)).iter("testcase"))
    assert (cases[1].get("classname"), cases[1].get("name")) == ("no-long-lived-key", "AccessKey ci [b50501fc8b24005e]")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    assert len(set(names)) == len(names) == 4


def test_a_failure_says_in_its_text_all_that_a_person_needs() -> None:
    (failure,) = parsed(report(finding())).iter("failure")
    assert failure.get("message") == "access key 'ci' never expires"
    for fact in (
        "never expires",
        "Declare a WorkloadIdentity",
        "mandatory",
        "NHI7:2025",
        "app/keys.py:12",
        "urn:pulumi:",
    ):
        assert fact in (failure.text or "")


def test_what_is_skipped_says_why_in_its_message_and_in_its_text() -> None:
    for case in parsed(report(*every_status())).iter("testcase"):
        for skipped in case.iter("skipped"):
            assert skipped.get("message")
            assert "never expires" in (skipped.text or "")
    assert "expires 2027-02-15" in render("junit", report(*every_status()), view())


def test_each_source_is_a_suite_with_its_counts_and_a_case_of_its_own() -> None:
    root = parsed(report(*every_status(), sources=FULL))
    assert [(suite.get("name"), suite.get("tests"), suite.get("skipped")) for suite in root] == [
        ("dev.json", "7", "4"),
        ("prod.json", "1", "0"),
    ]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("8", "1", "1")
    for suite in root:
        for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(count) == str(len(list(suite.iter(tag))))


def test_a_source_that_was_not_judged_is_an_error_and_never_an_empty_suite() -> None:
    judged, unread = parsed(report(sources=FULL)).iter("testcase")
    assert outcome(judged) == ("passed", "")
    assert outcome(unread) == ("error", "not-judged")
    assert "it is empty" in unread[0].attrib["message"]


def test_a_row_of_a_source_that_the_report_does_not_list_is_not_lost() -> None:
    root = parsed(report(finding(source="elsewhere.json")))
    assert [suite.get("name") for suite in root] == ["dev.json", "elsewhere.json"]
    assert root.get("failures") == "1"


def test_a_source_that_was_given_twice_has_its_rows_once() -> None:
    assert parsed(report(finding(), sources=(FULL[0], FULL[0]))).get("failures") == "1"


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_whatever_a_text_holds_the_file_is_xml_of_the_schema_in_ascii(text: str) -> None:
    said = everywhere(text, rule=text)
    assert render("junit", said, view(show_passed=True)).isascii()
    assert len(list(parsed(said).iter("testcase"))) == 8
    assert len(list(parsed(said))) == 2


def test_a_program_is_shown_with_its_folder() -> None:
    said = report(
        finding(source="services/shop", location=Place("a.py", 3)), sources=(Source("services/shop", "program"),)
    )
    assert "place: services/shop/a.py:3" in render("junit", said, view())


def test_what_is_said_of_the_whole_report_is_there_once() -> None:
    (text,) = (out.text or "" for out in parsed(report(notes=("N",), warnings=("W",), sources=FULL)).iter("system-out"))
    assert text.splitlines()[:2] == ["warning: W", "note: N"]
    assert "1.2.3" in text


def test_what_is_hidden_is_counted_and_mentioned() -> None:
    said = render("junit", report(finding(), finding(severity="low")), view(min_severity="high"))
    assert "1 failed below high are not shown, and count." in said
