"""This is where resources are made that give permissions, and where it is seen whom they give them."""

import json
from dataclasses import replace
from typing import Any

from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Properties, Resource

ACCOUNT = "111122223333"
ARN = f"arn:aws:iam::{ACCOUNT}:"
SET = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"


def document(sid: str = "x", effect: str = "Allow") -> str:
    """A document that is known by the id of its one statement."""
    return json.dumps(as_object(sid, effect))


def as_object(sid: str = "x", effect: str = "Allow") -> dict[str, Any]:
    """The same as aws-native has it."""
    statement = {"Sid": sid, "Effect": effect, "Action": "s3:GetObject", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def aws(kind: str, name: str, /, *, stack: str = "dev", **inputs: object) -> Resource:
    """A resource of pulumi-aws: `iam/role` is `aws:iam/role:Role`."""
    module, one = kind.split("/")
    return Resource.of(f"aws:{module}/{one}:{one[0].upper()}{one[1:]}", name, in_stack=stack, **inputs)


def native(kind: str, name: str, /, **inputs: object) -> Resource:
    """A resource of pulumi-aws-native: `iam:Role`."""
    return Resource.of(f"aws-native:{kind}", name, **inputs)


def role(name: str = "app", **inputs: object) -> Resource:
    """A role as a stack export has it."""
    return aws("iam/role", name, name=name, arn=f"{ARN}role/{name}", **inputs)


def user(name: str = "ann", **inputs: object) -> Resource:
    """A user as a stack export has it."""
    return aws("iam/user", name, name=name, arn=f"{ARN}user/{name}", **inputs)


def group(name: str = "staff") -> Resource:
    """A group as a stack export has it."""
    return aws("iam/group", name, name=name, arn=f"{ARN}group/{name}")


def permission_set(name: str = "Audit") -> Resource:
    """A permission set as a stack export has it."""
    return aws("ssoadmin/permissionSet", name, name=name, arn=SET)


def policy(name: str = "reader", sid: str = "x", **inputs: object) -> Resource:
    """A managed policy as a stack export has it."""
    return aws("iam/policy", name, **{"name": name, "arn": f"{ARN}policy/{name}", "policy": document(sid), **inputs})


def new(resource: Resource, *unknown: str) -> Resource:
    """The same as a preview has it: these properties, or else its name and ARN, are not known yet."""
    raw = {**resource.inputs.raw, **dict.fromkeys(unknown or ("name", "arn"), UNKNOWN)}
    return replace(resource, inputs=Properties(raw), id="")


def depending(resource: Resource, **on: Resource | tuple[Resource, ...]) -> Resource:
    """The same with unknown properties that depend on other resources."""
    found = {
        key: tuple(one.urn for one in (other if isinstance(other, tuple) else (other,))) for key, other in on.items()
    }
    return replace(new(resource, *on), property_dependencies=found)


def permissions(*resources: Resource) -> Permissions:
    """Those of the first resource."""
    return EffectivePermissions(Stack(resources)).by_urn[resources[0].urn]


def sids(found: Permissions) -> list[str]:
    """What is given, by the ids of the statements."""
    return [statement.sid for given in found.given for statement in given.document.statements]
