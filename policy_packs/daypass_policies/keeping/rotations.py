"""This is where it is told what replaces a stored credential: a rotation or the end of its secret, or nothing."""

import re
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare

NATIVE_SECRET: Final = "aws-native:secretsmanager:Secret"  # noqa: S105 - a type token
_ROTATIONS: Final = ("aws:secretsmanager/secretRotation:SecretRotation", "aws-native:secretsmanager:RotationSchedule")
_AWS_SECRETS: Final = ("aws:secretsmanager/secret:Secret", NATIVE_SECRET)
_GOOGLE_SECRET: Final = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type token


def _names(resource: Resource, key: str) -> set[str]:
    """How a resource names another in a property: its value, and the URNs that the value comes from."""
    known = bare(resource.declared.raw.get(key))
    return {*resource.property_dependencies.get(key, ()), *([known] if isinstance(known, str) else [])}


def _own_names(secret: Resource, *keys: str) -> set[str]:
    """The names under which others may mean it: its URN, and what these properties say."""
    said = map(bare, map(secret.state.raw.get, keys))
    return {secret.urn, *(name for name in (secret.id, *said) if isinstance(name, str) and name)}


_AWS_NAMES: Final = ("arn", "id", "awsId", "name")


class RotatedSecrets:
    """The secrets that the stack rotates. One whose name nobody knows could be any."""

    def __init__(self, stack: Stack) -> None:
        named = [_names(rotation, "secretId") for type_ in _ROTATIONS for rotation in stack.of_type(type_)]
        self._names = set().union(*named)
        self._any = not all(named)
        secrets = [_own_names(secret, *_AWS_NAMES) for secret in stack.of_type(*_AWS_SECRETS)]
        while near := [names for names in secrets if names & self._names and not names <= self._names]:
            self._names |= set().union(*near)  # one may stand in several stacks, by other names in each

    def have(self, resource: Resource) -> bool:
        """Whether the secret of a version, or one that is itself, is rotated. Raises `Undecided`."""
        is_itself = resource.type == NATIVE_SECRET
        names = _own_names(resource, *_AWS_NAMES) if is_itself else _names(resource, "secretId")
        if self._names & names:
            return True
        if self._any or (not names and self._names):
            raise Undecided("secretId")
        return False


class EndingSecrets:
    """Google's secrets of the stack that are rotated or end, by the names that a version may use."""

    def __init__(self, stack: Stack) -> None:
        self._ending: set[str] = set()
        for secret in stack.of_type(_GOOGLE_SECRET):
            if any(bare(secret.state.raw.get(key)) is not None for key in ("rotation", "expireTime", "ttl")):
                self._ending |= _own_names(secret, "id", "name", "secretId")

    def have(self, version: Resource) -> bool:
        """Whether the secret of this version is replaced or removed. Raises `Undecided` where that cannot be known."""
        names = _names(version, "secret")
        names |= {name.rpartition("/")[2] for name in names if name.startswith("projects/")}
        if names & self._ending:
            return True
        if not names and self._ending and bare(version.declared.raw.get("secret")) is UNKNOWN:
            raise Undecided("secret")
        return False


class PullThroughSecrets:
    """The secrets with which ECR signs in at another registry, none of which takes a role's token instead.

    Source: ECR User Guide, "Creating a pull through cache rule" (their names begin alike); read 2026-11.
    """

    def __init__(self, stack: Stack) -> None:
        secrets = tuple(stack.of_type(*_AWS_SECRETS))
        self._urns = {one.urn for one in secrets if any(_is_for_ecr(one, key) for key in _NAMING)}
        self._unnamed = {one.urn for one in secrets if any(bare(one.state.raw.get(key)) is UNKNOWN for key in _NAMING)}

    def have(self, resource: Resource) -> bool:
        """Whether the secret of a version, or one that is itself, is such a one. Raises `Undecided`."""
        names = {resource.urn, *_names(resource, "secretId")}
        if not self._urns.isdisjoint(names) or any(map(_OF_ECR.match, names)):
            return True
        if not self._unnamed.isdisjoint(names):
            raise Undecided("name" if resource.urn in self._unnamed else "secretId")
        return False


_OF_ECR: Final = re.compile(r"(?:arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:)?ecr-pullthroughcache/")
_NAMING: Final = ("name", "namePrefix")


def _is_for_ecr(secret: Resource, key: str) -> bool:
    name = bare(secret.state.raw.get(key))
    return isinstance(name, str) and _OF_ECR.match(name) is not None
