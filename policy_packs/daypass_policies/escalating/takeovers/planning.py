"""This is where it is told which pipelines only look at an infrastructure that others apply: for drift, for a plan.

What their builds run says so, where the stack knows it, and else their names: words are habits. A plan reads the state,
and writes a lock at most. Sources: Terraform CLI, "terraform plan", "terraform apply" (`-refresh-only` writes the
state); Pulumi CLI, "pulumi preview", "pulumi refresh"; read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.steering.told import told_of
from daypass.graph.consumers import Consumers
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import brings_what_others_run, is_called_by
from daypass_policies.escalating.takeovers.workers import is_deployer

_TOOL: Final = r"(?<![\w.-])(?:terraform|tofu|terragrunt|pulumi|tf)[ ](?:[^\n;|&]{0,200}[ ])?"
_LOOKS: Final = re.compile(rf"{_TOOL}(?:plan|preview)(?![\w-])")
_CHANGES: Final = re.compile(
    rf"{_TOOL}(?:up|update|import|refresh|taint|untaint|stack[ ](?:rm|import)|workspace[ ](?:new|delete)"
    r"|state[ ](?:mv|rm|push|delete|edit|move|replace-provider))(?![\w-])|-migrate-state(?![\w-])"
    r"|(?<![A-Za-z])(?:apply|deploy|destroy)(?![A-Za-z])"
)
"""Commands that read a state, and those that write one, also by a script or a target that is called so."""

_LOOKING: Final = frozenset(
    (
        *("drift", "diff", "audit", "auditor", "infracost"),
        *("validate", "validator", "validation", "verify", "verifier"),
    )
)
_MENDING: Final = frozenset(
    ("apply", "applier", "remediate", "remediation", "fix", "fixer", "reconcile", "reconciler", "correct", "correction")
)
"""Words, in the singular, by which those are called who look for what has changed, and who change it back."""


def only_plans(actor: Actor, rising: Rising) -> bool:
    """Whether it is a pipeline's that looks at what others apply, and no more."""
    if not is_deployer(actor):
        return False
    each = tuple(_scripts(actor, rising))
    if any(_CHANGES.search(text) for scripts in each for text in scripts):
        return False
    looks = [any(map(_LOOKS.search, scripts)) for scripts in each]
    return (bool(looks) and all(looks)) or _is_called_so(actor)


def _scripts(actor: Actor, rising: Rising) -> Iterator[tuple[str, ...]]:
    """What each of those runs that run as it, as far as the stack knows."""
    for use in rising.reach.stack.once(Consumers).by_role.get(actor.resource.urn, ()):
        if use.own:
            yield tuple(text for told in told_of(use.consumer) for text in told.texts)


def _is_called_so(actor: Actor) -> bool:
    is_one = is_called_by(actor, _LOOKING) and not is_called_by(actor, _MENDING)
    return is_one and not brings_what_others_run(actor)
