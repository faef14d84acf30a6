"""Exemptions: excused by somebody who may, for one kind of thing, and for ninety days at most."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.support.benches import SETTINGS, TODAY, USER, bench, made, one_problem, path_is_read

from daypass.errors import UnreadableError
from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import UNKNOWN, Resource
from daypass.report.exemptions import Exemptions, parse_exemptions
from daypass.report.policy_config import EngineException, PolicyConfig
from daypass.rule import Ask, Problem
from daypass.settings import Settings

RULES = {
    name: made(name, one_problem, aliases=(f"other:{name}",))
    for name in ("one-user", "never-user", "rules-are-decided")
}
GOOD = {
    "rule": '"one-user"',
    "urn": f'"urn:pulumi:dev::project::{USER}::b*"',
    "reason": '"Vendor speaks keys only until March"',
    "owner": '"payments"',
    "approver": '"maria.keller@example.org"',
    "approved": "2026-11-20",
    "expires": "2027-02-15",
}
BOB = Resource.of(USER, "bob")
ROOT = Resource.of(STACK_TYPE, "project-dev")


def void_rule(_: Resource, ask: Ask) -> Iterator[Problem]:
    """Void exemptions are findings."""
    for void in ask.void_exemptions:
        yield Problem(f"{void.rule} {void.why}", key=f"{void.rule} {void.urn}")


IS_VALID = made("exemption-is-valid", void_rule, applies_to=(STACK_TYPE,))


def text(**changes: str | None) -> str:
    """A file with one exemption, with these fields instead; None leaves one out."""
    fields = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return "schema = 1\n[[exemption]]\n" + "\n".join(f"{name} = {value}" for name, value in fields.items())


def read(content: str, settings: Settings = SETTINGS, today: date = TODAY) -> Exemptions:
    """Read it as the file `e.toml`."""
    return parse_exemptions(content, "e.toml", {**RULES, "exemption-is-valid": IS_VALID}, settings, today)


def judged(exemptions: Exemptions, *resources: Resource) -> list[tuple[str, str, str]]:
    """Rule, status and level of each row about the resources, by the rules of this file."""
    rules = (*RULES.values(), IS_VALID)
    found = bench(*rules, exemptions=exemptions, passes=False).everything(Stack(resources))
    return [(one.rule, one.status, one.enforcement) for one in found]


def test_what_is_exempt_does_not_count_and_says_who_and_until_when() -> None:
    (found,) = (one for one in bench(RULES["one-user"], exemptions=read(text())).resource(BOB))
    assert (found.status, found.enforcement) == ("exempt", "advisory")
    assert found.exemption == {
        "reason": "Vendor speaks keys only until March",
        "owner": "payments",
        "approver": "maria.keller@example.org",
        "approved": "2026-11-20",
        "expires": "2027-02-15",
    }


@pytest.mark.parametrize(
    ("urn", "name", "exempt"),
    [
        (f"urn:pulumi:dev::project::{USER}::bob", "bob", True),
        (f"urn:pulumi:*::project::{USER}::b*b", "bob", True),
        (f"urn:pulumi:dev::project::{USER}::**", "bob", True),
        (f"urn:pulumi:d*v::project::{USER}::*", "a::b", True),
        (f"urn:pulumi:prod::project::{USER}::bob", "bob", False),
        (f"urn:pulumi:dev::project::{USER}::bo", "bob", False),
        (f"urn:pulumi:dev::project::{USER}::b?b", "bob", False),
        (f"urn:pulumi:dev::project::{USER}::[b]ob", "bob", False),
        (f"urn:pulumi:dev::project::my:index:C${USER}::bob", "bob", False),
        (f"urn:pulumi:dev::other::{USER}::bob", "bob", False),
        (f"urn:pulumi:dev::project::{USER}::BOB", "bob", False),
    ],
)
def test_a_pattern_excuses_what_it_names_and_no_more(urn: str, name: str, exempt: bool) -> None:  # noqa: FBT001 - a table
    found = bench(RULES["one-user"], exemptions=read(text(urn=f'"{urn}"'))).resource(Resource.of(USER, name))
    assert (found[0].status == "exempt") == exempt


@pytest.mark.parametrize("owner", ["ann@example.org", "Ann@Example.ORG", " ann@example.org "])
def test_nobody_approves_for_themselves_however_they_write_their_name(owner: str) -> None:
    settings = Settings(approvers=("ann@example.org",))
    found = read(text(owner=f'"{owner}"', approver='"ann@example.org"'), settings)
    assert "approved for itself" in found.void[0].why


def test_the_id_of_another_scanner_is_no_name_of_a_rule() -> None:
    found = read(text(rule='"other:one-user"'))
    assert bench(RULES["one-user"], exemptions=found).resource(BOB)[0].status == "fail"
    assert "no rule has the name" in found.void[0].why


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"expires": "2026-11-24"}, "it expired on 2026-11-24"),
        ({"expires": "2027-02-19"}, "it lasts 91 days, and 90 are the most"),
        ({"approved": "2026-11-26"}, "it is approved only on 2026-11-26"),
        ({"approver": '"somebody@example.org"'}, "'somebody@example.org' is not one of the approvers"),
        ({"approver": '"payments"'}, "'payments' approved for itself"),
        ({"approver": '"payments@example.org"'}, "'payments@example.org' approved for itself"),
        ({"rule": '"one-usr"'}, "no rule has the name 'one-usr'"),
        ({"rule": '"never-user"'}, "the settings never exempt 'never-user'"),
        ({"rule": '"rules-are-decided"'}, "'rules-are-decided' cannot be exempted"),
        ({"rule": '"exemption-is-valid"'}, "'exemption-is-valid' cannot be exempted"),
        ({"owner": '"nobody"'}, "its owner 'nobody' is nobody that the settings know"),
        ({"owner": '"todo"'}, "its owner 'todo' is nobody that the settings know"),
    ],
)
def test_a_void_exemption_excuses_nothing_and_is_a_finding_of_its_stack(changes: dict[str, str], why: str) -> None:
    exemptions = read(text(**changes))
    assert exemptions.void[0].why.startswith(why)
    assert judged(exemptions, ROOT, BOB) == [
        ("exemption-is-valid", "fail", "mandatory"),
        ("one-user", "fail", "mandatory"),
        ("never-user", "fail", "mandatory"),
    ]


@pytest.mark.parametrize("day", ["2026-11-20", "2026-12-05", "2027-02-15"])
def test_the_last_day_is_included_and_so_is_the_first(day: str) -> None:
    assert read(text(), today=date.fromisoformat(day)).valid


def test_ninety_days_are_not_too_long() -> None:
    assert read(text(expires=str(date(2026, 11, 20) + timedelta(days=90)))).valid


def test_without_approvers_in_the_settings_nothing_is_exempt() -> None:
    assert read(text(), settings=Settings()).valid == ()


@pytest.mark.parametrize(
    ("urn", "named"),
    [
        (f"urn:pulumi:dev::project::{USER}::gone", True),
        (f"urn:pulumi:*::project::{USER}::gone", True),
        (f"urn:pulumi:prod::project::{USER}::bob", False),
        (f"urn:pulumi:dev::elsewhere::{USER}::bob", False),
    ],
)
def test_a_void_exemption_speaks_only_in_the_stacks_that_it_names(urn: str, named: bool) -> None:  # noqa: FBT001 - a table
    found = judged(read(text(urn=f'"{urn}"', expires="2026-11-24")), ROOT)
    assert bool(found) == named


@pytest.mark.parametrize(("left", "warned"), [(0, True), (14, True), (15, False)])
def test_who_owns_it_is_warned_two_weeks_before_it_ends(left: int, warned: bool) -> None:  # noqa: FBT001 - a table
    exemptions = read(text(expires=str(TODAY + timedelta(days=left))))
    found = bench(RULES["one-user"], exemptions=exemptions).warnings(Stack((BOB,)))
    assert bool(found) == warned
    elsewhere = Resource.of(USER, "bob", in_stack="prod")
    assert bench(RULES["one-user"], exemptions=exemptions).warnings(Stack((elsewhere,))) == ()


def test_an_exception_of_the_engine_excuses_an_exact_urn_and_nothing_that_is_never_exempt() -> None:
    exceptions = tuple(EngineException("E", "engine says so", rule, BOB.urn) for rule in RULES)
    rules = (*RULES.values(), IS_VALID)
    made_of = bench(*rules, config=PolicyConfig(exceptions=exceptions), passes=False)
    assert [(one.rule, one.status) for one in made_of.everything(Stack((ROOT, BOB)))] == [
        ("exemption-is-valid", "fail"),
        ("one-user", "exempt"),
        ("never-user", "fail"),
    ]
    bobby = replace(BOB, urn=f"{BOB.urn}by")
    assert [one.status for one in made_of.resource(bobby)] == ["fail", "fail"]


def test_the_engine_excuses_what_is_undecided_under_one_name() -> None:
    unknown = Resource.of(USER, "bob", path=UNKNOWN)
    rule = made("path", path_is_read)
    for name, status in (("rules-are-decided", "exempt"), ("path", "undecided")):
        config = PolicyConfig(exceptions=(EngineException("E", "known to be late", name, unknown.urn),))
        assert [one.status for one in bench(rule, config=config, strict=True).resource(unknown)] == [status]


def test_an_exemption_excuses_what_a_rule_found_and_not_that_it_could_not_decide() -> None:
    """Whoever approved it was told of a finding, and nobody knows yet whether it is this one."""
    unknown = Resource.of(USER, "bob", path=UNKNOWN)
    exemptions = Exemptions((replace(read(text()).valid[0], rule="path"),))
    assert [one.status for one in bench(made("path", path_is_read), exemptions=exemptions).resource(unknown)] == [
        "undecided"
    ]


def test_an_exception_for_a_rule_that_nobody_knows_is_told() -> None:
    config = PolicyConfig(exceptions=(EngineException("E", "r", "no-such-rule", BOB.urn),))
    (warning,) = bench(RULES["one-user"], config=config).warnings(Stack((BOB,)))
    assert "'no-such-rule'" in warning


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "e.toml: schema: must be 1"),
        ("schema = 2", "e.toml: schema: must be 1"),
        ("schema = true", "e.toml: schema: must be 1"),
        ("schema = 1\nexemptions = []", "e.toml: unknown key 'exemptions'. Did you mean 'exemption'?"),
        ("schema = 1\nexemption = 1", "e.toml: exemption: must be a list of tables"),
        ("schema = 1\n[exemption]\nrule = 'x'", "e.toml: exemption: must be a list of tables"),
        ("schema = 1\nexemption = [1]", "e.toml: exemption[0]: must be a table"),
        ("schema = [", "e.toml"),
        (text(reason=None), "e.toml: exemption[0].reason: is missing"),
        (text(expires=None), "e.toml: exemption[0].expires: is missing"),
        (text(reason='" "'), "e.toml: exemption[0].reason: must be a text that is not blank"),
        (text(owner="3"), "e.toml: exemption[0].owner: must be a text"),
        (text(expires='"2027-02-15"'), "e.toml: exemption[0].expires: must be a date"),
        (text(expires="2027-02-15T00:00:00Z"), "e.toml: exemption[0].expires: must be a date"),
        (text(until="2027-02-15"), "e.toml: exemption[0]: unknown key 'until'"),
        (text(urn='"arn:aws:iam::1:user/bob"'), "e.toml: exemption[0].urn: 'arn:aws:iam::1:user/bob' is not a URN"),
        (
            text(urn='"urn:pulumi:dev::project::**"'),
            "e.toml: exemption[0].urn: 'urn:pulumi:dev::project::**' is not a URN",
        ),
        (text(urn=f'"urn:pulumi:dev::*::{USER}::b"'), "e.toml: exemption[0].urn: 'urn:pulumi:dev::*"),
        (
            text(urn='"urn:pulumi:dev::project::aws:iam/*::b"'),
            "e.toml: exemption[0].urn: 'urn:pulumi:dev::project::aws:iam/*",
        ),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_whole(content: str, sentence: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(content)
    assert str(refused.value).startswith(sentence)


def test_a_pattern_of_many_stars_is_compared_at_once() -> None:
    """As a regular expression it would take years."""
    urn: Any = f'"urn:pulumi:dev::project::{USER}::{"*a" * 2_000}b"'
    assert bench(RULES["one-user"], exemptions=read(text(urn=urn))).resource(Resource.of(USER, "a" * 4_000))
