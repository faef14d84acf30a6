"""This is where tests make roles and ask a rule about them: trust statements by the handful, answers as plain lists."""

import json
from datetime import date
from typing import Any, Final

from daypass.answering import answer_resource, answer_stack
from daypass.graph.stack import Stack
from daypass.model.resource import Properties, Provider, Resource
from daypass.rule import Ask, Problem, Profile, Rule
from daypass.settings import Settings

GITHUB: Final = "token.actions.githubusercontent.com"
PROVIDER: Final = f"arn:aws:iam::111122223333:oidc-provider/{GITHUB}"
AUDIENCE: Final = {f"{GITHUB}:aud": "sts.amazonaws.com"}

ASK: Final = Ask(date(2026, 11, 25), Settings())


def statement(principal: Any = "*", action: Any = "sts:AssumeRole", **condition: Any) -> dict[str, Any]:
    """One Allow; `condition` are operators: `StringEquals={"aws:PrincipalOrgID": "o-1"}`."""
    made = {"Effect": "Allow", "Principal": principal, "Action": action}
    return made | ({"Condition": condition} if condition else {})


def github(*, audience: bool = True, provider: str = PROVIDER, **condition: Any) -> dict[str, Any]:
    """One Allow for GitHub's provider. Claims in `condition` stand without the issuer: `StringLike={"sub": …}`."""
    asked = {
        operator: {key if ":" in key else f"{GITHUB}:{key}": value for key, value in keys.items()}
        for operator, keys in condition.items()
    }
    if audience:
        asked["StringEquals"] = AUDIENCE | asked.get("StringEquals", {})
    return statement({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", **asked)


def trust(*statements: dict[str, Any], version: str = "2012-10-17") -> dict[str, Any]:
    """A trust policy of these statements."""
    return {"Version": version, "Statement": list(statements)}


def role(*statements: dict[str, Any], provider: dict[str, Any] | None = None, **inputs: Any) -> Resource:
    """A role named `deploy`, in the stack `dev`, with the trust of these statements and the provider's own inputs."""
    made = Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=json.dumps(trust(*statements)), **inputs)
    if provider is None:
        return made
    return Resource(
        urn=made.urn, type=made.type, name=made.name, inputs=made.inputs, provider=Provider(inputs=Properties(provider))
    )


def problems(rule: Rule, resource: Resource, ask: Ask = ASK, *, profile: Profile = "standard") -> list[Problem]:
    """What the rule found. It must have decided everything."""
    found, unknown = judged(rule, resource, ask, profile=profile)
    assert not unknown
    return found


def judged(
    rule: Rule, resource: Resource, ask: Ask = ASK, *, profile: Profile = "standard"
) -> tuple[list[Problem], list[str]]:
    """What the rule found, and the paths that it could not decide without. A rule that breaks breaks the test."""
    given = Ask(ask.today, ask.settings, ask.options, profile)
    answer = answer_stack(rule, Stack((resource,)), given) if rule.stack else answer_resource(rule, resource, given)
    if answer.error:
        raise answer.error
    return list(answer.problems), [path for open_ in answer.undecided for path in open_.paths]
