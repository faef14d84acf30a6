"""This is where small stacks are made in which someone may become someone else, and where it is seen who."""

import json
from collections.abc import Iterator
from typing import Any

from tests.support.grants import ACCOUNT, ARN, aws

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.paths import Path
from daypass.graph.becoming.privilege import Privilege
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.settings import Settings

OTHER: str = "444455556666"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
LAMBDA = "lambda.amazonaws.com"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:fn"


def allow(action: str | list[str], resource: str | list[str] = "*", **others: Any) -> dict[str, Any]:
    """A statement of an identity policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **others}


def deny(action: str | list[str], resource: str | list[str] = "*", **others: Any) -> dict[str, Any]:
    """The same that denies."""
    return {**allow(action, resource, **others), "Effect": "Deny"}


def document(*statements: dict[str, Any]) -> str:
    """The text of a document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def lets_in(
    principal: str | dict[str, Any], action: str | list[str] = "sts:AssumeRole", **others: Any
) -> dict[str, Any]:
    """A statement of a trust policy; a text is a service, everyone, or an AWS principal."""
    if isinstance(principal, str) and principal != "*":
        principal = {"Service" if principal.endswith(".amazonaws.com") else "AWS": principal}
    return {"Effect": "Allow", "Principal": principal, "Action": action, **others}


def from_github(subject: str) -> dict[str, Any]:
    """A statement that lets in the runs of GitHub Actions with this subject."""
    issuer = "token.actions.githubusercontent.com"
    asked = {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": subject}
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"}
    return lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition={"StringEquals": asked})


def role(called: str, /, *trust: dict[str, Any] | str, account: str = ACCOUNT, **inputs: Any) -> Resource:
    """A role as a stack export has it. `trust` are statements, or whom they let in."""
    statements = [lets_in(one) if isinstance(one, str) else one for one in trust or (LAMBDA,)]
    return aws(
        "iam/role",
        called,
        **{
            "name": called,
            "arn": f"arn:aws:iam::{account}:role/{called}",
            "assumeRolePolicy": document(*statements),
            **inputs,
        },
    )


def may(name: str, *statements: dict[str, Any], **inputs: Any) -> Resource:
    """An inline policy of the role of that name."""
    return aws("iam/rolePolicy", f"{name}-policy", role=name, policy=document(*statements), **inputs)


def user_may(name: str, *statements: dict[str, Any]) -> Resource:
    """An inline policy of the user of that name."""
    return aws("iam/userPolicy", f"{name}-policy", user=name, policy=document(*statements))


def function(name: str, role_name: str, **inputs: Any) -> Resource:
    """A function that runs as the role of that name."""
    arn = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:{name}"
    return aws("lambda/function", name, **{"name": name, "arn": arn, "role": f"{ARN}role/{role_name}", **inputs})


def every_edge(reach: Reachability) -> Iterator[Edge]:
    """All edges. There may be as many as pairs of nodes."""
    return (edge for node in reach.nodes.values() for edge in reach.edges(node))


def graph(*resources: Resource, settings: Settings | None = None) -> Reachability:
    """The graph of these resources."""
    return Reachability(Stack(resources), settings or Settings())


def named(found: Reachability, name: str) -> Node:
    """The node of that name."""
    return next(node for node in found.nodes.values() if node.name == name)


def edges(found: Reachability, source: str = "") -> list[Edge]:
    """All edges, or those of the node with this name."""
    return list(found.edges(named(found, source)) if source else every_edge(found))


def inner(found: Reachability, source: str) -> list[Edge]:
    """The edges from the node with this name to others of the stack."""
    return [edge for edge in edges(found, source) if not edge.target.is_outside]


def not_known(one: Edge | Path | Privilege) -> tuple[str, ...]:
    """What is not known of it, as people read it."""
    return tuple(map(str, one.unknown))


def told(found: Reachability, *, inside: bool = True) -> set[tuple[str, str, str]]:
    """Source, how, target of all edges; with a `?` after those that are not certain; `inside`: those of the stack."""
    return {
        (edge.source.name, edge.how if edge.is_certain else f"{edge.how}?", edge.target.name)
        for edge in every_edge(found)
        if not (inside and (edge.source.is_outside or edge.target.is_outside))
    }
