"""This is where it is told what a condition of Google Cloud leaves of a role that is given on a project or above.

Source: Google Cloud, "Attribute reference for IAM Conditions" (what of a request has no name has the empty one), "Set
limits on granting roles" and "Configure temporary access"; read 2026-11.
"""

import re
from functools import partial
from typing import Final, Literal

from daypass.data.foreign_roles import ForeignRole, foreign_roles
from daypass_policies.cel import Demand, demands, some

Left = Literal["all", "a while", "a part"]

_PARTS: Final = ("resource.name", "resource.type", "resource.service")
_WHOLE: Final = re.compile(r"(?://cloudresourcemanager\.googleapis\.com/)?(?:projects|folders|organizations)/[^/]*/?")
_TOPS: Final = ("//cloudresourcemanager.googleapis.com/", "projects/", "folders/", "organizations/")
_MANAGER: Final = "cloudresourcemanager.googleapis.com"
"""The service whose resources are projects, folders and organisations, and so whoever may do what in them."""
_GRANTED: Final = "api.iam.googleapis.com/modifiedGrantsByRole"
_GIVERS: Final = ("give itself", "let itself")
"""What roles may do that lead further by what they grant."""
_TIME: Final = "request.time"
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")


def left(expression: str, role: ForeignRole | None) -> Left | None:
    """What the condition leaves of the role, None where it asks in a way that is not read.

    A part where each alternative names resources below a project, or which roles may be granted; a while where each of
    the others ends.
    """
    narrows = demands(expression, partial(_narrows, role))
    if narrows is None:
        return None
    if narrows:
        return "a part"
    return "a while" if demands(expression, lambda demand: some((_narrows(role, demand), _ends(demand)))) else "all"


def is_giver(role: ForeignRole) -> bool:
    """Whether it leads further by the roles that it may grant, and by nothing else."""
    return role.act.startswith(_GIVERS)


def _narrows(role: ForeignRole | None, demand: Demand) -> bool | None:
    if demand.how == "hasOnly" and demand.name == _GRANTED:
        if role is None or not is_giver(role) or not foreign_roles("google").keys().isdisjoint(demand.texts):
            return False
        return None if any(map(_is_custom, demand.texts)) else True
    if demand.how in ("is", "startsWith") and demand.name in _PARTS:
        return not any(map(partial(_is_whole, demand), demand.texts))
    return False if demand.name == _TIME else None


def _is_custom(role: str) -> bool:
    """Whether it is a role that somebody made, which may do anything."""
    return not role.startswith("roles/")


def _is_whole(demand: Demand, text: str) -> bool:
    """Whether what has this name, or begins so, may be all of a project."""
    is_beginning = demand.how == "startsWith"
    if demand.name != "resource.name":
        return not text or text.startswith(_MANAGER) or (is_beginning and _MANAGER.startswith(text))
    return not text or bool(_WHOLE.fullmatch(text)) or (is_beginning and any(top.startswith(text) for top in _TOPS))


def _ends(demand: Demand) -> bool:
    return demand.how == "before" and demand.name == _TIME and bool(_MOMENT.fullmatch(demand.texts[0]))
