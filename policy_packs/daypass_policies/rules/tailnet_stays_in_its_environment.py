"""Machines of one environment do not reach those of another one over the tailnet."""

from collections.abc import Iterator
from typing import Any, Final

from daypass.data.environment_words import PRODUCTION
from daypass.model.hujson import hujson_value
from daypass.model.json_text import JsonError
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Problem, rule
from daypass_policies.crossing.environments import crosses
from daypass_policies.crossing.tailnets import Machines, Reach, reaches

_TEXT: Final = "acl"


@rule(
    "tailnet-stays-in-its-environment",
    risk="environment-crossing",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=("tailscale:index/acl:Acl",),
    controls=("NHI8:2025", "NIST-800-53:AC-4", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:6.5.3", "SOC2:CC6.1"),
    remedy="Let the machines of each environment reach those of their own alone, by tags of their own.",
)
def tailnet_stays_in_its_environment(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Runners of staging do what anybody has them try, and stand next to production's database where they reach it.

    Told is a policy of Tailscale (`acls`, `grants` and `ssh`, in JSON or with comments) by which machines of one
    environment reach those of another, or may give themselves a tag of it (`tagOwners`). Machines are tags, services,
    sets of addresses and hosts that the policy names; whole segments of the name tell the environment (`staging-ci`).
    `*` and `autogroup:tagged` are all that carry a tag which the policy has. People and their groups are not asked, and
    what is called after no environment (`monitoring`) passes. Rights of production elsewhere are of severity medium.

    Refused:
        acl:
          type: tailscale:index/acl:Acl
          properties:
            acl: '{"grants": [{"src": ["tag:staging-ci"], "dst": ["tag:prod-db"], "ip": ["tcp:5432"]}]}'

    Mended:
        acl:
          type: tailscale:index/acl:Acl
          properties:
            acl: '{"grants": [{"src": ["tag:staging-ci"], "dst": ["tag:staging-db"], "ip": ["tcp:5432"]}]}'
    """
    del ask
    is_secret = resource.declared.is_secret(_TEXT)
    told = dict.fromkeys(one for one in reaches(_policy(resource)) if _crosses(one))
    for one in told if not is_secret else [*told][:1]:
        source, target = (_called(machines, is_secret=is_secret) for machines in (one.source, one.target))
        yield Problem(
            f"{source} {one.how} {target}",
            at=_TEXT,
            key=None if is_secret else f"{one.source.name} to {one.target.name}",
            severity="medium" if one.source.environment == PRODUCTION else None,
        )


def _policy(resource: Resource) -> dict[str, Any]:
    """Raises `Undecided` where it is not known, or is none that Tailscale takes."""
    text = resource.declared.get(_TEXT)
    try:
        found = hujson_value(text) if isinstance(text, str) else None
    except JsonError:
        found = None
    if not isinstance(found, dict):
        raise Undecided(_TEXT)
    return found


def _crosses(one: Reach) -> bool:
    return crosses(one.source.environment, one.target.environment)


def _called(machines: Machines, *, is_secret: bool) -> str:
    name = "" if is_secret else f" {machines.name!r}"
    return f"{machines.noun}{name} of {machines.environment}"
