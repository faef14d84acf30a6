"""This is where it is told which objects of S3 a component of Image Builder downloads to the machine that runs it.

Its document is YAML, or the JSON that YAML takes in, of which its lines say enough: a module that downloads names a
source in S3, one that runs a document a document there, and scripts copy with the command line. A script is its step,
which fails where its last command does, and what fails ends the build unless the step says otherwise. Sources: EC2
Image Builder User Guide, "Action modules supported by AWSTOE component manager" (S3Download, ExecuteDocument,
ExecuteBash) and "Use the AWSTOE component document framework for custom components" (`onFailure`, chaining); read
2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.machines.copied import Copied, copies_in, digests_in, is_held, stopping
from daypass.graph.becoming.steering.scripts import MOST, plain
from daypass.graph.leaves import maps, text_of
from daypass.graph.property_path import texts_at
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import Resource, bare

DATA: Final = "data"
"""The property with the document of a component."""

_KEYS: Final = ("action", "onFailure", "source", "document", "destination")
_STEP: Final = re.compile(
    r"""^[ ]{0,80}-[ ]{1,20}["']?(?:name|action|inputs|onFailure|timeoutSeconds|maxAttempts|loop|if)["']?[ ]{0,8}:
    |^[ ]{0,80}-[ ]{0,20}\n[ ]{1,80}["']?(?:name|action|inputs|onFailure)["']?[ ]{0,8}:""",
    re.VERBOSE | re.MULTILINE,
)
"""How a step begins, or a phase."""

_COMMENT: Final = re.compile(r"^[ ]{0,80}-[ ]{1,20}#.*$", re.MULTILINE)
"""An item of a list of which nothing is said."""

_NAME: Final = re.compile(r"""(?<![\w-])name["']?[ ]{0,8}:[ ]{0,8}["']?(?P<name>[\w-]{1,128})""")
_FETCHED: Final = re.compile(
    r"""(?<![\w-])(?:source|document)["']?[ ]{0,8}:[ ]{0,8}["']?s3://(?P<bucket>[a-z0-9.-]{3,63})/
    (?P<key>[^\s"'`;|&<>()$\\,{}*]{0,1024})(?P<any>[*{]?)""",
    re.VERBOSE,
)
"""What is downloaded, or run as a document; a key may end in `*`, or go on with what only the build knows."""

_TO: Final = re.compile(r"""(?<![\w-])destination["']?[ ]{0,8}:[ ]{0,8}["']?(?P<to>[\w:\\/.-]{1,400})""")
_CHAINED: Final = re.compile(
    r"\{\{[ ]{0,8}[\w-]{1,128}\.(?P<step>[\w-]{1,128})\.inputs\[(?P<at>\d{1,3})\]\.destination[ ]{0,8}\}\}"
)
"""What stands for where another step has put something."""

_GOES_ON: Final = re.compile(r"""(?<![\w-])onFailure["']?[ ]{0,8}:[ ]{0,8}["']?(?:Continue|Ignore)\b""")
_LAST: Final = re.compile(
    r"""[\s"',\]}-]{0,400}
    (?:(?:onFailure|timeoutSeconds|maxAttempts)["']?[ ]{0,8}:[ ]{0,8}["']?\w{1,20}[\s"',\]}]{0,400}){0,3}""",
    re.VERBOSE,
)
"""What may stand behind the last command of a step."""


class _Step(NamedTuple):
    """Where in a document a step stands, and its name."""

    name: str
    start: int
    end: int


def downloads_of(component: Resource) -> Iterator[str]:
    """The ARNs of the objects, in any partition; of many, that of whatever is put there.

    What a step holds to a digest that is written down is nobody's to change, and left out.
    """
    for data in texts_at(component.state, DATA).texts:
        said = _chained(_lines(data[:MOST]))
        held = tuple(one for step in _steps(said) for one in _stopping(said, step))
        each = (*_fetched(said), *copies_in(said))
        yield from dict.fromkeys(one.arn for one in each if not is_held(one, held, said))


def _lines(data: str) -> str:
    """The document by its lines, as YAML has them."""
    try:
        document = json_value(data)
    except JsonError:
        return _COMMENT.sub("", plain(data))
    phases = document.get("phases") if isinstance(document, Mapping) else None
    return plain("\n".join(line for phase in maps(phases) for step in maps(phase.get("steps")) for line in _of(step)))


def _of(step: Mapping[str, Any]) -> Iterator[str]:
    """The lines of one step of a document in JSON."""
    yield f"- name: {text_of(step.get('name'))}"
    for one in (step, *maps(step.get("inputs"))):
        yield from (f"  {key}: {text}" for key in _KEYS if (text := text_of(one.get(key))))
        commands = bare(one.get("commands"))
        yield from (f"  - {text_of(command)}" for command in (commands if isinstance(commands, list) else ()))


def _chained(said: str) -> str:
    """The same with the paths for which other steps stand."""
    put = {step.name: [one["to"] for one in _TO.finditer(said, step.start, step.end)] for step in _steps(said)}

    def path(chained: re.Match[str]) -> str:
        paths, at = put.get(chained["step"], ()), int(chained["at"])
        return paths[at] if at < len(paths) else chained[0]

    return _CHAINED.sub(path, said)


def _steps(said: str) -> Iterator[_Step]:
    starts = [found.start() for found in _STEP.finditer(said)]
    for start, end in zip(starts, (*starts[1:], len(said)), strict=False):
        name = _NAME.search(said, start, end)
        yield _Step(name["name"] if name else "", start, end)


def _stopping(said: str, step: _Step) -> Iterator[re.Match[str]]:
    """Where a step compares a file with the digest that it must have, and the build ends otherwise."""
    if _GOES_ON.search(said, step.start, step.end):
        return
    strict = {one.start() for one in stopping(said, step.start, step.end)}
    for one in digests_in(said, step.start, step.end):
        is_last = one["then"] is None and _LAST.fullmatch(said, one.end(), step.end) is not None
        if is_last or one.start() in strict:
            yield one


def _fetched(said: str) -> Iterator[Copied]:
    """What modules download, each with the destination that stands behind it."""
    found = list(_FETCHED.finditer(said))
    for one, end in zip(found, (*(later.start() for later in found[1:]), len(said)), strict=False):
        to = _TO.search(said, one.end(), end)
        path, at = (to["to"], to.end()) if to else ("", one.end())
        yield Copied.of(one["bucket"], one["key"], path, at, is_folder=bool(one["any"]))
