"""This is where it is told which machines and tasks run the jobs of pull requests, by their role's name or purpose.

A runner that the code host hands its jobs is entered by no trust: whoever proposes a change has it run there, as the
role of the machine. What is said to run once somebody has looked is none. Source: GitHub Docs, "Secure use reference"
(self-hosted runners); GitLab Docs, "Security for self-managed runners"; read 2026-12.
"""

from typing import Final

from daypass.graph.written_about import texts_about, unknown_purpose
from daypass.iam.admitted import Admitted
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.trusting.proposals import is_their_runner, says_it_runs_them
from daypass_policies.trusting.trust import known_admissions

_MACHINES: Final = frozenset(("ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "pods.eks.amazonaws.com"))
_OF_CLUSTERS: Final = ":oidc-provider/oidc.eks."


class UnknownPurpose(Undecided):
    """What somebody wrote about a role is not known yet, and may say whose jobs run as it."""


def runs_proposals(actor: Actor) -> str:
    """By what it says so ("name", "purpose"), where machines, tasks or pods alone have it. Raises `UnknownPurpose`."""
    admitted = known_admissions(actor.resource)
    return says_it_runs_proposals(actor) if admitted and all(map(_is_machine, admitted)) else ""


def says_it_runs_proposals(actor: Actor) -> str:
    """The same of any role; "" where it says nothing of that. Raises `UnknownPurpose`."""
    name = actor.node.arn.rpartition("/")[2] if actor.node else ""
    if is_their_runner(name):
        return "name"
    if any(map(says_it_runs_them, texts_about(actor.resource))):
        return "purpose"
    if path := unknown_purpose(actor.resource):
        raise UnknownPurpose(path)
    return ""


def _is_machine(admitted: Admitted) -> bool:
    if admitted.kind == "Federated":
        return _OF_CLUSTERS in admitted.principal
    return admitted.kind == "Service" and admitted.principal in _MACHINES
