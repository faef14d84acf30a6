"""This is where it is worked out once, for the rules that ask, which pull requests are built before anybody agreed."""

from collections.abc import Callable, Iterator
from functools import partial

from daypass.graph.consumers import Use
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Open, Problem
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.builds import Builds, StartedBuilds
from daypass_policies.escalating.low_trust.codebuild_types import WEBHOOK
from daypass_policies.escalating.low_trust.early_releases import early_releases
from daypass_policies.escalating.low_trust.pipeline_triggers import TRIGGERS, Triggered, triggered
from daypass_policies.escalating.low_trust.unreviewed import Unsure
from daypass_policies.escalating.low_trust.webhooks import Unasked, Webhook, webhooks
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.told import Doubts


def pull_request_builds(stack: Stack, settings: Settings) -> tuple[Problem | Open, ...]:
    """What is told of a stack."""
    return tuple(_told(stack, Builds(stack, stack.once(Rising, settings))))


def _told(stack: Stack, builds: Builds) -> Iterator[Problem | Open]:
    told = _Told()
    is_unnamed = False
    for webhook in webhooks(stack):
        if unknown := webhook.unknown:
            yield Open(webhook.resource, unknown)
        elif webhook.builds_pull_requests and (unasked := webhook.unasked):
            started = webhook.starts(builds)
            yield from _of(webhook.resource, started, builds, told, partial(_by_webhook, webhook, unasked))
            is_unnamed = is_unnamed or started.unnamed
    for pipeline in triggered(stack):
        if unknown := pipeline.unknown:
            yield Open(pipeline.resource, unknown)
        elif pipeline.is_by_pull_requests:
            started, released = pipeline.starts(builds), early_releases(pipeline.resource, stack)
            yield from _of(pipeline.resource, started, builds, told, partial(_by_pipeline, pipeline, "builds"))
            yield from _of(pipeline.resource, released, builds, told, partial(_by_pipeline, pipeline, "releases"))
            is_unnamed = is_unnamed or started.unnamed
    if is_unnamed:
        yield from (Open(build.consumer, ("name",)) for build in builds.unnamed)


class _Told:
    """What was left open already of builds that several things start, and of what starts several."""

    def __init__(self) -> None:
        self._doubts = Doubts()
        self._said: set[tuple[str, str]] = set()

    def waiting(self, starter: Resource, unknown: tuple[str, ...]) -> Iterator[Open]:
        """What keeps from knowing what it starts."""
        left = tuple(path for path in unknown if (starter.urn, path) not in self._said)
        self._said.update((starter.urn, path) for path in left)
        if left:
            yield Open(starter, left)

    def of(self, build: Use, unsure: Unsure | None) -> Iterator[Open]:
        """What keeps from knowing as whom it is built, or what that one may do."""
        key = (build.consumer.urn, build.role)
        if key not in self._said:
            self._said.add(key)
            if build.unknown:
                yield Open(build.consumer, (build.unknown,))
            elif unsure:
                yield from self._doubts.of(unsure.whose, unsure.unknown)


def _of(
    starter: Resource, started: StartedBuilds, builds: Builds, told: _Told, tell: Callable[[Actor, str], Problem]
) -> Iterator[Problem | Open]:
    """What is wrong with the builds that a webhook or a pipeline starts."""
    for build in started.certain:
        actor, does = builds.actor(build), builds.does(build, starter)
        if actor and does.words:
            yield tell(actor, does.words)
        else:
            yield from told.of(build, does.unsure)
    if any(map(builds.weighs, started.possible)):
        yield from told.waiting(starter, started.unknown)


def _by_webhook(webhook: Webhook, unasked: Unasked, actor: Actor, does: str) -> Problem:
    noun = "webhook" if webhook.resource.type == WEBHOOK else "build"
    which = "pull requests" if unasked.is_by_default else "every pull request"
    return Problem(
        f"{noun} {webhook.resource.name!r} builds {which} as {actor.title}, which {does}, and {unasked.says}",
        at=unasked.at,
        key=actor.resource.name,
        severity="medium" if unasked.is_by_default else None,
        on=webhook.resource,
    )


def _by_pipeline(pipeline: Triggered, verb: str, actor: Actor, does: str) -> Problem:
    fact = f"pipeline {pipeline.resource.name!r} {verb} pull requests as {actor.title}, which {does}"
    return Problem(
        f"{fact}, before anybody agreed",
        at=TRIGGERS,
        key=actor.resource.name,
        severity="medium",
        on=pipeline.resource,
    )
