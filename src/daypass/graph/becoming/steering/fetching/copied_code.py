"""This is where it is told which objects of S3 a command of a container, or of a build, copies there and then runs.

It runs a file, or what is in a folder, by name, or has a program load its plugins and scripts from there. What is held
to a digest or a signature first is nobody's to change, unless the list of digests came with it. Sources: AWS CLI
Command Reference, "s3 sync" and "s3 cp" (`--recursive`); read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from daypass.graph.becoming.steering.fetching.command import command_at
from daypass.graph.becoming.steering.fetching.emitting import Holder
from daypass.graph.becoming.steering.fetching.running import holds_code, is_run
from daypass.graph.becoming.steering.machines.copied import THEN, Copied, copies_in, is_held, stopping, stopping_at
from daypass.graph.becoming.steering.run_below import runs_by_command
from daypass.graph.becoming.steering.scripts import command_of, containers_of, script_texts_of
from daypass.model.resource import Resource

_CALL: Final = "aws "
_PRINTED: Final = "-"
_CHECK: Final = re.compile(
    rf"""(?<![\w.-])(?:(?:sha(?:256|384|512)sum|shasum)\b[^\n;|&]{{0,200}}?\s(?:-[a-z]{{0,4}}c|--check)\b
    (?:[^\n;|&/]{{0,80}}\s["']?(?P<list>/[\w./-]{{1,400}}))?
    |(?P<signed>gpgv2?\b|gpg2?\b[^\n;|&]{{0,200}}\s--verify\b|cosign\s{{1,4}}verify-blob\b|minisign\b[^\n;|&]{{0,80}}\s-V))
    [^\n;|&]{{0,300}}\)?\s{{0,4}}{THEN}""",
    re.VERBOSE,
)


def copied_code(workload: Resource) -> Iterator[str]:
    """Their ARNs, in any partition; of a folder, that of whatever is put there."""
    yield from copied_in((*script_texts_of(workload), *map(command_of, containers_of(workload))))


def copied_in(scripts: Iterable[str]) -> Iterator[str]:
    """The same of scripts."""
    for text in scripts:
        held = tuple(stopping(text, 0, len(text)))
        for one in copies_in(text):
            if _is_run(text, one) and not is_held(one, held, text):
                yield one.arn


def _is_run(text: str, copied: Copied) -> bool:
    if copied.folder:
        folder = copied.folder.removeprefix("./").rstrip("/")
        return runs_by_command([text[copied.end :]], folder) and not _is_checked(text, copied.end, folder)
    if copied.to == _PRINTED:
        return is_run(text, command_at(text, text.rfind(_CALL, 0, copied.end)))
    return bool(copied.to) and holds_code(text, (Holder("file", copied.to, copied.end),))


def _is_checked(text: str, since: int, folder: str) -> bool:
    """Whether all that is there is held to a list that is elsewhere, or to a signature, before it is used."""
    every = [one for one in _CHECK.finditer(text, since) if one["signed"] or (one["list"] and not _is_in(one, folder))]
    stopping = {one.start() for one in stopping_at(every, text, 0, len(text))}
    first = next((one for one in every if one["then"] == "&&" or one.start() in stopping), None)
    return first is not None and not runs_by_command([text[since : first.start()]], folder)


def _is_in(check: re.Match[str], folder: str) -> bool:
    return check["list"].startswith(f"{folder}/")
