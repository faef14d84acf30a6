"""This is where it is told which workload reads every secret, and so may do whatever any of them opens.

Keys of users, passwords of databases and tokens of vendors are kept side by side; whoever reads those that they do not
name is whoever they belong to. Source: AWS Secrets Manager User Guide, "Best practices" (limit access to what one
needs); read 2026-11.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.low_trust.unreviewed import entered_by
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.workers import is_an_agents, is_vendors, works_for_itself

_SECRETS: Final = (("secretsmanager:GetSecretValue",), "secretsmanager:*:ACCOUNT:secret:", "secret")
_PARAMETERS: Final = (
    ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"),
    "ssm:*:ACCOUNT:parameter/",
    "parameter",
)
"""Actions any of which reads such a thing, the ARN of one, and its noun."""

_OF_NOBODY: Final = Facts(
    absent=frozenset({"secretsmanager:resource/allowrotationlambdaarn", "secretsmanager:resource/type"}),
    tags=("aws:resourcetag/", "secretsmanager:resourcetag/", "ssm:resourcetag/"),
)
"""The secret has no tag that anybody asks for, and no function that rotates it."""


def reads_every_secret(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """A secret that nobody named, which a workload reads, or whoever comes before anybody looked.

    Parameters are read by many who need a few of them, and most hold no secret: they count of another company, of an
    agent, which does what it is talked into, and of whoever comes so.
    """
    is_open = bool(entered_by(actor, rising.reach.stack))
    if not is_open and not works_for_itself(actor, rising):
        return
    reads_all = is_open or is_vendors(actor, rising) or is_an_agents(actor)
    for actions, thing, words in (_SECRETS, _PARAMETERS) if reads_all else (_SECRETS,):
        action = next((one for one in actions if has_by_itself(actor, one)), "")
        for account in sorted({means.caller.account or ANY for means in actor.means}) if action else ():
            answer = may(actor, action, f"arn:*:{thing.replace('ACCOUNT', account)}{PROBE}", _OF_NOBODY)
            yield Opened(action, f"read every {words}, and use what any of them opens", answer)
