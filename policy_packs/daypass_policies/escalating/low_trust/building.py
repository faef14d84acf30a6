"""This is where it is told what of a build's rights is more than its own work: what others run, keep or read.

Every build writes its logs, its reports, its cache and its artifacts, takes its source by a connection, and has a
network interface of its own. Source: AWS CodeBuild User Guide, "Allow CodeBuild to interact with other AWS services";
read 2026-11.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from daypass.graph.property_path import texts_at
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.iam.glob import matches
from daypass.model.resource import Resource
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.doubting import doubts
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, gains

_ITS_WORK: Final = (
    *("codebuild:*report*", "codebuild:*testcases", "codebuild:*codecoverages"),
    *("codebuild:startbuild*", "codebuild:stopbuild*", "codebuild:retrybuild*"),
    *("codestar-connections:*", "codeconnections:*", "codecommit:gitpull", "codeartifact:getauthorizationtoken"),
    *("ec2:createnetworkinterfacepermission", "kms:decrypt", "kms:encrypt", "kms:generatedatakey*", "kms:reencrypt*"),
)
"""What others build is told by the step to it, and what a key opens by the right to read that."""

_LOCATIONS: Final = (
    *("artifacts.location", "secondaryArtifacts[].location", "cache.location", "logsConfig.s3Logs.location"),
    *("artifactStore.location", "artifactStores[].location", "artifactStores[].artifactStore.location"),
)
"""Where projects and pipelines name the buckets for what they make themselves."""

_OF_PIPELINES: Final = "codepipeline-"
"""How the buckets begin that CodePipeline makes for what goes from step to step."""

_STORES: Final = ("s3", "ecr", "dynamodb", "codeartifact", "elasticfilesystem")
_BETWEEN_BUILDS: Final = re.compile(
    r"(?i)(?:caches?|(?<![a-z])(?:coverage|scratch|tmp"
    r"|(?:test|build|lint|check|ci)[-_/]?(?:reports?|results?|artifacts?|logs?|outputs?)))(?![a-z])"
)
"""Names of stores that only builds write and read."""

_FOR_ONE_REQUEST: Final = re.compile(r"(?i)(?<![a-z])(?:previews?|prs?|pull[-_]?requests?)(?![a-z])")
"""Names of whatever is made for one pull request."""


def does_more(actor: Actor, *its: Resource) -> Gain | None:
    """The heaviest right of its role that is not of its own work, outside what names say is for tests.

    `its` are the project, and the pipeline that starts it.
    """
    own = _own(its)
    found = (gain for gain in gains(None, actor, HEAVY) if not is_for_tests(gain.resource))
    return next((gain for gain in found if not _is_its_work(gain, own)), None)


def may_do_more(actor: Actor, *its: Resource) -> Iterator[Untold]:
    """What is not known of its role, and may be such a right."""
    own = _own(its)
    found = (doubt for doubt in doubts(None, actor, HEAVY) if not _is_its_work(doubt.gain, own))
    yield from (one for doubt in found for one in doubt.unknown)


def _own(its: Iterable[Resource]) -> frozenset[str]:
    return frozenset(bucket for one in its for bucket in _buckets(one))


def _is_its_work(gain: Gain, own: frozenset[str]) -> bool:
    action, arn = gain.action.lower(), Arn.parse(gain.resource)
    if any(matches(one, action) for one in _ITS_WORK):
        return True
    if gain.weight != "change" or arn is None:
        return False
    bucket = arn.resource.partition("/")[0] if arn.service == "s3" else ""
    if bucket in own or bucket.startswith(_OF_PIPELINES):
        return True
    is_between = arn.service in _STORES and _BETWEEN_BUILDS.search(arn.resource) is not None
    return is_between or _FOR_ONE_REQUEST.search(arn.resource) is not None


def _buckets(one: Resource) -> list[str]:
    """Those that a project or a pipeline itself names."""
    texts = (text for way in _LOCATIONS for text in texts_at(one.state, way).texts)
    return [text.rpartition(":")[2].partition("/")[0] for text in texts]
