"""This is where exemptions become the engine's own exceptions: exact URNs, without owner and without end.

The engine applies them after a pack has spoken (`"version": 2` of its policy configuration). It reads nothing but
`reason` and `match` there, so who approved and until when goes into the reason, for people.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from daypass.model.urn import urn_matches
from daypass.report.exemptions import Exemption


def compiled(exemptions: Iterable[Exemption], urns: Sequence[str]) -> dict[str, Any]:
    """Exception id → exception, for those that match at least one of the URNs."""
    found: dict[str, Any] = {}
    for exemption in exemptions:
        targets = sorted({urn for urn in urns if urn_matches(exemption.urn, urn)})
        if targets:
            match = [{"policies": [exemption.rule], "targets": targets}]
            found[_id(exemption)] = {"reason": _reason(exemption), "match": match}
    return dict(sorted(found.items()))


def configured(config: Mapping[str, Any], exceptions: Mapping[str, Any]) -> dict[str, Any]:
    """The version 2 form of a policy configuration (of either form) that has these exceptions as well as its own.

    Those that were compiled into it before are left out: their exemptions may have ended since.
    """
    version = config.get("version")
    if isinstance(version, int | float) and not isinstance(version, bool):
        own = {id_: value for id_, value in (config.get("exceptions") or {}).items() if not _COMPILED.fullmatch(id_)}
        return {**config, "exceptions": {**own, **exceptions}}
    policies = {key: value for key, value in config.items() if key != "environments"}
    environments = {"environments": config["environments"]} if "environments" in config else {}
    return {"version": 2, **environments, "policies": policies, "exceptions": dict(exceptions)}


_COMPILED: Final = re.compile(r"daypass-[0-9a-f]{12}")
"""What the id of a compiled exception looks like."""


def _id(exemption: Exemption) -> str:
    """Stable as long as rule, URN and approval are: the engine's log names it."""
    words = f"{exemption.rule}\n{exemption.urn}\n{exemption.approved}\n{exemption.approver}"
    return f"daypass-{hashlib.sha256(words.encode(errors='backslashreplace')).hexdigest()[:12]}"


def _reason(exemption: Exemption) -> str:
    who = f"owner {exemption.owner}, approved by {exemption.approver} on {exemption.approved}"
    return f"{exemption.reason} ({who}, until {exemption.expires})"
