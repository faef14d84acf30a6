"""The engine's record of a policy run is read whole or not at all."""

import gzip
import json
import os
from pathlib import Path

import pytest
from tests.support.event_logs import analysed, lines, log, recorded, summary, undecided, violation

from daypass.errors import UnreadableError
from daypass.state.event_log import parse_event_log, read_event_log


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        parse_event_log(data)
    return str(caught.value)


def test_a_real_preview_says_what_each_pack_found_passed_and_failed() -> None:
    (operation,) = read_event_log(str(recorded("preview")))
    assert {event.rule for event in operation.events} == {
        "identity-has-owner",
        "no-iam-user",
        "no-admin-access",
        "no-long-lived-key",
        "rules-are-decided",
    }
    assert {analysis.pack for analysis in operation.analyses} == {"workload_identity", "account_baseline"}
    assert operation.summary.packs == {"workload_identity", "account_baseline"}
    assert operation.summary.result == "failed"


def test_an_exception_of_the_engines_own_comes_with_its_id_and_reason() -> None:
    (operation,) = read_event_log(str(recorded("excepted")))
    (event,) = (event for event in operation.events if event.exceptions)
    assert (event.rule, event.level) == ("no-iam-user", "mandatory")
    assert event.exceptions == ({"id": "EXC-1", "reason": "why"},)


def test_an_analysis_names_its_packs_without_a_path_and_lists_no_passes() -> None:
    (operation,) = read_event_log(str(recorded("analysis")))
    assert operation.summary.packs == {"workload_identity"}
    assert operation.analyses == ()
    assert len(operation.events) == 4


def test_what_passed_remediation_is_no_evidence_and_unknown_kinds_are_passed_over() -> None:
    remediated = {"policyRemediateSummaryEvent": {"resourceUrn": "x", "policyPackName": "p", "passed": ["a"]}}
    (operation,) = log(remediated, {"someLaterEvent": [1]}, {}, summary())
    assert (operation.events, operation.analyses) == ((), ())


def test_a_preview_and_its_update_in_one_stream_are_two_operations() -> None:
    found = log(violation(), summary("failed"), {"preludeEvent": {}}, analysed(), summary(), {"cancelEvent": {}})
    assert [(len(one.events), len(one.analyses)) for one in found] == [(1, 0), (0, 1)]


@pytest.mark.parametrize(
    "events",
    [(violation(),), (summary(), {"preludeEvent": {}}), (summary(), violation()), (summary(), analysed()), ({},)],
    ids=["no summary", "an update that only began", "a violation after it", "an analysis after it", "nothing at all"],
)
def test_a_run_that_was_cut_off_is_refused(events: tuple[dict[str, object], ...]) -> None:
    assert "cut off" in refused(lines(*events))


BROKEN = {
    "a line that ends early": lines(violation())[:-9],
    "a line of text": b"Previewing update (dev)\n",
    "a list": b"[]\n",
    "a key twice": b'{"policyEvent": {}, "policyEvent": {}}\n',
    "no number": b'{"a": NaN}\n',
    "half a character": b'{"a": "\\ud800"}\n',
    "nested without end": b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"\n",
    "an event that is none": b'{"policyEvent": null}\n',
    "a violation without its rule": lines(violation(policyName="")),
    "a violation without its pack": lines(violation(policyPackName=None)),
    "a message that is no text": lines(violation({"a": 1})),
    "exceptions that are no list": lines(violation(exceptions="all")),
    "an exception that is no object": lines(violation(exceptions=["all"])),
    "packs that are no object": b'{"summaryEvent": {"PolicyPacks": ["workload_identity"]}}\n',
    "passes that are no texts": lines(
        {"policyAnalyzeSummaryEvent": {**analysed()["policyAnalyzeSummaryEvent"], "passed": [1]}}
    ),
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_malformed_line_is_named_and_nothing_else_in_the_record_counts(line: bytes) -> None:
    sentence = refused(lines(violation()) + b"\n" + line + lines(summary()))
    assert sentence.startswith("line 3: ")
    assert "\n" not in sentence


@pytest.mark.parametrize("data", [b"", b" \n\n"], ids=["empty", "blank"])
def test_an_empty_record_is_no_pass(data: bytes) -> None:
    assert refused(data).startswith("it is empty")


def test_an_export_is_no_record() -> None:
    assert "no record" in refused(json.dumps({"version": 3, "deployment": {"resources": []}}).encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"], ids=["with a mark", "of PowerShell"])
def test_what_a_shell_made_of_the_encoding_is_read_all_the_same(encoding: str) -> None:
    text = lines(violation(), summary("failed")).decode().replace("\n", "\r\n")
    assert parse_event_log(text.encode(encoding)) == log(violation(), summary("failed"))


def test_a_line_separator_inside_a_text_ends_no_line() -> None:
    event = violation("a\u2028b\x85c")
    data = json.dumps(event, ensure_ascii=False).encode() + b"\n" + lines(summary("failed"))
    assert parse_event_log(data)[0].events[0].message == "a\u2028b\x85c"


def test_bytes_that_are_no_text_are_refused() -> None:
    assert "no text" in refused(b"\xff\xfe\xfd" + lines(summary()))


def test_a_packed_record_is_read(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl.gz"
    file.write_bytes(gzip.compress(lines(undecided("no-admin-access (policy)"), summary())))
    assert len(read_event_log(str(file))[0].events) == 1


def test_a_pipe_that_nobody_writes_into_and_a_folder_are_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "missing"):
        with pytest.raises(UnreadableError):
            read_event_log(str(path))
