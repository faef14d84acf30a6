"""Which line of the user's program a resource is shown at."""

import pytest

from daypass.model.resource import Place
from daypass.state.position import START, first_own, inherited


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        ("project:///__main__.py#7,3", Place("__main__.py", 7)),
        ("project:///a%20b/c.py#7", Place("a b/c.py", 7)),
        ("project:///../lib/x.py#7", None),
        ("project:///a/../../x.py#7", None),
        ("project:///.venv/lib/python3.11/site-packages/x.py#7", None),
        ("project:///venv/x.py#7", None),
        ("project:///node_modules/x.js#7", None),
        ("project:///components/daypass_components/oidc_provider.py#7", None),
        ("project:////etc/passwd#7", None),
        ("file:///home/me/__main__.py#7", None),
        ("project:///__main__.py", None),
        ("project:///__main__.py#0", None),
        ("project:///__main__.py#-1", None),
        ("project:///__main__.py#x", None),
        ("project:///__main__.py#" + "9" * 5000, None),
        ("project:///#7", None),
        ("", None),
    ],
)
def test_a_position_counts_where_it_lies_in_the_users_own_code(frame: str, place: Place | None) -> None:
    assert first_own([frame]) == place


def test_the_first_own_frame_counts() -> None:
    assert first_own(["project:///../x.py#1", "project:///a.py#2", "project:///b.py#3"]) == Place("a.py", 2)


def test_parents_in_a_circle_or_of_any_depth_lead_to_the_start_of_the_project() -> None:
    chain = {f"u{number}": f"u{number + 1}" for number in range(20_000)}
    places: dict[str, Place | None] = dict.fromkeys([*chain, "u20000"])
    assert set(inherited(places, {**chain, "u20000": "u0"}).values()) == {START}
    assert inherited({**places, "u20000": Place("a.py", 1)}, chain)["u0"] == Place("a.py", 1)
