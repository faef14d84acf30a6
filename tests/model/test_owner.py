"""An owner is a team that can be reached, never a placeholder."""

import pytest

from daypass.errors import DeclarationError
from daypass.model.owner import Owner, is_placeholder

BLANK = ["", " ", "\t", "-", "--", "?", "...", "\u200b", "\u00a0", "_", "<>", "{}"]
FILLERS = ["todo", "TODO", "ToDo:", "t.o.d.o", "tbd", "T.B.D.", "unknown", "Unknown!", "none", "NULL", "n/a", "N.A."]
FILLERS += ["owner", "<owner>", "${OWNER}", "{{ team }}", "team", "Team-Name", "your-team", "your_name", "change-me"]
FILLERS += ["changeme", "xxx", "XXXX", "example", "fixme", "placeholder", "nobody", "not set", "to be defined"]
FILLERS += ["TODO: ask Maria", "FIXME (later)", "tbd, see ticket", "\uff54\uff4f\uff44\uff4f", "xx"]
TEAMS = [
    "payments",
    "Team Payments",
    "security-oncall",
    "todo-app",
    "team-7",
    "unknown-unknowns",
    "payments@example.org",
]
TEAMS += ["Zürich Ops", "支払い", "sre", "none-of-your-business"]


@pytest.mark.parametrize("text", BLANK + FILLERS)
def test_nobody_is_refused_with_what_was_written(text: str) -> None:
    assert is_placeholder(text)
    with pytest.raises(DeclarationError) as refused:
        Owner(text)
    assert repr(text) in str(refused.value)
    assert refused.value.place == "owner"


@pytest.mark.parametrize("text", TEAMS)
def test_a_team_is_accepted(text: str) -> None:
    assert not is_placeholder(text)
    assert Owner(text).key == text


def test_a_contact_is_a_contact_or_nothing() -> None:
    assert Owner("payments", "payments@example.org").reach == "payments@example.org"
    assert Owner("payments").reach == "payments"
    for field in ("contact", "escalation"):
        with pytest.raises(DeclarationError, match=field):
            Owner("payments", **{field: "TBD"})


@pytest.mark.parametrize("text", ["pay;ments", "payments!", "a\nb", "x" * 257])
def test_what_aws_refuses_in_a_tag_is_refused_here(text: str) -> None:
    with pytest.raises(DeclarationError):
        Owner(text)
