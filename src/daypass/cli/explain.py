"""This is where `daypass explain` is: a rule for who meets it first, or one finding with all that is known of it."""

from pathlib import Path

import click

from daypass.cli.control import checks_of, control_of
from daypass.cli.depth import exemption_to_write, finding_in_depth, path_in_depth, rule_in_depth
from daypass.cli.exits import OK, WRONG
from daypass.cli.judging import make_bench
from daypass.cli.options import Options, bench_options
from daypass.cli.output import complain_of_unread, print_out, terminal_width
from daypass.cli.rules import table
from daypass.data.escalation_paths import path_of
from daypass.errors import UsageError
from daypass.model.written import nearest
from daypass.report.findings import Finding
from daypass.report.holders import asks_as
from daypass.report.judged import judge
from daypass.report.sources import read_sources
from daypass.rule import Rule
from daypass_policies.rules import catalog


@click.command()
@click.argument("what", nargs=-1, metavar="RULE | PATH...")
@click.option("--finding", metavar="FINGERPRINT", help="Explain this finding in the sources at PATH...")
@bench_options
def explain(what: tuple[str, ...], finding: str | None, options: Options) -> int:
    """Explain RULE, offline; or with --finding one finding of the sources at PATH.

    RULE may also be the id of a check of another scanner, such as CKV_AWS_274 or
    iam_role_administratoraccess_policy, a control of a framework, such as NHI7:2025,
    or the id of a path to more rights, such as lambda-003.
    """
    if finding is not None:
        return _explain_finding(finding, what, options)
    if len(what) != 1:
        raise UsageError("one rule is explained at a time", remedy="Name it: daypass explain RULE.")
    rule, path = _rule(what[0]), path_of(what[0])
    if path:
        print_out(path_in_depth(path, terminal_width()))
    else:
        print_out(rule_in_depth(rule, terminal_width()) if rule else _control(what[0]))
    return OK


def _rule(name: str) -> Rule | None:
    """People come with the ids of other scanners, too; one that several rules answer to means none of them alone."""
    rules = catalog()
    checks = set(checks_of(name, rules.values()))
    found = [rules[name]] if name in rules else [rule for rule in rules.values() if checks & set(rule.aliases)]
    return found[0] if len(found) == 1 else None


def _control(name: str) -> str:
    """What a control is, or a check that several rules answer to, and those rules."""
    rules = catalog()
    try:
        asked = control_of(name, rules.values())
    except UsageError:
        fact = f"there is no rule {name[:80]!a}, and none that answers to it"
        raise UsageError(fact, remedy=nearest(name, rules)) from None
    return f"{asked.sentence}\n\n{table(asked.rules(rules.values()))}"


def _explain_finding(fingerprint: str, paths: tuple[str, ...], options: Options) -> int:
    bench = make_bench(options, Path.cwd())
    sources, _ = read_sources(paths)
    report = judge(bench, sources)
    is_unread = complain_of_unread(report.sources)
    found = _meant(report.findings, fingerprint)
    if not found:
        remedy = nearest(fingerprint, [row.fingerprint for row in report.findings if row.status != "pass"][:1000])
        raise UsageError(f"no finding of these sources has the fingerprint {fingerprint[:40]!a}", remedy=remedy)
    stacks = {source.path: stack for source, stack in sources if stack}
    everywhere = {urn: one for stack in stacks.values() for urn, one in stack.by_urn.items()}
    for row in found:
        around = [other for other in report.findings if other.source == row.source]
        resources = {**everywhere, **stacks[row.source].by_urn}
        who = asks_as(row, stacks[row.source])
        print_out(finding_in_depth(row, resources, around, terminal_width(), asks_as=who))
    if found[0].status == "fail" and found[0].rule not in bench.settings.never_exempt:
        print_out(exemption_to_write(found[0]))
    print_out(rule_in_depth(bench.rules[found[0].rule], terminal_width()))
    return WRONG if is_unread else OK


def _meant(rows: tuple[Finding, ...], fingerprint: str) -> list[Finding]:
    """A rule that passed has the fingerprint that a failure without a key would have; the failure is meant."""
    found = [row for row in rows if row.fingerprint == fingerprint]
    return [row for row in found if row.status != "pass"] or found
