"""This is where it is told which phases of a workload's runs a trust lets in: those that only plan, or all of them.

A plan is made of what nobody has looked at yet, and runs it: data sources, providers and programs are its author's.
Source: HCP Terraform, "Speculative plans" and "Dynamic provider credentials" (`run_phase`, and a role for each phase:
TFC_AWS_PLAN_ROLE_ARN and TFC_AWS_APPLY_ROLE_ARN), Pulumi, "OIDC claims" (`operation`), Spacelift, "OpenID Connect"
(`run_type`, `scope`); read 2026-11.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.data.issuers import subject_shapes
from daypass.iam.admitted import Admitted
from daypass.model.subject import fit, only

_FREE: Final = "free"
_PLANNING: Final = frozenset(("plan", "preview", "proposed", "read"))
"""What fields that differ from run to run hold where nothing is changed."""

Texts = tuple[str | None, ...]
"""What stands in fields, None where anything may."""


class Phase(NamedTuple):
    """Runs of one workload: its issuer, shape and names, and which of its runs. `where` is the statement's path."""

    workload: tuple[str, str, Texts]
    runs: Texts
    where: str

    @property
    def only_plans(self) -> bool:
        """Whether some field says that nothing is changed."""
        return any(text is not None and text.lower() in _PLANNING for text in self.runs)

    def takes_in(self, plans: "Phase") -> bool:
        """Whether these, which need not be plans, are those plans too."""
        pairs = list(zip(self.runs, plans.runs, strict=True)) if self.workload == plans.workload else []
        return bool(pairs) and not self.only_plans and all(mine in (None, other) for mine, other in pairs)


def phases(admitted: Iterable[Admitted]) -> Iterator[Phase]:
    """Those that let in one workload each, of issuers whose subjects say the phase."""
    for one in admitted:
        if one.kind == "Federated" and one.breadth == "one workload":
            for subject in one.asked:
                yield from _of_subject(one, subject)


def _of_subject(admitted: Admitted, subject: str) -> Iterator[Phase]:
    for shape in subject_shapes(admitted.issuer):
        fitting = fit(shape.shape, subject)
        if fitting is None:
            continue
        names = tuple(only(values) for field, values in fitting.fields if field.role != _FREE)
        runs = tuple(only(values) for field, values in fitting.fields if field.role == _FREE)
        if runs and None not in names:
            yield Phase((admitted.issuer.lower(), shape.shape, names), runs, admitted.where)
