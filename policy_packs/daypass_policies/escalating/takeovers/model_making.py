"""This is where it is told who releases the models that another workload loads, or the settings with which it starts.

That is a pipeline which was given the folder where they are served from, or a training, or what is called after its
releases, that alone may write there: it is there to do so, whatever a pickle can do, or a variable. Where somebody else
may write it as well, as who promotes what was tried, that one releases it, and the training was to make candidates. So
it was where what is released lies in a folder that is called so, and the training was given the whole bucket alone.
Words are habits and no facts: what follows from them is advice.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.patterns import covers
from daypass.graph.becoming.steering.model_archives import archives_of
from daypass.graph.becoming.steering.pickles import is_pickle
from daypass.graph.becoming.steering.task_files import files_of
from daypass.iam.arn import names_resource
from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import brings_what_others_run, is_called_by
from daypass_policies.escalating.takeovers.choosing import meeting
from daypass_policies.escalating.takeovers.workers import is_deployer, only_checks, works_for_itself

_WRITES: Final = "s3:PutObject"
_MAKING: Final = frozenset(("train", "trainer", "training", "retrain", "retrainer", "retraining", "fit", "fitter"))
"""Words by which those are called who make models."""

_RELEASED: Final = frozenset(
    (
        *("served", "serving", "serve", "live", "prod", "production", "released", "release", "releases", "approved"),
        *("promoted", "deployed", "champion"),
    )
)
"""Folders of what is served, beside which others are for what was only made."""


def releases_it(actor: Actor, edge: Edge, rising: Rising) -> bool:
    """Whether it releases the model, or the file of a task, that is replaced over this step."""
    is_model = is_made_by_training(edge)
    if is_deployer(actor) and (is_model or _is_file(edge)):
        return not only_checks(actor) and any(map(_is_in_a_folder, _writing(actor, edge)))
    is_its_work = is_called_by(actor, _MAKING) if is_model else _is_file(edge) and brings_what_others_run(actor)
    if not is_its_work or any(_writing(other, edge) for other in _others(actor, rising)):
        return False
    return not is_model or not _is_set_apart(edge.thing) or any(map(_is_in_a_folder, _writing(actor, edge)))


def _is_set_apart(thing: str) -> bool:
    """Whether an object lies in a folder for what is served."""
    return not _RELEASED.isdisjoint(thing.lower().split("/")[1:-1])


def is_made_by_training(edge: Edge) -> bool:
    """Whether it is a pickle, or the archive from which a model takes its code: what is trained is written there."""
    return is_pickle(edge.thing) or (
        edge.target.resource is not None and edge.thing in archives_of(edge.target.resource)
    )


def _is_file(edge: Edge) -> bool:
    """Whether a task takes it when it starts."""
    return edge.target.resource is not None and edge.thing in files_of(edge.target.resource)


def _is_in_a_folder(pattern: str) -> bool:
    """Whether it names more than the bucket."""
    return not has_wildcard(pattern.partition("/")[2][:1])


def is_released_by_another(actor: Actor, edge: Edge, rising: Rising) -> bool:
    """Whether a workload reaches that model by wider patterns alone than a pipeline which was given what is released.

    What both are called says nothing then: the one was given the whole, and of that the other one this.
    """
    own = _writing(actor, edge) if is_made_by_training(edge) and works_for_itself(actor, rising) else ()
    if not own:
        return False
    given = (pattern for other in _others(actor, rising) if is_deployer(other) for pattern in _writing(other, edge))
    return any(all(_is_wider(one, pattern) for one in own) for pattern in given)


def _is_wider(one: str, other: str) -> bool:
    return covers(one, other) and not covers(other, one)


def _others(actor: Actor, rising: Rising) -> Iterator[Actor]:
    return (one for one in rising.actors.each if one.node and one is not actor and not one.is_administrator)


def _writing(actor: Actor, edge: Edge) -> tuple[str, ...]:
    """The patterns by which it may write there, of those that name the bucket: who may write everywhere is nobody's."""
    if not may(actor, _WRITES, edge.thing).possible:
        return ()
    return tuple(one for one in meeting(actor, edge.thing, _WRITES) if names_resource(one))
