"""This is where it is told what acts as its role, but is held back from most of what the role may do.

A user of Transfer Family with a session policy, or in a directory made up of a few others, gets to those files alone.
Source: AWS Transfer Family User Guide, "Creating a session policy for an Amazon S3 bucket" and "Using logical
directories"; read 2026-11.
"""

from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import is_empty
from daypass.model.resource import Resource

_USERS: Final = ("aws:transfer/user:User", "aws-native:transfer:User")


def is_held_back(workload: Resource) -> bool:
    """Whether something beside the role's own policies says what it may do."""
    has_policy = not is_empty(said(workload, "policy"))
    return workload.type in _USERS and (has_policy or text_of(said(workload, "homeDirectoryType")) == "LOGICAL")
