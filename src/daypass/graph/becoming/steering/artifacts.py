"""This is where it is told what the actions of a pipeline take from its own bucket, which others put there before them.

CodePipeline keeps what one action hands to the next in a bucket, and that one takes whatever lies there by then, also
after somebody has agreed: who writes there decides what is built or deployed. Those that take part in the pipeline are
there to write it. Sources: CodePipeline User Guide, "Input and output artifacts" and "CodePipeline pipeline structure
reference" (`artifactStore`, `artifactStores`); AWS re:Post, "CodePipeline truncates folder names in output artifact S3
bucket"; the names of artifacts are cut as well, to ten characters; read 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.steering.branches import PROJECTS
from daypass.graph.becoming.steering.origins import Origin, Origins
from daypass.graph.becoming.steering.pipeline_actions import Action, actions_of
from daypass.graph.becoming.steering.pipelines import ITSELF, PIPELINES, as_build, as_pipeline
from daypass.graph.buckets import BUCKET_NAMES
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource

ARTIFACTS: Final = "codepipeline-x14"
"""The path on which somebody puts another artifact where the next action takes it."""

_STORES: Final = ("artifactStore.location", "artifactStores[].location", "artifactStores[].artifactStore.location")
_TAKEN: Final = ("inputArtifacts[]", "inputArtifacts[].name")
_ROLE: Final = "roleArn"
_OF_A_PIPELINE: Final = 20
_OF_AN_ARTIFACT: Final = 10
"""Characters of either name that stand in a key."""


class Outside(NamedTuple):
    """Who takes part in a pipeline, by the names of their roles; "" for one that is not known."""

    roles: frozenset[str]

    def passed(self, means: Means, _: str) -> Answer:
        """Whether somebody does not, and so was to write there by nobody's word."""
        name = means.caller.arn.rpartition("/")[2]
        is_known = bool(name) and ANY not in name
        takes_part = name in self.roles if is_known else "" in self.roles
        return NO if takes_part else Answer(possible=True)


class Artifact(NamedTuple):
    """An object that a workload takes, by its ARN in any partition; `unknown` says what keeps from knowing where."""

    arn: str
    outside: Outside
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class Artifacts:
    """Those of the pipelines of a stack."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[Artifact]:
        """What a pipeline itself takes, or a build that it starts; of anything else nothing."""
        keys = dict.fromkeys((text_of(said(workload, "name")), workload.urn)) if workload.type in PROJECTS else ()
        for key in (workload.urn,) if workload.type in PIPELINES else keys:
            yield from self._taken.get(key, ())

    @cached_property
    def _taken(self) -> Mapping[str, tuple[Artifact, ...]]:
        """Name of a project, or URN of it or of a pipeline → what it takes, each once."""
        found = grouped(one for pipeline in self.stack.of_type(*PIPELINES) for one in self._in(pipeline))
        return {key: tuple(dict.fromkeys(each)) for key, each in found.items()}

    def _in(self, pipeline: Resource) -> Iterator[tuple[str, Artifact]]:
        builds = as_build(pipeline, self._projects)
        actions = actions_of(pipeline)
        every = [
            (action, whom._replace(name=pipeline.urn) if whom.name == ITSELF else whom)
            for action in (*actions.early, *actions.later)
            for whom in (*builds(action), *as_pipeline(action))
        ]
        outside = Outside(frozenset(self._roles(pipeline, every)))
        stores = tuple(self._stores(pipeline))
        for action, whom in every:
            for store, name in product(stores, _names(action)):
                key = f"{_folder(pipeline)}/{name[:_OF_AN_ARTIFACT]}/{PROBE}"
                unknown = tuple(dict.fromkeys((*store.unknown, *whom.unknown)))
                yield whom.name, Artifact(f"arn:*:s3:::{store.name}/{key}", outside, unknown)

    def _stores(self, pipeline: Resource) -> Iterator[Origin]:
        """The buckets in which it keeps them."""
        found = [leaf for path in _STORES for leaf in walk(_whole(pipeline), steps(path), loose=True)]
        named = {text_of(leaf.value) for leaf in found}
        missing = sum(leaf.value is UNKNOWN for leaf in found)
        for leaf in found:
            yield from self._buckets.of(pipeline, leaf, named, missing)

    def _roles(self, pipeline: Resource, every: Iterable[tuple[Action, Origin]]) -> Iterator[str]:
        """The names of the roles of a pipeline, of its actions and of the projects that these start."""
        for action, whom in every:
            yield from (_name(text_of(leaf.value)) for leaf in action.at(_ROLE))
            for project in self._by_name.get(whom.name, ()):
                yield from self._used_by(project)
        yield from self._used_by(pipeline)

    def _used_by(self, consumer: Resource) -> Iterator[str]:
        for use in self.stack.once(Consumers).by_consumer.get(consumer.urn, ()):
            for one in (use.role, *use.possible):
                role = self.stack.by_urn.get(one)
                yield text_of(said(role, "name") or said(role, "roleName")) if role else _name(one)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Resource, ...]]:
        """Projects, by their names and their URNs."""
        every = self.stack.of_type(*PROJECTS)
        return grouped((key, one) for one in every for key in {text_of(said(one, "name")), one.urn})

    @cached_property
    def _projects(self) -> Origins:
        return Origins(self.stack, dict.fromkeys(PROJECTS, "name"))

    @cached_property
    def _buckets(self) -> Origins:
        return Origins(self.stack, BUCKET_NAMES)


def _whole(one: Resource) -> Leaf:
    return Leaf(one.state.raw, one.state.path)


def _name(role: str) -> str:
    return role.rpartition("/")[2]


def _folder(pipeline: Resource) -> str:
    """The folder of a pipeline; of one without a name, as nobody calls anything."""
    return text_of(said(pipeline, "name"))[:_OF_A_PIPELINE] or PROBE


def _names(action: Action) -> Iterator[str]:
    """Those of what it takes, as pulumi-aws and aws-native write them."""
    yield from dict.fromkeys(text for leaf in action.at(*_TAKEN) if (text := text_of(leaf.value)))
