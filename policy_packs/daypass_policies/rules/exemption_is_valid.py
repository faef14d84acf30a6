"""An exemption that excuses nothing is removed, not forgotten."""

from collections.abc import Iterator

from daypass.model.resource import Resource
from daypass.rule import EXEMPTION_RULE, Ask, Problem, rule


@rule(
    EXEMPTION_RULE,
    risk="lifecycle",
    severity="medium",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=("pulumi:pulumi:Stack",),
    controls=("NIST-800-53:CA-5", "SOC2:CC8.1"),
    remedy="Remove it, or have it approved anew by one of the approvers in daypass.toml, for at most 90 days.",
)
def exemption_is_valid(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An exemption that has run out, or that nobody was allowed to grant, looks like permission and is none.

    The rule speaks in the stacks that the exemption's URN names. A void exemption excuses nothing: the finding that it
    was written for counts as if the exemption were not there. Void is one that has expired, runs longer than 90 days,
    was approved by someone who may not, names a rule that does not exist, or one that the settings never exempt.

    There is no example in Pulumi YAML: an exemption is not part of a program. It is an entry of the organisation's
    exemptions.toml, which docs/rollout.md shows; one whose `expires` is past is void.
    """
    for void in ask.void_exemptions:
        yield Problem(
            f"the exemption of {void.urn} from {void.rule} is void: {void.why}", key=f"{void.rule} {void.urn}"
        )
