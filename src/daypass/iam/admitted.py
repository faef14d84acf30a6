"""This is where an Admitted is: whom a trust policy lets in, as one principal of one statement says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from daypass.model.kind import Breadth

UNDECIDED: Final = "undecided"
EXCEPT: Final = "NotPrincipal"
"""The `kind` under which everyone stands but those that the statement leaves out."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whom a trust policy, or one principal of one statement of it, lets in.

    `breadth` is undecided where only unknown values could tell, which `unknown` names (property paths); `statement` is
    the index of the statement, `witness` a subject or principal that gets in and should not, where one is known. `kind`
    and `principal` say whom the statement names, `account` the account where that is a whole one. `missing`, `issuer`,
    `asked`, `by_name`, `before_review`, `by_workflow`, `left_open`, `shared` speak of identity providers (see
    `federated.Trusted` and `Pinned`); `weak` are the claims that are asked for by conditions alone which would hold
    without them; `mended` is condition key → a value that pins the workload, for the keys that are not right as they
    are.
    """

    breadth: Breadth | Literal["undecided"]
    statement: int | None = None
    witness: str | None = None
    unknown: tuple[str, ...] = ()
    where: str = ""
    kind: str = ""
    principal: str = ""
    account: str = ""
    who: str = ""
    issuer: str = ""
    missing: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    by_name: bool = False
    before_review: bool = False
    by_workflow: bool = False
    left_open: tuple[str, ...] = ()
    shared: bool = True
    weak: tuple[str, ...] = ()
    mended: Mapping[str, str] = field(default_factory=dict)
