"""This is where it is told how Systems Manager is told which machines are meant: by ids, tags, or a resource group.

Sources: Systems Manager API Reference, "Target"; Systems Manager User Guide, "Understanding targets and rate controls
in State Manager associations"; Resource Groups API Reference, "ResourceQuery"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.machines.picked import EVERY, GROUPS, INSTANCES, made_as, tagged, with_id
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.stack import Stack
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Resource, bare

_IDS: Final = "InstanceIds"
_TAG: Final = "tag:"
_OF_GROUP: Final = f"{_TAG}aws:autoscaling:groupName"
_IN_RESOURCE_GROUP: Final = ("resource-groups:Name", "ResourceGroup")
_OF_TYPES: Final = "resource-groups:ResourceTypeFilters"
_HOST_TYPES: Final = ("AWS::EC2::Instance", "AWS::AllSupported")

_RESOURCE_GROUPS: Final = ("aws:resourcegroups/group:Group", "aws-native:resourcegroups:Group")

_STARTERS: Final[Mapping[str, tuple[str, ...]]] = {_IDS: INSTANCES, _OF_GROUP: tuple(GROUPS)}
"""Key → what it is that is named under it."""


class Wanted(NamedTuple):
    """The marks that are asked for, of which a machine has one of each; `is_sure`: all that is asked for is known."""

    marks: tuple[frozenset[str], ...] = ()
    is_sure: bool = True


def wanted_by(targets: object) -> tuple[frozenset[str], ...]:
    """The marks that targets ask for; none where one of them asks for something else than a mark."""
    each = tuple(_marks(text_of(one.get("key")), tuple(texts_in(one.get("values")))) for one in maps(targets))
    return each if all(each) else ()


class Targeting:
    """What targets ask for in a stack, which may have what they name: a resource group, or what is made with them."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def of(self, by: Resource, targets: object) -> Wanted:
        """What these targets of a resource ask for; nothing where one asks for what no machine of the stack is."""
        plain = bare(targets)
        if UNKNOWN in (plain if isinstance(plain, list) else (plain,)):
            return Wanted((frozenset((EVERY,)),), is_sure=False)
        each = [found for one in maps(targets) for found in self._asked(by, one)]
        marks = tuple(found for found, _ in each)
        return Wanted(marks, all(is_sure for _, is_sure in each)) if all(marks) else Wanted()

    def _asked(self, by: Resource, target: Mapping[str, Any]) -> Iterator[tuple[frozenset[str], bool]]:
        """The marks of one target, or of each that it stands for."""
        key, values = text_of(target.get("key")), bare(target.get("values"))
        every = values if isinstance(values, list) else [values]
        is_unsaid = bare(target.get("key")) is UNKNOWN or any(bare(one) is UNKNOWN for one in every)
        if key in _IN_RESOURCE_GROUP and not is_unsaid:
            yield from self._in_groups(tuple(texts_in(values)))
        elif key == _OF_TYPES and not is_unsaid:
            yield frozenset((EVERY,) if _is_of_hosts(values) else ()), True
        else:
            known = _marks(key, tuple(texts_in(values)))
            made = self._made(by, key) if is_unsaid else frozenset()
            yield (known | made, True) if made or not is_unsaid else (frozenset((EVERY,)), False)

    def _made(self, by: Resource, key: str) -> frozenset[str]:
        """The marks of what is made with it, and whose id or name a value is that is not known yet."""
        types = _STARTERS.get(key, ())
        behind = (self._stack.by_urn.get(urn) for urn in by.property_dependencies.get("targets", ()))
        return frozenset(made_as(one.urn) for one in behind if one and one.type in types)

    def _in_groups(self, names: tuple[str, ...]) -> Iterator[tuple[frozenset[str], bool]]:
        """What the tags of a resource group ask for, all of them at once; of one that the stack does not have, nothing.

        Who names several means what is in any of them, which no marks say: of these it is not told.
        """
        found = [one for one in self._stack.of_type(*_RESOURCE_GROUPS) if text_of(said(one, "name")) in names]
        yield from tuple(_in_group(found[0])) if len(found) == len(names) == 1 else _NOTHING


_NOTHING: Final = ((frozenset[str](), True),)
_ANYTHING: Final = ((frozenset((EVERY,)), False),)


def _in_group(group: Resource) -> Iterator[tuple[frozenset[str], bool]]:
    """What a resource group holds: by the tags in its query, which is JSON in the classic provider."""
    written = next(maps(said(group, "resourceQuery")), {})
    query = bare(written.get("query"))
    if query is UNKNOWN or bare(said(group, "resourceQuery")) is UNKNOWN:
        yield from _ANYTHING
        return
    asked = _read(query)
    if not _is_of_hosts(_under(asked, "ResourceTypeFilters")):
        yield from _NOTHING
        return
    filters = [(_under(one, "Key"), _under(one, "Values")) for one in maps(_under(asked, "TagFilters"))]
    if UNKNOWN in (bare(_under(asked, "TagFilters")), *(bare(part) for one in filters for part in one)):
        yield from _ANYTHING
        return
    yield from [(_tags(text_of(key), tuple(texts_in(values))), True) for key, values in filters] or _NOTHING


def _is_of_hosts(types: object) -> bool:
    """Whether these types, or all of them where none is said, are those of hosts."""
    return bool(set(tuple(texts_in(types)) or _HOST_TYPES).intersection(_HOST_TYPES))


def _read(query: object) -> Mapping[str, Any]:
    try:
        found = json_value(query) if isinstance(query, str) else query
    except JsonError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _under(asked: Mapping[str, Any], key: str) -> Any:
    """What stands under a key, as the API calls it or as the native provider does."""
    return asked.get(key, asked.get(f"{key[0].lower()}{key[1:]}"))


def _tags(key: str, values: tuple[str, ...]) -> frozenset[str]:
    """The marks of a tag with one of these values, or with any where none is said."""
    return frozenset(tagged(key, value) for value in values or (None,)) if key else frozenset()


def texts_in(values: object) -> Iterator[str]:
    """The values of a target that are known."""
    plain = bare(values)
    yield from filter(None, map(text_of, plain if isinstance(plain, list) else ()))


def _marks(key: str, values: tuple[str, ...]) -> frozenset[str]:
    if key == _IDS:
        return frozenset(EVERY if value == "*" else with_id(value) for value in values)
    if key == "tag-key":
        return frozenset(tagged(value, None) for value in values)
    return frozenset(tagged(key.removeprefix(_TAG), value) for value in values if key.startswith(_TAG))
