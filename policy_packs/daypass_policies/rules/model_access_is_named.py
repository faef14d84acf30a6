"""Which models may be called, and paid for, is written down."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.iam.policies import Policies
from daypass.iam.statement import Statement
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.concerned import concerned, judged
from daypass_policies.mending.allowing import allowed_by
from daypass_policies.rights import HOLDERS, Holder, allows, denying, may, mentions

_ACTIONS: Final = (
    *("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"),
    *("bedrock:Converse", "bedrock:ConverseStream"),
)
"""AWS asks for the first two where Converse is called, too; who writes the others means the same."""

_NO_MODEL: Final = "foundation-model/daypass.no-such-model-v1:0"
"""A model that no policy names: who may call it may call any."""

_WITHOUT_PROFILE: Final = denying({"Null": {"bedrock:InferenceProfileArn": "false"}})
"""Leaves calls of the model itself: those through a profile that a condition names reach what that profile has."""

_ON_MANTLE: Final = "bedrock-mantle:CreateInference"
_NO_PROJECT: Final = "arn:*:bedrock-mantle:*:*:project/daypass-no-such-project"
_EVERY: Final = (*_ACTIONS, _ON_MANTLE)
_WITHOUT_MODEL: Final = denying({"Null": {"bedrock-mantle:Model": "false"}})
"""By the other endpoint a project is what is named, and the model in a condition."""

_NAMED: Final = ("bedrock:", "bedrock-mantle:")


@rule(
    "model-access-is-named",
    risk="agent-control",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=HOLDERS,
    stack=True,
    controls=(
        "NHI5:2025",
        "OWASP-AGENTIC-2026:ASI02",
        "NIST-800-53:AC-6",
        "AWS-AGENTIC-LENS:AGENTSEC02-BP01",
        "NIST-AI-RMF:GOVERN-1.6",
        "MAESTRO:L1-MODEL-STEALING",
        "MAESTRO:L4-RESOURCE-HIJACKING",
    ),
    remedy="Name the models, or the inference profiles, that the workload is meant to call.",
)
def model_access_is_named(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever may call every model calls also those that nobody has looked at, and those that come next.

    A model is chosen for what it may be told, what it costs and what it is trusted with; `*` leaves that to the code,
    or to whoever talks it into another. Asked is whether a model could be called that no policy names, by either
    endpoint of Bedrock (`bedrock-mantle` names projects, and models in a condition). What stands in another policy
    counts, and so do a Deny, a boundary, and a condition on `bedrock:InferenceProfileArn`. A vendor's models
    (`foundation-model/anthropic.*`) are named. Of roles that are no agent's, what somebody wrote counts, and not AWS's
    own policies, which say what any workload might call.

    Refused:
        support:
          type: aws:iam/role:Role
          properties: {name: support}
        models:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: support
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: "bedrock:InvokeModel*", Resource: "*"}

    Mended:
        support:
          type: aws:iam/role:Role
          properties: {name: support}
        models:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: support
            policy:
              Version: "2012-10-17"
              Statement:
                Effect: Allow
                Action: "bedrock:InvokeModel"
                Resource: "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0"
    """
    yield from judged(concerned(stack, ask, _NAMED), _able, _told)


def _able(policies: Policies) -> tuple[str, ...]:
    is_able = any(_may_call_any(policies, action) for action in _ACTIONS)
    return _EVERY if is_able or may(policies, _ON_MANTLE, _NO_PROJECT, _WITHOUT_MODEL) else ()


def _told(holder: Holder, able: Sequence[str]) -> Problem:
    problem = Problem(f"{holder.called} may call every model", key="any-model", on=holder.on)
    return allowed_by(problem, holder, able, _naming_one)


def _naming_one(statement: Statement, _: Collection[str]) -> Mapping[str, Any] | None:
    """A model in place of all of them, where the statement is about calling models and nothing else."""
    if not statement.actions or not all(pattern.lower().startswith(_CALLING) for pattern in statement.actions):
        return None
    arn = next(filter(None, map(Arn.parse, statement.resources)), None)
    partition, region = (arn.partition, arn.region) if arn else (_ANYWHERE[0], "")
    is_known = bool(region) and not has_wildcard(f"{partition}{region}")
    return {"Resource": f"arn:{partition}:bedrock:{region if is_known else 'REGION'}::foundation-model/MODEL"}


_CALLING: Final = ("bedrock:invokemodel", "bedrock:converse")


def _may_call_any(policies: Policies, action: str) -> bool:
    places = dict.fromkeys(
        place
        for statement in allows(policies)
        if statement.is_fully_known and mentions(statement, action)
        for pattern in statement.resources or ("*",)
        for place in _places(pattern)
    )
    if len(places) > _MOST:
        places = {("*", "*"): None}
    return any(
        may(policies, action, f"arn:{partition}:bedrock:{region}::{_NO_MODEL}", _WITHOUT_PROFILE)
        for partition, region in places or (_ANYWHERE,)
    )


_MOST: Final = 50
"""There are not as many regions: who names more of them is asked about all at once, which is the stricter question."""

_ANYWHERE: Final = ("aws", "us-east-1")


def _places(pattern: str) -> Iterator[tuple[str, str]]:
    """Partition and region in which the pattern may mean models; where it leaves them open, the first there are."""
    arn = Arn.parse(pattern)
    if arn is None:
        yield _ANYWHERE
        return
    partition, region = ("" if has_wildcard(part) else part for part in (arn.partition, arn.region))
    yield partition or _ANYWHERE[0], region or _ANYWHERE[1]
