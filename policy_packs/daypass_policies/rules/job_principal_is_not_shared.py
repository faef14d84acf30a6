"""A service principal as which jobs of Databricks run is one workload to whatever it is given rights on."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.urn import Urn
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.located import locate
from daypass_policies.owning.one_workload import words_of
from daypass_policies.wording import listed

_PRINCIPAL: Final = "databricks:index/servicePrincipal:ServicePrincipal"
_RUNNERS: Final[Mapping[str, str]] = {
    "databricks:index/job:Job": "job",
    "databricks:index/pipeline:Pipeline": "pipeline",
}
"""Type of what runs as a service principal → what it is called by people."""
_RUNS_AS: Final = "runAs.servicePrincipalName"
_CODE: Final = "gitSource.url"
_STARTED: Final = ("tasks[].runJobTask.jobId", "tasks[].pipelineTask.pipelineId", "pipelineTask.pipelineId")
_TAGS: Final = ("workload", "application", "app", "project")
"""Tags that say of jobs that they are one workload, beside the organisation's own."""

_OF_DATA: Final = frozenset(
    (
        *("aggregate", "aggregation", "backfill", "bronze", "clean", "cleanup", "close", "compact", "daily", "data"),
        *("dataset", "dbt", "delta", "dlt", "dq", "elt", "enrich", "etl", "event", "export", "extract", "feature"),
        *("feed", "gold", "hourly", "import", "ingest", "ingestion", "lake", "lakehouse", "load", "loader", "model"),
        *("monthly", "nightly", "notebook", "optimize", "publish", "quality", "raw", "refresh", "report", "run"),
        *("schedule", "score", "scoring", "silver", "sql", "stream", "streaming", "sync", "table", "train"),
        *("training", "transform", "update", "vacuum", "view", "warehouse", "weekly"),
    )
)
"""Words that say what a job does to data, and not whose that is, without the `s` of the plural."""

_SEVERAL: Final = 2
_SHOWN: Final = 5


@rule(
    "job-principal-is-not-shared",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(_RUNNERS),
    stack=True,
    controls=("NHI9:2025", "NIST-800-53:IA-4", "NIST-800-53:AC-5", "SOC2:CC6.1"),
    remedy="Give each workload a service principal of its own, with the rights on data that it needs.",
)
def job_principal_is_not_shared(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A service principal as which jobs of several teams run reads the data of all of them for each of them.

    Asked are jobs and pipelines of Databricks that run as a service principal (`runAs`). One workload are those of one
    component, with one tag (`daypass:workload`, `application`, `project`), with code of one repository (`gitSource`),
    of which one starts the other, or whose names share a word that says whose they are: `orders-load` and
    `orders-report` do, `payroll-load` and `fraud-load` do not. What is called by what it does alone (`nightly-etl`) is
    counted with any. Source: Databricks, "Configure job identity and permissions" and "Service principals"; input
    properties of pulumi-databricks 1; read 2026-12.

    Refused:
        payroll:
          type: databricks:index/job:Job
          properties: {name: payroll-load, runAs: {servicePrincipalName: 1f3a5c7e-9b2d-4f6a-8c1e-3a5b7c9d1e2f}}
        fraud:
          type: databricks:index/job:Job
          properties: {name: fraud-load, runAs: {servicePrincipalName: 1f3a5c7e-9b2d-4f6a-8c1e-3a5b7c9d1e2f}}

    Mended:
        payroll:
          type: databricks:index/job:Job
          properties: {name: payroll-load, runAs: {servicePrincipalName: 1f3a5c7e-9b2d-4f6a-8c1e-3a5b7c9d1e2f}}
        fraud:
          type: databricks:index/job:Job
          properties: {name: fraud-load, runAs: {servicePrincipalName: 2f3a5c7e-9b2d-4f6a-8c1e-3a5b7c9d1e2f}}
    """
    running = [one for one in stack.of_type(*_RUNNERS) if not was_looked_up(one)]
    made = _principals(stack) if len(running) >= _SEVERAL else {}
    by_principal: dict[str, list[Resource]] = {}
    for one in running if len(running) >= _SEVERAL else ():
        try:
            for principal in _runs_as(stack, one, made):
                by_principal.setdefault(principal, []).append(one)
        except Undecided as unknown:
            yield Open(one, (unknown.path,))
    for principal, sharing in by_principal.items():
        # The SDK registers in no fixed order, and a baseline should not care.
        on = stack.by_urn.get(principal) or min(sharing, key=lambda resource: resource.urn)
        try:
            if len(sharing) >= _SEVERAL and _workloads(sharing, ask) >= _SEVERAL:
                names = listed((f"{_RUNNERS[one.type]} {one.name!r}" for one in sharing), _SHOWN)
                yield Problem(f"one service principal is shared: {names} run as it", on=on)
        except Undecided as unknown:
            yield Open(on, (unknown.path,))


def _principals(stack: Stack) -> Mapping[str, str]:
    """The application id of each principal that the stack makes → its URN."""
    made = ((text_of(said(one, "applicationId")).lower(), one.urn) for one in stack.of_type(_PRINCIPAL))
    return {id_: urn for id_, urn in made if id_}


def _runs_as(stack: Stack, one: Resource, made: Mapping[str, str]) -> Iterator[str]:
    """The principal as which this runs: its URN, else its id. Raises `Undecided`."""
    for place in locate(one.state.raw, _RUNS_AS):
        if bare(place.value) is not UNKNOWN:
            if place.text:
                yield made.get(place.text.lower(), place.text.lower())
            continue
        urns = dict.fromkeys(one.property_dependencies.get("runAs", ()))
        behind = [urn for urn in urns if urn in stack.by_urn and stack.by_urn[urn].type == _PRINCIPAL]
        if len(behind) != 1:
            raise Undecided(place.path)
        yield behind[0]


def _workloads(sharing: list[Resource], ask: Ask) -> int:
    """How many workloads these are. Raises `Undecided`."""
    groups: list[set[str]] = []
    for one in sharing:
        marks = {*_marks(one, ask)}
        if not any(mark.startswith("word ") for mark in marks):
            continue  # nobody knows whose it is
        joined = [group for group in groups if group & marks]
        groups = [group for group in groups if not group & marks]
        groups.append(marks.union(*joined))
    return len(groups)


def _marks(one: Resource, ask: Ask) -> Iterator[str]:
    """What others of the same workload have as well. Raises `Undecided`."""
    name = text_of(said(one, "name")) or one.name
    yield from (f"word {word}" for word in words_of(name) if word not in _OF_DATA)
    yield f"made {one.urn}"
    if one.id:
        yield f"id {one.id}"
    if one.parent and Urn.parse(one.parent).type != STACK_TYPE:
        yield f"made {one.parent}"
    for key in ("tasks", "pipelineTask"):
        yield from (f"made {urn}" for urn in one.property_dependencies.get(key, ()) if Urn.parse(urn).type in _RUNNERS)
    started = [place for path in _STARTED for place in locate(one.state.raw, path) if bare(place.value) is not UNKNOWN]
    yield from (f"id {bare(place.value)}" for place in started)
    yield from (f"code {place.text.lower()}" for place in locate(one.state.raw, _CODE))
    own = ask.settings.tags["workload"]
    for place in locate(one.state.raw, "tags"):
        tags = place.known
        for key in (own, own.replace(":", "-"), own.replace(":", "_"), *_TAGS):
            if isinstance(tags, dict) and (value := text_of(tags.get(key))):
                yield f"tag {key} {value}"
