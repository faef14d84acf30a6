"""This is where a Resource is: one declared thing, each of its values known or unknown at any depth, and maybe secret.

A rule reads `resource.inputs` like a dictionary. Reading a value that is not known yet raises `Undecided`, which ends
that one rule for that one resource; nothing a rule does can turn an unknown into a pass. Whether a key exists, and
which keys there are, is always known unless the container itself is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple, Self

from daypass.data.old_tokens import current_token


class Unknown:
    """The one value that stands for "the engine does not know this yet". Compare with `is UNKNOWN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class Secret:
    """A value that Pulumi marked as secret. Its repr never shows it; `reveal()` is for judging it, not printing."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def reveal(self) -> Any:
        """The plain value: a JSON value, or UNKNOWN where it could not be decrypted."""
        return self._value

    def __repr__(self) -> str:
        return "[secret]"


class Encrypted(Secret):
    """A secret whose value the source holds as a cipher alone."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(UNKNOWN)


class Partial(dict[str, Any]):
    """A property map of which the source knows only a part: every other key is there too, and its value is unknown.

    This is what a program's `.get()` gives without AWS at hand.
    """

    def __missing__(self, key: str) -> Unknown:
        return UNKNOWN

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or UNKNOWN; never `default`, because nobody knows that the key is absent."""
        del default
        return self[key]

    def __contains__(self, key: object) -> bool:
        return True


class Undecided(Exception):  # noqa: N818 - not an error: the third answer of a rule
    """A rule wanted a value that is not known yet. `path` names it as in `assumeRolePolicy` or `tags.owner`."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Properties(Mapping[str, Any]):
    """A property map. Values come out as str, bool, int, float, None, `Properties` or `Items`; secrets are unwrapped.

    Raises `Undecided` with the path when the value asked for is unknown.
    """

    __slots__ = ("path", "raw")

    def __init__(self, raw: Mapping[str, Any], path: str = "") -> None:
        self.raw, self.path = raw, path

    def __getitem__(self, key: str) -> Any:
        return _known(self.raw[key], join(self.path, key))

    def get(self, key: str, default: Any = None) -> Any:
        """The value under `key`, or `default` where it is absent or null."""
        value = self.raw.get(key)
        return default if value is None else _known(value, join(self.path, key))

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __contains__(self, key: object) -> bool:
        return key in self.raw

    def is_known(self, key: str) -> bool:
        """Whether the value under `key` is absent, or known at this depth (parts inside it may be unknown)."""
        return bare(self.raw.get(key)) is not UNKNOWN

    def is_secret(self, key: str) -> bool:
        """Whether the value under `key` carries Pulumi's mark of a secret itself."""
        return isinstance(self.raw.get(key), Secret)

    def unknown_paths(self) -> list[str]:
        """Every path below here whose value is not known, in order."""
        return [path for path, value in _walk(self.raw, self.path) if bare(value) is UNKNOWN]

    def __repr__(self) -> str:
        return f"Properties({sorted(self.raw)})"  # keys alone: a value may be a secret nobody marked


class Items(Sequence[Any]):
    """A property list; elements come out as those of `Properties` do."""

    __slots__ = ("path", "raw")

    def __init__(self, raw: Sequence[Any], path: str = "") -> None:
        self.raw, self.path = raw, path

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            # Each element keeps its own place, so a slice is read element by element, never handed out raw.
            return [self[i] for i in range(*index.indices(len(self.raw)))]
        return _known(self.raw[index], f"{self.path}[{index}]")

    def __len__(self) -> int:
        return len(self.raw)

    def __repr__(self) -> str:
        return f"Items({len(self.raw)})"


class Place(NamedTuple):
    """A line of the user's program, `file` relative to the folder of Pulumi.yaml."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider of a resource: its URN, and its own inputs where they are known to the source."""

    urn: str = ""
    type: str = ""
    name: str = ""
    inputs: Properties = field(default_factory=lambda: Properties({}))


@dataclass(frozen=True)
class Resource:
    """One resource, as declared (`inputs`) and, where the source has them, as it came to be (`outputs`).

    `type` is the token in use today; where a program has an older one, the URN says which. `parent` is the parent's
    URN or "". `retained`: it stays where the program leaves it out (`retainOnDelete`), which the packs' protocol does
    not say. `dependencies` are URNs, `property_dependencies` property → URNs.
    """

    urn: str
    type: str
    name: str
    inputs: Properties = field(default_factory=lambda: Properties({}))
    outputs: Properties = field(default_factory=lambda: Properties({}))
    parent: str = ""
    provider: Provider = Provider()
    custom: bool = True
    external: bool = False
    protect: bool = False
    retained: bool = False
    id: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Place | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", current_token(self.type))  # once, so that every table knows each type by one

    @cached_property
    def state(self) -> Properties:
        """Outputs completed by inputs: what a stack rule reads, in every engine alike."""
        known = {**self.inputs.raw, **self.outputs.raw}
        return Properties(Partial(known) if isinstance(self.outputs.raw, Partial) else known)

    @property
    def declared(self) -> Properties:
        """What was asked for: the inputs. Where nobody says them, what came to be.

        Nobody says them of a resource that was only looked up (`.get()`), nor of one that an update left alone.
        """
        is_unsaid = not self.inputs.raw and bool(self.outputs.raw)
        return self.state if self.external or is_unsaid else self.inputs

    def secrets(self) -> set[str]:
        """Every text that stands inside a value marked secret: what no message may hold."""
        found: set[str] = set()
        for properties in (self.inputs, self.outputs, self.provider.inputs):
            for _, value in _walk(properties.raw, ""):
                if isinstance(value, Secret):
                    found.update(_texts(value.reveal()))
        return found

    @classmethod
    def of(cls, type_: str, name: str, /, *, in_stack: str = "dev", in_project: str = "project", **inputs: Any) -> Self:
        """A resource made by hand: for tests and for people who write rules. No property is called as these two are."""
        urn = f"urn:pulumi:{in_stack}::{in_project}::{type_}::{name}"
        return cls(urn=urn, type=type_, name=name, inputs=Properties(inputs))


def join(path: str, key: str) -> str:
    """The path of a part: `policy`, `Statement` → `policy.Statement`."""
    return f"{path}.{key}" if path else key


def bare(value: Any) -> Any:
    """A value without the marks of a secret, and a property map or list as the plain one that it reads."""
    while isinstance(value, Secret):
        value = value.reveal()
    # Asked of each value there is: what JSON is made of needs no question to the abstract classes, which cost more.
    return value if type(value) in _PLAIN else value.raw if isinstance(value, _VIEWS) else value


_VIEWS: Final = (Properties, Items)
_PLAIN: Final = frozenset((str, dict, list, int, float, bool, type(None)))


def _known(value: Any, path: str) -> Any:
    value = bare(value)
    if value is UNKNOWN:
        raise Undecided(path)
    if isinstance(value, dict):
        return Properties(value, path)
    if isinstance(value, list):
        return Items(value, path)
    return value


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every value below `value` with its path; the inside of a secret too. A stack of our own: input may be deep."""
    todo = [(path, value)]
    while todo:
        where, this = todo.pop()
        yield where, this
        this = bare(this)
        if isinstance(this, Mapping):
            todo.extend((join(where, key), this[key]) for key in reversed(this))
        elif isinstance(this, list):
            todo.extend((f"{where}[{index}]", item) for index, item in reversed(list(enumerate(this))))


def _texts(value: Any) -> Iterator[str]:
    for _, item in _walk(value, ""):
        if isinstance(item, str):
            yield item
        elif isinstance(item, int | float) and not isinstance(item, bool):
            yield str(item)
