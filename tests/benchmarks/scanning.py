"""This is where the whole catalogue is measured over exports: its time in proportion to them, its memory not.

`python -m tests.benchmarks.scanning` runs it alone; it ends with status 1 where a ratio is missed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from tests.benchmarks.exports import RESOURCES, write_export, write_exports
from tests.benchmarks.ratios import at_most

SIZES: Final = (1_000, 10_000, 100_000)
"""Resources of one stack."""
PROPORTION: Final = 1.6
"""How much dearer a resource may be in a stack ten times as large: what is looked up by name gets a little slower."""

COUNTS: Final = (100, 1_000)
"""Exports of a folder."""
MEMORY: Final = 1.25
"""How much more memory ten times as many exports may take: of each its name is kept, and numbers of what it names."""


class Cost(NamedTuple):
    """Seconds until it was there, seconds of a processor's work, and the most memory of the process in megabytes.

    The work is what is compared: whoever else uses the machine has little part in it.
    """

    seconds: float
    work: float
    megabytes: float


def main() -> list[bool]:
    """Print every measurement; whether each ratio holds. Both kinds run at once: neither work nor memory is shared."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as both:
        of_one = both.submit(_of_one_stack, Path(folder))
        return [_of_many_exports(Path(folder)), *of_one.result()]


def _of_one_stack(folder: Path) -> list[bool]:
    costs = []
    for size in SIZES:
        path = folder / f"{size}.json"
        write_export(path, "app", size)
        cost = _scanned(path, size)
        costs.append(cost.work / size)
        print(f"scan of one stack of {size:,} resources: {_shown(cost)}")
    return [
        at_most(f"a resource of {large:,}, of one of {small:,}", dear / cheap, PROPORTION)
        for small, large, cheap, dear in zip(SIZES, SIZES[1:], costs, costs[1:], strict=False)
    ]


def _of_many_exports(folder: Path) -> bool:
    least = []
    for count in COUNTS:
        write_exports(folder / str(count), count)
        cost = _scanned(folder / str(count), count * RESOURCES)
        least.append(cost.megabytes)
        print(f"scan of {count:,} exports of {RESOURCES} resources: {_shown(cost)}")
    return at_most(f"memory for {COUNTS[1]:,} exports, of that for {COUNTS[0]:,}", least[1] / least[0], MEMORY)


_LAUNCHER: Final = """
import resource, subprocess, sys
status = subprocess.call([sys.executable, *sys.argv[1:]], cwd="/")
used = resource.getrusage(resource.RUSAGE_CHILDREN)
sys.stderr.write(f"{used.ru_maxrss} {used.ru_utime + used.ru_stime}")
sys.exit(status)
"""
"""Starts the scan out of a small process: whoever starts one lends it the memory that it has itself."""


def _scanned(path: Path, resources: int) -> Cost:
    """What a scan costs, as a process of its own; it must have judged them all."""
    command = [sys.executable, "-S", "-c", _LAUNCHER, "-m", "daypass", "scan", str(path), "--format", "json"]
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "DAYPASS_"))}
    begun = time.perf_counter()
    ran = subprocess.run(command, capture_output=True, env=inherited, check=False)
    seconds = time.perf_counter() - begun
    report = json.loads(ran.stdout)
    if ran.returncode != 0 or sum(source["resources"] for source in report["sources"]) != resources:
        sys.exit(f"the scan ended with {ran.returncode}: {report['summary']}")
    kilobytes, work = ran.stderr.split()
    return Cost(seconds, float(work), int(kilobytes) / 1024)


def _shown(cost: Cost) -> str:
    return f"{cost.seconds:.1f} s ({cost.work:.1f} s of work), {cost.megabytes:.0f} MB"


if __name__ == "__main__":
    sys.exit(0 if all(main()) else 1)
