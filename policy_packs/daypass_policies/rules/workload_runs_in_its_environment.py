"""A workload of one environment does not act in the name of another."""

from collections.abc import Iterator
from typing import Final

from daypass.data.environment_words import PRODUCTION
from daypass.data.role_consumers import role_consumers
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.graph.workloads import ASSOCIATIONS
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.environments import NO_ENVIRONMENT, crosses, of_name
from daypass_policies.crossing.surroundings import Surroundings, ToldEnvironment, spanned

_SHOWN: Final = 5

_PLACES: Final = {"namespace": "namespace", "clusterName": "cluster"}
"""Properties of an association of EKS Pod Identity that say where its pods run, the closest first."""


@rule(
    "workload-runs-in-its-environment",
    risk="environment-crossing",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=tuple(role_consumers()),
    stack=True,
    controls=("NHI8:2025", "NHI9:2025", "NIST-800-53:AC-4", "PCI-DSS-4.0.1:6.5.3", "SOC2:CC6.1"),
    remedy="Give the workload a role of its own in each environment.",
)
def workload_runs_in_its_environment(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What runs in development as a production role is production, with the tests and the access of development.

    Users of a role are those of `one-role-one-workload`. The environment of the workload is its environment tag, else
    its stack's name, else its own name; that of the role the `[accounts]` entry of its account, else the tag or the
    stack of a role that is scanned too, else what its name tells by whole segments. What one stack makes belongs
    together, unless both are tagged otherwise. Pods that EKS Pod Identity gives a role are of the environment that
    their namespace tells by its name, else their cluster, since one stack may bind the pods of several; what a cluster
    of development runs gets no role of production whatever its namespace is called. A role of which nothing tells the
    environment is not used in production and in another one.

    Refused:
        api:
          type: aws:lambda/function:Function
          properties:
            role: arn:aws:iam::111122223333:role/api-prod
            tags: {daypass:environment: dev}

    Mended:
        api:
          type: aws:lambda/function:Function
          properties:
            role: arn:aws:iam::444455556666:role/api-dev
            tags: {daypass:environment: dev}
    """
    by_role: dict[str, list[Use]] = {}
    for use in stack.once(Consumers).uses:
        if use.role:
            by_role.setdefault(use.role, []).append(use)
        else:
            yield from _untold(use, stack.once(Surroundings, ask.settings))
    if by_role:
        surroundings = stack.once(Surroundings, ask.settings)
        for role, uses in by_role.items():
            told = [(use, surroundings.of_role(use.consumer, role)) for use in uses]
            for use, environment in told:
                found = list(_judged(use, environment, surroundings)) if environment else []
                yield from found or _placed(use, environment, stack, surroundings)
            if len(uses) > 1 and not any(environment for _, environment in told):
                yield from _spanning(stack.by_urn.get(role), uses, surroundings)


def _untold(use: Use, surroundings: Surroundings) -> Iterator[Open]:
    """That a workload of some environment runs as a role that is not known yet, and may be of another one."""
    roles = [(role, surroundings.of_role(use.consumer, role)) for role in use.possible]
    try:
        may_cross = (
            any(told and told.is_foreign_to(surroundings.of_user(use.consumer, role)) for role, told in roles)
            if roles
            else surroundings.of(use.consumer) != NO_ENVIRONMENT
        )
    except Undecided as unknown:
        yield Open(use.consumer, (unknown.path,))
        return
    if may_cross:
        yield Open(use.consumer, (use.unknown,))


def _judged(use: Use, told: ToldEnvironment, surroundings: Surroundings) -> Iterator[Problem | Open]:
    try:
        own = surroundings.of_user(use.consumer, use.role)
    except Undecided as unknown:
        yield Open(use.consumer, (unknown.path,))
        return
    if told.is_foreign_to(own):
        yield Problem(
            f"{use.noun} {use.consumer.name!r} of {own} runs as a role of {told.environment}",
            key=f"{told.environment} {told.by}",
            confidence="high" if told.by == "account" else None,
            on=use.consumer,
        )


def _placed(
    use: Use, told: ToldEnvironment | None, stack: Stack, surroundings: Surroundings
) -> Iterator[Problem | Open]:
    """That pods run in a namespace or cluster of another environment than their role's."""
    pods = use.consumer
    if pods.type not in ASSOCIATIONS:
        return
    made = stack.by_urn.get(use.role)
    try:
        environment = (
            surroundings.of(made) if made is not None and not was_looked_up(made) else told and told.environment
        )
    except Undecided as unknown:
        yield Open(pods, (unknown.path,))
        return
    for key, noun in _PLACES.items() if environment else ():
        value = bare(said(pods, key))
        if value is UNKNOWN:
            yield Open(pods, (key,))
            return
        place = of_name(text_of(value))
        if crosses(place, environment or NO_ENVIRONMENT):
            fact = f"{use.noun} {pods.name!r} in a {noun} of {place} runs as a role of {environment}"
            yield Problem(fact, key=f"{noun} {place}", on=pods)
            return
        # A namespace for tests, in whichever cluster, is given no more than these.
        if place and environment != PRODUCTION:
            return


def _spanning(role: Resource | None, uses: list[Use], surroundings: Surroundings) -> Iterator[Problem | Open]:
    """That workloads of production and of another environment run as one role, of which nothing tells where it is."""
    found = []
    for use in uses:
        try:
            found.append(ToldEnvironment(surroundings.of_user(use.consumer, use.role), "tag"))
        except Undecided as unknown:
            yield Open(use.consumer, (unknown.path,))
    if both := spanned(told for told in found if told.environment):
        on = role or uses[0].consumer
        names = ", ".join(dict.fromkeys(f"{use.noun} {use.consumer.name!r}" for use in uses[:_SHOWN]))
        yield Problem(f"workloads of {both} run as one role ({names})", key="several environments", on=on)
