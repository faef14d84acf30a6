"""This is where it is told from where a pipeline takes what it builds and deploys, and the builds that it starts.

Whoever writes there decides what the builds do, as their roles, and what is deployed, as the pipeline's. What comes
after a manual approval somebody has looked at, unless who writes may also approve. What is not known yet is what the
stack says that it depends on, else any there is. Sources: CodePipeline User Guide, "Action structure reference" (Amazon
S3, CodeCommit and Amazon ECR source actions, CodeBuild, CloudFormation, AWS AppConfig) and "CodePipeline pipeline
structure reference" (only the first stage has sources) and "Start a pipeline with a source revision override" (which
may be of any branch); CodePipeline API Reference, "PutApprovalResult"; Service
Authorization Reference, "AWS CodePipeline" (what that is asked about); CodeBuild API Reference, "ProjectSource"; read
2026-11.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.branches import ANY_BRANCH, PROJECTS, REPOSITORIES, Branches
from daypass.graph.becoming.steering.images import NAMES as IMAGES
from daypass.graph.becoming.steering.origins import Origin, Origins
from daypass.graph.becoming.steering.pipeline_actions import CATEGORY, PROJECT, PROVIDER, Action, actions_of
from daypass.graph.buckets import BUCKET_NAMES
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource

PIPELINES: Final = ("aws:codepipeline/pipeline:Pipeline", "aws-native:codepipeline:Pipeline")
_SOURCE: Final = ("source", "location")
_BESIDE: Final = ("secondarySources[]", "location")
_PLACES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "aws:codebuild/project:Project": (_SOURCE, _BESIDE),
    "aws-native:codebuild:Project": (_SOURCE, _BESIDE),
    "aws:amplify/app:App": (("", "repository"),),
    "aws-native:amplify:App": (("", "repository"),),
}
"""Where builds name the repository from which they take what they do: in what, and there under which key."""

ITSELF: Final = "the pipeline"
_REPOSITORY: Final = re.compile(
    r"https://git-codecommit\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/v1/repos/([\w.-]{1,100})"
)
_CODECOMMIT: Final = "CODECOMMIT"
_WORKS: Final = ("Build", "Test", "Deploy", "Invoke", "Compute")
"""Categories of actions that do something with what the sources brought."""

_CONFIGURATION: Final = ("Application", "ConfigurationProfile")
"""Where an action of AppConfig says by their ids what it deploys."""

_OTHER_KEYS: Final = "AllowOverrideForS3ObjectKey"
"""What lets whoever starts a pipeline name another object of the bucket; nobody may where it is not said."""

_FIRST: Final = "stages[0]"
_NAME: Final = "RepositoryName"
_ARNS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "S3": ("arn:*:s3:::{}/{}", ("S3Bucket", "S3ObjectKey")),
    "CodeCommit": ("arn:*:codecommit:*:*:{}", (_NAME,)),
    "ECR": ("arn:*:ecr:*:*:repository/{}", (_NAME,)),
}
"""Provider of a source of AWS → the ARN of what it takes, and what of its configuration is in there."""

_KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "S3": BUCKET_NAMES,
    "CodeCommit": dict.fromkeys(REPOSITORIES, "repositoryName"),
    "ECR": IMAGES,
}
"""The same → the types of what the first of these names, and which of their properties does."""


class Brought(NamedTuple):
    """What a source of this provider (`S3`) brings: its ARN, and of a repository the branch, as Git writes it.

    `*` stands for what is not known of either. `unknown` says what may be an approval that comes before anything is
    done with it, and whether it is this that it brings: () where all is certain. `approvals` are the ARNs of those that
    do: somebody must agree at each of them. `is_moved`: it is taken from this branch only once somebody has made that
    the default one. `starts` is the ARN of the pipeline where it is taken only by who starts that with it (an override
    of the source): any key of the bucket where the source lets that be, or any commit, of whichever branch.
    """

    provider: str
    arn: str
    branch: str = ""
    unknown: tuple[Untold, ...] = ()
    approvals: tuple[str, ...] = ()
    is_moved: bool = False
    starts: str = ""


@dataclass(frozen=True)
class Pipelines:
    """The pipelines of a stack, and what a build of it takes from CodeCommit by itself."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[Brought]:
        """What a pipeline, or a build that it starts, works with; in any partition."""
        if workload.type in PIPELINES:
            yield from self._brought(workload, as_pipeline).get(ITSELF, ())
        elif workload.type in PROJECTS:
            for key in dict.fromkeys((text_of(said(workload, "name")), workload.urn)):
                yield from self._of_builds.get(key, ())
        for place in _PLACES.get(workload.type, ()):
            yield from self._by_itself(workload, place)

    def deploying(self, configuration: str) -> tuple[Brought, ...]:
        """What a pipeline deploys as a configuration of AppConfig, told by its ids: `APPLICATION/PROFILE`."""
        return self._of_configurations.get(configuration, ())

    def _by_itself(self, build: Resource, place: tuple[str, str]) -> Iterator[Brought]:
        """What it takes from the repository that it names there."""
        whole = Leaf(build.state.raw, build.state.path)
        holders = walk(whole, steps(place[0]) if place[0] else (), loose=True)
        each = [(holder, leaf) for holder in holders for leaf in walk(holder, steps(place[1]), loose=True)]
        urls = [found for _, leaf in each if (found := _REPOSITORY.fullmatch(text_of(leaf.value)))]
        waiting = [(holder, leaf) for holder, leaf in each if leaf.value is UNKNOWN and _may_be_codecommit(holder)]
        for region, name in dict.fromkeys((url[1], url[2]) for url in urls):
            yield from self._built(build, place, region, Origin(name))
        for holder, leaf in waiting:
            types = walk(holder, steps("type"), loose=True)
            doubts = tuple(Untold.of(build, one.path) for one in types or [leaf] if one.value is UNKNOWN)
            for origin in self._origins["CodeCommit"].of(build, leaf, {url[2] for url in urls}, len(waiting)):
                is_one = not types and origin.urn  # what says no type may be of elsewhere, unless it depends on one
                unknown = origin.unknown if is_one else (*doubts, *origin.unknown)
                yield from self._built(build, place, ANY, origin._replace(unknown=unknown))

    def _built(self, build: Resource, place: tuple[str, str], region: str, origin: Origin) -> Iterator[Brought]:
        """What it takes from one repository."""
        arn = f"arn:*:codecommit:{region}:*:{origin.name}"
        for branch in self._branches.of(build, origin.name) if place != _BESIDE else (ANY_BRANCH,):
            unknown = (*origin.unknown, *branch.unknown)
            yield Brought("CodeCommit", arn, branch.name, unknown, is_moved=branch.is_moved)

    @cached_property
    def _branches(self) -> Branches:
        return Branches(self.stack)

    @cached_property
    def _origins(self) -> Mapping[str, Origins]:
        """Provider → the things of the stack from which it takes."""
        return {provider: Origins(self.stack, kinds) for provider, kinds in _KINDS.items()}

    @cached_property
    def _of_builds(self) -> Mapping[str, tuple[Brought, ...]]:
        """Name of a project, or URN where that is not known → the sources of the pipelines that start it."""
        projects = Origins(self.stack, dict.fromkeys(PROJECTS, "name"))
        return self._by_name(lambda pipeline: as_build(pipeline, projects))

    @cached_property
    def _of_configurations(self) -> Mapping[str, tuple[Brought, ...]]:
        """Ids of a configuration of AppConfig → the sources of the pipelines that deploy it."""
        return self._by_name(lambda _: _as_configuration)

    def _by_name(self, for_whom: "Callable[[Resource], _ForWhom]") -> Mapping[str, tuple[Brought, ...]]:
        return grouped(
            (name, one)
            for pipeline in self.stack.of_type(*PIPELINES)
            for name, brought in self._brought(pipeline, for_whom(pipeline)).items()
            for one in brought
        )

    def _brought(self, pipeline: Resource, for_whom: "_ForWhom") -> Mapping[str, tuple[Brought, ...]]:
        """What its sources bring for each whom one of its actions is for; at once, or else when somebody has agreed."""
        actions = actions_of(pipeline)
        held_back = tuple(Untold.of(pipeline, path) for path in actions.unknown)
        doubts: dict[str, tuple[Untold, ...]] = {}
        for early, unknown in ((actions.certain, ()), (actions.held_back, held_back)):
            for action in early:
                for whom in for_whom(action):
                    own = (*_untold(pipeline, action, *PROVIDER), *whom.unknown, *unknown)
                    doubts[whom.name] = min(doubts.get(whom.name, own), own, key=len)
        later = [(whom, one) for one in reversed(actions.later) for whom in for_whom(one) if whom.name not in doubts]
        agreed = {whom.name: (approvals_of(pipeline, one), whom.unknown) for whom, one in later}
        # What runs twice does so first with the fewest who must agree.
        sources = tuple(self._sources(pipeline, actions.early)) if doubts or agreed else ()
        everyone = {**agreed, **{name: ((), unknown) for name, unknown in doubts.items()}}
        return {
            name: tuple(one._replace(approvals=approvals, unknown=(*one.unknown, *unknown)) for one in sources)
            for name, (approvals, unknown) in everyone.items()
        }

    def _sources(self, pipeline: Resource, actions: Iterable[Action]) -> Iterator[Brought]:
        each = [(one, provider) for one in actions if _may_be_source(one) for provider in _providers(one)]
        for one, provider in each:
            doubts = _untold(pipeline, one, *CATEGORY, *PROVIDER)
            form, keys = _ARNS[provider]
            of_kind = [leaf for other, same in each if same == provider for leaf in _leaves(other, keys[0])]
            named = {text_of(leaf.value) for leaf in of_kind}
            missing = sum(leaf.value is UNKNOWN for leaf in of_kind)
            branch = f"refs/heads/{one.says('BranchName') or '*'}" if provider == "CodeCommit" else ""
            things = (
                origin
                for leaf in _leaves(one, keys[0])[:1]
                for origin in self._origins[provider].of(pipeline, leaf, named, missing)
            )
            rest = (
                [origin for leaf in _leaves(one, key)[:1] for origin in _as_it_is(pipeline, leaf)] for key in keys[1:]
            )
            for parts in product(things, *rest):
                unknown = (*doubts, *(untold for part in parts for untold in part.unknown))
                brought = Brought(provider, form.format(*(part.name for part in parts)), branch, unknown)
                yield from (brought, *_overridden(brought, one, pipeline))


_ForWhom = Callable[[Action], Iterable[Origin]]


def as_pipeline(action: Action) -> Iterator[Origin]:
    """For the pipeline where it does something, as its role or one it passes; a build of CodeBuild has another role."""
    if action.category in _WORKS and action.provider != "CodeBuild":
        yield Origin(ITSELF)


def _as_configuration(action: Action) -> Iterator[Origin]:
    """For the configuration that it deploys; one of which an id is not known is told by none."""
    ids = [action.says(key) for key in _CONFIGURATION]
    if action.category == "Deploy" and action.provider == "AppConfig" and all(ids):
        yield Origin("/".join(ids))


def as_build(pipeline: Resource, projects: Origins) -> _ForWhom:
    """For the project that it starts, by its name, else by its URN."""
    actions = actions_of(pipeline)
    every = [leaf for one in (*actions.early, *actions.later) if one.may_be_build for leaf in _leaves(one, PROJECT)]
    named = {text_of(leaf.value) for leaf in every}
    missing = sum(leaf.value is UNKNOWN for leaf in every)

    def for_whom(action: Action) -> Iterator[Origin]:
        for leaf in _leaves(action, PROJECT)[:1] if action.may_be_build else ():
            for one in projects.of(pipeline, leaf, named, missing):
                if leaf.value is not UNKNOWN:
                    yield one
                elif one.urn:
                    yield one._replace(name=one.urn)

    return for_whom


def _may_be_codecommit(holder: Leaf) -> bool:
    """Whether what names a repository may take it from CodeCommit, as far as it says a type at all."""
    types = [leaf.value for leaf in walk(holder, steps("type"), loose=True)]
    return not types or any(one is UNKNOWN or one == _CODECOMMIT for one in types)


def _may_be_source(action: Action) -> bool:
    return action.category == "Source" or (
        action.written.path.startswith(_FIRST) and not action.category and any(action.unknown(*CATEGORY))
    )


def _providers(source: Action) -> Sequence[str]:
    """Those of AWS that it has, or may have where that is not known."""
    if any(source.unknown(*PROVIDER)):
        return tuple(_ARNS)
    return (source.provider,) if source.provider in _ARNS else ()


def _leaves(action: Action, key: str) -> list[Leaf]:
    return [leaf for leaf in action.at(f"configuration.{key}") if leaf.value is UNKNOWN or text_of(leaf.value)]


def _untold(pipeline: Resource, action: Action, *ways: str) -> tuple[Untold, ...]:
    return tuple(dict.fromkeys(Untold.of(pipeline, path) for path in action.unknown(*ways)))


def _overridden(brought: Brought, source: Action, pipeline: Resource) -> Iterator[Brought]:
    """The same where whoever starts the pipeline says which object, or commit, it takes."""
    if brought.provider == "CodeCommit":
        yield brought._replace(branch="", starts=_arn_of(pipeline))
    for leaf in source.at(f"configuration.{_OTHER_KEYS}") if brought.provider == "S3" else ():
        if leaf.value is UNKNOWN or text_of(leaf.value).lower() == "true":
            unknown = (Untold.of(pipeline, leaf.path),) if leaf.value is UNKNOWN else ()
            arn = f"{brought.arn.partition('/')[0]}/{ANY}"
            yield brought._replace(arn=arn, unknown=(*brought.unknown, *unknown), starts=_arn_of(pipeline))


def _as_it_is(pipeline: Resource, leaf: Leaf) -> tuple[Origin, ...]:
    """What is no name of a thing, so that no dependency tells it."""
    if text := text_of(leaf.value):
        return (Origin(text),)
    return Origin(PROBE), Origin(ANY, (Untold.of(pipeline, leaf.path),))


def approvals_of(pipeline: Resource, later: Action) -> tuple[str, ...]:
    """What somebody must be let answer so that this runs; for one that is not known, what nobody named."""
    return tuple(dict.fromkeys(f"{_arn_of(pipeline)}/{one or f'{PROBE}/{PROBE}'}" for one in later.agreed))


def _arn_of(pipeline: Resource) -> str:
    """Its ARN, made of its name where it is not known."""
    return text_of(said(pipeline, "arn")) or f"arn:*:codepipeline:*:*:{text_of(said(pipeline, 'name')) or ANY}"
