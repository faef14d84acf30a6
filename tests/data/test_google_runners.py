"""Each type of the table names its account by one path."""

from daypass.data.google_runners import google_runners
from daypass.graph.property_path import steps


def test_every_path_can_be_followed() -> None:
    assert google_runners()
    for type_, runner in google_runners().items():
        assert type_.startswith("gcp:")
        assert all(step.kind == "key" for step in steps(runner.path))
        assert runner.noun
