"""This is where it is told whether a `Principal` or `NotPrincipal` element names someone, and as what.

Source: IAM User Guide, "AWS JSON policy elements: Principal" and "… NotPrincipal"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from daypass.iam.arn import Arn
from daypass.iam.principal import Principal
from daypass.iam.statement import EVERYONE
from daypass.model.resource import Undecided

Way = Literal["itself", "everyone", "origin", "account"]
"""As what: by its own ARN or name, by `*`, by the role or user that it is a session of, by its account."""

DIRECT: Final[tuple[Way, ...]] = ("itself", "everyone")
"""Ways that name whoever makes the request, rather than what it comes from or belongs to."""

_KINDS: Final[Mapping[str, str]] = {"service": "Service", "OIDC provider": "Federated", "SAML provider": "Federated"}
"""Under which kind a principal stands; all others stand under AWS."""
_ORIGINS: Final[Mapping[str, str]] = {"session": "role", "federated user": "user"}
"""What a session comes from. "This session's ARN is based on the original identity that was federated" (as above)."""
_CANONICAL: Final = "CanonicalUser"


class Names(NamedTuple):
    """Whom an element names, made ready to be asked about many principals.

    `identities` are kind, partition, account and name of the roles and users among them: the ARN of a session says
    nothing of their path. `path` is where the element stands.
    """

    by_kind: Mapping[str, frozenset[str]]
    identities: frozenset[tuple[str, str, str, str]]
    path: str

    @classmethod
    def of(cls, names: Mapping[str, Iterable[str]], path: str) -> "Names":
        """From kind → principals, as `Statement.principals` has them."""
        by_kind = {kind: frozenset(texts) for kind, texts in names.items()}
        return cls(by_kind, frozenset(_identities(by_kind.get("AWS", ()))), path)

    def way(self, principal: Principal) -> Way | None:
        """As what the principal is named, the closest way where there are several; None where it is not.

        Raises `Undecided` where that hangs on whose the canonical user id is: it stands for an account, and nothing in
        a policy says for which.
        """
        kind = _KINDS.get(principal.type, "AWS")
        texts = self.by_kind.get(kind, frozenset())
        if principal.text in texts:
            return _OWN_WAY.get(principal.type, "itself")
        if EVERYONE in texts or EVERYONE in self.by_kind or EVERYONE in self.by_kind.get("AWS", ()):
            return "everyone"
        if kind != "AWS":
            return None
        if (_ORIGINS.get(principal.type), principal.partition, principal.account, principal.name) in self.identities:
            return "origin"
        if principal.account in texts or f"arn:{principal.partition}:iam::{principal.account}:root" in texts:
            return "account"
        if self.by_kind.get(_CANONICAL):
            raise Undecided(f"{self.path}.{_CANONICAL}")
        return None

    def spares(self, principal: Principal) -> bool:
        """Whether a Deny of all but these leaves the principal alone: only where it is named itself.

        Its account stands beside it in every example of AWS's, and does not spare the others in that account; nor does
        a role spare a session of it that is not named. Source: "AWS JSON policy elements: NotPrincipal".
        """
        way = self.way(principal)
        return way in DIRECT or (way is not None and way == _OWN_WAY.get(principal.type))


_OWN_WAY: Final[Mapping[str, Way]] = {"role": "origin", "account": "account"}
"""A role only ever asks through a session, and who names an account speaks of its policies, not of its root user."""


def _identities(arns: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    for text in arns:
        arn = Arn.parse(text)
        if arn and arn.service == "iam" and arn.resource.startswith(("role/", "user/")):
            yield arn.resource[:4], arn.partition, arn.account, arn.resource.rpartition("/")[2]
