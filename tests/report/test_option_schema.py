"""An option fits its schema, or it is said why not."""

from typing import Any

import pytest

from daypass.report.option_schema import complaint


@pytest.mark.parametrize("value", [30, 30.0, 0, -0.0, 1e20])
def test_a_whole_number_may_be_written_with_a_point(value: float) -> None:
    assert complaint(value, {"type": "integer"}) is None


@pytest.mark.parametrize("value", [30.5, float("nan"), float("inf"), True, "30", None, [30]])
def test_what_is_no_whole_number_is_refused(value: Any) -> None:
    assert complaint(value, {"type": "integer"}) == "must be of type integer"
