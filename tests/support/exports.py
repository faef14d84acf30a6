"""This is where the stack exports of the examples come from: the real engine deploys them into the emulated account.

`python -m tests.support.exports` writes `examples/*/export.json` anew; tests hold them against today's engine.
"""

import json
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.sandbox.emulator import Emulator
from tests.sandbox.engine import find_engine
from tests.sandbox.sandbox import Sandbox
from tests.support.tree import ROOT

EXPORTED = ("leaky", "mended")


def exported(name: str, sandbox: Sandbox) -> dict[str, Any]:
    """Deploy an example without any policy pack and export its stack, without what differs from run to run."""
    project = sandbox.project(ROOT / "examples" / name, name)
    sandbox.pulumi("stack", "init", "dev", project=project).expect(0)
    sandbox.pulumi("up", "--skip-preview", project=project).expect(0)
    export = json.loads(sandbox.pulumi("stack", "export", project=project).expect(0).stdout)
    sandbox.emulator.reset()
    return _lasting(export)


def _lasting(export: dict[str, Any]) -> dict[str, Any]:
    """The same with one time for all, and with the places of frames as in a project whose `.venv` lies in it."""
    text = re.sub(r'"(created|modified|time)": "[^"]*"', r'"\1": "2026-11-25T09:00:00Z"', json.dumps(export))
    text = re.sub(r'"project:///\.\./[^"]*/site-packages/', '"project:///.venv/lib/python3.11/site-packages/', text)
    text = re.sub(r'"project:///\.\./[^"]*/([^"/]+)"', r'"project:///../python/\1"', text)
    answer: dict[str, Any] = json.loads(text)
    return answer


def main() -> None:
    """Write the exports of all examples anew."""
    engine = find_engine()
    if engine is None:
        sys.exit("there is no engine: run make engine first")
    with TemporaryDirectory() as folder, Emulator() as emulator:
        for name in EXPORTED:
            export = exported(name, Sandbox(Path(folder) / name, engine, emulator))
            (ROOT / f"examples/{name}/export.json").write_text(json.dumps(export, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
