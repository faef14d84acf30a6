"""This is where rules of roles in a cluster of Kubernetes are read, and asked what they allow.

Source: Kubernetes documentation, "Using RBAC Authorization" (a rule allows each of its verbs on each of its resources
in each of its groups; `*` is all; `resourceNames` limits it to objects); read 2026-11.
"""

from typing import Final, NamedTuple

from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import Located, locate

ALL: Final = "*"
_READS: Final = frozenset({"get", "list"})
_CHANGES: Final = frozenset({"update", "patch"})


class Right(NamedTuple):
    """One rule of a role. `names`: the only objects that it is about, empty where it is about all."""

    verbs: frozenset[str]
    groups: frozenset[str]
    resources: frozenset[str]
    names: frozenset[str] = frozenset()

    def allows(self, verb: str, group: str, resource: str, names: tuple[str, ...] = ()) -> bool:
        """Whether it allows the verb on any object of that kind, or on one of these names."""
        if self.names and self.names.isdisjoint(names):
            return False
        part = f"*/{resource.partition('/')[2]}" if "/" in resource else ALL
        return (
            not self.verbs.isdisjoint((verb, ALL))
            and not self.groups.isdisjoint((group, ALL))
            and not self.resources.isdisjoint((resource, part, ALL))
        )


class Rights(NamedTuple):
    """What a role gives, as far as it is known. `unknown` are the paths in `of` that hide the rest."""

    known: tuple[Right, ...] = ()
    unknown: tuple[str, ...] = ()
    of: Resource | None = None

    @property
    def everything(self) -> bool:
        """Whether they are those of an administrator: whatever may be done to whatever kinds of things there are."""
        broad = [right for right in self.known if ALL in right.groups and ALL in right.resources and not right.names]
        verbs = frozenset[str]().union(*(right.verbs for right in broad))
        return ALL in verbs or ({"create", "delete"} <= verbs and bool(verbs & _READS) and bool(verbs & _CHANGES))


EVERYTHING: Final = Rights((Right(frozenset({ALL}), frozenset({ALL}), frozenset({ALL})),))


def rights_of(role: Resource) -> Rights:
    """The rules of a Role or a ClusterRole itself."""
    known, unknown = [], []
    for rule in locate(role.state.raw, "rules[]"):
        if bare(rule.value) is UNKNOWN:
            unknown.append(rule.path)
            continue
        parts = [_texts(rule, key) for key in ("verbs", "apiGroups", "resources", "resourceNames")]
        unknown += [f"{rule.path}.{path}" for _, paths in parts for path in paths]
        verbs, groups, resources, names = (texts for texts, _ in parts)
        # Objects that are named by what is not known yet are still named, and no others are meant.
        limits = names or frozenset(parts[3][1])
        known.append(Right(verbs, groups, resources, limits))
    return Rights(tuple(known), tuple(unknown), role)


def _texts(rule: Located, key: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The texts of one list of a rule, and the paths below it of those that are not known."""
    texts, unknown = set(), []
    for place in locate(rule.value, f"{key}[]"):
        value = bare(place.value)
        if value is UNKNOWN:
            unknown.append(place.path)
        elif isinstance(value, str):
            texts.add(value)
    return frozenset(texts), tuple(unknown)
