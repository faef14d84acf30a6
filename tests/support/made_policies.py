"""This is where a test makes policies in few words."""

from typing import Any

from daypass.iam.document import Document
from daypass.iam.policies import Policies

Made = dict[str, Any]


def allow(action: Any = "*", resource: Any = "*", **elements: Any) -> Made:
    """An Allow; `Condition` and the like by their names. NotAction and NotResource stand in the place of the other."""
    made = {"Effect": "Allow", "Action": action, "Resource": resource, **elements}
    return {key: value for key, value in made.items() if f"Not{key}" not in made}


def deny(action: Any = "*", resource: Any = "*", **elements: Any) -> Made:
    """A Deny, in the same way."""
    return {**allow(action, resource, **elements), "Effect": "Deny"}


def document(*statements: Any, version: str = "2012-10-17", path: str = "policy") -> Document:
    """A document of these statements."""
    return Document.parse({"Version": version, "Statement": list(statements)}, path=path)


def identity(*statements: Any, **others: Any) -> Policies:
    """The policies of an identity that has these statements; `boundary`, `resource`, … by their names."""
    return Policies((document(*statements),), **others)
