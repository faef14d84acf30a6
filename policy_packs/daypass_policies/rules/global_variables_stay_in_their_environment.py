"""Variables that every workspace runs with hold no credential of one environment."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import text_of, was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.environments import called, crosses, is_there_for, of_name, of_value
from daypass_policies.mending.arguments import instead

_SET: Final = "tfe:index/variableSet:VariableSet"
_VARIABLE: Final = "tfe:index/variable:Variable"
_WORKSPACE: Final = "tfe:index/workspace:Workspace"
_ON_DEMAND: Final = ("sandbox", "preview")
_SAID: Final = re.compile(r"(?i)\benvironment\s?[=:]\s?(?P<what>[\w-]+)")


@rule(
    "global-variables-stay-in-their-environment",
    risk="environment-crossing",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(_SET,),
    stack=True,
    controls=("NHI8:2025", "NIST-800-53:AC-4", "NIST-800-53:AC-6", "SOC2:CC6.1"),
    remedy="Set global to false and give the set to the projects or workspaces of its environment alone.",
)
def global_variables_stay_in_their_environment(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever plans in a sandbox runs with the credential of production where each workspace gets it.

    Told is a variable set of HCP Terraform that is `global` and whose name or description says an environment
    (`prod-cloudflare`, `environment=prod`), while the stack makes a workspace that says another one, on the other side
    of production, and a sensitive variable in a set. A global set that says no environment passes.

    Source: HCP Terraform, "Variable sets" (a global set applies to all current and future workspaces of the
    organization), with pulumi-tfe 0.73.0; read 2026-12.

    Refused:
        keys:
          type: tfe:index/variableSet:VariableSet
          properties: {name: prod-cloudflare, organization: acme, global: true}
        token:
          type: tfe:index/variable:Variable
          properties: {key: CLOUDFLARE_API_TOKEN, category: env, sensitive: true, variableSetId: varset-p4Kq8Zx2}
        sandbox:
          type: tfe:index/workspace:Workspace
          properties: {name: shop-sandbox, organization: acme}

    Mended:
        keys:
          type: tfe:index/variableSet:VariableSet
          properties: {name: prod-cloudflare, organization: acme, global: false}
        token:
          type: tfe:index/variable:Variable
          properties: {key: CLOUDFLARE_API_TOKEN, category: env, sensitive: true, variableSetId: varset-p4Kq8Zx2}
        sandbox:
          type: tfe:index/workspace:Workspace
          properties: {name: shop-sandbox, organization: acme}
    """
    del ask
    sets = [one for one in stack.of_type(_SET) if not was_looked_up(one) and _is_global(one) is not False]
    secret = [one for one in stack.of_type(_VARIABLE) if _is_secret(one) is not False] if sets else []
    places = [(one, _environment(one)) for one in stack.of_type(_WORKSPACE)] if secret else []
    surely = any(map(_is_secret, secret))
    for one in sets:
        own = _environment(one)
        other = next((workspace for workspace, where in places if crosses(own, where)), None)
        hidden = _hidden(one, own, other, places)
        if other and _is_global(one) is None:
            yield Open(one, ("global",))
        elif other and not surely:
            yield Open(secret[0], ("sensitive",))
        elif other:
            fact = (
                f"variable set {one.name!r} is of one environment, and workspace {other.name!r} of another runs with it"
            )
            yield Problem(fact, at="global", on=one, mended=instead("global", False))
        elif hidden:
            yield hidden


def _hidden(one: Resource, own: str, other: Resource | None, places: list[tuple[Resource, str]]) -> Open | None:
    """What could still say that it goes to another environment, where nothing known does."""
    if other or not places:
        return None
    asked = [one] if not own else [workspace for workspace, where in places if not where]
    return next(
        (Open(each, (path,)) for each in asked for path in _TEXTS if bare(each.declared.raw.get(path)) is UNKNOWN), None
    )


_TEXTS: Final = ("name", "description")


def _is_global(one: Resource) -> bool | None:
    return yes_or_no(one.declared.raw.get("global"), default=False)


def _is_secret(variable: Resource) -> bool | None:
    """Whether it is sensitive, None where that is not known, and of a set."""
    raw = variable.declared.raw
    is_of_a_set = bare(raw.get("variableSetId")) not in (None, "")
    return yes_or_no(raw.get("sensitive"), default=False) if is_of_a_set else False


def _environment(one: Resource) -> str:
    """What its name says, else its description; "" where neither does, or nobody knows them yet."""
    description = bare(one.declared.raw.get("description"))
    said = _SAID.search(text_of(description)) if description is not UNKNOWN else None
    name = called(one)
    on_demand = next((env for env in _ON_DEMAND if is_there_for(name, env)), "")
    return of_name(name) or on_demand or (of_value(said["what"]) if said else "")
