"""Whether a CEL expression holds of one thing."""

import pytest

from daypass_policies.cel import Demand
from daypass_policies.cel_truth import Condition


def of_web(demand: Demand) -> bool | None:
    if demand.name != "principal.subject" or demand.how != "is":
        return None
    return "web" in demand.texts


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("principal.subject == 'web'", True),
        ("principal.subject != 'web'", False),
        ("!(principal.subject == 'web' || principal.subject == 'x')", False),
        ("principal.subject in ['a', 'web']", True),
        ("principal.subject == 'web' && principal.type == 'x'", None),
        ("principal.subject == 'web' || principal.type == 'x'", True),
        ("principal.subject == 'x' && principal.type == 'x'", False),
        ("!principal.subject == 'web'", None),
        ("principal.subject == 'web' ? true : false", None),
        ("!" * 40 + "(principal.subject == 'web')", None),
        ("", None),
        ("(", None),
    ],
)
def test_what_holds(expression: str, *, answer: bool | None) -> None:
    assert Condition.of(expression).holds(of_web) is answer


def asked(expression: str) -> tuple[Demand | None, ...]:
    return tuple(Condition.of(expression).asked())


def test_what_is_asked_in_whatever_way_and_depth() -> None:
    said = "principal.type == 't' && !(principal.subject in ['a', 'b'] || principal.subject != 'c') && has(principal.x)"
    assert asked(said) == (
        Demand("principal.type", "is", ("t",)),
        Demand("principal.subject", "is", ("a", "b")),
        Demand("principal.subject", "is", ("c",)),
    )
    assert asked("principal.subject == 'a' ? true : false") == (Demand("principal.subject", "unread"),)
    assert asked("f(principal)") == (None,)
    assert asked("(") == (None,)
    assert asked("!" * 40 + "(principal.subject == 'web')") == (Demand("principal.subject", "unread"),)
