"""This is where it is told whether a script holds a file to something written down before it does anything with that.

That is a digest, or the key with which somebody signs: what has another one is not run, as the script stops, or goes on
by nothing but the check. Sources: gpgv(1); OpenSSL, "openssl-dgst"; Sigstore, "Verify signatures with Cosign";
minisign(1); ssh-keygen(1); AWS CLI Command Reference, "kms verify"; read 2026-12.
"""

import re
from functools import lru_cache
from typing import Final

from daypass.graph.becoming.steering.machines.copied import THEN, digests_in, stopping_at

_PATH: Final = "PATH"
_BY_SIGNATURE: Final = rf"""(?<![\w.-])(?:gpgv2?\b|gpg2?\b[^\n;|&]{{0,200}}\s--verify\b
    |openssl\b[^\n;|&]{{0,200}}\s-verify\b|cosign\s{{1,4}}verify-blob\b|(?:minisign|signify)\b[^\n;|&]{{0,80}}\s-V
    |ssh-keygen\b[^\n;|&]{{0,200}}\bverify\b|aws\b[^\n;|&]{{0,200}}\bkms\s{{1,4}}verify\b)
    [^\n;|&]{{0,300}}?{_PATH}(?![\w.~-])[^\n;|&]{{0,200}}{THEN}"""
_IF: Final = re.compile(r"\bif\s{1,4}(?:!\s{0,4})?[^\n;&|]{0,24}\Z")
_FI: Final = re.compile(r"^\s{0,80}fi\b|;\s{0,8}fi\b", re.MULTILINE)
_EXITS: Final = re.compile(r"\b(?:exit|return)\b")
_BEFORE: Final = 40
"""Characters that are looked at before a check."""


def is_checked(text: str, path: str, since: int, used: re.Pattern[str]) -> bool:
    """Whether the script checks the file next, after that place, before it uses it in any way, which this tells.

    A digest that is fetched as well is whose the file is.
    """
    first = next((at for at in _checks(text, path, used) if at >= since), None)
    return first is not None and not used.search(text[since:first])


@lru_cache(maxsize=64)
def _checks(text: str, path: str, used: re.Pattern[str]) -> tuple[int, ...]:
    """Where it is compared with the digest or signature that it must have, and nothing is done with it without."""
    digests = (one for one in digests_in(text, 0, len(text)) if one["path"] == path)
    signatures = re.finditer(_BY_SIGNATURE.replace(_PATH, re.escape(path)), text, re.VERBOSE)
    every = (*digests, *signatures)
    stopping = (one.start() for one in stopping_at(every, text, 0, len(text)))
    return tuple(sorted({*stopping, *(one.start() for one in every if _goes_by_it_alone(text, one, used))}))


def _goes_by_it_alone(text: str, check: re.Match[str], used: re.Pattern[str]) -> bool:
    """Whether the file is used by nothing but what is done if the check holds."""
    asked = _IF.search(text[max(0, check.start() - _BEFORE) : check.start()])
    if asked:
        over = _FI.search(text, check.end())
        inside = text[check.end() : over.start()] if over else ""
        is_turned = "!" in asked[0]
        if _EXITS.search(inside if is_turned else inside.partition("else")[2]):
            return True
        return over is not None and not is_turned and not used.search(text, over.end())
    return check["then"] == "&&" and not used.search(text[check.end() :].partition("\n")[2])
