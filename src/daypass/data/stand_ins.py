"""This is where the names and numbers are that stand in for a thing which is not known, or which nobody named."""

from typing import Final

NOBODYS_ACCOUNT: Final = "000000000000"
"""An account that nobody has: it stands for one that is not known, and contradicts nobody, and for all others."""

PROBE: Final = "daypass-probe"
"""A name that nobody gave to anything: who reaches it reaches whatever there is."""

NO_ACTION: Final = "DaypassProbe"
"""An action that no service has: only whoever may do everything in a service may do this."""

SOME_REGIONS: Final = ("eu-west-1", "us-east-1", "ap-southeast-2")
"""Regions that stand for all others: a pattern takes in one of them that takes in those of more than one continent."""
