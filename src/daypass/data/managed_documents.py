"""This is where the documents of AWS-managed policies are, by path and name (`service-role/AWSLambdaRole`).

They are those of the partition `aws`. Other partitions have policies of the same names, whose documents name the ARNs
of their own partition and may differ otherwise. The file has a line of JSON for each policy, below one that says the
source and the day, in order of the names in small letters: a search halves it and parses none of them.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from hashlib import blake2b
from mmap import ACCESS_READ, mmap
from typing import Final

from daypass.data.table import FOLDER

FILE: Final = FOLDER / "managed_documents.jsonl"

_KEY: Final = b'{"policy":"'
_DOCUMENT: Final = b'","document":'
_END: Final = b"}\n"


@lru_cache(maxsize=512)
def managed_document(policy: str) -> str | None:
    """The JSON text of its default version; None for one that AWS has withdrawn, or that is newer than the file.

    `policy` is what `Arn.aws_managed_policy` gives. Its case does not count, as names do not differ in case alone.
    """
    if not policy.isascii():
        return None
    with FILE.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as lines:
        return _search(lines, policy.lower())


def is_managed_document(written: object) -> bool:
    """Whether one of them says the same, word for word, as this JSON value: order of the keys and white space aside."""
    return _digest(json.dumps(written, separators=(",", ":"), sort_keys=True).encode()) in _digests()


@cache
def _digests() -> frozenset[bytes]:
    """Of each document, which is in the file as it is compared."""
    with FILE.open("rb") as file:
        next(file)
        return frozenset(_digest(line[line.index(_DOCUMENT) + len(_DOCUMENT) : -len(_END)]) for line in file)


def _digest(document: bytes) -> bytes:
    return blake2b(document, digest_size=16).digest()


def _search(lines: mmap, policy: str) -> str | None:
    low, high = lines.find(b"\n") + 1, len(lines)  # both are always the beginning of a line, or the end
    while low < high:
        begin = max(low, lines.rfind(b"\n", low, (low + high) // 2) + 1)
        end = lines.find(b"\n", begin)
        at = lines.find(_DOCUMENT, begin, end)
        found = lines[begin + len(_KEY) : at].decode().lower()
        if found == policy:
            return lines[at + len(_DOCUMENT) : end - 1].decode()
        low, high = (end + 1, high) if found < policy else (low, begin)
    return None


def _header() -> Mapping[str, str]:
    with FILE.open(encoding="utf-8") as file:
        header: Mapping[str, str] = json.loads(file.readline())
    return header


SOURCE: Final = _header()["source"]
AS_OF: Final = date.fromisoformat(_header()["as of"])
