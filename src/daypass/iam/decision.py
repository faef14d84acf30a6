"""This is where a Decision is: what AWS would answer, which statements decided it, and what was missing."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from daypass.iam.statement import Effect

Verdict = Literal["allowed", "explicitDeny", "implicitDeny"]


class Deciding(NamedTuple):
    """A statement that decided: number `statement`, from 0, of the document at `policy` (`identityPolicies[0]`)."""

    policy: str
    statement: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one request.

    `statements`: for allowed, every Allow that was needed: the matching ones of each kind of policy that had to allow,
    and only those of the resource's policy where that was enough; for explicitDeny, every Deny that matched; else ().
    They stand in the order of `missing`, with `resourceControlPolicies` second.

    `missing`: None unless implicitDeny; then the first that had to allow and did not: `serviceControlPolicies[i]`,
    `resourcePolicy`, `identityPolicies`, `permissionsBoundary`, `sessionPolicies`, or (of a trust) `trustPolicy`.
    """

    verdict: Verdict
    statements: tuple[Deciding, ...] = ()
    missing: str | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether the request goes through."""
        return self.verdict == "allowed"
