"""What a pattern is said to fix in a subject, it fixes; and what it is said to leave open can differ."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.iam.glob import matches
from daypass.model.subject import Value, fit, only

SHAPE = "organization:<tenant>:project:<group>:workspace:<workload>:run_phase:<free>"
NAMES = ("a", "ab", "workspace")
PHASES = ("plan", "apply")


def roles(pattern: str, shape: str = SHAPE) -> dict[str, str | None]:
    """Role → the only text that can stand there, None where others can; nothing where the pattern does not fit."""
    found = fit(shape, pattern)
    return {field.role: only(values) for field, values in found.fields} if found else {}


@pytest.mark.parametrize(
    ("pattern", "fixed"),
    [
        ("organization:a:project:p:workspace:w:run_phase:*", {"tenant": "a", "group": "p", "workload": "w"}),
        ("organization:a:project:*:workspace:w:run_phase:plan", {"tenant": "a", "workload": "w", "free": "plan"}),
        ("organization:a:*", {"tenant": "a"}),
        ("organization:a*", {}),
        ("organization:?:project:p*", {}),
        ("*:workspace:w:run_phase:plan", {"workload": "w", "free": "plan"}),
        ("**", {}),
    ],
)
def test_a_wildcard_opens_the_fields_that_it_can_reach_and_no_others(pattern: str, fixed: dict[str, str]) -> None:
    assert {role: text for role, text in roles(pattern).items() if text is not None} == fixed


@pytest.mark.parametrize(
    "pattern",
    ["", "repo:*", "organization:a", "organization:a:workspace:*", "organization::project:*", "x" * 600 + "*"],
)
def test_a_pattern_that_no_such_subject_fits_does_not_fit(pattern: str) -> None:
    assert fit(SHAPE, pattern) is None


def test_a_brace_closes_a_field_and_a_slash_may_stand_in_some() -> None:
    assert roles("{a-b}*", "{<workload>}:{<free>}")["workload"] == "a-b"
    assert roles("a/b/c:*", "<tenant>/<project/>:<free>") == {"tenant": "a", "project": "b/c", "free": None}
    assert roles("*/c:x", "<tenant>/<project/>:<free>") == {"tenant": None, "project": None, "free": "x"}


def test_the_beginning_of_an_open_field_is_kept() -> None:
    found = fit("ns:<workload>", "ns:emr-*-1")
    assert found is not None
    assert [values for _, values in found.fields] == [{Value("emr-", is_open=True)}]


def test_a_subject_is_written_out_with_what_is_fixed() -> None:
    found = fit(SHAPE, "organization:a:*")
    assert found is not None
    filled = found.filled(SHAPE, {"group": "PROJECT", "workload": "WORKSPACE"}, "*")
    assert filled == "organization:a:project:PROJECT:workspace:WORKSPACE:run_phase:*"


SUBJECTS = {
    values: f"organization:{values[0]}:project:{values[1]}:workspace:{values[2]}:run_phase:{values[3]}"
    for values in product(NAMES, NAMES, NAMES, PHASES)
}


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A subject in which pieces were replaced by wildcards."""
    text = draw(st.sampled_from(sorted(SUBJECTS.values())))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + draw(st.sampled_from((2, 12, 80))))))
        text = text[:start] + draw(st.sampled_from("*?")) + text[end:]
    return text


@given(patterns())
def test_what_is_fixed_is_alike_in_all_subjects_that_fit(pattern: str) -> None:
    fitting = [values for values, subject in SUBJECTS.items() if matches(pattern, subject)]
    if not fitting:
        return
    said = list(roles(pattern).values())
    assert len(said) == 4
    for place, text in enumerate(said):
        assert text is None or {values[place] for values in fitting} == {text}


@given(st.text(st.sampled_from("*a:{}/?w"), max_size=40))
def test_any_pattern_gets_an_answer(pattern: str) -> None:
    found = fit("<tenant>:<project/>:{<workload>}<free*>", pattern)
    assert found is None or all(values for _, values in found.fields)


def test_a_hostile_pattern_costs_little() -> None:
    assert fit(SHAPE, "*a:" * 16) is None
    assert fit("<tenant*>:<workload*>", f"*{'a?' * 200}" + "*a" * 15) is not None
    assert fit("<tenant*>:<workload*>", "*a" * 17) is None
