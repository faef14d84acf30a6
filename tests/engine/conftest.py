"""This is where the environment of these tests is cleared of what would choose a stack, a region or an interpreter."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def neutral_environment() -> Iterator[None]:
    """Nothing of the developer's own AWS or Pulumi is left."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name.startswith(("PULUMI_", "AWS_")):
                patch.delenv(name)
        yield
