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
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, most)
        except zlib.error:
            return None
    plain = data.decode("utf-16" if data.startswith(_WIDE) else "utf-8", errors="replace")
    return plain[:most] if plain and plain.count("\ufffd") * 10 < len(plain) else None


def is_torn(text: str) -> bool:
    """Whether it is gzip in base64 that nobody can unpack."""
    data = _decoded(text)
    if not data.startswith(_GZIP):
        return False
    try:
        zlib.decompressobj(wbits=31).decompress(data, 1)
    except zlib.error:
        return True
    return False


def _decoded(text: str) -> bytes:
    """What base64 says, b"" where it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
