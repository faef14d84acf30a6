"""This is where the variables are by which a runtime takes code, or options that have it load or run some."""

from functools import cache
from typing import Final

from daypass.data.table import read_table, word

TAKES: Final = ("code", "options", "file")


@cache
def _takes() -> dict[str, str]:
    return {row["name"]: word(row, "takes", TAKES) for row in read_table("code_variables").rows}


def brings_code(name: str) -> bool:
    """Whether who says what the variable of this name holds says what runs; their case counts."""
    return name in _takes()
