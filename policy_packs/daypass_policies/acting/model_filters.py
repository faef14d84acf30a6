"""This is where it is told which filters of models elsewhere than in AWS a program switches off, vendor by vendor.

Source: Azure, "Content filtering for Azure OpenAI" (a deployment that names no policy has the default one; a filter
blocks or only annotates) and `RaiPolicy` of its reference; Google Cloud, "Model Armor templates" and "Model Armor floor
settings"; Databricks, "Configure AI Gateway on model serving endpoints" (guardrails are for external models and for
foundation models, none for embeddings); read 2026-12.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import text_of, yes_or_no
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.words import words_in
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect, settle


class Unfiltered(NamedTuple):
    """What goes unfiltered, for people after the name of the resource, where, and a key apart from others."""

    fact: str
    at: str
    key: str = ""


def unfiltered(resource: Resource) -> Iterator[Unfiltered]:
    """What a filter of this resource lets pass that it is there to stop. Raises `Undecided`."""
    yield from _READERS[resource.type](resource)


_HARMS: Final = {
    "hate": "hate",
    "sexual": "sexual content",
    "violence": "violence",
    "selfharm": "self-harm",
    "jailbreak": "jailbreaks",
    "indirectattack": "attacks in documents",
}
"""What Azure calls its filters, without what is no letter. Others (profanity, protected material) are for taste."""


def _of_azure(resource: Resource) -> Iterator[Unfiltered]:
    path, switch, blocks = _AZURE[resource.type]
    yield from settle(_azure_filter(entry, switch, blocks) for entry in locate(resource.declared.raw, path))


_AZURE: Final = {
    "azure-native:cognitiveservices:RaiPolicy": ("properties.contentFilters[]", "enabled", "blocking"),
    "azure-native:cognitiveservices:SubscriptionRaiPolicy": ("properties.contentFilters[]", "enabled", "blocking"),
    "azure:cognitive/accountRaiPolicy:AccountRaiPolicy": ("contentFilters[]", "filterEnabled", "blockEnabled"),
}
"""Type → the filters, the switch of each, and whether it blocks or only annotates."""


def _azure_filter(entry: Located, switch: str, blocks: str) -> Iterator[Unfiltered]:
    if bare(entry.value) is UNKNOWN:
        raise Undecided(entry.path)
    said = {key: _yes(entry, key) for key in (switch, blocks)}
    if False not in said.values() and None not in said.values():
        return
    name = next((one.text for one in locate(entry.value, "name")), "")
    harm = _HARMS.get(re.sub(r"[^a-z]", "", name.lower()))
    if not harm:
        return
    if False not in said.values():
        raise Undecided(entry.path)
    sources = locate(entry.value, "source")
    source = "".join(text_of(one.value) for one in sources if not one.marked)
    does = "has switched off its filter of" if said[switch] is False else "only annotates, and does not block,"
    shown = "" if entry.marked else f"{harm} {source}".strip()
    yield Unfiltered(f"{does} {'something' if entry.marked else harm}", entry.path, shown)


def _yes(entry: Located, key: str) -> bool | None:
    """What it says, True where it says nothing; None where that is not known."""
    one = next(locate(entry.value, key), None)
    return yes_or_no(one.value if one else None, default=True)


def _of_deployment(resource: Resource) -> Iterator[Unfiltered]:
    for path in ("raiPolicyName", "properties.raiPolicyName"):
        for one in locate(resource.declared.raw, path):
            if one.text.lower() == "microsoft.nil":
                yield Unfiltered("has no content filter", path)


_JAILBREAK: Final = "filterConfig.piAndJailbreakFilterSettings.filterEnforcement"
_FILTERS: Final = ("piAndJailbreakFilterSettings", "maliciousUriFilterSettings", "raiSettings", "sdpSettings")
_OUTPUT: Final = re.compile(r"(?i)respon|output|egress|outbound|answer")
"""How a template is called that looks at what a model says, which no one injects."""


def _of_template(resource: Resource) -> Iterator[Unfiltered]:
    called = f"{resource.name} {text_of(resource.declared.raw.get('templateId'))}"
    if not _OUTPUT.search(called):
        yield from _jailbreaks(resource)
    for one in locate(resource.declared.raw, "templateMetadata.enforcementType"):
        if one.text.upper() == "INSPECT_ONLY":
            yield Unfiltered("only inspects, and blocks nothing", one.path, "inspects")
    for one in locate(resource.declared.raw, "filterConfig"):
        if not any(True for name in _FILTERS for _ in locate(one.value, name)):
            yield Unfiltered("has no filter", one.path, "empty")


def _jailbreaks(resource: Resource) -> Iterator[Unfiltered]:
    for one in locate(resource.declared.raw, _JAILBREAK):
        if one.text.upper() == "DISABLED":
            yield Unfiltered("has switched off its filter of injections and jailbreaks", one.path, "jailbreaks")


def _of_floor(resource: Resource) -> Iterator[Unfiltered]:
    for one in locate(resource.declared.raw, "enableFloorSettingEnforcement"):
        if yes_or_no(one.known) is False:
            yield Unfiltered("are not enforced", one.path, "enforced")
            return
    for name in ("aiPlatformFloorSetting", "googleMcpServerFloorSetting"):
        for one in locate(resource.declared.raw, f"{name}.inspectOnly"):
            if yes_or_no(one.known):
                yield Unfiltered("only inspect, and block nothing", one.path, name)
    yield from _jailbreaks(resource)


_GATEWAY: Final = "aiGateway"
_LOOKED_AT: Final = ("input", "output")


def _of_serving(resource: Resource) -> Iterator[Unfiltered]:
    gateway = next(locate(resource.declared.raw, _GATEWAY), None)
    if gateway is None:
        yield from _without_gateway(resource)
        return
    if not _talks(resource):
        return
    if bare(gateway.value) is UNKNOWN:
        raise Undecided(gateway.path)
    found, unknown = collect(_guards(resource, f"{_GATEWAY}.guardrails.{side}") for side in _LOOKED_AT)
    if True in found:
        return
    if unknown:
        raise unknown
    yield Unfiltered("has an AI gateway without guardrails", _GATEWAY)


def _without_gateway(resource: Resource) -> Iterator[Unfiltered]:
    """An agent's way to a model of a vendor, which no default of Databricks filters, limits or writes down."""
    if any(True for _ in locate(resource.declared.raw, _OUTSIDE)) and _is_of_an_agent(resource) and _talks(resource):
        fact = "gives an agent a vendor's model without an AI gateway: no guardrail, no limit and no record of prompts"
        yield Unfiltered(fact, _GATEWAY, "gateway")


_OUTSIDE: Final = "config.servedEntities[].externalModel"


def _is_of_an_agent(resource: Resource) -> bool:
    """Whether its name, a tag of its class or its description says so. Raises `Undecided`."""
    found, unknown = collect(_agents_words(resource, one) for one in _SAYS)
    if unknown and True not in found:
        raise unknown
    return True in found


_SAYS: Final = ("name", "tags[]", "description")
_CLASS: Final = re.compile(r"(?i)(?:^|[:/_-])class$|^principaltype$")
_SAYS_CLASS: Final = re.compile(r"(?i)\bclass\s?[=:]\s?agent\b")


def _agents_words(resource: Resource, path: str) -> Iterator[bool]:
    for one in locate(resource.declared.raw, path):
        if path == "name":
            yield not _AGENT.isdisjoint(words_in(one.text))
        elif path == "description":
            yield bool(_SAYS_CLASS.search(one.text))
        else:
            key, value = (next(locate(one.known, name), None) for name in ("key", "value"))
            yield bool(key and value and _CLASS.search(key.text) and value.text.strip().lower() == "agent")


_AGENT: Final = frozenset(("agent", "agents", "agentic", "assistant", "copilot"))


def _talks(resource: Resource) -> bool:
    """Whether it serves a model that guardrails can look at: one of a vendor, or one with a price by the token."""
    entities = [one for path in _SERVED for one in locate(resource.declared.raw, path)]
    found, unknown = collect(map(_is_talking, entities))
    if unknown and True not in found:
        raise unknown
    return True in found


_SERVED: Final = ("config.servedEntities[]", "config.servedModels[]")


def _is_talking(entity: Located) -> Iterator[bool]:
    if bare(entity.value) is UNKNOWN:
        raise Undecided(entity.path)
    outside = next(locate(entity.value, "externalModel"), None)
    texts = [one for path in ("externalModel.task", "entityName") for one in locate(entity.value, path)]
    if any(bare(one.value) is UNKNOWN for one in texts):
        raise Undecided(entity.path)
    named = next((one.text for one in locate(entity.value, "entityName")), "")
    is_known = outside is not None or named.startswith(("system.ai.", "databricks-"))
    yield is_known and not any(_EMBEDS.search(one.text) for one in texts)


_EMBEDS: Final = re.compile(r"(?i)embed|bge|gte[_-]")


def _guards(resource: Resource, within: str) -> Iterator[bool]:
    raw = resource.declared.raw
    for one in locate(raw, f"{within}.safety"):
        yield yes_or_no(one.known) is True
    for one in locate(raw, f"{within}.pii.behavior"):
        yield one.text.upper() not in ("", "NONE")
    for name in ("invalidKeywords[]", "validTopics[]"):
        for one in locate(raw, f"{within}.{name}"):
            yield bool(one.text)


_READERS: Final[Mapping[str, Callable[[Resource], Iterator[Unfiltered]]]] = {
    **dict.fromkeys(_AZURE, _of_azure),
    "azure-native:cognitiveservices:Deployment": _of_deployment,
    "azure:cognitive/deployment:Deployment": _of_deployment,
    "gcp:modelarmor/template:Template": _of_template,
    "gcp:modelarmor/floorsetting:Floorsetting": _of_floor,
    "databricks:index/modelServing:ModelServing": _of_serving,
    "databricks:index/modelServingProvisionedThroughput:ModelServingProvisionedThroughput": _of_serving,
}
NOUNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(_AZURE, "content filter policy"),
    "azure-native:cognitiveservices:Deployment": "model deployment",
    "azure:cognitive/deployment:Deployment": "model deployment",
    "gcp:modelarmor/template:Template": "Model Armor template",
    "gcp:modelarmor/floorsetting:Floorsetting": "floor settings of Model Armor",
    "databricks:index/modelServing:ModelServing": "serving endpoint",
    "databricks:index/modelServingProvisionedThroughput:ModelServingProvisionedThroughput": "serving endpoint",
}
"""What each type is to people."""
