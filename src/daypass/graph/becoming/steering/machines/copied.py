"""This is where it is told which objects of S3 a script copies to its machine, and which it holds to a digest."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE

_COPIED: Final = re.compile(
    r"""\baws\s{1,8}(?:--[\w-]{1,32}[=\s][\w.-]{1,64}\s{1,8}){0,4}s3\s{1,8}(?P<how>cp|sync|mv)\s{1,8}
    (?:--[\w-]{1,32}(?:[=\s][\w.-]{1,64})?\s{1,8}){0,8}["']?
    s3://(?P<bucket>[a-z0-9.-]{3,63})(?P<key>/[^\s"'`;|&<>()$\\]{0,1024})?(?=[\s"'`;|&<>)]|$)""",
    re.VERBOSE,
)
"""What is copied from, not to: a machine that uploads its logs runs none of them."""

_ALL: Final = re.compile(r"[^\n;|&]{0,400}?\s--recursive(?=[\s;|&)]|$)")
"""Said of whatever begins so, before it or behind it."""

_TO: Final = re.compile(r"""["']?\s{1,8}["']?(?P<to>[\w./-]{1,400})""")
"""Where an object is copied to, behind what is copied."""

_SYNC: Final = "sync"

THEN: Final = r"(?P<then>\|\|\s{0,4}(?:\{\s{0,4})?(?P<exits>(?:[^\n|&]{0,80}[;\s])?exit\b)?|&&)?"
"""What a script does next, by what comes of a check."""

_HELD: Final = re.compile(
    rf"""(?<![0-9a-fA-F])(?:[0-9a-fA-F]{{64}}|[0-9a-fA-F]{{96}}|[0-9a-fA-F]{{128}})
    \s{{1,4}}\*?(?P<path>[\w./-]{{1,400}})["']?\s{{0,4}}
    \|\s{{0,4}}(?:/usr/bin/)?(?:sha(?:256|384|512)sum|shasum)\b[^\n|;&]{{0,80}}\s(?:-[a-z]{{0,4}}c|--check)\b
    [^\n|;&]{{0,40}}{THEN}""",
    re.VERBOSE,
)
_STOPS: Final = re.compile(r"(?:^|[;&\s])set\s{1,8}-(?:\w{0,8}e|o\s{1,8}errexit\b)|\A\s{0,8}#!\S{1,64}\s{1,8}-\w{0,8}e")
_GOES_ON: Final = re.compile(r"(?:^|[;&\s])set\s{1,8}\+(?:\w{0,8}e|o\s{1,8}errexit\b)|\bif\s{1,8}!")
"""How a script holds a file to a digest that is written down, and how it stops as soon as something fails.

A digest that is fetched as well is whose the object is.
"""


class Copied(NamedTuple):
    """An object, by its ARN in any partition; of a folder whatever is put there.

    `to` is the path of the file that it becomes, "" where that is not known or there is more than one, and `end` where
    in the script that is said. `folder` is what it comes into with all that is beside it; "" for what is one file.
    """

    arn: str
    to: str
    end: int
    folder: str = ""

    @classmethod
    def of(cls, bucket: str, key: str, to: str, end: int, *, is_folder: bool = False) -> "Copied":
        """What is copied to a file, or into a folder where `to` ends as one."""
        is_folder = is_folder or not key or key.endswith("/")
        path = f"{to}{key.rpartition('/')[2]}" if to.endswith("/") else to
        if not is_folder:
            return cls(f"arn:*:s3:::{bucket}/{key}", path, end)
        return cls(f"arn:*:s3:::{bucket}/{key}{PROBE}", "", end, to)


def copies_in(said: str) -> Iterator[Copied]:
    """What a script copies with the command line of AWS."""
    for copied in _COPIED.finditer(said):
        to = _TO.match(said, copied.end())
        end = to.end() if to else copied.end()
        is_folder = copied["how"] == _SYNC or "--recursive" in copied[0] or bool(_ALL.match(said, end))
        key = (copied["key"] or "/")[1:]
        key = f"{key.rstrip('/')}/" if is_folder and key else key
        yield Copied.of(copied["bucket"], key, to["to"] if to else "", end, is_folder=is_folder)


def stopping(said: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Where a script, which stands there, compares a file with the digest that it must have, and stops otherwise."""
    return stopping_at(digests_in(said, start, end), said, start, end)


def stopping_at(checks: Iterable[re.Match[str]], said: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Those of these checks after which the script does not go on if they fail."""
    stops = _STOPS.search(said, start, end) if not _GOES_ON.search(said, start, end) else None
    for one in checks:
        stops_before = stops is not None and stops.start() < one.start() and one["then"] is None
        if one["exits"] or stops_before:
            yield one


def digests_in(said: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Where it does, whatever comes of that: `then` is what it says it does next."""
    return _HELD.finditer(said, start, end)


def is_held(copied: Copied, held: Iterable[re.Match[str]], said: str) -> bool:
    """Whether what is copied is compared next, before anything else is done with it."""
    later = (one for one in held if one.start() > copied.end and one["path"] == copied.to)
    first = next(later, None)
    return first is not None and copied.to not in said[copied.end : first.start()]
