"""This is where it is told by names and by what people wrote that something runs what anybody proposes.

A machine called `pr-runner`, a pipeline called `shop-pr-checks`, or a purpose such as "Runs jobs of pull requests" says
that code runs there which nobody else has looked at. What is said to run once somebody has looked is none. Words are
habits and no facts: what follows from them is advice.
"""

import re
from typing import Final

from daypass.words import DENIALS, words_in

_RUNNERS: Final = re.compile(
    r"""(?<![a-z])(?:(?:prs?|pull-?requests?|merge-?requests?|forks?)-
    (?:(?:ci|jobs?|build|github|gitlab|gha|self-hosted|ephemeral|spot)-){0,2}(?:runners?|agents?|workers?|executors?)
    |mr-runners?|runners?-(?:for-)?(?:prs?|pull-?requests?|mrs?|merge-?requests?|forks?))(?![a-z])""",
    re.VERBOSE,
)
"""How machines are called, in words in small letters with hyphens between them."""

_BUILDS: Final = re.compile(
    r"""(?<![a-z])(?:(?:prs?|pull[-_]?requests?)[-_](?:check|build|test|ci|lint|valid|verif|preview|plan)
    |(?:check|build|test|ci|lint|plan)s?[-_](?:prs?|pull[-_]?requests?)(?![a-z])
    |(?:infra(?:structure)?|terraform|tf|tofu|opentofu|pulumi|terragrunt|iac)[-_]plan(?:s|ner)?(?![a-z]))""",
    re.IGNORECASE | re.VERBOSE,
)
"""How pipelines are called that build pull requests, or plan what they propose."""

_WHICH: Final = "(?:[ ](?:the|all|every|any|ci|github|gitlab|actions|self-hosted|untrusted|previews?|what)){0,4}"
_RUN: Final = "(?:jobs?|builds?|workflows?|pipelines?|tests?|code|images?|packages?|sites?|runners?|agents?)"
_OF_PROPOSALS: Final = rf"""
    (?:[ ](?:of|for|from|on))?(?:[ ](?:the|all|every|any|each|open|external|public|forked|contributors')){{0,4}}
    [ ](?:pull|merge)[ -]requests?\b(?!['\u2019](?![ ]{_RUN}\b))"""
_PURPOSES: Final = re.compile(
    rf"""\b(?:runs?|running|executes?|builds?|previews?|runners?|jobs|builders?){_WHICH}(?:[ ](?:{_RUN}|checks?)){{0,3}}
    {_OF_PROPOSALS}
    |\btests?{_WHICH}(?:[ ]{_RUN}){{0,3}}{_OF_PROPOSALS}(?![ ]for\b)
    |\b(?:checks?|hosts?)(?:{_WHICH}(?:[ ]{_RUN}){{1,3}}|(?:[ ](?:the|all|any))?[ ]previews?)
    {_OF_PROPOSALS}(?![ ]for\b)
    |(?:^|[.;=]\s{{0,4}})(?:pull|merge)[ -]requests?[ ](?:{_RUN}|checks|previews)\b(?![ ]for\b)""",
    re.IGNORECASE | re.VERBOSE,
)
"""How it is said what they are there for: "Runs jobs of pull requests". Who checks or tests them *for* something may
only read them, and what is theirs (`merge requests' titles`) is no code, unless it says so.
"""

_LOOKED_AT: Final = re.compile(r"(?i)\b(?:approv|review|merged|trusted|maintainer|label+ed|after|once)")


def is_their_runner(name: str) -> bool:
    """Whether a machine is called as one that runs their jobs: `pr-runner`."""
    return _RUNNERS.search("-".join(words_in(name))) is not None


def is_their_build(name: str) -> bool:
    """Whether a pipeline is called as one that builds them: `shop-pr-checks`, `terraform-plan`."""
    return _BUILDS.search(name) is not None


def says_it_runs_them(text: str) -> bool:
    """Whether a purpose says so, and not that somebody looks at them before."""
    return bool(_PURPOSES.search(text)) and not _LOOKED_AT.search(text) and DENIALS.isdisjoint(words_in(text))
