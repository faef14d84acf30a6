"""This is where the bytes of a file, a pipe or standard input become JSON, or one sentence about why they do not.

Stricter than Python and than the engine: what two readers could read in two ways is read by nobody.
"""

import gzip
import json
import os
import stat
import sys
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Final, TypeVar

from daypass.errors import UnreadableError
from daypass.model.json_text import JsonError, json_value, texts_within

LIMIT: Final = 1 << 30
"""Bytes of a source, unpacked, beyond which daypass does not read on."""

EXPORT_AGAIN: Final = "Write it again with `pulumi stack export`."

Parsed = TypeVar("Parsed")

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"


def read_json(path: str) -> Any:
    """The JSON in the file of that path, or on standard input for `-`.

    Raises UnreadableError, without a place, for whatever is no JSON text that every reader understands alike.
    """
    return read_as(parse_json, path)


def read_as(parse: Callable[[bytes], Parsed], path: str) -> Parsed:
    """What `parse` makes of the bytes in that file, or on standard input; raises as `read_json`."""
    try:
        return parse(_unpacked(_bytes(path)))
    except (OSError, ValueError) as error:
        raise UnreadableError(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from None
    except MemoryError:
        raise UnreadableError("it does not fit into memory") from None


def parse_json(data: bytes) -> Any:
    """The JSON value in these bytes, in UTF-8, UTF-16 or UTF-32, with or without a byte-order mark."""
    if not data.strip():
        raise UnreadableError("it is empty", remedy=EXPORT_AGAIN)
    try:
        value = json_value(text_of(data))
    except UnicodeDecodeError:
        raise UnreadableError("it is no text in UTF-8 or UTF-16", remedy=EXPORT_AGAIN) from None
    except JsonError as error:
        raise _refusal(error) from None
    if rb"\ud" in data.lower():
        _check_surrogates(value)
    return value


def _refusal(error: JsonError) -> UnreadableError:
    match error.what:
        case "syntax":
            where = f"at line {error.line}, column {error.column}"
            return UnreadableError(f"it is no complete JSON {where} ({error.said})", remedy=EXPORT_AGAIN)
        case "key twice":
            key = f"{error.said[:80]!a}"
            return UnreadableError(f"it has the key {key} twice in one object, so that readers differ about it")
        case "constant":
            return UnreadableError(f"it holds {error.said}, which is no JSON", remedy=EXPORT_AGAIN)
        case "depth":
            fact = "it is nested too deep to be anything that Pulumi wrote"
            return UnreadableError(fact, remedy=EXPORT_AGAIN)
        case "number":
            return UnreadableError("it holds a number that is too long to be read", remedy=EXPORT_AGAIN)


def text_of(data: bytes) -> str:
    """Windows PowerShell's `>` writes UTF-16 with a mark; everything else writes UTF-8. Raises UnicodeDecodeError."""
    return data.decode(json.detect_encoding(data)).removeprefix("\ufeff")


def _bytes(path: str) -> bytes:
    if path == "-":
        if sys.stdin is None:  # closed by whoever started us
            raise UnreadableError("standard input is closed")
        return _limited(sys.stdin.buffer)
    # Not blocking: a pipe that nobody writes into is empty at once instead of waited for without end.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:  # noqa: PTH123 - a descriptor
        mode = os.fstat(file.fileno()).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
            raise UnreadableError("it is neither a file nor a pipe")
        os.set_blocking(file.fileno(), True)
        return _limited(file)


def _limited(file: BinaryIO | gzip.GzipFile) -> bytes:
    data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise UnreadableError(f"it is larger than {LIMIT >> 20} MiB")
    return data


def _unpacked(data: bytes) -> bytes:
    """As it is, or out of gzip, which the file backend writes where it was told to."""
    if data.startswith(_ZSTD):
        raise UnreadableError("it is compressed with zstd, which daypass does not read", remedy=EXPORT_AGAIN)
    if not data.startswith(_GZIP):
        return data
    import io  # noqa: PLC0415 - only for the few packed files

    try:
        return _limited(gzip.GzipFile(fileobj=io.BytesIO(data)))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UnreadableError("it is no complete gzip file", remedy=EXPORT_AGAIN) from None


def _check_surrogates(value: Any) -> None:
    """Half a character cannot be written in any encoding, so it must not come in."""
    for text in texts_within(value):
        try:
            text.encode()
        except UnicodeEncodeError:
            raise UnreadableError("it holds half of a surrogate pair, which is no text") from None
