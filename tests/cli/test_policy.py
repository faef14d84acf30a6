"""`daypass policy` by lines: one JSON object in, one out, whatever the lines hold and however slowly they come."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.commands import daypass

from daypass.cli.__main__ import run
from daypass.cli.policy_lines import LONGEST, answer_line, answer_lines

ROLE = "arn:aws:iam::111122223333:role/app"
CANARY = "hunter2"
ALLOW = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
POLICY = {"Version": "2012-10-17", "Statement": [ALLOW]}
UNREADABLE = {"DateLessThan": {"aws:CurrentTime": CANARY}}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "sts:AssumeRole"}],
}
ASKED = {"action": "s3:GetObject", "resource": "*", "principal": ROLE, "identityPolicies": [POLICY]}
ALLOWED = {
    "decision": "allowed",
    "statements": [{"policy": "identityPolicies[0]", "statement": 0, "effect": "Allow"}],
    "missing": None,
}


def text(*lines: Any) -> bytes:
    """Lines of JSON; bytes stand for themselves."""
    return b"".join(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in lines)


def answers(out: str) -> list[Any]:
    return [json.loads(one) for one in out.splitlines()]


def test_every_line_is_answered_in_order_with_its_id() -> None:
    asked = text({"id": "b", **ASKED}, b"  \r\n\n", {**ASKED, "action": "s3:PutObject", "id": "a"}, ASKED)
    first, second, third = answers(daypass("policy", "evaluate", stdin=asked).expect(0).out)
    assert first == {"id": "b", **ALLOWED}
    assert second == {"id": "a", "decision": "implicitDeny", "statements": [], "missing": "identityPolicies"}
    assert third == {"id": None, **ALLOWED}


def test_each_question_has_its_answer(tmp_path: Path) -> None:
    lines = {
        "evaluate": ({"id": 1, **ASKED}, {"id": 1, **ALLOWED}),
        "admits": (
            {"id": 2, "trustPolicy": TRUST, "action": "sts:AssumeRole", "principal": ROLE, "claims": {}, "context": {}},
            {"id": 2, "admitted": True, "missing": None},
        ),
        "reach": ({"id": 3, "action": "s3:Put*", "identityPolicies": [POLICY]}, {"possible": False, "witness": None}),
        "compare": ({"id": 4, "a": [], "b": [POLICY]}, {"id": 4, "more": False, "witness": None}),
    }
    for question, (asked, expected) in lines.items():
        (tmp_path / question).write_bytes(text(asked))
        ran = daypass("policy", question, question, cwd=tmp_path).expect(0)
        (answer,) = answers(ran.out)
        assert expected.items() <= answer.items()
        assert answer == answers(daypass("policy", question, "-", stdin=text(asked)).expect(0).out)[0]
        assert ran.err == ""


@pytest.mark.parametrize("named", [None, "x", "", 0, 1.5, True, [1, {"a": []}], {"a": {"b": None}}, "\ud800", "ü"])
def test_an_id_of_any_kind_comes_back(named: Any) -> None:
    for asked in (ASKED, {}):
        answer, _ = answer_line(json.dumps({"id": named, **asked}).encode(), lambda line: {"n": len(line)}, 1)
        assert json.loads(json.dumps(answer)) == {"id": named, "n": len(asked)}


BROKEN: dict[str, tuple[bytes, Any]] = {
    "no JSON": (b"hunter2", None),
    "half of an object": (b'{"id": 1, "action": "hunter2"', None),
    "two objects": (b'{"id": 1} {"id": 2}', None),
    "a list": (b"[]", None),
    "a text": (b'"hunter2"', None),
    "null": (b"null", None),
    "a key twice": (b'{"id": 1, "id": 2}', None),
    "a key twice inside": (b'{"id": 1, "context": {"hunter2": 1, "hunter2": 2}}', None),
    "NaN": (b'{"id": NaN}', None),
    "an infinity": (b'{"id": 1, "context": {"a": -Infinity}}', None),
    "a number that is too large": (b'{"id": 1e400}', None),
    "a number of too many digits": (b'{"id": ' + b"9" * 10_000 + b"}", None),
    "no UTF-8": (b'{"id": "\xff"}', None),
    "UTF-16": ('{"id": 1}'.encode("utf-16"), None),
    "a NUL": (b"\0", None),
    "too deep": (b'{"id": 1, "context": ' + b"[" * 100_000, None),
    "an id that is too deep": (b'{"id": ' + b"[" * 100 + b"]" * 100 + b"}", None),
    "an id that is nearly too deep to read": (b'{"id": ' + b"[" * 800 + b"]" * 800 + b"}", None),
    "nothing": (b"{}", None),
    "a field that is not known": (b'{"id": 7, "hunter": 2}', 7),
    "a policy that AWS refuses": (text({**ASKED, "id": 7, "identityPolicies": [{"Statement": CANARY}]}), 7),
    "a document that is no JSON": (text({**ASKED, "id": 7, "identityPolicies": [CANARY]}), 7),
    "a condition that nobody can read": (
        text({**ASKED, "id": 7, "identityPolicies": [{"Statement": {**ALLOW, "Condition": UNREADABLE}}]}),
        7,
    ),
}


@pytest.mark.parametrize(("broken", "named"), BROKEN.values(), ids=BROKEN)
def test_a_line_that_cannot_be_read_is_answered_so_and_the_others_go_on(
    broken: bytes, named: Any, tmp_path: Path
) -> None:
    (tmp_path / "lines").write_bytes(text({"id": 1, **ASKED}, broken.rstrip(b"\n") + b"\n", {"id": 3, **ASKED}))
    status, out, err = ran(str(tmp_path / "lines"))
    first, wrong, third = answers(out)
    assert status == 2
    assert (first, third) == ({"id": 1, **ALLOWED}, {"id": 3, **ALLOWED})
    assert wrong.keys() == {"id", "error"}
    assert wrong["id"] == named
    assert wrong["error"]
    assert CANARY not in out + err
    assert err == "daypass: 1 of 3 questions got an error for an answer: line 2\n"


def ran(path: str, question: str = "evaluate") -> tuple[int, str, str]:
    """Status, standard output and standard error of the command, in this process."""
    with captured() as (out, err):
        status = run(["policy", question, path])
    return status, out.getvalue().decode(), err.getvalue()


@contextmanager
def captured() -> Iterator[tuple[io.BytesIO, io.StringIO]]:
    """What is written to standard output and standard error meanwhile."""
    out, err = io.BytesIO(), io.StringIO()
    with redirect_stdout(io.TextIOWrapper(out, encoding="utf-8", write_through=True)) as wrapper, redirect_stderr(err):
        yield out, err
    wrapper.detach()


def test_a_line_that_is_too_long_is_read_past() -> None:
    long = b'{"id": 1, "x": "' + b"x" * (3 * LONGEST) + b'"}\n'
    first, second = answers(daypass("policy", "evaluate", stdin=long + text({"id": 2, **ASKED})).expect(2).out)
    assert first == {"id": None, "error": f"line 1: is longer than {LONGEST} bytes. Write one JSON object a line."}
    assert second == {"id": 2, **ALLOWED}


def test_a_line_that_is_no_json_is_told_by_its_number_in_the_input_and_its_column() -> None:
    asked = text({"id": 1, **ASKED}) + b'\n{"id": 2, x}\n{"id": 3\r\n[]\n{"id": 4, "id": 4}\n'
    _, *wrong = answers(daypass("policy", "evaluate", stdin=asked).expect(2).out)
    facts = [
        "line 3: is not JSON that can be read (column 11)",
        "line 4: is not JSON that can be read (column 9)",
        "line 5: is no object",
        "line 6: has an object with one key twice",
    ]
    assert [one["error"] for one in wrong] == [f"{fact}. Write one JSON object a line." for fact in facts]


EXPORT = {"version": 3, "deployment": {"manifest": {}, "resources": []}}
MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.mark.parametrize(
    ("question", "policy", "of_export"),
    [
        ("evaluate", "--action ACTION", "--role NAME and --action ACTION"),
        ("reach", "--action ACTION", "--role NAME and --action ACTION"),
        ("admits", "--principal ARN", "--role NAME and --principal ARN"),
        ("compare", "a second FILE", "Name two policies"),
    ],
)
def test_a_document_in_the_place_of_lines_is_one_error_that_names_what_was_forgotten(
    question: str, policy: str, of_export: str, tmp_path: Path
) -> None:
    files = {"policy": (POLICY, "a policy document", policy), "export": (EXPORT, "a stack export", of_export)}
    for name, (value, called, remedy) in files.items():
        for indent in (None, 2):
            (tmp_path / name).write_text(json.dumps(value, indent=indent))
            refused = daypass("policy", question, name, cwd=tmp_path).expect(2)
            assert refused.err.startswith(f"daypass: {name}: it looks like {called}, and not like lines of JSON. ")
            assert remedy in refused.err
            assert refused.out == ""
    assert policy in daypass("policy", question, MANAGED).expect(2).err


def test_a_document_on_standard_input_is_told_too_where_it_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text(json.dumps(POLICY, indent=2))
    command = [sys.executable, "-m", "daypass", "policy", "evaluate"]
    with (tmp_path / "policy.json").open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("daypass: standard input: it looks like a policy document")


def test_a_document_among_lines_is_a_line_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(text(POLICY, {"id": 2, **ASKED}))
    wrong, right = answers(daypass("policy", "evaluate", "lines", cwd=tmp_path).expect(2).out)
    assert "is no field of this question" in wrong["error"]
    assert right == {"id": 2, **ALLOWED}


def test_many_broken_lines_are_counted_and_the_first_of_them_named() -> None:
    err = daypass("policy", "evaluate", stdin=text({"id": 1, **ASKED}, *[b"x\n"] * 9)).expect(2).err
    assert err == "daypass: 9 of 10 questions got an error for an answer: lines 2, 3, 4, 5, 6, …\n"


def test_a_mark_before_the_first_line_and_no_break_after_the_last_do_not_matter() -> None:
    asked = b"\xef\xbb\xbf" + text({"id": 1, **ASKED}) + text({"id": 2, **ASKED}).rstrip()
    assert [answer["id"] for answer in answers(daypass("policy", "evaluate", stdin=asked).expect(0).out)] == [1, 2]
    assert daypass("policy", "evaluate", stdin=b"").expect(0).out == ""


def test_whoever_waits_for_an_answer_gets_it_before_the_next_question() -> None:
    command = [sys.executable, "-m", "daypass", "policy", "evaluate"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as partner:
        assert partner.stdin
        assert partner.stdout
        for number in range(3):
            partner.stdin.write(text({"id": number, **ASKED}))
            partner.stdin.flush()
            assert json.loads(partner.stdout.readline()) == {"id": number, **ALLOWED}
        partner.stdin.close()
        assert partner.stdout.read() == b""
    assert partner.returncode == 0


def test_who_stops_reading_ends_it_without_a_complaint() -> None:
    command = [sys.executable, "-m", "daypass", "policy", "evaluate"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as partner:
        assert partner.stdin
        assert partner.stdout
        assert partner.stderr
        partner.stdin.write(text({"id": 1, **ASKED}))
        partner.stdin.flush()
        partner.stdout.readline()
        partner.stdout.close()
        partner.stdin.write(text({"id": 2, **ASKED}))
        partner.stdin.flush()
        assert partner.stderr.read() == b""  # it ends although more could come
    assert partner.returncode == 0


def test_a_crash_at_one_line_is_told_without_its_values_and_is_no_verdict(tmp_path: Path) -> None:
    def broken(line: Any) -> dict[str, Any]:
        if line.get("crash"):
            raise KeyError(CANARY)
        return {"fine": True}

    (tmp_path / "lines").write_bytes(text({"id": 1}, {"id": 2, "crash": True}, b"x\n", {"id": 4}))
    with captured() as (out, _):
        assert answer_lines(str(tmp_path / "lines"), broken, "--action ACTION") == 70
    first, second, third, fourth = answers(out.getvalue().decode())
    assert (first, fourth) == ({"id": 1, "fine": True}, {"id": 4, "fine": True})
    assert second["id"] == 2
    assert second["error"].startswith("internal error: KeyError at test_policy.py:")
    assert CANARY not in second["error"]
    assert third["id"] is None


@pytest.mark.parametrize(
    ("arguments", "fact"),
    [
        (["evaluate", "nowhere"], "nowhere: it cannot be read: No such file or directory"),
        (["reach", "/"], "/: it cannot be read: Is a directory"),
        (["evaluate", "a", "b"], "one file of lines is answered at a time"),
        (
            ["evaluate", "--resource", "*"],
            "--resource says nothing about lines of JSON. To ask about one thing, give",
        ),
        (["evaluate", "--format", "json"], "--format says nothing about lines of JSON"),
        (["admits", "--action", "sts:AssumeRole"], "--action says nothing about lines of JSON"),
        (["admits", "--claim", "sub=x"], "--claim says nothing about lines of JSON"),
        (["reach", "x", "--session-policy", "y"], "--session-policy says nothing about lines of JSON"),
        (["compare", "x", "--format", "text"], "--format says nothing about lines of JSON"),
        (["compare", "x", "y", "z"], "one file of lines is answered at a time"),
        (["evaluate", "--claim", "x=y"], "No such option"),
        (["evalute"], "No such command"),
    ],
)
def test_wrong_use_is_told_before_anything_is_answered(arguments: list[str], fact: str) -> None:
    refused = daypass("policy", *arguments, stdin=text(ASKED)).expect(2)
    assert fact in refused.err
    assert refused.out == ""


def test_standard_input_that_is_closed_or_cannot_be_read_is_an_error() -> None:
    for before in ("<&-", "0>/dev/null"):
        command = f"{sys.executable} -m daypass policy evaluate {before}"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env={**os.environ}, check=False)
        assert done.returncode == 2
        assert done.stderr.startswith("daypass: standard input: ")


def test_a_person_at_a_terminal_is_told_what_is_waited_for() -> None:
    keyboard, terminal = os.openpty()
    command = [sys.executable, "-m", "daypass", "policy", "evaluate"]
    with subprocess.Popen(command, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as partner:
        os.close(terminal)
        assert partner.stderr
        assert b"lines of JSON are read from here" in partner.stderr.readline()
        os.write(keyboard, b"\x04")  # the end of what is typed
    os.close(keyboard)
    assert partner.returncode == 0


LINE = st.one_of(
    st.text(max_size=30),
    st.binary(max_size=30),
    st.sampled_from([text(ASKED).decode(), '{"id": 5}', "[[[[", '{"id": "\\ud800"}', "\u2028", "\x0c", "\r", "\ufeff"]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINE, max_size=6), question=st.sampled_from(["evaluate", "admits", "reach", "compare"]))
def test_whatever_is_asked_each_line_that_is_not_blank_has_one_answer(
    lines: list[str | bytes], question: str, tmp_path: Path
) -> None:
    asked = b"\n".join(one.encode("utf-8", "surrogatepass") if isinstance(one, str) else one for one in lines)
    (tmp_path / "lines").write_bytes(asked)
    status, out, err = ran(str(tmp_path / "lines"), question)
    expected = [one for one in asked.removeprefix(b"\xef\xbb\xbf").split(b"\n") if one.strip(b" \t\r")]
    assert len(answers(out)) == len(expected)
    assert all("id" in answer for answer in answers(out))
    assert status in (0, 2)
    assert (status == 2) == ("error" in err)


@pytest.mark.parametrize("given", ["canary-8f14e45f", "=canary-8f14e45f"])
def test_a_value_whose_key_was_forgotten_is_not_said_again(
    given: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "policy.json").write_text('{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}')
    asked = ["policy", "evaluate", str(tmp_path / "policy.json"), "--action", "s3:GetObject", "--context", given]
    assert run(asked) == 2
    told = capsys.readouterr()
    assert "KEY=VALUE" in told.err
    assert "canary" not in told.out + told.err
