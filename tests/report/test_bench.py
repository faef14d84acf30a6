"""One judgement for packs and commands: levels, statuses, fingerprints, and nothing that a rule's fault could hide."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.support.benches import USER, bench, made, one_problem, path_is_read

from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.report.baseline import Baseline
from daypass.report.findings import fingerprint
from daypass.rule import Ask, Open, Problem, Rule

BOB = Resource.of(USER, "bob", path="/")
RULE = made("one-user", one_problem)


def told(findings: list[Any]) -> list[tuple[str, str, str]]:
    """Rule, status and enforcement of each row."""
    return [(finding.rule, finding.status, finding.enforcement) for finding in findings]


@pytest.mark.parametrize(
    ("default", "entries", "expected"),
    [
        ("mandatory", {}, ["mandatory"]),
        ("advisory", {}, ["advisory"]),
        ("disabled", {}, []),
        ("mandatory", {"all": "advisory"}, ["advisory"]),
        ("advisory", {"all": "mandatory"}, ["mandatory"]),
        ("mandatory", {"all": "mandatory", "one-user": "disabled"}, []),
        ("disabled", {"one-user": "remediate"}, ["mandatory"]),
        ("advisory", {"one-user": {}}, ["advisory"]),
    ],
)
def test_a_finding_has_the_level_of_its_rule(default: str, entries: dict[str, Any], expected: list[str]) -> None:
    judged = bench(replace(RULE, level=default), entries=entries).resource(BOB)
    assert [finding.enforcement for finding in judged] == expected


def test_a_problem_lowers_its_level_and_never_raises_it() -> None:
    def judge(resource: Resource, ask: Ask) -> Iterator[Problem]:
        yield Problem("lower", advisory=True)
        yield Problem("as it is", key="b")

    assert [found.enforcement for found in bench(made("r", judge)).resource(BOB)] == ["advisory", "mandatory"]
    assert {found.enforcement for found in bench(made("r", judge, level="advisory")).resource(BOB)} == {"advisory"}


@pytest.mark.parametrize(
    ("needs", "profile", "speaks"),
    [
        ("baseline", "baseline", True),
        ("standard", "baseline", False),
        ("strict", "standard", False),
        ("strict", "strict", True),
        ("standard", "strict", True),
    ],
)
def test_a_rule_outside_the_profile_is_silent_whatever_level_it_is_given(
    needs: str, profile: str, speaks: bool
) -> None:
    judged = bench(replace(RULE, profile=needs), entries={"one-user": "mandatory"}, profile=profile).resource(BOB)
    assert bool(judged) == speaks


def test_equal_fingerprints_are_counted_in_the_order_in_which_they_were_found() -> None:
    def judge(resource: Resource, ask: Ask) -> Iterator[Problem]:
        yield from (Problem("a", key="x"), Problem("b", key="x"), Problem("c"), Problem("d", key="x"))

    x, empty = fingerprint("r", BOB.urn, "x"), fingerprint("r", BOB.urn)
    assert [found.fingerprint for found in bench(made("r", judge)).resource(BOB)] == [x, f"{x}-2", empty, f"{x}-3"]


def test_a_default_provider_keeps_its_fingerprint_when_its_version_changes() -> None:
    urns = [
        f"urn:pulumi:dev::p::pulumi:providers:aws::default{version}" for version in ("", "_7_51_1", "_8_0_0-alpha.1")
    ]
    assert len({fingerprint("r", urn) for urn in urns}) == 1
    assert fingerprint("r", "urn:pulumi:dev::p::pulumi:providers:aws::defaults") != fingerprint("r", urns[0])


def test_a_fingerprint_of_half_a_character_is_still_one() -> None:
    assert len(fingerprint("r", "urn:\ud800", "\udfff")) == 16


def test_what_was_found_before_an_unknown_stands_and_other_rules_run() -> None:
    unknown = replace(BOB, inputs=Resource.of(USER, "bob", path=UNKNOWN).inputs)

    def judge(resource: Resource, ask: Ask) -> Iterator[str]:
        yield "first"
        yield resource.inputs["path"]

    judged = bench(made("a", judge), RULE).resource(unknown)
    assert told(judged) == [
        ("a", "fail", "mandatory"),
        ("a", "undecided", "advisory"),
        ("one-user", "fail", "mandatory"),
    ]
    assert judged[1].unknown == ("path",)


def test_a_rule_that_breaks_is_a_violation_that_says_where_and_nothing_of_its_text() -> None:
    def judge(resource: Resource, ask: Ask) -> Iterator[str]:
        raise ValueError("hunter2 is the password")
        yield ""

    (found,) = bench(made("broken", judge)).resource(BOB)
    assert (found.status, found.enforcement) == ("fail", "mandatory")
    assert "ValueError at test_bench.py:" in found.message
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize("fault", [RecursionError, MemoryError, KeyError, AssertionError, StopIteration])
def test_nothing_that_a_rule_raises_is_a_pass(fault: type[Exception]) -> None:
    def judge(resource: Resource, ask: Ask) -> Iterator[str]:
        yield "found before"
        raise fault

    assert [found.status for found in bench(made("broken", judge)).resource(BOB)] == ["fail", "fail"]


def test_a_baseline_does_not_accept_that_a_rule_breaks() -> None:
    def judge(resource: Resource, ask: Ask) -> Iterator[str]:
        raise ValueError
        yield ""

    rule = made("broken", judge)
    (found,) = bench(rule).resource(BOB)
    (again,) = bench(rule, baseline=Baseline(frozenset({found.fingerprint}))).resource(BOB)
    assert (again.status, again.enforcement) == ("fail", "mandatory")


def test_what_the_baseline_knows_is_advisory_and_a_second_one_is_not() -> None:
    def judge(resource: Resource, ask: Ask) -> Iterator[Problem]:
        yield from (Problem("old", key="x"), Problem("new", key="x"))

    known = Baseline(frozenset({fingerprint("r", BOB.urn, "x")}))
    assert told(bench(made("r", judge), baseline=known).resource(BOB)) == [
        ("r", "known", "advisory"),
        ("r", "fail", "mandatory"),
    ]


def test_what_the_settings_never_exempt_is_never_known() -> None:
    rule = made("never-user", one_problem)
    known = Baseline(frozenset({fingerprint("never-user", BOB.urn)}))
    assert told(bench(rule, baseline=known).resource(BOB)) == [("never-user", "fail", "mandatory")]


DECIDED = made("rules-are-decided", one_problem, applies_to=(), level="advisory")


@pytest.mark.parametrize(
    ("entries", "strict", "level"),
    [
        ({}, False, "advisory"),
        ({}, True, "mandatory"),
        ({"rules-are-decided": "mandatory"}, False, "mandatory"),
        ({"rules-are-decided": "disabled"}, False, "advisory"),
        ({"rules-are-decided": "disabled"}, True, "mandatory"),
        ({"all": "disabled", "path": "mandatory"}, False, "advisory"),
    ],
)
def test_the_undecided_have_the_level_of_their_own_rule(entries: dict[str, Any], strict: bool, level: str) -> None:
    unknown = Resource.of(USER, "bob", path=UNKNOWN)
    judged = bench(made("path", path_is_read), DECIDED, entries=entries, strict=strict).resource(unknown)
    assert told(judged) == [("path", "undecided", level)]


def test_a_passed_rule_has_a_row_only_where_rows_are_wanted() -> None:
    quiet = made("quiet", lambda resource, ask: iter(()))
    assert told(bench(quiet).resource(BOB)) == [("quiet", "pass", "mandatory")]
    assert bench(quiet, passes=False).resource(BOB) == []


def shared(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Users share."""
    yield Problem("shared", on=stack.resources[0])
    yield Open(stack.resources[1], ("a",))
    yield Open(stack.resources[1], ("b", "a"))


SHARED = made("shared", shared, stack=True)
THREE = Stack(tuple(Resource.of(USER, name) for name in ("a", "b", "c")))


def test_a_stack_rule_has_one_row_for_each_resource_that_it_asks_about() -> None:
    judged = bench(SHARED).stack(THREE)
    assert [(found.name, found.status) for found in judged] == [("a", "fail"), ("b", "undecided"), ("c", "pass")]
    assert judged[1].unknown == ("a", "b")


def test_a_stack_rule_that_breaks_speaks_of_the_stack_itself() -> None:
    def judge(stack: Stack, ask: Ask) -> Iterator[Problem]:
        yield Problem("about nobody")
        raise KeyError("secret")

    judged = [found for found in bench(made("r", judge, stack=True)).stack(THREE) if found.status == "fail"]
    assert {found.urn for found in judged} == {THREE.root.urn}
    assert len(judged) == 2


def test_everything_is_both_kinds_of_rules_and_the_stack_even_where_the_export_leaves_it_out() -> None:
    root = made("root", one_problem, applies_to=(STACK_TYPE,))
    judged = bench(RULE, SHARED, root, passes=False).everything(THREE)
    assert [found.rule for found in judged] == ["one-user"] * 3 + ["root", "shared", "shared"]


def test_not_applicable_counts_pairs_that_were_not_asked() -> None:
    stack = Stack(
        (*THREE.resources, Resource.of("aws:s3/bucket:Bucket", "x"), Resource.of("aws:s3/bucket:Bucket", "y"))
    )
    assert bench(RULE, SHARED).not_applicable(stack) == 4


def test_a_token_with_a_star_stands_for_many_types() -> None:
    rules = [made(name, one_problem, applies_to=(token,)) for name, token in (("all", "*"), ("iam", "aws:iam/*"))]
    judged = bench(*rules, passes=False)
    assert [found.rule for found in judged.resource(BOB)] == ["all", "iam"]
    assert [found.rule for found in judged.resource(Resource.of("aws:s3/bucket:Bucket", "x"))] == ["all"]


def test_no_secret_of_the_resource_stands_in_anything_that_a_finding_says() -> None:
    def judge(resource: Resource, ask: Ask) -> Iterator[Problem]:
        value = resource.inputs["path"]
        yield Problem(f"path {value!r}", at=value, witness={value: [value]}, mended=f"not {value}")

    (found,) = bench(made("r", judge)).resource(Resource.of(USER, "bob", path=Secret("hunter2\nhunter3")))
    assert "hunter" not in repr(found)
    assert found.message == "path '[secret]'"


def test_a_stack_rule_cannot_carry_one_resources_secret_to_another() -> None:
    stack = Stack((Resource.of(USER, "a", path=Secret("hunter2")), Resource.of(USER, "b")))

    def judge(stack: Stack, ask: Ask) -> Iterator[Problem]:
        yield Problem(f"shares {stack.resources[0].inputs['path']}", on=stack.resources[1])

    assert "hunter2" not in repr(bench(made("r", judge, stack=True)).stack(stack))


def test_options_reach_the_rule_with_their_defaults() -> None:
    def judge(resource: Resource, ask: Ask) -> Iterator[str]:
        yield f"{ask.options['days']} {ask.options['word']}"

    options = {"days": {"type": "integer", "default": 7}, "word": {"type": "string", "default": "a"}}
    judged = bench(made("r", judge, options=options), entries={"r": {"days": 3}}).resource(BOB)
    assert judged[0].message == "3 a"


def test_ten_thousand_resources_are_looked_up_by_type_and_not_rule_by_rule() -> None:
    """The number of questions is that of the rules that apply, so a large stack costs what its identities cost."""
    asked: list[str] = []

    def judge(resource: Resource, ask: Ask) -> Iterator[str]:
        asked.append(resource.name)
        return iter(())

    rules: list[Rule] = [made(f"r{number}", judge) for number in range(20)]
    buckets = tuple(Resource.of("aws:s3/bucket:Bucket", f"b{number}") for number in range(10_000))
    bench(*rules).everything(Stack((*buckets, BOB)))
    assert asked == ["bob"] * 20
