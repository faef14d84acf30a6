"""A workload of one environment does not act in the name of another."""

from collections.abc import Iterator

from daypass.data.role_consumers import role_consumers
from daypass.graph.consumers import Consumers, Use
from daypass.graph.stack import Stack
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.surroundings import Surroundings


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
    together, unless both are tagged otherwise.

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
    uses = [use for use in stack.once(Consumers).uses if use.role]
    if uses:
        surroundings = stack.once(Surroundings, ask.settings)
        for use in uses:
            yield from _judged(use, surroundings)


def _judged(use: Use, surroundings: Surroundings) -> Iterator[Problem | Open]:
    told = surroundings.of_role(use.consumer, use.role)
    if told is None:
        return
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
