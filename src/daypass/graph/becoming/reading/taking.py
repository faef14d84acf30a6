"""This is where it is told whether an identity takes what it runs from somewhere: whether it may read that.

Who may read any repository of packages says by that of none that it takes from there. Source: Service Authorization
Reference, "AWS CodeArtifact", "Amazon S3" and "Amazon SQS"; read 2026-12.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import in_partition_of
from daypass.graph.becoming.means import Means, best
from daypass.iam.arn import Arn

_PACKAGES: Final = "codeartifact"
_TAKES: Final[Mapping[str, str]] = {"sqs": "sqs:ReceiveMessage", _PACKAGES: "codeartifact:ReadFromRepository"}
_GETS: Final = "s3:GetObject"
"""By which action something is taken, of these services, and of others: objects of S3."""


def takes(means: Sequence[Means], arn: str) -> Answer:
    """Whether it may read an object of S3, take messages, or read a repository of packages that its rights name.

    `means` are those of each caller that it is. Of one not known, it may, unless rights must say what it reads.
    """
    found = Arn.parse(arn)
    service = found.service if found else ""
    if service == _PACKAGES:
        means = [one for one in means if not _may(one, service, f"{arn.rpartition('/')[0]}/{PROBE}").possible]
        return best(_may(one, service, arn) for one in means) if means else NO
    return best(_may(one, service, arn) for one in means) if means else Answer(possible=True)


def _may(means: Means, service: str, arn: str) -> Answer:
    return means.on(_TAKES.get(service, _GETS), in_partition_of(arn, means.caller))
