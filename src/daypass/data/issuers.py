"""This is where OIDC issuers are: whom they serve, what their URL names, and how they build the subject of a token."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from daypass.data.issuer_path import fits
from daypass.data.table import flag, read_table
from daypass.grouping import grouped

GITHUB_GRAMMAR: Final = "github"
ANY_ISSUER: Final = "*"
"""The issuer of shapes that a product has on whatever host it runs."""


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """One issuer. `shared`: strangers get tokens of it too; where not, `names` is what its URL names ("cluster").

    `tenancy` is the condition key without which AWS refuses a trust in it: a claim (`sub`, `aud`), a whole key, or "".
    `audience` is what its tokens are made for, with words in capitals for the customer's own values. `grammar` says who
    reads its subjects: "" = their shapes do.
    """

    pattern: str
    about: str
    shared: bool
    names: str
    tenancy: str
    audience: str
    grammar: str


@dataclass(frozen=True, slots=True)
class SubjectShape:
    """How a subject is built (see issuer_subjects.csv), and what the issuer calls tenant, project and workload.

    `grown` are beginnings of a workload's name below which names are made one after the other; `unlike` is how the
    audience begins of tokens that have another shape, "" where nothing tells. `plans` is what the fields of the phase
    hold where a run only plans what someone proposes, () where there are no such runs.
    """

    issuer: str
    shape: str
    tenant: str
    project: str
    workload: str
    grown: tuple[str, ...]
    unlike: str
    plans: tuple[str, ...]


@lru_cache(maxsize=256)
def issuer_facts(path: str) -> IssuerFacts | None:
    """What is known of the issuer at this path (`gitlab.com`), None where nothing is. Host names ignore case."""
    folded = path.lower().rstrip("/")
    return next((row for row in _issuers() if fits(row.pattern.lower(), folded)), None)


@lru_cache(maxsize=256)
def subject_shapes(path: str) -> tuple[SubjectShape, ...]:
    """The shapes that subjects of this issuer may have; for one that has none of its own, those of common products."""
    found = issuer_facts(path)
    shapes = _shapes()
    return shapes.get(found.pattern if found else ANY_ISSUER) or shapes[ANY_ISSUER]


@cache
def _issuers() -> tuple[IssuerFacts, ...]:
    """Those without a `*` first, then the longest patterns."""
    rows = read_table("issuers").rows
    found = [
        IssuerFacts(
            row["issuer"],
            row["about"],
            flag(row, "shared"),
            row["names"],
            row["tenancy"],
            row["audience"],
            row["grammar"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: ("*" in one.pattern, -len(one.pattern))))


@cache
def _shapes() -> dict[str, tuple[SubjectShape, ...]]:
    return grouped(
        (
            row["issuer"],
            SubjectShape(
                row["issuer"],
                row["shape"],
                row["tenant"],
                row["project"],
                row["workload"],
                tuple(row["grown"].split()),
                row["unlike"],
                tuple(row["plans"].split()),
            ),
        )
        for row in read_table("issuer_subjects").rows
    )
