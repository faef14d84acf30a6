"""This is where it is told which machines and tasks run the jobs of pull requests, by their role's name or purpose.

A runner that the code host hands its jobs is entered by no trust: whoever proposes a change has it run there, as the
role of the machine. What is said to run once somebody has looked is none. Source: GitHub Docs, "Secure use reference"
(self-hosted runners); GitLab Docs, "Security for self-managed runners"; read 2026-12.
"""

import re
from typing import Final

from daypass.graph.written_about import texts_about, unknown_purpose
from daypass.iam.admitted import Admitted
from daypass.model.resource import Undecided
from daypass.words import DENIALS, words_in
from daypass_policies.escalating.actors import Actor
from daypass_policies.trusting.trust import known_admissions

_RUNNERS: Final = re.compile(
    r"""(?<![a-z])(?:(?:prs?|pull-?requests?|merge-?requests?|forks?)-
    (?:(?:ci|jobs?|build|github|gitlab|gha|self-hosted|ephemeral|spot)-){0,2}(?:runners?|agents?|workers?|executors?)
    |mr-runners?|runners?-(?:for-)?(?:prs?|pull-?requests?|mrs?|merge-?requests?|forks?))(?![a-z])""",
    re.VERBOSE,
)
"""How they are called, in words in small letters with hyphens between them."""

_WHICH: Final = "(?:[ ](?:the|all|every|any|ci|github|gitlab|actions|self-hosted|untrusted|previews?)){0,4}"
_RUN: Final = "(?:jobs?|builds?|workflows?|pipelines?|tests?|code|images?|packages?|sites?|runners?|agents?)"
_OF_PROPOSALS: Final = rf"""
    (?:[ ](?:of|for|from|on))?(?:[ ](?:the|all|every|any|each|open|external|public|forked|contributors')){{0,4}}
    [ ](?:pull|merge)[ -]requests?\b(?!['\u2019](?![ ]{_RUN}\b))"""
_PURPOSES: Final = re.compile(
    rf"""\b(?:runs?|running|executes?|builds?|previews?|runners?|jobs|builders?){_WHICH}(?:[ ](?:{_RUN}|checks?)){{0,3}}
    {_OF_PROPOSALS}
    |\btests?{_WHICH}(?:[ ]{_RUN}){{0,3}}{_OF_PROPOSALS}(?![ ]for\b)
    |\b(?:checks?|hosts?)(?:{_WHICH}(?:[ ]{_RUN}){{1,3}}|(?:[ ](?:the|all|any))?[ ]previews?)
    {_OF_PROPOSALS}(?![ ]for\b)""",
    re.IGNORECASE | re.VERBOSE,
)
"""How it is said what they are there for: "Runs jobs of pull requests". Who checks or tests them *for* something may
only read them, and what is theirs (`merge requests' titles`) is no code, unless it says so.
"""

_LOOKED_AT: Final = re.compile(r"(?i)\b(?:approv|review|merged|trusted|maintainer|label+ed|after|once)")

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
    if _RUNNERS.search("-".join(words_in(name))):
        return "name"
    each = (text for text in texts_about(actor.resource) if _PURPOSES.search(text))
    if any(not _LOOKED_AT.search(text) and DENIALS.isdisjoint(words_in(text)) for text in each):
        return "purpose"
    if path := unknown_purpose(actor.resource):
        raise UnknownPurpose(path)
    return ""


def _is_machine(admitted: Admitted) -> bool:
    if admitted.kind == "Federated":
        return _OF_CLUSTERS in admitted.principal
    return admitted.kind == "Service" and admitted.principal in _MACHINES
