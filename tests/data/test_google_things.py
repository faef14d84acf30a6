"""Each type of the table says to whom it gives a role, and on what."""

from daypass.data.google_things import google_things
from daypass.graph.property_path import steps


def test_every_path_can_be_followed() -> None:
    assert google_things()
    for type_, thing in google_things().items():
        assert type_.startswith("gcp:")
        assert [step.kind for step in steps(thing.thing)] == ["key"]
        assert thing.member == ("members[]" if "Binding:" in type_ else "member")
        assert thing.noun
