"""This is where the graph is measured: who uses which role must cost time in proportion, whatever repeats.

`python -m tests.benchmarks.graph` runs it alone; it ends with status 1 where the ratio is missed.
"""

import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from tests.benchmarks.ratios import TIMES, in_proportion, work

from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.graph.workloads import Workloads
from daypass.model.resource import UNKNOWN, Resource
from daypass.settings import Settings

SMALL: Final = 2_000


def main() -> list[bool]:
    """Print every measurement; whether each ratio holds."""
    return [_in_proportion(what, make) for what, make in STACKS.items()]


def _in_proportion(what: str, make: Callable[[int], list[Resource]]) -> bool:
    few, many = make(SMALL), make(SMALL * TIMES)
    small, large = (work(lambda stack=stack: _answer(stack)) for stack in (few, many))
    print(f"graph, {what}: {large / (SMALL * TIMES) * 1e6:.0f} µs a user of {SMALL * TIMES}")
    return in_proportion(small, large)


def _answer(resources: list[Resource]) -> None:
    stack = Stack(tuple(resources))
    consumers = Consumers(stack)
    Workloads(stack, Settings(), consumers.every_use)
    assert consumers.by_role


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
