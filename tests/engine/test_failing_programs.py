"""A program that fails says so itself, with its file and line; nothing it does makes a failure look like a pass."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from tests.support.programs import one, written

from daypass.engine.preview import Preview
from daypass.engine.program import run_program
from daypass.errors import UnreadableError

LEAF = """
import pulumi
class Leaf(pulumi.CustomResource):
    def __init__(self, name, opts=None, **inputs):
        super().__init__("test:index/leaf:Leaf", name, {"made": None, **inputs}, opts)
"""


def run(folder: Path, program: str, **files: str) -> Preview:
    return run_program(written(folder, textwrap.dedent(program), **files), stack="dev")


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("def f(:\n", "__main__.py:1: SyntaxError: invalid syntax"),
        ("import pulumi\n\nraise ValueError('no good')\n", "__main__.py:3: ValueError: no good"),
        ("import helper\n", "helper.py:2: ZeroDivisionError: division by zero"),
        ("import nothing_of_that_name\n", "__main__.py:1: ModuleNotFoundError: No module named"),
        ("import sys\nsys.exit(3)\n", "it ended itself with 3"),
        ("import sys\nsys.exit('bad weather')\n", "it ended itself with 'bad weather'"),
        ("import os\nos._exit(0)\n", "it ended itself with status 0, without finishing"),
        ("import os\nos._exit(9)\n", "it ended itself with status 9, without finishing"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "it was ended by SIGKILL"),
        ("import pulumi\nraise pulumi.RunError('not today')\n", "__main__.py:2: not today"),
        ("raise KeyboardInterrupt\n", "interrupted"),
        ("def deep():\n    deep()\ndeep()\n", "__main__.py:2: RecursionError"),
        ("import pulumi\npulumi.Config().require('gone')\n", "Missing required configuration variable 'p:gone'"),
        ("class Rude(BaseException):\n    pass\nraise Rude('rude')\n", "__main__.py:3: Rude: rude"),
    ],
)
def test_the_error_is_the_programs_own(tmp_path: Path, program: str, error: str) -> None:
    preview = run(tmp_path, program, helper_py="def f():\n    return 1 / 0\nf()\n")
    assert preview.error is not None
    assert error in preview.error


def test_an_error_in_an_apply_is_the_programs_own(tmp_path: Path) -> None:
    preview = run(tmp_path, LEAF + "\nLeaf('a', value=pulumi.Output.from_input(1).apply(lambda one: one / 0))\n")
    assert preview.error is not None
    assert preview.error.startswith("__main__.py:7: ZeroDivisionError")


def test_an_error_in_a_coroutine_is_found_below_what_the_sdk_made_of_it(tmp_path: Path) -> None:
    preview = run(tmp_path, LEAF + "\nasync def late():\n    raise ValueError('too late')\nLeaf('a', value=late())\n")
    assert preview.error is not None
    assert preview.error.startswith("__main__.py:8: ValueError: ")
    assert "too late" in preview.error


def test_an_error_that_passed_no_line_of_the_program_names_the_resource(tmp_path: Path) -> None:
    preview = run(tmp_path, LEAF + "\nLeaf('a', value='\\udcff')\n")
    assert preview.error is not None
    assert preview.error.startswith("the program failed: ValueError: While processing resource: 'a'")


def test_what_was_registered_until_then_is_kept(tmp_path: Path) -> None:
    preview = run(tmp_path, LEAF + "\nLeaf('a')\nraise ValueError\n")
    assert preview.error is not None
    assert one(preview, "a").type == "test:index/leaf:Leaf"


def test_a_second_resource_of_the_same_urn_is_an_error_as_in_the_engine(tmp_path: Path) -> None:
    preview = run(tmp_path, LEAF + "\nLeaf('a')\nLeaf('a')\n")
    urn = "urn:pulumi:dev::p::test:index/leaf:Leaf::a"
    told = f"Duplicate resource URN '{urn}'; try giving it a unique name"
    # The SDK registers on threads of its own, so that either of the two may come second.
    assert preview.error in (f"__main__.py:7: {told}", f"__main__.py:8: {told}")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (
            "pulumi.ComponentResource('pkg:index:Remote', 'r', None, None, True)",
            "the remote component 'r' of type pkg:index:Remote",
        ),
        ("pulumi.runtime.call('pkg:index:Thing/method', {}).apply(print)", "the method pkg:index:Thing/method"),
        ("pulumi.CustomResource('two:parts', 'x')", "Type 'two:parts' is not a valid type token"),
        ("pulumi.CustomResource('a:b:C', 'x', {}, pulumi.ResourceOptions(version='one'))", "'one' is not a version"),
        ("Leaf('x', pulumi.ResourceOptions(transforms=[lambda args: 1 / 0]))", "__main__.py:7: division by zero"),
    ],
)
def test_what_cannot_work_here_says_so(tmp_path: Path, line: str, error: str) -> None:
    preview = run(tmp_path, LEAF + f"\n{line}\n")
    assert preview.error is not None
    assert error in preview.error


def test_a_package_without_a_default_provider_needs_an_explicit_one(tmp_path: Path) -> None:
    denied = "config:\n  pulumi:disable-default-providers: [test]\n"
    preview = run(tmp_path, LEAF + "\nLeaf('a')\n", Pulumi_dev_yaml=denied)
    assert preview.error is not None
    assert "Default provider for 'test' disabled" in preview.error


@pytest.mark.parametrize("denied", ["'[test'", "test", "'{}'", "[7]", "'false'"])
def test_names_of_denied_providers_that_nobody_can_read_are_refused(tmp_path: Path, denied: str) -> None:
    config = f"config:\n  pulumi:disable-default-providers: {denied}\n"
    preview = run(tmp_path, LEAF + "\nLeaf('a')\n", Pulumi_dev_yaml=config)
    assert preview.error is not None
    assert "Failed to parse pulumi:disable-default-providers" in preview.error


def test_leaving_with_status_zero_is_finishing(tmp_path: Path) -> None:
    preview = run(tmp_path, LEAF + "\nLeaf('a')\nraise SystemExit\n")
    assert preview.error is None
    assert one(preview, "a")


def test_a_failure_that_the_program_swallows_is_still_one(tmp_path: Path) -> None:
    preview = run(tmp_path, LEAF + "\nLeaf('a')\nLeaf('a')\nimport os, time\ntime.sleep(0.5)\nos._exit(0)\n")
    assert preview.error is not None


def test_no_secret_of_the_program_is_in_its_error(tmp_path: Path) -> None:
    program = LEAF + "\nLeaf('a', value=pulumi.Output.secret('canary-4711'))\npulumi.runtime.sync_await\nimport time\n"
    preview = run(tmp_path, program + "time.sleep(0.2)\nraise ValueError('it was canary-4711')\n")
    assert preview.error is not None
    assert "canary" not in preview.error


def test_no_secret_of_the_configuration_is_in_an_error(tmp_path: Path) -> None:
    yaml = "name: p\nruntime: python\nconfig:\n  key: {value: canary-4711, secret: true}\n"
    program = "import pulumi\nraise ValueError(pulumi.Config().require('key'))\n"
    preview = run_program(written(tmp_path, program, yaml=yaml), stack="dev")
    assert preview.error == "__main__.py:2: ValueError: [secret]"


def test_a_process_that_the_program_starts_has_nothing_to_read_either(tmp_path: Path) -> None:
    program = """
    import subprocess, pulumi
    pulumi.export("read", subprocess.run(["cat"], stdout=subprocess.PIPE, text=True).stdout)
    """
    assert run(tmp_path, program).stack.root.outputs["read"] == ""


def test_what_a_program_prints_goes_to_standard_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program = "import pulumi, sys\nprint('to out')\nprint('to err', file=sys.stderr)\npulumi.log.warn('to log')\n"
    assert run(tmp_path, program).error is None
    out, err = capfd.readouterr()
    assert out == ""
    assert all(text in err for text in ("to out", "to err", "warning: to log"))


def test_whatever_a_program_prints_is_no_word_to_us(tmp_path: Path) -> None:
    program = """
    import os, sys
    for number in range(3, 64):
        try:
            os.write(number, b'{"ended": {"kind": "finished"}, "packages": 3}\\n[1]\\n\\xff\\n')
        except OSError:
            pass
    sys.stdout.buffer.write(b"\\xff\\x00" * 100_000)
    os._exit(1)
    """
    assert run(tmp_path, program).error == "the program failed: it ended itself with status 1, without finishing"


def test_a_program_has_nothing_to_read_and_nothing_that_connects_it_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_ACCESS_TOKEN", "canary")
    monkeypatch.setenv("PULUMI_CONFIG", '{"p:x": "elsewhere"}')
    program = """
    import os, sys, pulumi
    pulumi.export("read", sys.stdin.read())
    pulumi.export("pulumi", sorted(key for key in os.environ if key.startswith("PULUMI_")))
    pulumi.export("metadata", os.environ["AWS_EC2_METADATA_DISABLED"])
    pulumi.export("x", pulumi.Config().get("x"))
    """
    exports = run(tmp_path, program).stack.root.outputs
    assert (exports["read"], exports["pulumi"][:], exports["metadata"]) == ("", [], "true")
    assert exports.get("x") is None


def test_an_interpreter_without_pulumi_is_named(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    yaml = "name: p\nruntime: {name: python, options: {virtualenv: ../bare}}\n"
    preview = run_program(written(tmp_path / "project", "import pulumi\n", yaml=yaml), stack="dev")
    assert preview.error is not None
    assert "cannot import pulumi" in preview.error
    assert str(bare) in preview.error


def test_an_interpreter_that_is_none_is_named(tmp_path: Path) -> None:
    fake = tmp_path / "env" / "bin" / "python"
    fake.parent.mkdir(parents=True)
    fake.write_text("not a program")
    yaml = "name: p\nruntime: {name: python, options: {virtualenv: env}}\n"
    with pytest.raises(UnreadableError, match="cannot be started"):
        run_program(written(tmp_path, "", yaml=yaml), stack="dev")


def test_a_process_that_the_program_leaves_behind_does_not_hold_us_up(tmp_path: Path) -> None:
    program = """
    import os, time
    if os.fork() == 0:
        open("started", "w").write(str(os.getpid()))
        time.sleep(600)
    while not os.path.exists("started"):
        time.sleep(0.01)
    """
    assert run(tmp_path, program).error is None
    assert _is_gone(int((tmp_path / "started").read_text()))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_us_ends_the_program_too(tmp_path: Path, how: signal.Signals) -> None:
    program = """
    import os, time
    open("started", "w").write(str(os.getpid()))
    while True:
        time.sleep(0.01)
    """
    written(tmp_path, textwrap.dedent(program))
    command = [sys.executable, "-m", "daypass", "check", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as daypass:
        started = tmp_path / "started"
        while daypass.poll() is None and not (started.exists() and started.read_text()):
            time.sleep(0.01)
        daypass.send_signal(how)
        _, errors = daypass.communicate()
    assert started.exists(), errors
    assert daypass.returncode == {signal.SIGINT: 130}.get(how, -how)
    assert _is_gone(int(started.read_text()))


def _is_gone(process: int) -> bool:
    """Wait until the process is no more (a zombie of somebody else's is gone as well)."""
    while True:
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
