"""This is where it is told who starts a job with a script of their own, which then runs as the job's role.

Whoever starts a run of a job of Glue may say other arguments than the job's, and among them where the script is, and
the modules that are loaded with it: anywhere the role reads, in buckets of others too. What the job says for good
(`nonOverridableArguments`) stays, so that one that says all of these runs nobody else's code. So may who starts a
pipeline of SageMaker where a step takes the place of its script, or its image, from a parameter. Modules of Python come
from the public index as well, where anyone publishes, unless the job is in a network of its own: that counts where the
job is called otherwise than who starts it. Else who puts nothing where the role reads gains nothing, nor does a service
that starts it as a definition says. To start a job is to be given its result, and not its role: of one that is called
otherwise, all counts that it changes. Sources: AWS Glue Developer Guide, "Using job parameters in AWS Glue jobs",
"Using Python libraries with AWS Glue" (from version 2.0 on, and in Python shell jobs) and "Jobs" (`StartJobRun`,
`NonOverridableArguments`); Amazon SageMaker Developer Guide, "Pipeline parameters"; read 2026-12.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from daypass.data.escalation_paths import paths_here
from daypass.data.stand_ins import PROBE
from daypass.data.triggers import triggers
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.model_pipelines import ChosenCode, Sort, chosen_code, roles_at
from daypass.graph.becoming.steering.named import arn_in, name_in
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import is_empty, texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import has_by_itself, may, patterns
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.service_roles import only_does_as_defined
from daypass_policies.escalating.takeovers.belonging import is_called_otherwise
from daypass_policies.escalating.takeovers.workers import works_for_itself

_OF_GLUE, _OF_SAGEMAKER = "glue-x02", "sagemaker-x14"
_JOB, _PIPELINE = "Glue job", "SageMaker pipeline"
_KEPT: Final = "nonOverridableArguments"
_MODULES: Final = "--additional-python-modules"
_LOADING: Final = ("--scriptLocation", "--extra-py-files", "--extra-jars", _MODULES)
"""Arguments that name code."""

_VERSION, _COMMAND, _NETWORKS = "glueVersion", "command.name", "connections"
_INSTALLS: Final = re.compile(r"[2-9]\.\d|[1-9]\d\.\d")
_SHELL: Final = "pythonshell"
"""The versions of Glue that install modules, and the jobs that do in any."""


class _Sort(NamedTuple):
    """By which action code of this sort is read and put there, and something of it that nobody named.

    That is in a bucket, or an account, of somebody else's as well.
    """

    reads: str
    writes: str
    outside: str


_SORTS: Final[Mapping[Sort, _Sort]] = {
    "object": _Sort("s3:GetObject", "s3:PutObject", f"arn:aws:s3:::{PROBE}/{PROBE}"),
    "image": _Sort("ecr:BatchGetImage", "ecr:PutImage", f"arn:aws:ecr:{PROBE}:{PROBE}:repository/{PROBE}"),
}


class _Place(NamedTuple):
    """From where the role of a job reads code, and by which action somebody puts it there; "" where anyone can."""

    writes: str
    arn: str


class _Job(NamedTuple):
    """A job that takes another script, by its ARN, the path on which it is started, and from where its role reads.

    `installs`: whether it takes modules from the public index, too; `role` is as which it runs then.
    """

    path: str
    node: Node
    arn: str
    reads: tuple[_Place, ...]
    installs: bool = False
    role: Node | None = None


def steps_by_own_script(actor: Actor, rising: Rising) -> Iterator[Edge]:
    """The jobs that it has run a script of its own."""
    if actor.node is None:
        return
    starting = [id_ for id_ in (_OF_GLUE, _OF_SAGEMAKER) if has_by_itself(actor, _start(id_))]
    if not starting or only_does_as_defined(actor.resource, rising.reach.stack):
        return
    jobs = (job for job in rising.reach.stack.once(_jobs, rising) if job.path in starting)
    able = ((job, may(actor, _start(job.path), job.arn)) for job in jobs)
    found = (
        _step(actor.node, job, answer) for job, answer in able if answer.is_certain and _brings_code(actor, job, rising)
    )
    yield from islice(found, MOST)


def runs_own_script(edge: Edge, runs: Edge) -> bool:
    """Whether what runs as this role takes code so: of the steps of a pipeline only some may."""
    pipeline = edge.target.resource
    if pipeline is None or edge.target.noun != _PIPELINE:
        return True
    if _OF_SAGEMAKER in edge.paths:
        return any(one.role == runs.target.arn for one in chosen_code(pipeline))
    roles = roles_at(pipeline, edge.thing)
    return not roles or runs.target.arn in roles


def _start(path: str) -> str:
    (start,) = paths_here()[path].actions
    return start


def _step(source: Node, job: _Job, answer: Answer) -> Edge:
    start = _start(job.path)
    says = f"{source} may have {job.node} run code that it puts where that reads ({job.path}: {start})"
    return Edge("code", source, job.node, says, answer.grounds, show=answer.show, paths=(job.path,), thing=job.arn)


def _brings_code(actor: Actor, job: _Job, rising: Rising) -> bool:
    """Whether it puts code there, or a workload that is called otherwise names some that anyone published."""
    if _writes(actor, job):
        return True
    is_asked = job.installs and job.role is not None and works_for_itself(actor, rising)
    return is_asked and job.role is not None and is_called_otherwise(actor, job.role, job.node.name)


def _writes(actor: Actor, job: _Job) -> bool:
    """Whether it puts code somewhere whence the job reads; into a bucket of its own where that reads any."""
    return any(not place.writes or may(actor, place.writes, place.arn).is_certain for place in job.reads)


def _jobs(_: Stack, rising: Rising) -> tuple[_Job, ...]:
    nodes = [node for node in rising.reach.nodes.values() if node.kind == "workload" and node.noun in _JOBS]
    return tuple(job for node in sorted(nodes, key=lambda one: one.key) for job in _JOBS[node.noun](node, rising))


def _job(node: Node, rising: Rising) -> Iterator[_Job]:
    """A job of Glue."""
    role, resource = next(_roles(node, rising), None), node.resource
    if role is not None and resource is not None and not _keeps_all(node):
        reads = tuple(_places(role, _SORTS["object"]))
        yield _Job(_OF_GLUE, node, _arn(node, resource), reads, _installs_modules(resource), role.node)


def _pipeline(node: Node, rising: Rising) -> Iterator[_Job]:
    """A pipeline of SageMaker."""
    if node.resource is None:
        return
    roles = {role.node.arn: role for role in _roles(node, rising) if role.node}
    chosen = [(one, roles[one.role]) for one in dict.fromkeys(chosen_code(node.resource)) if one.role in roles]
    reads = [place for one, role in chosen for place in _chosen_places(role, one)]
    if reads:
        yield _Job(_OF_SAGEMAKER, node, _arn(node, node.resource), tuple(reads))


_JOBS: Final[Mapping[str, Callable[[Node, Rising], Iterator[_Job]]]] = {_JOB: _job, _PIPELINE: _pipeline}


def _roles(node: Node, rising: Rising) -> Iterator[Actor]:
    """As which it runs."""
    found = (rising.actors.by_urn.get(edge.target.key) for edge in rising.steps(node) if edge.how == "runs as")
    yield from filter(None, found)


def _arn(node: Node, resource: Resource) -> str:
    (trigger,) = triggers()[node.noun]
    service = trigger.action.partition(":")[0]
    return arn_in(service, node, resource) or trigger.resource_of(name_in(resource), node.account or "*")


def _chosen_places(role: Actor, chosen: ChosenCode) -> Iterator[_Place]:
    """From where it reads what is chosen: below what is written down, else anywhere. Of an image that is its name."""
    sort = _SORTS[chosen.sort]
    if not chosen.below:
        yield from _places(role, sort)
        return
    place = f"arn:aws:s3:::{chosen.below}{PROBE}"
    if chosen.sort == "object" and "/" in chosen.below and may(role, sort.reads, place).is_certain:
        yield _Place(sort.writes, place)


def _places(role: Actor, sort: _Sort) -> Iterator[_Place]:
    if has_by_itself(role, sort.reads) and may(role, sort.reads, sort.outside).is_certain:
        yield _Place("", sort.outside)
    for arn in patterns(role, sort.reads):
        if may(role, sort.reads, arn).is_certain:
            yield _Place(sort.writes, arn)


def _keeps_all(node: Node) -> bool:
    """Whether it says each argument that names code for good, or that is not known: no step is certain then."""
    if node.resource is None or bare(said(node.resource, _KEPT)) is UNKNOWN:
        return node.resource is not None
    return all(_is_said(node.resource, one) for one in _LOADING)


def _installs_modules(job: Resource) -> bool:
    """Whether it is known to take modules from the public index that whoever starts it names."""
    kept, networks = bare(said(job, _KEPT)), bare(said(job, _NETWORKS))
    if kept is UNKNOWN or _is_said(job, _MODULES) or networks is UNKNOWN or not is_empty(said(job, _NETWORKS)):
        return False
    is_shell = texts_at(job.state, _COMMAND).texts == (_SHELL,)
    return is_shell or _INSTALLS.fullmatch(text_of(said(job, _VERSION))) is not None


def _is_said(job: Resource, argument: str) -> bool:
    found = texts_at(job.state, f'{_KEPT}["{argument}"]')
    return bool(found.texts or found.unknown)
