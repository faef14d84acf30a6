"""SARIF 2.1.0 as code scanning takes it: GitHub refuses a whole file for one result that breaks a rule."""

import json
import re
from typing import Any

import pytest
from tests.support.reports import UNREAD, every_status, finding, hostile, report, view

from daypass.model.resource import Place
from daypass.report.render import render
from daypass.report.render.sarif import RESULT_LIMIT


def run(*findings: object, **more: object) -> dict[str, Any]:
    text = render("sarif", report(*findings, **more), view(show_passed=True))  # type: ignore[arg-type]  # rows, given on
    document = json.loads(text)
    assert document["version"] == "2.1.0"
    (made,) = document["runs"]
    return dict(made)


@pytest.mark.parametrize("findings", [(), every_status(), (hostile(),), (finding(rule="not-in-the-catalogue"),)])
def test_the_structure_is_what_the_standard_and_code_scanning_ask_for(findings: tuple[Any, ...]) -> None:
    made = run(*findings)
    driver = made["tool"]["driver"]
    assert driver["name"] == "daypass"
    assert driver["fullName"]
    assert made["automationDetails"]["id"].endswith("/")
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    for result in made["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
        assert result["kind"] in {"fail", "review", "pass"}
        assert result["level"] in {"error", "warning", "note", "none"}
        assert (result["level"] == "none") == (result["kind"] != "fail")
        assert re.fullmatch(r"[0-9a-f]{16}(-\d+)?", result["partialFingerprints"]["daypass/v1"])
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~%/!$&'()*+,;=@-]+", uri)
        assert not uri.startswith("/")
        assert ".." not in uri.split("/")
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        assert location["logicalLocations"][0]["fullyQualifiedName"].startswith("urn:pulumi:")


def test_rules_say_what_code_scanning_shows() -> None:
    rules = {rule["id"]: rule for rule in run(finding())["tool"]["driver"]["rules"]}
    rule = rules["no-long-lived-key"]
    assert rule["properties"]["security-severity"] == "9.5"
    assert "security" in rule["properties"]["tags"]
    assert rule["help"]["text"]
    assert "**Remedy:**" in rule["help"]["markdown"]
    assert rule["shortDescription"]["text"] == "An access key works for whoever copies it until someone deletes it."
    assert rule["defaultConfiguration"]["level"] == "error"


def test_what_does_not_count_is_suppressed_with_its_reason_and_what_is_open_is_for_review() -> None:
    results = {result["properties"]["status"]: result for result in run(*every_status())["results"]}
    assert "suppressions" not in results["fail"]
    assert "2027-02-15" in results["exempt"]["suppressions"][0]["justification"]
    assert results["known"]["suppressions"][0]["status"] == "accepted"
    assert (results["undecided"]["kind"], results["undecided"]["level"]) == ("review", "none")


def test_a_message_holds_no_link() -> None:
    (result,) = run(finding(message="see [here](https://evil.example)"))["results"]
    assert "](" not in result["message"]["text"]


def test_a_place_outside_the_project_or_none_at_all_is_still_a_place() -> None:
    for place, uri in [
        (None, "Pulumi.yaml"),
        (Place("../../etc/x.py", 1), "etc/x.py"),
        (Place("a b/ü.py", 1), "a%20b/%C3%BC.py"),
    ]:
        (result,) = run(finding(location=place))["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_run_has_no_more_results_than_code_scanning_takes_and_what_failed_comes_first() -> None:
    made = run(*[finding(status="pass", message="passes")] * RESULT_LIMIT, finding())
    assert len(made["results"]) == RESULT_LIMIT
    assert made["results"][0]["kind"] == "fail"
    assert str(RESULT_LIMIT + 1) in json.dumps(made["invocations"])


def test_a_source_that_was_not_judged_makes_the_run_unsuccessful() -> None:
    (invocation,) = run(sources=(UNREAD,))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "prod.json" in invocation["toolExecutionNotifications"][0]["message"]["text"]
