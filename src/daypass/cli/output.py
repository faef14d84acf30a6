"""This is where a report is told: printed, written to files whole or not at all, and turned into an exit status."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from daypass.cli.exits import exit_status
from daypass.cli.options import Options
from daypass.cli.stderr import complain
from daypass.errors import UsageError
from daypass.report.bench import Bench
from daypass.report.findings import Report, Source
from daypass.report.render import View, render
from daypass.report.render.plain import plain


def finish(report: Report, options: Options, bench: Bench) -> int:
    """Write every `--output`, print the format asked for, name each unreadable source; the exit status.

    Raises DaypassError where a file cannot be written; then none of them is.
    """
    view = View(
        version=version("daypass"),
        rules=bench.rules,
        folder=str(Path.cwd()),
        min_severity=options.min_severity,
        fail_on=options.fail_on,
        strict=bench.strict,
        show_passed=options.show_passed,
    )
    write_all(
        [(path, render(face, report, replace(view, suffix=path.suffix.lower()))) for face, path in options.outputs]
    )
    complain_of_unread(report.sources)
    print_out(render(options.format, report, replace(view, width=terminal_width(), colour=is_colourful())))
    return exit_status(report, fail_on=options.fail_on, strict=bench.strict)


def complain_of_unread(sources: Iterable[Source]) -> bool:
    """Name each source that could not be read on standard error; whether there is one."""
    unread = [source for source in sources if source.error]
    for source in unread:
        complain(f"{plain(source.path, 300)}: {source.error}")
    return bool(unread)


def write_all(texts: list[tuple[Path, str]]) -> None:
    """Write each text to its file: first all of them beside their places, then each into it by one rename."""
    targets = [(Path(os.path.realpath(path)), text) for path, text in texts]
    twice = [path for path, count in Counter(path for path, _ in targets).items() if count > 1]
    if twice:
        raise UsageError("two outputs would be written to it", place=str(twice[0]), remedy="Name one file for each.")
    drafts: list[tuple[Path, Path]] = []
    try:
        for path, text in targets:
            drafts.append((_draft(path, text), path))
        for draft, path in drafts:
            if draft != path:
                draft.replace(path)
    except OSError as error:
        fact, place = f"it cannot be written: {error.strerror or error}", str(error.filename2 or error.filename or "")
        raise UsageError(fact, place=place, remedy="Name a file in a folder that can be written to.") from None
    finally:
        for draft, path in drafts:
            if draft != path:
                draft.unlink(missing_ok=True)


def print_out(text: str) -> bool:
    """Print to standard output; whether anyone reads on. Who stopped reading keeps the verdict from nobody."""
    if sys.stdout is None:  # closed by whoever started us: the exit status says it all
        return False
    data = text.encode(sys.stdout.encoding or "utf-8", "backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UsageError(f"the report cannot be printed: {error.strerror}", place="standard output") from None
    return True


def terminal_width() -> int:
    """Columns to write in: those of the terminal, within what reads well."""
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 140))


def is_colourful() -> bool:
    """Only on a terminal that wants it: see no-color.org."""
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def _draft(path: Path, text: str) -> Path:
    """A file beside `path` that holds the text; `path` itself where it is a pipe or a device and no file to replace."""
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return path
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        draft.unlink(missing_ok=True)
        error.filename = str(path)
        raise
    return draft
