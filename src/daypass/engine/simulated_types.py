"""This is where the table of simulated types is put together.

A type that is not in it is registered as the program wrote it, and every output of it is unknown.
"""

from collections.abc import Mapping
from typing import Final

from daypass.engine import simulated_iam, simulated_services
from daypass.engine.simulated_kind import Simulated

TYPES: Final[Mapping[str, Simulated]] = {**simulated_iam.TYPES, **simulated_services.TYPES}
"""Type token → what the provider computes of it."""
