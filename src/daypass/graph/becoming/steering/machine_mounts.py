"""This is where it is told which file systems of EFS a machine mounts when it starts, and runs code from.

By the helper, by NFS or by a line of `/etc/fstab`: the file system comes first, and then the place. Source: Amazon EFS
User Guide, "Mounting on Amazon EC2 Linux instances using the EFS mount helper" and "Mounting EFS file systems using
/etc/fstab" (`accesspoint=`); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.loaded_below import is_called_after_code
from daypass.graph.becoming.steering.run_below import runs_by_command
from daypass.graph.becoming.steering.scripts import user_data_of
from daypass.model.resource import Resource

_MOUNTED: Final = re.compile(r"""\b(?P<system>fs-[0-9a-f]{4,40})\b[^\s"']{0,200}\s{1,16}(?P<at>/[^\s"';&|]{1,200})""")
_THROUGH: Final = re.compile(r"\baccesspoint=(?P<point>fsap-[0-9a-f]{4,40})\b")


class MachineMount(NamedTuple):
    """A file system from which a machine runs code, and through which access point ("" for none), by their ids."""

    system: str
    point: str


def mounted_on(machine: Resource) -> Iterator[MachineMount]:
    """Those of one machine, or of what machines are started from."""
    for text in user_data_of(machine):
        lines = text.splitlines()
        for at, line in enumerate(lines):
            others = lines[:at] + lines[at + 1 :]
            for found in _MOUNTED.finditer(line):
                through = _THROUGH.search(line)
                if _is_run(found["at"], others):
                    yield MachineMount(found["system"], through["point"] if through else "")


def _is_run(directory: str, lines: list[str]) -> bool:
    """Whether it is called after code, or one of these lines runs what is below it."""
    place = directory.rstrip("/")
    return is_called_after_code(directory, ()) or any(
        runs_by_command([line], directory) for line in lines if place in line
    )
