"""This is where the page is written that says what of each framework is covered, by what, and what is not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from daypass.data.frameworks import Control, Framework, controls, framework_of, frameworks, labels
from daypass.grouping import grouped
from daypass.rule import Rule
from daypass_policies.pages import HEAD


class Offer(NamedTuple):
    """What daypass has against a risk beside rules: components, what holds at run time, and what is evidence later."""

    components: tuple[str, ...] = ()
    run_time: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


_IDENTITY: Final = "`WorkloadIdentity`"
_PROVIDER: Final = "`OidcProvider`"
_BOUNDARY: Final = "`PermissionsBoundary`"
_INVENTORY: Final = "`daypass inventory`"
_TRUST: Final = "STS asks the trust policy"
_BOUND: Final = "IAM asks the boundary at each request"

OFFERED: Final[Mapping[str, Offer]] = {
    "unowned-identity": Offer((_IDENTITY,), evidence=(_INVENTORY,)),
    "ungoverned-identity": Offer((_IDENTITY, _BOUNDARY), (_BOUND,), (_INVENTORY,)),
    "long-lived-credential": Offer((_IDENTITY, _PROVIDER), evidence=(_INVENTORY,)),
    "secret-exposure": Offer(),
    "federated-trust": Offer((_IDENTITY, _PROVIDER), (_TRUST,)),
    "public-trust": Offer((_IDENTITY,), (_TRUST,)),
    "cross-account-trust": Offer((_IDENTITY,), (_TRUST,)),
    "confused-deputy": Offer((_IDENTITY,), (_TRUST,)),
    "admin-access": Offer((_IDENTITY, _BOUNDARY), (_BOUND,)),
    "pass-role": Offer((_BOUNDARY,), (_BOUND,)),
    "privilege-escalation": Offer((_BOUNDARY,), (_BOUND,)),
    "role-chaining": Offer((_BOUNDARY,), (_BOUND,)),
    "shared-identity": Offer((_IDENTITY,), evidence=(_INVENTORY,)),
    "environment-crossing": Offer((_IDENTITY,)),
    "long-session": Offer((_IDENTITY,), ("STS ends the session",), (_INVENTORY,)),
    "human-use": Offer((_IDENTITY,), (_TRUST,)),
    "lifecycle": Offer((_IDENTITY,), evidence=(_INVENTORY,)),
    "agent-control": Offer((_IDENTITY, _BOUNDARY), (_BOUND,)),
    "evidence-gap": Offer((_BOUNDARY,), (_BOUND,)),
    "revocation-gap": Offer((_IDENTITY, _BOUNDARY), (_BOUND,)),
}
"""Risk → what there is today. The broker and the ledger are not here: they have yet to come."""

_INTRODUCTION: Final = """\
What each framework asks for that concerns the identities of machines, and what daypass has for it: rules that
judge what is declared, components that declare it well, what holds it at run time, and what is left as
evidence. Every finding carries the ids. Verdicts are evidence too: the reports of `scan`, `check` and `events`,
with `--show-passed` also of what passed.

`daypass rules --control ID` lists the rules of one id: in whole (`NHI7:2025`), by a part that no other framework
has (`AC-6`), or by an older label such as `NHI-03` ([what these mean](#older-labels)).

A row with rules is no promise of conformity: rules see what Pulumi declares and nothing else. What no rule
covers says so, and why. Components, and what holds at run time, are those of identities in AWS: of clusters and
other clouds there are rules alone. The broker, approvals and the ledger have yet to come; where a control would
need them, it is not covered."""


def coverage_page(rules: Iterable[Rule]) -> str:
    """The page in Markdown: for each framework its controls, with what covers them, or why nothing does."""
    in_order = sorted(rules, key=lambda rule: rule.name)
    by_control = grouped((control, rule) for rule in in_order for control in rule.controls)
    blocks = ["# What is covered", HEAD, _INTRODUCTION, *(_section(one, by_control) for one in frameworks().values())]
    return "\n\n".join([*blocks, _labels()]) + "\n"


def _section(framework: Framework, by_control: Mapping[str, Sequence[Rule]]) -> str:
    mine = [control for control in controls().values() if framework_of(control.id) == framework]
    covered = [control for control in mine if control.id in by_control]
    left = [control for control in mine if control.id not in by_control]
    lines = [
        f"## {framework.name} {framework.version}",
        f"{len(covered)} of {len(mine)} have rules. [Source]({framework.source})",
        "| id | asks for | rules | components | at run time | evidence |\n|---|---|---|---|---|---|"
        + "".join(f"\n{_row(control, by_control[control.id])}" for control in covered),
    ]
    if left:
        lines += ["**Not covered**", "\n".join(f"- `{one.id}` {one.title}: {one.left}." for one in left)]
    return "\n\n".join(lines)


def _row(control: Control, rules: Sequence[Rule]) -> str:
    named = " ".join(f"[{rule.name}](rules/{rule.name}.md)" for rule in rules)
    offers = [OFFERED[risk] for risk in dict.fromkeys(rule.risk for rule in rules)]
    return f"| `{control.id}` | {control.title} | {named} | {' | '.join(_cells(offers))} |"


def _cells(offers: list[Offer]) -> Iterator[str]:
    for column in range(len(Offer._fields)):
        said = dict.fromkeys(word for offer in offers for word in offer[column])
        yield ", ".join(said) or "none"


def _labels() -> str:
    rows = [f"| {one.label} | {' '.join(f'`{id_}`' for id_ in one.means)} | {one.why} |" for one in labels().values()]
    table = "\n".join(["| label | means | why |", "|---|---|---|", *rows])
    return f"## Older labels\n\n`daypass rules --control LABEL` resolves them.\n\n{table}"
