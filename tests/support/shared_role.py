"""This is where a role is made that functions share, and where it is asked who shares it."""

from typing import Any

from tests.support.rules import judge_stack

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.one_role_one_workload import one_role_one_workload

ARN: str = "arn:aws:iam::111122223333:role/shared"


def judged(*resources: Resource, **ask: Any) -> Answer:
    """What `one-role-one-workload` says of these."""
    return judge_stack(one_role_one_workload, *resources, **ask)


def role(name: str = "shared", /, **inputs: Any) -> Resource:
    """A role with its ARN."""
    given = {"name": name, "arn": f"arn:aws:iam::111122223333:role/{name}", **inputs}
    return Resource.of("aws:iam/role:Role", name, **given)


def function(name: str, role: Any = ARN, **inputs: Any) -> Resource:
    """A function that runs as the role of this ARN."""
    return Resource.of("aws:lambda/function:Function", name, role=role, **inputs)
