"""This is where tests ask a rule: one resource or one stack in, the answer out, through `daypass.rule` alone."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from daypass.answering import Answer, answer_resource, answer_stack
from daypass.graph.stack import Stack
from daypass.model.resource import Properties, Resource
from daypass.rule import Ask, Problem, Rule
from daypass.settings import Settings

TODAY = date(2026, 11, 25)
ROOT = Resource.of("pulumi:pulumi:Stack", "project-dev")

OWNED = {
    "daypass:owner": "payments",
    "daypass:contact": "payments@example.org",
    "daypass:purpose": "Deploys the invoice service",
    "daypass:environment": "prod",
    "daypass:class": "pipeline",
    "daypass:review-by": "2027-05-31",
}
"""Tags of an identity that somebody owns."""


def asked(rule: Rule, **ask: Any) -> Ask:
    """What the rule may know: today is 25 November 2026, settings and options are the defaults."""
    options = {**rule.defaults(), **ask.pop("options", {})}
    return Ask(**{"today": TODAY, "settings": Settings(), "options": options, **ask})


def judge(rule: Rule, resource: Resource, **ask: Any) -> Answer:
    """The answer of a resource rule; a rule that breaks is the test's failure."""
    return _unbroken(answer_resource(rule, resource, asked(rule, **ask)))


def judge_stack(rule: Rule, *resources: Resource, **ask: Any) -> Answer:
    """The answer of a stack rule about these resources below a stack."""
    return _unbroken(answer_stack(rule, Stack((ROOT, *resources)), asked(rule, **ask)))


def messages(answer: Answer) -> list[str]:
    """What was found, in order."""
    return [problem.message for problem in answer.problems]


def only(found: Answer | Iterable[str | Problem]) -> str:
    """What the one finding says; where there is none, or several, the test fails."""
    (one,) = found.problems if isinstance(found, Answer) else found
    return one if isinstance(one, str) else one.message


def unknowns(answer: Answer) -> list[str]:
    """The paths of the values that kept the rule from deciding."""
    return [path for left in answer.undecided for path in left.paths]


def passes(answer: Answer) -> bool:
    """Whether the rule decided, and found nothing."""
    return not answer.problems and not answer.undecided


def with_outputs(resource: Resource, **outputs: Any) -> Resource:
    """The same resource as it came to be."""
    return Resource(resource.urn, resource.type, resource.name, inputs=resource.inputs, outputs=Properties(outputs))


def _unbroken(answer: Answer) -> Answer:
    if answer.error is not None:
        raise answer.error
    return answer
