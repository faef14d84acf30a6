"""This is where the Names of roles and instance profiles are: which resource a property means by an ARN or a name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from daypass.model.resource import Resource

ROLE_TYPES: Final = ("aws:iam/role:Role", "aws-native:iam:Role")
PROFILE_TYPES: Final = ("aws:iam/instanceProfile:InstanceProfile", "aws-native:iam:InstanceProfile")

_ANY_ACCOUNT: Final = "arn:…/"
"""Before the name of a resource whose ARN is not known yet: another's ARN that ends in the name is taken for it."""


@dataclass(frozen=True, slots=True)
class Names:
    """URNs by what a consumer may write. Names repeat between accounts, so a stack's own resources come first.

    A name that several have names none of them, so two URNs of each are enough to know. Resources of one ARN are one,
    declared in one stack and looked up in others: all their names mean the one that is declared.
    """

    _known: dict[tuple[str, str], list[str]]

    @classmethod
    def of(cls, resources: Iterable[Resource], *names: str) -> "Names":
        """The names, ids and ARNs of these resources, as far as they are known. `names` are properties of one."""
        ours = tuple(resources)
        known: dict[tuple[str, str], list[str]] = {}
        declared = _declared(ours)
        for resource in ours:
            urn = next((declared[arn] for arn in _texts(resource, ("arn",))), resource.urn)
            for text in _called(resource, names):
                for scope in ("", _scope(resource)):
                    found = known.setdefault((scope, text), [])
                    if len(found) <= 1 and urn not in found:
                        found.append(urn)
        return cls(known)

    def urn(self, consumer: Resource, said: str) -> str:
        """The one resource that the consumer means by an ARN or a name; "" where there is none or more than one."""
        name = said.rpartition("/")[2]  # AWS takes a name with its path for the name
        for text in (said, f"{_ANY_ACCOUNT}{name}") if said.startswith("arn:") else (said, name):
            for scope in (_scope(consumer), ""):
                found = self._known.get((scope, text), [])
                if found:
                    return found[0] if len(found) == 1 else ""
        return ""


def _declared(resources: tuple[Resource, ...]) -> dict[str, str]:
    """ARN → the URN of the resource that is declared under it; the first of those looked up where none is."""
    found: dict[str, str] = {}
    for resource in sorted(resources, key=lambda one: one.external):
        for arn in _texts(resource, ("arn",)):
            found.setdefault(arn, resource.urn)
    return found


def _called(resource: Resource, names: tuple[str, ...]) -> Iterator[str]:
    arns = _texts(resource, ("arn",))
    named = _texts(resource, names) | ({resource.id} if resource.id else set())
    yield from arns | named
    if not arns:
        yield from (f"{_ANY_ACCOUNT}{name}" for name in named)


def _scope(resource: Resource) -> str:
    """Stack and project."""
    return "::".join(resource.urn.split("::", 2)[:2])


def _texts(resource: Resource, keys: tuple[str, ...]) -> set[str]:
    state = resource.state
    return {str(state.get(key)) for key in keys if state.is_known(key) and state.get(key)}
