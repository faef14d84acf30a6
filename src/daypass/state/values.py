"""This is where Pulumi's marks in plain JSON-like values are: secrets, unknowns, assets, references, decoded once.

The same marks stand in stack exports, on the wire to a pack and in what a program registers. They are those of
`sdk/go/common/resource/sig` and `plugin.UnknownStringValue` in Pulumi.
"""

import base64
import json
import math
from typing import Any, Final

from daypass.model.resource import UNKNOWN, Encrypted, Secret

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key that makes a map something else than a map; its value says what."""

SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - Pulumi's mark of a secret, not one
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
BYTES: Final = "803fd3297a5875dc03ca845dda5d2a98"

UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine writes where it does not know a value yet."""

UNKNOWN_TEXTS: Final = (
    UNKNOWN_TEXT,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # a bool
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # a number
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # an array
    "030794c1-ac77-496b-92df-f27374a8bd58",  # an asset
    "e48ece36-62e2-4504-bad9-02848725956a",  # an archive
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # an object
)
"""The same for every type of value; today's engine sends the first one for all of them."""

BLINDED: Final = "[secret]"
"""What `pulumi policy analyze` gives for a secret that it has no passphrase for."""


def decode(value: Any) -> Any:
    """The same tree with `Secret` and `UNKNOWN` where Pulumi's marks were; never fails, whatever stands in `value`.

    A mark that cannot be read, or that Pulumi may invent later, becomes UNKNOWN: undecided, never a pass. Whole
    numbers come out as `int`, because the wire knows only floats. The tree may be of any depth.
    """
    top: list[Any] = [None]
    todo: list[tuple[Any, Any, Any]] = [(top, 0, value)]  # container, key in it, and what is to stand there decoded
    while todo:
        container, key, raw = todo.pop()
        if _is_encrypted(raw):
            container[key] = Encrypted()
            continue
        secret, bare = _unmark(raw)
        made: Any = bare
        if isinstance(bare, dict):
            made = dict.fromkeys(bare)  # keeps the order of the keys
            todo.extend((made, name, item) for name, item in bare.items())
        elif isinstance(bare, list):
            made = [None] * len(bare)
            todo.extend((made, index, item) for index, item in enumerate(bare))
        container[key] = Secret(made) if secret else made
    return top[0]


def _is_encrypted(value: Any) -> bool:
    """Whether it is a secret of which a source says the cipher and nothing else."""
    is_secret = isinstance(value, dict) and value.get(SIGNATURE) == SECRET
    return is_secret and "ciphertext" in value and not value.keys() & {"value", "plaintext"}


def _unmark(value: Any) -> tuple[bool, Any]:
    """Whether it is secret, and what it is without its marks: a scalar, UNKNOWN, or a container not decoded yet."""
    secret = False
    while isinstance(value, dict) and SIGNATURE in value:
        mark = value[SIGNATURE]
        if mark == SECRET:
            secret, value = True, _uncovered(value)
        elif mark == OUTPUT:
            secret, value = secret or value.get("secret") is True, value.get("value", UNKNOWN)
        elif mark == RESOURCE:
            value = _referred(value)
        elif mark in (ASSET, ARCHIVE):  # a tuple: the mark may be unhashable
            value = {key: item for key, item in value.items() if key != SIGNATURE}
        elif mark == BYTES:
            value = _text(value)
        else:
            value = UNKNOWN
    return secret, UNKNOWN if (secret and value == BLINDED) or _is_unknown(value) else _whole(value)


def _uncovered(mark: dict[str, Any]) -> Any:
    """The inside of a secret: `value` on the wire, `plaintext` (JSON) in an export with secrets shown, else unknown."""
    if "value" in mark:
        return mark["value"]
    try:
        return json.loads(mark["plaintext"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return UNKNOWN  # encrypted, or something that nobody can read


def _referred(mark: dict[str, Any]) -> Any:
    """A resource as the engine gives it to policy packs: its id, or its URN where it is a component and has none."""
    identifier = mark.get("id")
    if isinstance(identifier, dict) and "V" in identifier:  # how some older engines wrote it
        identifier = identifier["V"] if isinstance(identifier["V"], str | None) else ""
    return mark.get("urn", UNKNOWN) if identifier is None else identifier or UNKNOWN


def _text(mark: dict[str, Any]) -> Any:
    """A string of bytes that are no UTF-8; rules look for text in it, so what is none becomes a replacement mark."""
    try:
        return base64.b64decode(mark["value"], validate=True).decode(errors="replace")
    except (KeyError, TypeError, ValueError):
        return UNKNOWN


def _is_unknown(value: Any) -> bool:
    """Whether the engine's text for an unknown is this value, is part of it, or is part of one of its keys."""
    if isinstance(value, str):
        return len(value) >= len(UNKNOWN_TEXT) and any(text in value for text in UNKNOWN_TEXTS)
    return isinstance(value, dict) and any(isinstance(key, str) and _is_unknown(key) for key in value)


def _whole(value: Any) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            return UNKNOWN
        if value.is_integer():
            return int(value)
    return value
