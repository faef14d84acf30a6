"""This is where it is told who starts a job of Glue with a script of their own, which then runs as the job's role.

Whoever starts a run may say other arguments than the job's, and among them where the script is, and the modules that
are loaded with it: anywhere the role reads, in buckets of others too. What the job says for good
(`nonOverridableArguments`) stays, so that one that says all of these runs nobody else's code. Who puts nothing where
the role reads gains nothing, nor does a service that starts it as a definition says. To start a job is to be given its
result, and not its role: of one that is called otherwise, all counts that it changes. Source: AWS Glue Developer Guide,
"Using job parameters in AWS Glue jobs" and "Jobs" (`StartJobRun`, `NonOverridableArguments`); read 2026-12.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from daypass.data.escalation_paths import paths_here
from daypass.data.stand_ins import PROBE
from daypass.data.triggers import triggers
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.named import arn_in, name_in
from daypass.graph.leaves import said
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import has_by_itself, may, patterns
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.service_roles import only_does_as_defined

_PATH: Final = "glue-x02"
_JOB: Final = "Glue job"
_READS, _WRITES = "s3:GetObject", "s3:PutObject"
_KEPT: Final = "nonOverridableArguments"
_LOADING: Final = ("--scriptLocation", "--extra-py-files", "--extra-jars", "--additional-python-modules")
"""Arguments that name code."""

_OUTSIDE: Final = f"arn:aws:s3:::{PROBE}/{PROBE}"
"""In a bucket that nobody named: in one of somebody else's as well."""


class _Job(NamedTuple):
    """A job that takes another script, by its ARN, and from where its role reads."""

    node: Node
    arn: str
    reads: tuple[str, ...]


def steps_by_own_script(actor: Actor, rising: Rising) -> Iterator[Edge]:
    """The jobs that it has run a script of its own."""
    (start,) = paths_here()[_PATH].actions
    if actor.node is None or not has_by_itself(actor, start):
        return
    if only_does_as_defined(actor.resource, rising.reach.stack):
        return
    able = ((job, may(actor, start, job.arn)) for job in rising.reach.stack.once(_jobs, rising))
    found = (_step(actor.node, job, answer) for job, answer in able if answer.is_certain and _writes(actor, job))
    yield from islice(found, MOST)


def _step(source: Node, job: _Job, answer: Answer) -> Edge:
    (start,) = paths_here()[_PATH].actions
    says = f"{source} may have {job.node} run code that it puts where that reads ({_PATH}: {start})"
    return Edge("code", source, job.node, says, answer.grounds, show=answer.show, paths=(_PATH,), thing=job.arn)


def _writes(actor: Actor, job: _Job) -> bool:
    """Whether it puts objects somewhere whence the job reads; into a bucket of its own where that reads any."""
    return any(place == _OUTSIDE or may(actor, _WRITES, place).is_certain for place in job.reads)


def _jobs(_: Stack, rising: Rising) -> tuple[_Job, ...]:
    nodes = (node for node in rising.reach.nodes.values() if node.kind == "workload" and node.noun == _JOB)
    return tuple(job for node in sorted(nodes, key=lambda one: one.key) for job in _job(node, rising))


def _job(node: Node, rising: Rising) -> Iterator[_Job]:
    roles = (rising.actors.by_urn.get(edge.target.key) for edge in rising.steps(node) if edge.how == "runs as")
    role, resource = next(roles, None), node.resource
    if role is None or resource is None or _keeps_all(node):
        return
    (trigger,) = triggers()[_JOB]
    arn = arn_in("glue", node, resource) or trigger.resource_of(name_in(resource), node.account or "*")
    places = [place for place in patterns(role, _READS) if may(role, _READS, place).is_certain]
    outside = (_OUTSIDE,) if has_by_itself(role, _READS) and may(role, _READS, _OUTSIDE).is_certain else ()
    yield _Job(node, arn, (*places, *outside))


def _keeps_all(node: Node) -> bool:
    """Whether it says each argument that names code for good, or that is not known: no step is certain then."""
    if node.resource is None or bare(said(node.resource, _KEPT)) is UNKNOWN:
        return node.resource is not None
    return all(_is_said(node.resource, one) for one in _LOADING)


def _is_said(job: Resource, argument: str) -> bool:
    found = texts_at(job.state, f'{_KEPT}["{argument}"]')
    return bool(found.texts or found.unknown)
