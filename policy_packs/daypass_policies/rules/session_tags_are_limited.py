"""A role does not believe tags that whoever assumes it chooses."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from daypass.graph.stack import Stack
from daypass.iam.action import action_matches
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.tags.chosen import ASKING, believed, posing, problem_of
from daypass_policies.escalating.tags.limits import limits_tag
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.resource_policies import reported
from daypass_policies.opening.trusts import ask_taggers
from daypass_policies.rights import Holder, Holders
from daypass_policies.trusting.trust import ROLES

_TAGS: Final = "sts:TagSession"


@rule(
    "session-tags-are-limited",
    risk="privilege-escalation",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=ROLES,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "SOC2:CC6.3", "OWASP-AGENTIC-2026:ASI03"),
    remedy=ASKING,
)
def session_tags_are_limited(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Where rights hang on a tag of the session, whoever puts the tags on gives out the rights, to itself as well.

    Told is a role of which a policy allows something where `aws:PrincipalTag/…` is a certain value, and whose trust
    lets a principal assume it with tags (`sts:TagSession`) and asks for no value of that tag: a session tag stands
    before the role's own of the same key. Tags that an AWS service or an issuer of tokens sets are theirs.

    A tag of which a policy uses the value, as in `${aws:PrincipalTag/tenant}`, says whose things a session is about. Of
    it is told each identity of the stack that may choose any value, and by it reads secrets or what is stored, changes
    something or becomes another, as it may not do without the role. Its own policies may hold it to one value, by a
    condition on `aws:RequestTag/…`. Who is there to hand out the sessions of many must choose: a token vending machine,
    a broker, a gateway, an API or an authorizer, by its name, its purpose or its description, or one of whom the trust
    demands the tag (`Null`) while it holds another beside it to a value, or, of no agent, vendor or pipeline, while it
    lets in nobody else and no other keys (`aws:TagKeys`). The only key need not be demanded where a session without the
    tag has less. It is told where another identity of the stack may choose as well, and where it or the role carries
    such a tag itself, and so is one tenant of many; `role-does-not-become-stronger` tells it, too.

    Refused:
        tools:
          type: aws:iam/role:Role
          properties:
            name: tools
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::111122223333:role/worker"}
                  Action: ["sts:AssumeRole", "sts:TagSession"]
            inlinePolicies:
              - name: secrets
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": "secretsmanager:GetSecretValue", "Resource": "*",
                   "Condition": {"StringEquals": {"aws:PrincipalTag/elevated": "true"}}}]}

    Mended:
        tools:
          type: aws:iam/role:Role
          properties:
            name: tools
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::111122223333:role/worker"}
                  Action: ["sts:AssumeRole", "sts:TagSession"]
                  Condition: {StringEquals: {"aws:RequestTag/elevated": "false"}}
            inlinePolicies:
              - name: secrets
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": "secretsmanager:GetSecretValue", "Resource": "*",
                   "Condition": {"StringEquals": {"aws:PrincipalTag/elevated": "true"}}}]}
    """
    for holder in stack.once(Holders).each:
        if holder.on.type in ROLES:
            for tag in believed(holder):
                yield from reported(holder.on, ask_taggers(holder.on, partial(_of_grant, holder, tag)))
    yield from stack.once(posing, ask.settings)


def _of_grant(holder: Holder, tag: str, grant: Grant) -> Iterator[Problem]:
    is_callers = grant.kind in ("AWS", "*")
    if not is_callers or not any(action_matches(one, _TAGS) for one in grant.actions):
        return
    if not grant.is_closed(partial(limits_tag, tag.lower())):
        yield problem_of(holder, tag, grant, grant.principal)
