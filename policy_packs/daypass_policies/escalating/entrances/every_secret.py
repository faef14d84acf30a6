"""This is where it is told which workload reads every secret, and so may do whatever any of them opens.

Keys of users, passwords of databases and tokens of vendors are kept side by side; whoever reads those that they do not
name is whoever they belong to. Source: AWS Secrets Manager User Guide, "Best practices" (limit access to what one
needs); read 2026-11.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.escalation_paths import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.workers import works_for_itself

_READS: Final = "secretsmanager:GetSecretValue"
_OF_NOBODY: Final = Facts(tags=("aws:resourcetag/", "secretsmanager:resourcetag/"))
"""The secret has no tag that anybody asks for."""


def reads_every_secret(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """A secret that nobody named, which a workload reads."""
    if has_by_itself(actor, _READS) and works_for_itself(actor, rising):
        accounts = sorted({means.caller.account or ANY for means in actor.means})
        for account in accounts:
            answer = may(actor, _READS, f"arn:*:secretsmanager:*:{account}:secret:{PROBE}", _OF_NOBODY)
            yield Opened(_READS, "read every secret, and use what any of them opens", answer)
