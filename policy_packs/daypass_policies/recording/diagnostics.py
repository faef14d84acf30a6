"""This is where it is told of which things of Azure the diagnostic settings of a stack leave out what was done there.

Source: Azure Monitor, "Diagnostic settings" (categories, and the groups `audit` and `allLogs`) and "Resource log
categories"; AKS, "Monitor the control plane" (`kube-audit-admin` leaves out reads of `kube-audit`); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.leaves import was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import Located, locate

_SUBSCRIPTION: Final = "/subscriptions/-"
TARGETS: Final = {
    "azure:monitoring/diagnosticSetting:DiagnosticSetting": "targetResourceId",
    "azure-native:monitor:DiagnosticSetting": "resourceUri",
    "azure-native:insights:DiagnosticSetting": "resourceUri",
    "azure-native:monitor:SubscriptionDiagnosticSetting": _SUBSCRIPTION,
    "azure-native:insights:SubscriptionDiagnosticSetting": _SUBSCRIPTION,
    "azure:monitoring/aadDiagnosticSetting:AadDiagnosticSetting": "",
    "azure-native:aadiam:DiagnosticSetting": "",
}
"""Type → the property that says of what it is; "" for those of Entra, of which a tenant has one log.

A path stands for itself: the provider says which subscription it is.
"""
DIAGNOSTICS: Final = tuple(TARGETS)

_EVERYTHING: Final = "alllogs"
_LISTED: Final = ("logs[]", "enabledLogs[]")
"""Categories with a switch, and those that are on because they are listed."""


class LeftOut(NamedTuple):
    """A setting that switches its category of the record off; `unknown` is a path that may still switch one on."""

    setting: Resource
    at: str
    unknown: str = ""


class Category(NamedTuple):
    """A category, or a group of them, in small letters, "" where it is not known; `on`: None where that is not."""

    name: str
    path: str
    on: bool | None


def categories_of(setting: Resource) -> Iterator[Category]:
    """Those that a setting lists, whether or not they are on."""
    for where in _LISTED:
        for entry in locate(_raw(setting), where):
            if bare(entry.value) is UNKNOWN:
                yield Category("", entry.path, None)
                continue
            for key in ("category", "categoryGroup"):
                for one in locate(entry.value, key):
                    name = "" if bare(one.value) is UNKNOWN else one.text.lower()
                    yield Category(name, entry.path, _is_on(entry, where))


class _Log(NamedTuple):
    setting: Resource
    target: str | None
    path: str
    on: bool | None


def left_out(stack: Stack) -> Iterator[LeftOut]:
    """Each setting that switches off the record of what was done, where none of the stack switches it on."""
    logs = [log for setting in stack.of_type(*DIAGNOSTICS) for log in _logs(setting)]
    on = {log.target: log for log in logs if log.on}
    perhaps = {log.target: log for log in logs if log.on is None}
    told = set[str]()
    for log in logs:
        if log.on or log.target in on or log.setting.urn in told or was_looked_up(log.setting):
            continue
        told.add(log.setting.urn)
        doubt = perhaps.get(log.target) or on.get(None) or perhaps.get(None)
        if doubt is None and log.target is None:
            doubt = next(iter({**on, **perhaps}.values()), None)
        yield LeftOut(log.setting, log.path, doubt.path if doubt else "")


def _logs(setting: Resource) -> Iterator[_Log]:
    """The categories of the record, those that are not known too."""
    target = target_of(setting)
    for where in _LISTED:
        for entry in locate(_raw(setting), where):
            if bare(entry.value) is UNKNOWN:
                yield _Log(setting, target, entry.path, None)
            elif (is_record := _is_of_record(entry)) is not False:
                yield _Log(setting, target, entry.path, _is_on(entry, where) if is_record else None)


def _raw(setting: Resource) -> Mapping[str, Any]:
    return setting.state.raw if was_looked_up(setting) else setting.declared.raw


def _is_of_record(entry: Located) -> bool | None:
    said = [bare(one.value) for name in ("category", "categoryGroup") for one in locate(entry.value, name)]
    if any(isinstance(one, str) and ("audit" in one.lower() or one.lower() == _EVERYTHING) for one in said):
        return True
    return None if UNKNOWN in said else False


def _is_on(entry: Located, where: str) -> bool | None:
    if where != _LISTED[0]:
        return True
    switch = next(locate(entry.value, "enabled"), None)
    return yes_or_no(switch.value if switch else None, default=True)


def target_of(setting: Resource) -> str | None:
    """The id of the thing, in lower case as Azure compares it; None where it is not known."""
    name = TARGETS[setting.type]
    if name in ("", _SUBSCRIPTION):
        return name
    value = bare(setting.state.raw.get(name))
    return value.lower() if isinstance(value, str) else None
