"""This is where it is told whether a text gives a credential away: it is one, packs one or sets one."""

import re
from typing import Final

from daypass.model.json_text import JsonError, json_value
from daypass_policies.keeping.credentials import Credential, find_credential, find_in_note, find_shape
from daypass_policies.keeping.plain_text import Script, assignments, script

_HOLDS_NOTHING: Final = re.compile(r"[\w./-]{0,15}")
"""Most values are so short and plain that they neither pack nor set anything; to look costs more than all else."""


def unpacked(text: str) -> Script | None:
    """The text with what it packs, None where it can pack nothing."""
    return None if _HOLDS_NOTHING.fullmatch(text) else script(text)


def shape_in(read: str) -> Credential | None:
    """The first known shape in a script, but for a key of AWS's manuals in a comment, which explains another."""
    return find_shape(_EXAMPLE.sub(r"\g<comment>", read) if "EXAMPLE" in read else read)


_EXAMPLE: Final = re.compile(
    r"^(?P<comment>[ \t]{0,64}(?:[#;]|//|--|REM\b)[^\n]{0,256}?)(?:AKIA|ASIA)[A-Z0-9]{9}EXAMPLE(?![A-Za-z0-9])",
    re.MULTILINE,
)


def exposed(name: str, text: str, read: Script | None) -> Credential | None:
    """The credential that a text of this name gives away; `read` is the text, `unpacked`."""
    if read and _federates(read.text):
        return find_shape(text) or _inside(read.text, text)
    return find_credential(name, text) or (_inside(read.text, text) if read else None)


def exposed_in_note(name: str, text: str) -> Credential | None:
    """The same of what tells people about a thing: it is one, or spells one out (`… as user ci, password: …`)."""
    told = ((name, text), *(assignments(text) if len(text) > _SHORTEST_NOTE else ()))
    return next(filter(None, (find_in_note(*one) for one in told)), None)


_SHORTEST_NOTE: Final = 12
"""Characters in which there is no room for a name and a password."""


def _federates(text: str) -> bool:
    """Whether it is what Google calls a credential configuration, which says where a token of another issuer is.

    Source: Google Cloud, "Configure Workload Identity Federation with AWS or Azure"; read 2026-11.
    """
    if _FEDERATED not in text:
        return False
    try:
        value = json_value(text)
    except JsonError:
        return False
    return isinstance(value, dict) and value.get("type") == _FEDERATED


_FEDERATED: Final = "external_account"


def _inside(read: str, written: str) -> Credential | None:
    """What a value packs (base64, gzip) or sets: a connection string, a command line, a file in one variable."""
    if read != written and (shape := find_shape(read)):
        return shape
    found = (find_credential(name, value) for name, value in assignments(read))
    return next(filter(None, found), None)
