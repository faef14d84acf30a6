"""This is where the graph of who can become whom is measured: it must cost time in proportion to the stack.

`python -m tests.benchmarks.reachability` runs it alone; it ends with status 1 where a ratio is missed.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from tests.benchmarks.ratios import TIMES, in_proportion, work

from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource

SMALL: Final = 250
_ROUNDS: Final = 2
_ACCOUNT: Final = "111122223333"
_ARN: Final = f"arn:aws:iam::{_ACCOUNT}:"
_LAMBDA: Final = "lambda.amazonaws.com"


def main() -> list[bool]:
    """Print every measurement; whether each ratio holds."""
    return [_in_proportion(what, make) for what, make in STACKS.items()]


def _in_proportion(what: str, make: Callable[[int], list[Resource]]) -> bool:
    few, many = make(SMALL), make(SMALL * TIMES)
    small, large = (work(lambda stack=stack: _answer(stack), _ROUNDS) for stack in (few, many))
    print(f"who becomes whom, {what}: {large:.2f} s for {SMALL * TIMES} roles")
    return in_proportion(small, large)


def _answer(resources: list[Resource]) -> None:
    """All edges and all privileges, and the paths from one node."""
    graph = Reachability(Stack(tuple(resources)))
    for node in graph.nodes.values():
        graph.outgoing(node)
        graph.privilege(node)
    first = next(iter(graph.nodes.values()))
    graph.paths(first)


def _usual(count: int) -> list[Resource]:
    """Functions, roles that others assume by name, and pipelines that pass one role."""
    return [resource for number in range(count) for resource in _one_of_each(number)]


def _one_of_each(number: int) -> Iterator[Resource]:
    name, other = f"r{number}", f"{_ARN}role/r{number + 1}"
    data = _allow(["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::b{number}/*")
    if number % 3 == 0:
        yield _role(name, {"AWS": f"{_ARN}role/r{number - 1}"})
        yield _may(name, data, _allow("sts:AssumeRole", other))
    elif number % 3 == 1:
        yield _role(name, {"AWS": _ACCOUNT}, {"StringEquals": {"sts:ExternalId": name}})
        passed = {"StringEquals": {"iam:PassedToService": _LAMBDA}}
        yield _may(name, data, _allow("iam:PassRole", other, passed), _allow("lambda:*", f"arn:aws:lambda:*:*:{name}"))
    else:
        yield _role(name, {"Service": _LAMBDA})
        yield _may(name, data)
        arn = f"arn:aws:lambda:eu-west-1:{_ACCOUNT}:function:f{number}"
        yield Resource.of(
            "aws:lambda/function:Function", f"f{number}", name=f"f{number}", arn=arn, role=f"{_ARN}role/{name}"
        )


def _everyone(count: int) -> list[Resource]:
    """All may assume, pass and edit all others: as many edges as pairs."""
    either = {"AWS": _ACCOUNT, "Service": _LAMBDA}
    return [
        resource
        for number in range(count)
        for resource in (_role(f"r{number}", either), _may(f"r{number}", _allow(["sts:*", "iam:*", "lambda:*"], "*")))
    ]


def _asked(count: int) -> list[Resource]:
    """All ask for a tag of the caller that nobody knows, so that each pair is a question of its own."""
    tag = {"StringLike": {"aws:PrincipalTag/team": "a*"}}
    return [
        resource
        for number in range(count)
        for resource in (
            _role(f"r{number}", {"AWS": _ACCOUNT}, tag, tags=UNKNOWN),
            _may(f"r{number}", _allow("sts:AssumeRole", "*")),
        )
    ]


def _denied(count: int) -> list[Resource]:
    """A Deny of one role takes the short way from everyone."""
    return [
        resource
        for number in range(count)
        for resource in (
            _role(f"r{number}", {"AWS": _ACCOUNT}),
            _may(f"r{number}", _allow(["sts:*", "iam:*"], "*"), _allow("*", f"{_ARN}role/r{number}", effect="Deny")),
        )
    ]


def _unread(count: int) -> list[Resource]:
    """A preview in which no policy and no name is known yet."""
    roles = [_role(f"r{number}", {"AWS": _ACCOUNT}, name=UNKNOWN, arn=UNKNOWN) for number in range(count)]
    return [*roles, *(_may(f"r{number}", policy=UNKNOWN, role=UNKNOWN) for number in range(count))]


def _written(count: int) -> list[Resource]:
    """Each may write what one build takes, of whose ARN the partition is not known."""
    return [
        resource
        for number in range(count)
        for resource in (
            _role(f"r{number}", {"Service": "codebuild.amazonaws.com"}),
            _may(f"r{number}", _allow("s3:PutObject", f"arn:aws:s3:::b{number}/*")),
            Resource.of(
                "aws:codebuild/project:Project",
                f"p{number}",
                name=f"p{number}",
                serviceRole=f"{_ARN}role/r{number}",
                source={"type": "S3", "location": f"b{number}/app.zip"},
            ),
        )
    ]


def _role(called: str, principal: dict[str, str], condition: dict[str, Any] | None = None, **inputs: Any) -> Resource:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition or {}}
    known = {"name": called, "arn": f"{_ARN}role/{called}", "assumeRolePolicy": _document(statement)}
    return Resource.of("aws:iam/role:Role", called, **{**known, **inputs})


def _may(called: str, *statements: dict[str, Any], **inputs: Any) -> Resource:
    known = {"role": called, "policy": _document(*statements)}
    return Resource.of("aws:iam/rolePolicy:RolePolicy", f"{called}-policy", **{**known, **inputs})


def _allow(
    action: str | list[str], resource: str, condition: dict[str, Any] | None = None, *, effect: str = "Allow"
) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource, "Condition": condition or {}}


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


STACKS: Final[Mapping[str, Callable[[int], list[Resource]]]] = MappingProxyType(
    {
        "a usual stack": _usual,
        "everyone may become everyone": _everyone,
        "each pair by itself": _asked,
        "each with a Deny": _denied,
        "nothing known yet": _unread,
        "each writes where one takes its code from": _written,
    }
)

if __name__ == "__main__":
    sys.exit(0 if all(main()) else 1)
