"""This is where tests of the embedded engine get a program run: one of `tests/engine/programs`, or one of this text."""

from functools import cache
from pathlib import Path

from tests.support.tree import ROOT

from daypass.engine.preview import Preview
from daypass.engine.program import run_program
from daypass.model.resource import Resource

PROGRAMS = ROOT / "tests" / "engine" / "programs"


@cache
def ran(name: str, *, update: bool = False, account: str | None = None) -> Preview:
    """The preview of one of our programs, stack `dev`; run once however many tests look at it."""
    preview = run_program(PROGRAMS / name, stack="dev", update=update, account=account)
    assert preview.error is None, preview.error
    return preview


def failed(name: str) -> Preview:
    """The preview of a program that does not finish."""
    preview = run_program(PROGRAMS / name, stack="dev")
    assert preview.error is not None
    return preview


def written(folder: Path, program: str, *, yaml: str = "name: p\nruntime: python\n", **files: str) -> Path:
    """A project of this text; `files` are others beside it, `Pulumi_dev_yaml` for `Pulumi.dev.yaml`."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "Pulumi.yaml": yaml,
        "__main__.py": program,
        **{name.replace("_", "."): text for name, text in files.items()},
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def one(preview: Preview, name: str) -> Resource:
    """The only resource of that name."""
    (found,) = (resource for resource in preview.stack.resources if resource.name == name)
    return found


def urns(preview: Preview) -> set[str]:
    """All URNs, without the stack's and the project's name."""
    return {resource.urn.split("::", 2)[2] for resource in preview.stack.resources}
