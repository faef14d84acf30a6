"""This is where it is told which builds a pipeline starts for a pull request, before somebody has to agree.

No approval of CodeBuild is asked there: a pipeline has its own, an action before the build. Source: AWS CodePipeline
User Guide, "Automate starting pipelines using triggers and filtering"; AWS CloudFormation Template Reference,
"AWS::CodePipeline::Pipeline GitPullRequestFilter"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.pipelines import PIPELINES
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare
from daypass_policies.escalating.low_trust.builds import Builds, StartedBuilds, name_of
from daypass_policies.escalating.low_trust.early_builds import early_builds

TRIGGERS: Final = "triggers"
_STAGES: Final = "stages"
_FILTERS: Final = ("pullRequests", "pullRequest")
"""As pulumi-aws and aws-native call them."""

_UNDECIDED: Final = ("OPEN", "UPDATED")
"""Events that come before anybody has decided; of all where none is named."""


class Triggered(NamedTuple):
    """A pipeline that pull requests may start."""

    resource: Resource

    @property
    def unknown(self) -> tuple[str, ...]:
        """The paths of what is not known yet and decides."""
        ways = (f"{TRIGGERS}[].gitConfiguration.{key}[].events[]" for key in _FILTERS)
        return tuple(dict.fromkeys(path for way in ways for path in texts_at(self.resource.state, way).unknown))

    @property
    def is_by_pull_requests(self) -> bool:
        """Whether a pull request starts it that nobody has decided about."""
        return any(map(_is_early, self._filters()))

    def starts(self, builds: Builds) -> StartedBuilds:
        """The builds that it starts before somebody has to agree."""
        early = early_builds(self.resource)
        # The engine says on which projects all stages depend together, and some may come after an approval.
        behind = [use for use in builds.behind(self.resource, _STAGES) if name_of(use.consumer) not in early.mentioned]
        is_sure = len({use.consumer.urn for use in behind}) == 1 or not early.more_later
        meant = tuple(behind) if early.unnamed and is_sure and not early.unknown else ()
        unknown = (*early.unknown, *(early.unnamed if not meant else ()))
        possible = (*builds.named(early.held_back), *(behind or builds.weighty)) if unknown else ()
        names = (*early.certain, *early.held_back)
        return StartedBuilds((*builds.named(early.certain), *meant), possible, unknown, builds.lacks(names))

    def _filters(self) -> Iterator[Any]:
        for trigger in maps(said(self.resource, TRIGGERS)):
            for git in maps(trigger.get("gitConfiguration")):
                yield from (one for key in _FILTERS for one in maps(git.get(key)))


def triggered(stack: Stack) -> Iterator[Triggered]:
    """Those of a stack."""
    yield from map(Triggered, stack.of_type(*PIPELINES))


def _is_early(filter_: Any) -> bool:
    events = bare(filter_.get("events"))
    named = [text_of(one).strip() for one in events] if isinstance(events, list) else []
    return not named or any(one in _UNDECIDED for one in named)
