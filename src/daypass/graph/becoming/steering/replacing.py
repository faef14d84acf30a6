"""This is where it is told what a request says that replaces an object of S3 which is there already.

A write under `If-None-Match` makes a new object alone: it is refused where there is one of that key. Whoever may delete
that first, or have it expire, makes it anew. Source: Amazon S3 User Guide, "Enforce conditional writes on Amazon S3
buckets"; read 2026-11.
"""

from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Means

_WRITES: Final = "s3:PutObject"
_DELETES: Final = ("s3:DeleteObject", "s3:DeleteObjectVersion")
_EXPIRES: Final = "s3:PutLifecycleConfiguration"
_ONLY_NEW: Final = "s3:if-none-match"
_IS_THERE: Final = Facts(absent=frozenset({_ONLY_NEW}))


def replacing(means: Means, action: str, arn: str) -> Facts:
    """What is said of what is there of this ARN, where a statement asks for it. What is put into a folder is new."""
    if action != _WRITES or _ONLY_NEW not in means.told(action).keys or arn.endswith(PROBE):
        return NOTHING
    return NOTHING if _makes_room(means, arn) else _IS_THERE


def _makes_room(means: Means, arn: str) -> bool:
    """Whether it may delete the object, or have it expire."""
    asked = (*((action, arn) for action in _DELETES), (_EXPIRES, arn.partition("/")[0]))
    return any(means.may(action) and means.on(action, one).possible for action, one in asked)
