"""This is where the things are that a pattern takes in and that nobody named, each as ARNs may go on there.

Who may do it to one of them is taken to have all of it: of `prod*` nobody knows whether `prod/` or `prod-` was meant.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.iam.arn import Arn
from daypass.iam.glob import filled, has_wildcard

SUFFIXES: Final = ("-*", "-??????")
_SUFFIX: Final = "-xXxXxX"
"""What AWS puts after the name of a secret. Source: Secrets Manager User Guide, "Secret ARNs"; read 2026-11."""

_SECRETS: Final = "secretsmanager"
_SEPARATORS: Final = ("", "/", ":", "-")


@lru_cache(maxsize=4096)
def unnamed(pattern: str) -> tuple[str, ...]:
    """Things that it takes in; itself where it names one thing, or everything."""
    arn = Arn.parse(pattern)
    if arn is None or not has_wildcard(arn.resource):
        return (pattern,)
    return tuple(":".join(("arn", *arn._replace(resource=thing))) for thing in dict.fromkeys(_things(arn)))


def _things(arn: Arn) -> Iterator[str]:
    text = arn.resource
    if arn.service == _SECRETS and text.endswith(SUFFIXES):
        end = next(one for one in SUFFIXES if text.endswith(one))
        yield filled(text.removesuffix(end), PROBE) + _SUFFIX
        if end.endswith("*"):
            yield f"{filled(text.removesuffix('*'), PROBE)}{PROBE}{_SUFFIX}"
    elif text.endswith("*"):
        end = PROBE if arn.service != _SECRETS else f"{PROBE}{_SUFFIX}"
        yield from (f"{filled(text[:-1], PROBE)}{separator}{end}" for separator in _SEPARATORS)
    else:
        yield filled(text, PROBE)
