"""This is where a Pulumi URN is taken apart and compared with a pattern."""

import re
from typing import NamedTuple


class Urn(NamedTuple):
    """`urn:pulumi:STACK::PROJECT::TYPE::NAME`; the type is the whole chain `parent$type`, the name may hold `::`."""

    stack: str
    project: str
    type: str
    name: str

    @classmethod
    def parse(cls, text: str) -> "Urn":
        """Split at the first four `::`; parts that are missing are empty, so that any text has an answer."""
        stack, project, type_, name = (text.split("::", 3) + ["", "", ""])[:4]
        return cls(stack.removeprefix("urn:pulumi:"), project, type_, name)


_DEFAULT_PROVIDER = re.compile(r"^(urn:pulumi:[^:]*::.*::pulumi:providers:[^:]+::default)(_\d+)+[^:]*$")


def stable_urn(urn: str) -> str:
    """The URN as fingerprints, exemptions and baselines know it: a default provider's name without its version."""
    match = _DEFAULT_PROVIDER.match(urn)
    return match[1] if match else urn
