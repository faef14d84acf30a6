"""This is where it is told which diagnostic settings of Azure leave out the record that matters, and what forgets it.

Source: Azure Monitor, "Diagnostic settings", "Azure activity log event schema" (categories; Azure keeps it for 90 days
by itself) and "Manage data retention in a Log Analytics workspace" (which keeps `AzureActivity` for as long, whatever
it says); Key Vault, "Enable Key Vault logging"; Microsoft Entra, "Options for log streaming"; read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.leaves import text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import Located, locate
from daypass_policies.recording.diagnostics import DIAGNOSTICS, TARGETS, categories_of, target_of

WORKSPACES: Final = (
    "azure:operationalinsights/analyticsWorkspace:AnalyticsWorkspace",
    "azure-native:operationalinsights:Workspace",
)
_KEPT_ELSEWHERE: Final = (
    "azure:loganalytics/workspaceTable:WorkspaceTable",
    "azure:loganalytics/dataExportRule:DataExportRule",
    "azure-native:operationalinsights:Table",
    "azure-native:operationalinsights:DataExport",
)
"""What keeps tables of a workspace for longer, or sends them on."""

_VAULTS: Final = ("azure:keyvault/keyVault:KeyVault", "azure-native:keyvault:Vault")
_HAS_ONE: Final = re.compile(r"(?i):(?:keyvault|core/subscription|subscription)")
"""Types of what may have such a record."""

_SINK: Final = ("logAnalyticsWorkspaceId", "workspaceId")
_OTHER_SINKS: Final = (
    *("storageAccountId", "eventhubAuthorizationRuleId", "eventHubAuthorizationRuleId", "serviceBusRuleId"),
    *("partnerSolutionId", "marketplacePartnerId"),
)
_EVERYTHING: Final = frozenset(("alllogs", "audit"))


class _Record(NamedTuple):
    """What a thing of Azure has a record of, and what nobody can say without each category of it.

    `starts`: one of these shows that it is meant, where there are any; `aside`: what is sent for something else.
    """

    target: "re.Pattern[str]"
    needs: Mapping[str, str]
    starts: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()


_SUBSCRIPTION: Final = _Record(
    re.compile(r"/?subscriptions/[^/]+/?"),
    {"administrative": "what was changed in the subscription, and by whom, more than 90 days ago"},
    aside=frozenset(("alert", "autoscale", "recommendation", "resourcehealth", "servicehealth")),
)
_VAULT: Final = _Record(
    re.compile(r".*/providers/microsoft\.keyvault/(?:vaults|managedhsms)/[^/]+/?"),
    {"auditevent": "who read a secret or used a key"},
)
_ENTRA: Final = _Record(
    re.compile(""),
    {
        "auditlogs": "who changed an application or a role",
        "serviceprincipalsigninlogs": "from where an application signed in",
        "managedidentitysigninlogs": "from where a managed identity was used",
    },
    starts=frozenset(("signinlogs", "noninteractiveusersigninlogs")),
)


class Gap(NamedTuple):
    """Settings of one thing, of which this is the first, that leave out `names`, so that nobody can say `lost`.

    `is_aside`: they are there for something else; `lists_none`: they send metrics alone. `unknown`: the path that
    hides what they have.
    """

    setting: Resource
    names: tuple[str, ...] = ()
    lost: str = ""
    is_aside: bool = False
    lists_none: bool = False
    unknown: str = ""


class AzureRecords:
    """The settings of a stack that it makes, by the thing of which they are."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def gaps(self) -> Iterator[Gap]:
        """What the settings of each thing leave out."""
        for target, settings in self._of_target.items():
            record = self._record_of(target)
            if target is None:
                yield from (Gap(one, unknown=TARGETS[one.type]) for one in settings if self._may_leave_out(one))
            elif record is not None:
                yield from _gaps(record, settings)

    def forgetful(self, least: int) -> Iterator[tuple[Resource, Located, float | None]]:
        """Workspaces of the stack that alone have such a record, and the days after which they forget it.

        None, where these are not known, or cannot be read.
        """
        if any(True for _ in self._stack.of_type(*_KEPT_ELSEWHERE)):
            return
        for workspace in self._stack.of_type(*WORKSPACES):
            if workspace.urn in self._sinks and not was_looked_up(workspace):
                for place in locate(workspace.declared.raw, "retentionInDays"):
                    days = None if bare(place.value) is UNKNOWN else _days(place)
                    if days is None or 0 <= days < least:
                        yield workspace, place, days

    @cached_property
    def _of_target(self) -> Mapping[str | None, tuple[Resource, ...]]:
        """The id of the thing, its URN where that is not known yet, or "" for Entra; None where neither is known."""
        made = (one for one in self._stack.of_type(*DIAGNOSTICS) if not was_looked_up(one))
        return grouped((self._target_of(one), one) for one in made)

    def _target_of(self, setting: Resource) -> str | None:
        target = target_of(setting)
        behind = self._behind(setting) if target is None else ()
        return behind[0].urn if len(behind) == 1 and behind[0].type in _VAULTS else target

    def _behind(self, setting: Resource) -> tuple[Resource, ...]:
        urns = dict.fromkeys(setting.property_dependencies.get(TARGETS[setting.type], ()))
        each = (self._stack.by_urn.get(urn) for urn in urns)
        return tuple(one for one in each if one and one.type.startswith("azure"))

    def _record_of(self, target: str | None) -> _Record | None:
        if target is None:
            return None
        if target in self._stack.by_urn:
            return _VAULT
        return next((one for one in (_SUBSCRIPTION, _VAULT, _ENTRA) if one.target.fullmatch(target)), None)

    def _may_leave_out(self, setting: Resource) -> bool:
        """Whether it may be of a vault or a subscription, and has not what belongs to these."""
        behind = self._behind(setting)
        has_one = not behind or any(_HAS_ONE.search(one.type) for one in behind)
        return has_one and not _on([setting]) & (_EVERYTHING | _SPELT.keys())

    @cached_property
    def _sinks(self) -> frozenset[str]:
        """The URNs of the workspaces that records are sent to, and nowhere else."""
        by_id = {one.id.lower(): one.urn for one in self._stack.of_type(*WORKSPACES) if one.id}
        found = set[str]()
        for target, settings in self._of_target.items():
            record = self._record_of(target)
            if record in (None, _SUBSCRIPTION) or any(map(_is_sent_elsewhere, settings)):
                continue
            for setting in settings:
                for key in _SINK:
                    found.add(by_id.get(text_of(setting.state.raw.get(key)).lower(), ""))
                    found.update(setting.property_dependencies.get(key, ()))
        return frozenset(found)


def _gaps(record: _Record, settings: tuple[Resource, ...]) -> Iterator[Gap]:
    on = _on(settings)
    missing = [name for name in record.needs if name not in on and name not in _switched_off(settings)]
    if not missing or on & _EVERYTHING:
        return
    hidden = next(((one, path) for one in settings for path in _hidden(one)), None)
    if hidden:
        yield Gap(hidden[0], unknown=hidden[1])
    elif not record.starts or record.starts & on:
        names = tuple(_SPELT[name] for name in missing)
        is_aside = bool(on) and on <= record.aside
        yield Gap(settings[0], names, record.needs[missing[0]], is_aside, lists_none=not _listed(settings))


def _on(settings: Iterable[Resource]) -> frozenset[str]:
    each = (category for one in settings for category in categories_of(one))
    return frozenset(category.name for category in each if category.on and category.name)


def _switched_off(settings: Iterable[Resource]) -> frozenset[str]:
    """What is listed and off, which `audit-log-is-on` tells."""
    each = (category for one in settings for category in categories_of(one))
    return frozenset(category.name for category in each if category.on is False and "audit" in category.name)


def _hidden(setting: Resource) -> Iterator[str]:
    return (category.path for category in categories_of(setting) if not category.name or category.on is None)


def _listed(settings: Iterable[Resource]) -> bool:
    return any(True for one in settings for _ in categories_of(one))


def _is_sent_elsewhere(setting: Resource) -> bool:
    return any(bare(setting.declared.raw.get(key)) not in (None, "") for key in _OTHER_SINKS)


def _days(place: Located) -> float | None:
    try:
        return float(place.text)
    except ValueError:
        return None


_SPELT: Final = {
    "administrative": "Administrative",
    "auditevent": "AuditEvent",
    "auditlogs": "AuditLogs",
    "serviceprincipalsigninlogs": "ServicePrincipalSignInLogs",
    "managedidentitysigninlogs": "ManagedIdentitySignInLogs",
}
