"""What nobody could decide is said aloud, never taken for a pass."""

from collections.abc import Iterator

from daypass.model.resource import Resource
from daypass.rule import DECIDED_RULE, Ask, Problem, rule


@rule(
    DECIDED_RULE,
    risk="evidence-gap",
    severity="low",
    confidence="high",
    level="advisory",
    profile="baseline",
    applies_to=(),
    controls=("NIST-800-53:CA-7", "SOC2:CC7.2"),
    remedy="Write the value from names that are known in preview, or look again after the update.",
    pack="both",
)
def rules_are_decided(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A rule that needs a value which the engine does not know yet has no answer, and no answer is not a pass.

    The packs send one diagnostic a resource under this name, which sums up the rules that were left undecided and the
    values that kept them from deciding; the reports list them singly. It is advisory in a preview, because most values
    are known at the latest in the update, where the rules are asked again. With `strict` it is mandatory.

    There is no example in Pulumi YAML: there every value is written down, and what is undecided hangs on one that the
    engine does not know yet.
    """
    yield from ()  # what the bench could not decide is its to tell; this entry gives it a name and a level
