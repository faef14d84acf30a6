"""This is where a test compares JSON with a committed file, whose change is a change for everyone who upgrades.

`DAYPASS_WRITE_GOLDEN=1` writes the file anew, for a person to look at before committing it.
"""

import json
import os
from pathlib import Path
from typing import Any


def assert_golden(file: Path, value: Any) -> None:
    """Fail where the file holds anything but `value`."""
    if os.environ.get("DAYPASS_WRITE_GOLDEN") == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    assert json.loads(file.read_text(encoding="utf-8")) == value, (
        f"{file.name} says otherwise; see tests/support/golden.py"
    )
