"""This is where the graph is measured: who uses which role must cost time in proportion, whatever repeats.

`python -m tests.benchmarks.graph` runs it alone; it ends with status 1 where the ratio is missed.
"""

import sys
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.graph.workloads import Workloads
from daypass.model.resource import UNKNOWN, Resource
from daypass.settings import Settings

SMALL: Final = 2_000
TIMES: Final = 4
BOUND: Final = 12
"""Four times as many may cost four times the time, with room for a busy machine, not sixteen times."""

_ROUNDS: Final = 3
_LEAST_SECONDS: Final = 0.01


def main() -> list[bool]:
    """Print every measurement; whether each ratio holds."""
    return [_in_proportion(what, make) for what, make in STACKS.items()]


def _in_proportion(what: str, make: Callable[[int], list[Resource]]) -> bool:
    small, large = (min(_seconds(make(count)) for _ in range(_ROUNDS)) for count in (SMALL, SMALL * TIMES))
    ratio = large / max(small, _LEAST_SECONDS)
    print(f"graph, {what}: {large / (SMALL * TIMES) * 1e6:.0f} µs a user of {SMALL * TIMES}")
    print(f"{'held  ' if ratio <= BOUND else 'MISSED'} {TIMES} times as many cost {ratio:.1f} times, at most {BOUND}")
    return ratio <= BOUND


def _seconds(resources: list[Resource]) -> float:
    begun = time.process_time()
    stack = Stack(tuple(resources))
    consumers = Consumers(stack)
    Workloads(stack, Settings(), consumers.every_use)
    assert consumers.by_role
    return time.process_time() - begun


def _one_name(count: int) -> list[Resource]:
    roles = [_role(f"r{index}", name="same") for index in range(count)]
    return roles + [Resource.of("aws:lambda/function:Function", f"f{index}", role="same") for index in range(count)]


def _one_role(count: int) -> list[Resource]:
    tags = {"daypass:workload": "one"}
    users = [Resource.of("aws:glue/job:Job", f"j{index}", roleArn="same", tags=tags) for index in range(count)]
    return [_role("r", name="same"), *users]


def _one_list(count: int) -> list[Resource]:
    """One consumer of all roles, half of them known: its property depends on every one of them."""
    roles = [_role(f"r{index}", arn=f"arn:aws:iam::111122223333:role/r{index}") for index in range(count)]
    said: list[Any] = [role.inputs.get("arn") if index % 2 else UNKNOWN for index, role in enumerate(roles)]
    type_ = "aws:rolesanywhere/profile:Profile"
    made = Resource.of(type_, "p", roleArns=said)
    depends = {"roleArns": tuple(role.urn for role in roles)}
    return [*roles, Resource(made.urn, type_, "p", made.inputs, property_dependencies=depends)]


def _one_profile(count: int) -> list[Resource]:
    """Instances of one profile that names as many roles as there are instances."""
    names = [f"r{index}" for index in range(count)]
    profile = Resource.of("aws-native:iam:InstanceProfile", "p", instanceProfileName="p", roles=names)
    instances = [Resource.of("aws-native:ec2:Instance", name, iamInstanceProfile="p") for name in names]
    return [*(_role(name, name=name) for name in names), profile, *instances]


def _role(urn_name: str, **inputs: Any) -> Resource:
    return Resource.of("aws:iam/role:Role", urn_name, **inputs)


STACKS: Final[Mapping[str, Callable[[int], list[Resource]]]] = MappingProxyType(
    {
        "roles of one name": _one_name,
        "users of one role": _one_role,
        "roles in one list": _one_list,
        "roles in one profile": _one_profile,
    }
)


if __name__ == "__main__":
    sys.exit(0 if all(main()) else 1)
