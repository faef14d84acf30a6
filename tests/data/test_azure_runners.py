"""Each type of the table names its identities by one path."""

from daypass.data.azure_runners import azure_runners
from daypass.graph.property_path import steps


def test_every_path_can_be_followed() -> None:
    assert azure_runners()
    for type_, runner in azure_runners().items():
        assert type_.startswith("azure")
        assert all(step.kind == "key" for step in steps(runner.path))
        assert runner.noun
