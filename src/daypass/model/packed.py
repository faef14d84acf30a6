"""This is where a text is opened that packs another one, as user data does: in base64, and in gzip inside it."""

import base64
import binascii
import zlib
from typing import Final

_GZIP: Final = b"\x1f\x8b"


def unpacked(text: str, most: int) -> str | None:
    """What base64 (and gzip in it) says as text, `most` characters of it; None where it says nothing of the kind."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if data.startswith(_GZIP):
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, most)
        except zlib.error:
            return None
    plain = data.decode("utf-8", errors="replace")
    return plain[:most] if plain and plain.count("\ufffd") * 10 < len(plain) else None
