"""A rule of others that leaves, breaks or answers wrongly is a violation that names it, and stops no other."""

import json
from pathlib import Path

import grpc
import pytest
from tests.support.brought import brought
from tests.support.commands import daypass
from tests.support.packs import executable, member, messages, running
from tests.support.states import entry, export, write

from daypass.errors import DaypassError
from daypass.testing import resource, running_pack

USER = "aws:iam/user:User"
CANARY = "canary-7f3a"

SINGLE = {
    "leaves": ("import sys; sys.exit(0)", "broke (SystemExit at theirs.py:"),
    "leaves as if it had found something": ("raise SystemExit(1)", "broke (SystemExit at theirs.py:"),
    "is cancelled": ("import asyncio; raise asyncio.CancelledError", "broke (CancelledError at theirs.py:"),
    "ends a generator": ("raise GeneratorExit", "broke (GeneratorExit at theirs.py:"),
    "panics": (f"raise BaseException('{CANARY}')", "broke (BaseException at theirs.py:"),
    "raises": (f"raise KeyError('{CANARY}')", "broke (KeyError at theirs.py:"),
    "returns nothing": ("return None", "answered wrongly (its answer is NoneType, and nothing that it yields)"),
    "returns a text": (f"return '{CANARY}'", "answered wrongly (its answer is str, and nothing that it yields)"),
    "finds nothing": ("yield None", "answered wrongly (its answer is NoneType, not a text or a Problem)"),
    "finds a number": ("yield 42", "answered wrongly (its answer is int, not a text or a Problem)"),
    "finds bytes": (f"yield Problem(b'{CANARY}')", "answered wrongly (a Problem whose message is bytes, not a text)"),
    "finds something weird": (
        f"yield Problem('x', severity='{CANARY}')",
        "answered wrongly (a Problem whose severity is none of critical, high, medium, low)",
    ),
    "is unsure": ("yield Problem('x', confidence=1)", "answered wrongly (a Problem whose confidence is none of high"),
    "has an odd place": ("yield Problem('x', at=['a'])", "answered wrongly (a Problem whose at is list, not a text or"),
    "has an odd key": (
        "yield Problem('x', key=7)",
        "answered wrongly (a Problem whose key is int, not a text or None)",
    ),
    "is shown by a thing": (
        "yield Problem('x', witness=object())",
        "answered wrongly (a Problem whose witness is object",
    ),
    "has a remedy of nobody's": (
        f"yield Problem('x', remedy='{CANARY}')",
        "answered wrongly (a Problem with a remedy that is none of its rule's)",
    ),
    "leaves open": ("yield Open(resource, ('a',))", "answered wrongly (its answer is Open, not a text or a Problem)"),
}
ACROSS = {
    "leaves": ("import sys; sys.exit(0)", "broke (SystemExit at theirs.py:"),
    "finds a text": (f"yield '{CANARY}'", "answered wrongly (its answer is str, not a Problem or an Open)"),
    "finds it nowhere": (
        f"yield Problem('x', on='{CANARY}')",
        "answered wrongly (a Problem whose on is str, not a Resource or None)",
    ),
    "leaves open nothing": (
        f"yield Open(resource.root, '{CANARY}')",
        "answered wrongly (an Open whose paths are str, not a tuple of texts)",
    ),
}
EVERY = {
    **{f"of one, {how}": (*case, "resource") for how, case in SINGLE.items()},
    **{f"of all, {how}": (*case, "stack") for how, case in ACROSS.items()},
}


def theirs(folder: Path, does: str, *, stack: bool = False) -> dict[str, str]:
    """An environment with a mandatory rule about users that first finds something and then does this."""
    first = f"yield Problem('first'{', on=resource.root' if stack else ''})"
    code = f"""
    from daypass.rule import Open, Problem

    def judge(resource, ask):
        '''It has a reason.'''
        {does if does.startswith("return") else f"{first}; {does}"}

    RULE = rule("theirs", **{{**FACTS, "confidence": "high", "level": "mandatory", "applies_to": ("{USER}",)}},
                stack={stack})(judge)
    """
    return brought(folder, "theirs:RULE", code)


@pytest.mark.parametrize("case", EVERY)
def test_a_scan_names_the_rule_and_what_it_did(tmp_path: Path, case: str) -> None:
    does, says, about = EVERY[case]
    environment = theirs(tmp_path / "site", does, stack=about == "stack")
    source = write(tmp_path / "dev.json", export(entry(USER, "bot")))
    ran = daypass("scan", source, "--format", "json", env=environment).expect(1)
    rows = [row for row in ran.json["findings"] if row["rule"] == "theirs"]
    assert [row["message"] for row in rows[:-1]] == ([] if does.startswith("return") else ["first"])
    assert rows[-1]["message"].startswith(f"the rule 'theirs' {says}")
    assert rows[-1]["message"].endswith(" and has not looked at everything")
    assert rows[-1]["remedy"].startswith("Report it to the maintainers of theirs; until then ")
    assert (rows[-1]["status"], rows[-1]["enforcement"]) == ("fail", "mandatory")
    assert "no-iam-user" in {row["rule"] for row in ran.json["findings"]}
    assert CANARY not in json.dumps(rows) + ran.err


def test_only_who_interrupts_is_not_a_violation(tmp_path: Path) -> None:
    source = write(tmp_path / "dev.json", export(entry(USER, "bot")))
    ran = daypass("scan", source, env=theirs(tmp_path / "site", "raise KeyboardInterrupt")).expect(130)
    assert ran.out == ""


@pytest.mark.parametrize("does", ["import sys; sys.exit(0)", "raise GeneratorExit", "raise KeyError", "yield 42"])
def test_a_pack_answers_with_a_violation_and_goes_on(tmp_path: Path, does: str) -> None:
    with running(executable(), tmp_path, **theirs(tmp_path / "site", does)) as pack:
        for _ in range(6):  # more than it has threads
            said = {diagnostic.policyName: diagnostic.message for diagnostic in pack.analyze(USER, "bot")}
            assert "the rule 'theirs' " in said["theirs"]
            assert "no-iam-user" in said
        pack.started.process.terminate()
        assert pack.started.process.wait() == 0


def test_a_pack_answers_about_a_stack_with_a_violation(tmp_path: Path) -> None:
    environment = theirs(tmp_path / "site", "import sys; sys.exit(0)", stack=True)
    with running(executable(), tmp_path, **environment) as pack:
        asked = messages.AnalyzeStackRequest(resources=[member(USER, "bot")])
        said = [one.message for one in pack.stub.AnalyzeStack(asked).diagnostics if one.policyName == "theirs"]
    assert "the rule 'theirs' broke (SystemExit at theirs.py:" in said[-1]


HANGS = "import os, signal, threading; os.kill(os.getpid(), signal.SIGTERM); threading.Event().wait()"


@pytest.mark.parametrize("where", ["rule", "module"])
def test_a_pack_ends_when_it_is_told_to_though_a_rule_waits_for_something(tmp_path: Path, where: str) -> None:
    site = tmp_path / "site"
    environment = theirs(site, HANGS) if where == "rule" else brought(site, "theirs:RULES", HANGS)
    with running(executable(), tmp_path, **environment) as pack:
        with pytest.raises(grpc.RpcError):
            pack.analyze(USER, "bot")
        assert pack.started.process.wait() == 0


def test_whoever_tests_with_a_pack_hears_which_one_is_silent(tmp_path: Path) -> None:
    environment = theirs(tmp_path / "site", "import threading; threading.Event().wait()")
    silent = r"the pack 'daypass-pack-workload-identity', asked Analyze of urn:.*::bot: no answer within 1 seconds"
    with (
        running_pack("workload_identity", tmp_path, deadline=1, **environment) as pack,
        pytest.raises(DaypassError, match=silent),
    ):
        pack.analyze(resource(USER, "bot"))


def test_whoever_tests_with_a_pack_hears_why_it_has_ended(tmp_path: Path) -> None:
    environment = brought(tmp_path / "site", "theirs:RULES", "import sys; sys.exit(0)")
    with (
        running_pack("workload_identity", tmp_path, **environment) as pack,
        pytest.raises(DaypassError, match=r"it has ended: daypass: entry point 'theirs' .* \(SystemExit at theirs.py:"),
    ):
        pack.info()
