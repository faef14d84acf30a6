"""The packs take their own configuration under the name of a rule, because the engine configures nothing else."""

from collections.abc import Iterator

from daypass.model.resource import Resource
from daypass.rule import SETTINGS_RULE, Ask, Problem, rule


@rule(
    SETTINGS_RULE,
    risk="evidence-gap",
    severity="low",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=(),
    controls=("NIST-800-53:CM-6",),
    remedy="Give absolute paths of the settings, exemptions and baseline in the policy configuration.",
    pack="both",
)
def daypass_settings(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Settings, exemptions, baseline, profile and strictness reach a pack through this entry of its configuration.

    It never has a finding. A file that is missing, does not parse or has an unknown key makes the pack refuse to be
    configured, so that nothing is judged by settings that nobody meant.

    There is no example in Pulumi YAML: nothing that a program declares is refused under this name.
    """
    yield from ()
