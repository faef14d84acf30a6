"""This is where a text is opened that packs another one, as user data does: in base64, and in gzip inside it."""

import base64
import binascii
import codecs
import zlib
from typing import Final

_GZIP: Final = b"\x1f\x8b"
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How text of Windows begins that takes two bytes for each character."""


def unpacked(text: str, most: int) -> str | None:
    """What base64 (and gzip in it) says as text, `most` characters of it; None where it says nothing of the kind."""
    data = _decoded(text)
    if data.startswith(_GZIP):
        data, _ = _inflated(data, most)
    plain = data.decode("utf-16" if data.startswith(_WIDE) else "utf-8", errors="replace")
    return plain[:most] if plain and plain.count("\ufffd") * 10 < len(plain) else None


def is_torn(text: str, most: int) -> bool:
    """Whether it is gzip in base64 that ends too early, or breaks, within its first `most` bytes."""
    data = _decoded(text)
    if not data.startswith(_GZIP):
        return False
    _, is_whole = _inflated(data, most)
    return not is_whole


def _inflated(data: bytes, most: int) -> tuple[bytes, bool]:
    """What gzip packs, in each of its members, to `most` bytes; and whether nothing before these is missing or broken.

    Source: RFC 1952, "2.2. File format" (a file is a series of members); read 2026-11.
    """
    found, is_whole = b"", True
    while is_whole and data.startswith(_GZIP) and len(found) < most:
        member = zlib.decompressobj(wbits=31)
        try:
            found += member.decompress(data, most - len(found))
        except zlib.error:
            return found, False
        is_whole = member.eof or len(found) >= most
        data = member.unused_data
    return found, is_whole


def _decoded(text: str) -> bytes:
    """What base64 says, b"" where it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
