"""This is where it is told from which repositories of ECR a workload pulls an image by a tag that can be moved.

Where tags are immutable, the one who may make them mutable again moves them all the same, and so does who may delete an
image: its tag is then free. Sources: Amazon ECR User Guide, "Preventing image tags from being overwritten"; Amazon ECR
API Reference, "PutImageTagMutability" and "BatchDeleteImage"; read 2026-11.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from daypass.data.image_places import image_places
from daypass.data.partitions import partition_of, partitions
from daypass.graph.leaves import maps, said, text_of, yes_or_no
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.glob import matches
from daypass.model.resource import Resource

NAMES: Final[Mapping[str, str]] = {
    "aws:ecr/repository:Repository": "name",
    "aws-native:ecr:Repository": "repositoryName",
}
_DUAL_STACK: Final = "on.aws"
_DEPLOYS: Final = "autoDeploymentsEnabled"


@dataclass(frozen=True)
class Images:
    """The images of a stack's workloads, and which repositories let no tag be moved."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[str]:
        """The ARN of each repository into which another image can be put that the workload then runs."""
        yield from (arn for arn, is_fixed in self._pulled(workload) if not is_fixed)

    def fixed(self, workload: Resource) -> Iterator[str]:
        """The ARN of each from which it pulls by a tag that nobody moves unless they free it before."""
        yield from (arn for arn, is_fixed in self._pulled(workload) if is_fixed)

    def unsaid(self, workload: Resource) -> tuple[Untold, ...]:
        """What is not known of whether it takes what is pushed."""
        return (Untold.of(workload, f"sourceConfiguration.{_DEPLOYS}"),) if _keeps(workload) is None else ()

    def _pulled(self, workload: Resource) -> Iterator[tuple[str, bool]]:
        """The ARN of each repository, and whether it keeps the tag where it is."""
        for text in () if _keeps(workload) else _named(workload):
            if image := _form().fullmatch(text):
                arn = _arn(image)
                yield arn, self._is_fixed(arn, image["name"], image["tag"] or "latest")

    def _is_fixed(self, arn: str, name: str, tag: str) -> bool:
        found = (one for one in self._repositories.get(name, ()) if text_of(said(one, "arn")) in (arn, ""))
        return any(_fixes(repository, tag) for repository in found)

    @cached_property
    def _repositories(self) -> Mapping[str, tuple[Resource, ...]]:
        found: dict[str, tuple[Resource, ...]] = {}
        for one in self.stack.of_type(*NAMES):
            name = text_of(said(one, NAMES[one.type]))
            found[name] = (*found.get(name, ()), one)
        return found


def _named(workload: Resource) -> Iterable[str]:
    places = image_places().get(workload.type, ())
    return dict.fromkeys(text for place in places for text in texts_at(workload.state, place.at).texts)


def _keeps(workload: Resource) -> bool | None:
    """Whether App Runner waits for somebody to deploy: it does not take a pushed image by itself."""
    configuration = next(maps(said(workload, "sourceConfiguration")), {})
    takes = yes_or_no(configuration.get(_DEPLOYS), default=True)
    return None if takes is None else not takes


@cache
def _form() -> "re.Pattern[str]":
    """How an image in ECR is written by a tag. With a digest it is not of this form, as nobody moves a digest."""
    domains = "|".join(re.escape(one) for one in sorted({one.suffix for one in partitions()} | {_DUAL_STACK}))
    return re.compile(
        rf"(?P<account>[0-9]{{12}})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]{{1,32}})\.(?:{domains})"
        r"/(?P<name>[a-z0-9._/-]{1,256})(?::(?P<tag>[\w.-]{1,128}))?"
    )


def _arn(image: "re.Match[str]") -> str:
    region = image["region"]
    return f"arn:{partition_of(region).name}:ecr:{region}:{image['account']}:repository/{image['name']}"


def _fixes(repository: Resource, tag: str) -> bool:
    """Whether nobody moves the tag who only pushes."""
    mutability = text_of(said(repository, "imageTagMutability"))
    filters = texts_at(repository.state, "imageTagMutabilityExclusionFilters[].filter").texts
    natives = texts_at(repository.state, "imageTagMutabilityExclusionFilters[].imageTagMutabilityExclusionFilterValue")
    is_excluded = any(matches(pattern, tag) for pattern in (*filters, *natives.texts))
    if mutability.endswith("_WITH_EXCLUSION"):
        return is_excluded == mutability.startswith("MUTABLE")
    return mutability == "IMMUTABLE"
