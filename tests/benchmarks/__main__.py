"""This is where daypass is measured: its pack against an empty servicer and the official SDK, and what it reads.

`make bench` runs it. Absolute times are printed; ratios are held, and one that is missed ends it with status 1.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

os.environ.setdefault("GRPC_VERBOSITY", "NONE")

from pulumi.runtime.proto import analyzer_pb2 as messages
from tests.benchmarks import graph, hostile, iam, reachability, scanning, sdk_environment, started
from tests.benchmarks.ratios import MISSED, at_least, at_most
from tests.benchmarks.stack import SIZE, WHOLE, requests, resources

from daypass_policies.rules import catalog
from daypass_policies.serve.judgement import Judgement

ROUNDS: Final = 7
"""Both sides of a ratio take turns, and the best of each counts: other work on the machine only ever adds time."""


def main() -> int:
    """Print every measurement; 1 where a ratio is missed."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", "src", "policy_packs"], cwd=started.ROOT, check=True)
    stack = resources(WHOLE)
    asked = requests(stack[:SIZE])
    with started.pack(started.OURS) as ours, started.pack(started.EMPTY) as empty:
        held = [_ready(), _analyze(asked, ours, empty), _whole(stack, asked, ours, empty)]
    held += [*graph.main(), *reachability.main(), *iam.main(), *hostile.main(), *scanning.main()]
    for sentence in MISSED:
        print(f"MISSED {sentence}")
    return 0 if all(held) else 1


def _ready() -> bool:
    ours, control = _best(lambda: started.ready(started.OURS), lambda: started.ready(started.EMPTY_WITH_PULUMI))
    empty, informed = _best(lambda: started.ready(started.EMPTY), lambda: started.informed(started.OURS))
    print(f"ready: executable {_ms(ours)}, import pulumi and an empty servicer {_ms(control)}")
    print(f"       an empty servicer alone {_ms(empty)}, executable until it has told its rules {_ms(informed)}")
    return at_most("ready, of import pulumi and an empty servicer", ours / control, 0.5)


def _analyze(asked: list[messages.AnalyzeRequest], ours: started.Stub, empty: started.Stub) -> bool:
    mine, least = _best(lambda: started.analyze_median(ours, asked), lambda: started.analyze_median(empty, asked))
    inside, _ = _best(lambda: _inside(asked), lambda: 0.0)
    print(f"Analyze: {_us(mine)} a resource, empty servicer {_us(least)}; inside our servicer {_us(inside)}")
    return at_most("Analyze in the median, of an empty servicer", mine / least, 2)


def _whole(
    stack: list[messages.AnalyzerResource],
    asked: list[messages.AnalyzeRequest],
    ours: started.Stub,
    empty: started.Stub,
) -> bool:
    mine, least = _best(
        lambda: started.analyze_stack(ours, stack), lambda: started.analyze_stack(empty, stack), rounds=3
    )
    print(f"AnalyzeStack of {WHOLE:,} resources: {_ms(mine)}, empty servicer {_ms(least)}")
    python = sdk_environment.python()
    if python is None:
        print("SKIPPED: the official SDK cannot be installed here, so nothing is compared with it")
        return True
    count = len(catalog())
    with started.pack((str(python), "-u", str(started.HERE / "official_sdk.py")), COUNT=str(count)) as sdk:
        theirs, single = _best(lambda: started.analyze_stack(sdk, stack), lambda: started.analyze(sdk, asked), rounds=1)
    print(f"official SDK, {count} trivial policies: AnalyzeStack {_ms(theirs)}, Analyze {_us(single)} a resource")
    return at_least("AnalyzeStack, faster than the official SDK", theirs / mine, 15)


def _inside(asked: list[messages.AnalyzeRequest]) -> float:
    """Seconds that judging takes without gRPC, which is most of a call and would hide a slow rule."""
    judgement = Judgement("workload_identity", catalog(), datetime.now(UTC).date())
    begun = started.now()
    for request in asked:
        judgement.resource(request)
    return started.now() - begun


def _best(one: Callable[[], float], other: Callable[[], float], rounds: int = ROUNDS) -> tuple[float, float]:
    pairs = [(one(), other()) for _ in range(rounds)]
    return min(first for first, _ in pairs), min(second for _, second in pairs)


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.0f} ms"


def _us(seconds: float) -> str:
    return f"{seconds / SIZE * 1e6:.0f} µs"


if __name__ == "__main__":
    sys.exit(main())
