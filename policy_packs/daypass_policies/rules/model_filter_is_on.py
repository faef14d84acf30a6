"""A filter between an agent and its model stops what it is there to stop."""

from collections.abc import Iterator

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.acting.model_filters import NOUNS, unfiltered


@rule(
    "model-filter-is-on",
    risk="agent-control",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(NOUNS),
    controls=("OWASP-AGENTIC-2026:ASI01", "NIST-800-53:SI-10"),
    remedy="Switch the filter on and have it block; give the gateway guardrails for what goes in and comes out.",
)
def model_filter_is_on(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """What is injected into a prompt reaches the model, and with it whatever an agent may do, where no filter stops it.

    Told are content filters of Azure that are off or only annotate (hate, sexual content, violence, self-harm,
    jailbreaks and attacks in documents), and deployments with the policy that filters nothing; templates of Google's
    Model Armor that have no filter, switch off that of injections, or only inspect, and floor settings that do or are
    not enforced; serving endpoints of Databricks whose AI gateway has limits or logs and no guardrails, where they
    serve a model that guardrails can look at, and those by which an agent (by name, or by a tag or a description of its
    class) calls a vendor's model with no gateway at all. A deployment that names no policy has Azure's own. A template
    that is called after what it looks at (`response`, `output`) needs no filter of injections. Agents of Bedrock are
    asked by `agent-has-guardrail`.

    Refused:
        filter:
          type: azure:cognitive/accountRaiPolicy:AccountRaiPolicy
          properties:
            basePolicyName: Microsoft.DefaultV2
            contentFilters:
              - {name: Jailbreak, filterEnabled: false, blockEnabled: false, severityThreshold: High, source: Prompt}

    Mended:
        filter:
          type: azure:cognitive/accountRaiPolicy:AccountRaiPolicy
          properties:
            basePolicyName: Microsoft.DefaultV2
            contentFilters:
              - {name: Jailbreak, filterEnabled: true, blockEnabled: true, severityThreshold: High, source: Prompt}
    """
    del ask
    if was_looked_up(resource):
        return
    for one in unfiltered(resource):
        fact = f"{NOUNS[resource.type]} {resource.name!r} {one.fact}"
        yield Problem(fact, at=one.at, key=one.key or None)
