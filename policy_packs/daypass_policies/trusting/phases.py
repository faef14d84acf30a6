"""This is where it is told which phases of a workload's runs a trust lets in: those that only plan, or all of them.

A plan is made of what nobody has looked at yet, and runs it: data sources, providers and programs are its author's.
Source: HCP Terraform, "Speculative plans" and "Dynamic provider credentials" (`run_phase`, and a role for each phase:
TFC_AWS_PLAN_ROLE_ARN and TFC_AWS_APPLY_ROLE_ARN), Pulumi, "OIDC claims" (`operation`), Spacelift, "OpenID Connect"
(`run_type`, `scope`); read 2026-11.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeVar

from daypass.data.issuers import subject_shapes
from daypass.iam.admitted import Admitted
from daypass.model.subject import fit, only

_OF_RUNS: Final = ("free", "phase", "ref")
"""Fields that may differ from run to run."""
_PLANNING: Final = frozenset(("plan", "preview", "proposed", "read"))
"""What fields that differ from run to run hold where nothing is changed."""

_Role = TypeVar("_Role")

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


def let_in_beside(entered: Iterable[tuple[_Role, tuple[Phase, ...]]]) -> Iterator[tuple[_Role, _Role, Phase]]:
    """Of roles that runs of one workload enter: each that plans enter beside one of their own, that one, and how.

    Where a third one is for applying alone, the open one is for both, and was meant so.
    """
    every = list(entered)
    planners = [one for one in every if all(phase.only_plans for phase in one[1])]
    applying = [one for one in every if planners and _only_applies(one[1], planners)]
    for one in every if planners else ():
        if all(other is one for other in applying):
            yield from (
                (one[0], beside[0], phase) for beside in planners for phase in one[1] if _lets_in(phase, beside)
            )


def _only_applies(own: tuple[Phase, ...], planners: list[tuple[_Role, tuple[Phase, ...]]]) -> bool:
    return not any(phase.only_plans or _lets_in(phase, one) for phase in own for one in planners)


def _lets_in(phase: Phase, planner: tuple[_Role, tuple[Phase, ...]]) -> bool:
    return any(phase.takes_in(plans) for plans in planner[1])


def _of_subject(admitted: Admitted, subject: str) -> Iterator[Phase]:
    for shape in subject_shapes(admitted.issuer):
        fitting = fit(shape.shape, subject)
        if fitting is None:
            continue
        names = tuple(only(values) for field, values in fitting.fields if field.role not in _OF_RUNS)
        runs = tuple(only(values) for field, values in fitting.fields if field.role in _OF_RUNS)
        if runs and None not in names:
            yield Phase((admitted.issuer.lower(), shape.shape, names), runs, admitted.where)
