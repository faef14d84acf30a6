"""This is where the environment of these tests is cleared of what would choose a stack, a region or an interpreter."""

import os

import pytest


@pytest.fixture(autouse=True, scope="session")
def neutral_environment() -> None:
    """Nothing of the developer's own AWS or Pulumi is left."""
    for name in [*os.environ]:
        if name.startswith(("PULUMI_", "AWS_")):
            del os.environ[name]
