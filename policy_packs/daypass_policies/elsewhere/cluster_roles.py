"""This is where the cluster roles of a cluster are: what each gives itself, and by gathering others.

Source: Kubernetes documentation, "Using RBAC Authorization" (aggregated cluster roles; default roles), and Kubernetes
1.33, `clusterroleaggregation_controller.go` (a role is given the rules of those chosen by any of its selectors, which
may be gathered too) and `bootstrappolicy/policy.go` (the roles that every cluster has); read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Unknown, bare
from daypass_policies.elsewhere.cluster_rights import EVERYTHING, Rights, rights_of
from daypass_policies.elsewhere.label_selectors import (
    EXISTS,
    IN,
    Labels,
    Requirement,
    Selector,
    labels_in,
    selector_at,
)
from daypass_policies.located import Located, locate

ADMINISTRATOR: Final = "cluster-admin"
"""The cluster role that every cluster has, and that may do everything."""


class _Role(NamedTuple):
    """A cluster role: what the stack writes of it, patches among it, `labels`, and who wrote which of its selectors."""

    written: tuple[Resource, ...]
    labels: Labels
    selectors: tuple[tuple[Selector, Resource | None], ...] = ()


def _default(gathers: str = "", given_to: str = "") -> _Role:
    """A role that every cluster has; `gathers` and `given_to` end the labels by which such roles gather each other."""
    labels = {"kubernetes.io/bootstrapping": "rbac-defaults"} | ({_label(given_to): "true"} if given_to else {})
    chosen = Selector(frozenset({Requirement(_label(gathers), IN, frozenset({"true"}))}))
    return _Role((), Labels(labels), ((chosen, None),) if gathers else ())


def _label(end: str) -> str:
    return f"rbac.authorization.k8s.io/aggregate-to-{end}"


_DEFAULTS: Final[Mapping[str, _Role]] = {
    ADMINISTRATOR: _default(),
    "admin": _default("admin"),
    "edit": _default("edit", "admin"),
    "view": _default("view", "edit"),
}
"""The roles that every cluster has and that gather others, or give everything."""


class ClusterRoles:
    """The cluster roles behind one provider, as a cluster is: those of the stack, and those that every cluster has.

    A role is called by its name, by its URN where that is not known.
    """

    def __init__(self, resources: Iterable[Resource] = ()) -> None:
        written = grouped((name_of(resource), resource) for resource in resources)
        self._roles = dict(_DEFAULTS) | {name: _role(name, found) for name, found in written.items()}
        self._all_rights: dict[str, Rights] = {}
        self._own_rights: dict[str, Rights] = {}
        self._choices: dict[Selector, tuple[list[str], list[str]]] = {}

    def is_default(self, name: str) -> bool:
        """Whether every cluster has the role, and the stack does no more than patch it."""
        return name in _DEFAULTS and all(resource.type.endswith("Patch") for resource in self._roles[name].written)

    def rights(self, name: str) -> Rights:
        """Its own rules, and those of the roles that it gathers, with what these gather; none where nobody knows it."""
        if name not in self._all_rights:
            self._all_rights[name] = self._gathered(name)
        return self._all_rights[name]

    def _gathered(self, name: str) -> Rights:
        found, asked, doubts = {name: None}, set[Selector](), dict[str, Rights]()
        todo = [name]
        for role in todo:  # which grows meanwhile
            for selector, by in self._roles[role].selectors if role in self._roles else ():
                chosen, perhaps = self._choice(selector)
                for other in perhaps:
                    if other != role:  # whatever a role gathers of itself it has
                        doubts.setdefault(other, self._doubt(selector, by, other))
                if selector not in asked:
                    asked.add(selector)
                    todo += [other for other in chosen if other not in found]
                    found |= dict.fromkeys(chosen)
        unsure = [rights for other, rights in doubts.items() if other not in found]
        return together([*map(self._own, found), *unsure[:1]])

    def _doubt(self, selector: Selector, by: Resource | None, chosen: str) -> Rights:
        """The rights of a role that a selector may choose: none that are known."""
        if selector.unknown:
            return Rights((), selector.unknown, by)
        return Rights((), ("metadata.labels",), self._roles[chosen].written[0])

    def _own(self, name: str) -> Rights:
        """Its own rules, read once however many gather it."""
        if name == ADMINISTRATOR:
            return EVERYTHING
        if name not in self._own_rights:
            written = self._roles[name].written if name in self._roles else ()
            self._own_rights[name] = together([rights_of(resource) for resource in written])
        return self._own_rights[name]

    def _choice(self, selector: Selector) -> tuple[list[str], list[str]]:
        """The roles that a selector chooses, and those that it may choose: asked once however many have it."""
        if selector not in self._choices:
            found = {name: selector.chooses(self._roles[name].labels) for name in self._candidates(selector)}
            chosen = [name for name, is_chosen in found.items() if is_chosen]
            self._choices[selector] = chosen, [name for name, is_chosen in found.items() if is_chosen is None]
        return self._choices[selector]

    def _candidates(self, selector: Selector) -> Iterable[str]:
        """Those that have, or may have, the rarest label that it asks for: of many, each may gather a few others."""
        positive = [one for one in selector.requirements if one.operator in (IN, EXISTS)]
        return min((self._having(one) for one in positive), key=len, default=list(self._roles))

    def _having(self, asked: Requirement) -> list[str]:
        values: tuple[str | Unknown | None, ...] = (*asked.values, UNKNOWN) if asked.operator == IN else (None,)
        found = (self._labelled.get((asked.key, value), []) for value in values)
        return list(dict.fromkeys(chain(*found, self._hiding)))

    @cached_property
    def _labelled(self) -> dict[tuple[str, str | Unknown | None], list[str]]:
        """Key and value of each label, and its key with None for any value → the roles that have it."""
        found: dict[tuple[str, str | Unknown | None], list[str]] = {}
        for name, role in self._roles.items():
            for key, value in role.labels.values.items():
                found.setdefault((key, value), []).append(name)
                found.setdefault((key, None), []).append(name)
        return found

    @cached_property
    def _hiding(self) -> list[str]:
        """The roles of which it is not known which labels they have."""
        return [name for name, role in self._roles.items() if role.labels.hidden]


def name_of(role: Resource) -> str:
    """The name of a role; what it is called while that is not known."""
    names = (bare(place.value) for place in locate(role.state.raw, "metadata.name"))
    return next((name for name in names if isinstance(name, str)), "") or role.urn


def labels_of(role: Resource) -> Labels:
    """The labels of a role, or of what binds it."""
    return next((labels_in(place.value) for place in locate(role.state.raw, "metadata.labels")), Labels({}))


def together(parts: list[Rights]) -> Rights:
    """All that several roles give. The first that hides something hides it for all."""
    known = tuple(dict.fromkeys(right for rights in parts for right in rights.known))
    hidden = next((rights for rights in parts if rights.unknown), parts[0] if parts else Rights())
    return Rights(known, hidden.unknown, hidden.of)


def _role(name: str, written: tuple[Resource, ...]) -> _Role:
    """A role as the stack writes it, and as it is by default: server-side apply leaves there what it does not name."""
    default = _DEFAULTS.get(name, _Role((), Labels({})))
    labels = [default.labels, *(labels_of(resource) for resource in written)]
    own = ((selector_at(place), by) for by in written for place in _selectors(by))
    return _Role(written, _merged(labels), (*default.selectors, *own))


def _selectors(role: Resource) -> Iterator[Located]:
    """Where its selectors stand; what is no aggregation rule stands for them, as one that is not known does."""
    for rule in locate(role.state.raw, "aggregationRule"):
        if isinstance(bare(rule.value), dict):
            yield from locate(role.state.raw, "aggregationRule.clusterRoleSelectors[]")
        else:
            yield rule


def _merged(parts: list[Labels]) -> Labels:
    """Labels that several write of one thing. Where they differ nobody knows who comes last."""
    values: dict[str, str | Unknown] = {}
    for key, value in chain.from_iterable(part.values.items() for part in parts):
        values[key] = value if values.get(key, value) == value else UNKNOWN
    return Labels(values, any(part.hidden for part in parts))
