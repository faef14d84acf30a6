"""This is where it is told which machines and tasks run the jobs of pull requests, as their role's name says.

A runner that the code host hands its jobs is entered by no trust: whoever proposes a change has it run there, as the
role of the machine. Source: GitHub Docs, "Secure use reference" (self-hosted runners); GitLab Docs, "Security for
self-managed runners"; read 2026-12.
"""

import re
from typing import Final

from daypass_policies.escalating.actors import Actor
from daypass_policies.trusting.trust import known_admissions

_RUNNERS: Final = re.compile(
    r"""(?<![a-z])(?:(?:prs?|pull[-_]?requests?|merge[-_]?requests?|forks?)[-_](?:(?:ci|job|build|github|gitlab)[-_])?
    (?:runners?|agents?|workers?)|runners?[-_](?:for[-_])?(?:prs?|pull[-_]?requests?|merge[-_]?requests?|forks?))(?![a-z])""",
    re.IGNORECASE | re.VERBOSE,
)
_MACHINES: Final = frozenset(("ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "pods.eks.amazonaws.com"))


def runs_proposals(actor: Actor) -> bool:
    """Whether machines, tasks or pods alone have the role, and its name says that they run what is proposed."""
    name = actor.node.arn.rpartition("/")[2] if actor.node else ""
    if not _RUNNERS.search(name):
        return False
    admitted = known_admissions(actor.resource)
    return bool(admitted) and all(one.kind == "Service" and one.principal in _MACHINES for one in admitted)
