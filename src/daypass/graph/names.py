"""This is where a thing of a stack is found by what others write for it: its ARN, its name, or a dependency on it.

Names repeat between accounts, so that the things of the same provider come first, then those of the same stack, then
those of stacks of the same name, which are one environment. One thing may stand in several joined stacks, made in one
and looked up in others: it is one thing by its ARN.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from daypass.graph.faults import NOT_HERE, SEVERAL, UNKNOWN_YET, Fault
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.property_path import Leaf
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare


class Kind(NamedTuple):
    """How resources of one type are called: by people, in an ARN (`role/…`), and by which of their properties."""

    noun: str
    in_arn: str
    name: str
    arn: str = "arn"


class Meant(NamedTuple):
    """The URN of what is meant; else the fault for which nothing is."""

    urn: str = ""
    fault: Fault = Fault("")


@dataclass(frozen=True, slots=True)
class Names:
    """`canonical`: the URN of each thing → the one under which it counts. `rivals`: those that several stacks make."""

    canonical: Mapping[str, str]
    rivals: frozenset[str]
    _known: Mapping[tuple[str, str], Sequence[str]]
    _by_last_part: bool

    @classmethod
    def of(cls, resources: Iterable[Resource], kinds: Mapping[str, Kind], *, by_last_part: bool = False) -> "Names":
        """The names, ids and ARNs of the resources with these type tokens, as far as they are known.

        `by_last_part`: what stands before the last `/` does not count. Services take a role's name with its path for
        the name, and what they are given may be of any path, since a name is enough to find a role in its account.
        What attaches a policy takes no such name, and ARNs of AWS's policies differ from others in the path alone.
        """
        things = [resource for resource in resources if resource.type in kinds]
        canonical, rivals = _canonical(things, kinds)
        known: dict[tuple[str, str], list[str]] = {}
        for thing in things:
            urn = canonical[thing.urn]
            for text in _texts(thing, kinds[thing.type], by_last_part=by_last_part):
                for scope in scopes(thing):
                    found = known.setdefault((scope, text), [])
                    # A text that means two things means none of them, so two are enough to know.
                    if len(found) <= 1 and urn not in found:
                        found.append(urn)
        return cls(canonical, rivals, known, by_last_part)

    def meant(self, by: Resource, key: str, found: Sequence[Leaf]) -> list[Meant]:
        """What the property `key` of `by` means with each of these values: an ARN or a name.

        Unknown ones mean what the property depends on, if that is as many things as there are unknown ones.
        """
        known = [self._at(by, leaf) for leaf in found]
        taken = {meant.urn for meant in known}
        behind = [urn for urn in self.behind(by, key) if urn not in taken]
        missing = [leaf.value is UNKNOWN for leaf in found]
        if len(behind) != sum(missing) or any(leaf.whole for leaf in found):
            return known
        rest = iter(behind)
        return [Meant(next(rest)) if is_missing else meant for is_missing, meant in zip(missing, known, strict=True)]

    def behind(self, by: Resource, key: str) -> list[str]:
        """The things that the property depends on, each once."""
        urns = by.property_dependencies.get(key, ())
        return list(dict.fromkeys(self.canonical[urn] for urn in urns if urn in self.canonical))

    def one(self, by: Resource, key: str) -> str | None:
        """What tells the one thing that the property means from others: its URN, else what is written there.

        "" where nothing is said; None where that is not known, and the property does not depend on one thing alone.
        """
        value = bare(said(by, key))
        if value is UNKNOWN:
            behind = self.behind(by, key)
            return behind[0] if len(behind) == 1 else None
        text = text_of(value)
        return self.named(by, text).urn or text if text else ""

    def named(self, by: Resource, text: str) -> Meant:
        """What `by` means by an ARN or a name."""
        for written in self._writings(text):
            for scope in scopes(by):
                if found := self._known.get((scope, written)):
                    return Meant(found[0]) if len(found) == 1 else Meant(fault=SEVERAL)
        return Meant(fault=NOT_HERE)

    def _writings(self, text: str) -> tuple[str, ...]:
        """The text itself, and what else the things that it may mean are known by."""
        if not self._by_last_part:
            arn = Arn.parse(text)
            return (text, new(arn.resource)) if arn else (text,)
        last = text.rpartition("/")[2]
        return text, new(last) if text.startswith("arn:") else last

    def _at(self, by: Resource, leaf: Leaf) -> Meant:
        text = leaf.value
        if text is UNKNOWN:
            return Meant(fault=UNKNOWN_YET)
        if leaf.fault or not isinstance(text, str) or not text:
            return Meant(fault=Fault(leaf.fault or "is no text", malformed=True))
        return self.named(by, text)


def new(resource: str) -> str:
    """What stands for the ARN of a thing that is not made yet. The account is not in it.

    It need not be: policies, roles, users and groups are attached to each other within one account alone.
    """
    return f"new:{resource}"


def reference(resource: str) -> str:
    """What stands for path and name where no account is said: `policy/team/boundary`."""
    return f"reference:{resource}"


def _canonical(things: Sequence[Resource], kinds: Mapping[str, Kind]) -> tuple[dict[str, str], frozenset[str]]:
    """Who made a thing comes before who looked it up; the first of those who made it counts."""
    first: dict[str, str] = {}
    canonical: dict[str, str] = {}
    rivals: set[str] = set()
    for thing in sorted(things, key=was_looked_up):
        arn = text_of(said(thing, kinds[thing.type].arn))
        canonical[thing.urn] = first.setdefault(arn, thing.urn) if arn else thing.urn
        if canonical[thing.urn] != thing.urn and not was_looked_up(thing):
            rivals.add(canonical[thing.urn])
    return canonical, frozenset(rivals)


def _texts(thing: Resource, kind: Kind, *, by_last_part: bool) -> Iterator[str]:
    arn, name = text_of(said(thing, kind.arn)), text_of(said(thing, kind.name))
    names = {name, thing.id} - {""}
    yield from names | ({arn} - {""})
    if by_last_part:
        yield from () if arn else map(new, names)
        return
    path = said(thing, "path")
    if name and bare(path) is not UNKNOWN:
        resource = f"{kind.in_arn}{text_of(path) or '/'}{name}"
        yield reference(resource)
        if not arn:
            yield new(resource)


def scopes(resource: Resource) -> tuple[str, str, str, str]:
    """Where a name is looked for: under one provider, in one stack, in the stacks of that environment, everywhere."""
    environment, project = resource.urn.split("::", 2)[:2] if "::" in resource.urn else (resource.urn, "")
    stack = f"{environment}::{project}"
    return f"{stack}::{resource.provider.urn}", stack, environment, ""
