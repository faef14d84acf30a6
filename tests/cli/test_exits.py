"""What a report comes to: of the exit statuses that apply, the first."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.reports import UNREAD, finding, report

from daypass.cli.exits import exit_status

MANDATORY = finding()
ADVISORY = finding(enforcement="advisory", severity="high")
OPEN = finding(status="undecided", enforcement="advisory")


@pytest.mark.parametrize(
    ("rows", "options", "status"),
    [
        ([], {}, 0),
        ([MANDATORY], {}, 1),
        ([ADVISORY], {}, 0),
        ([ADVISORY], {"fail_on": "high"}, 1),
        ([ADVISORY], {"fail_on": "low"}, 1),
        ([ADVISORY], {"fail_on": "critical"}, 0),
        ([replace(MANDATORY, severity="low")], {"fail_on": "critical"}, 1),
        ([OPEN], {}, 0),
        ([OPEN], {"strict": True}, 3),
        ([replace(OPEN, enforcement="mandatory")], {}, 3),
        ([OPEN], {"fail_on": "low"}, 0),
        ([OPEN, ADVISORY], {"strict": True}, 3),
        ([OPEN, MANDATORY], {"strict": True}, 1),
        ([replace(MANDATORY, status="exempt")], {"fail_on": "low", "strict": True}, 0),
        ([replace(MANDATORY, status="known")], {"fail_on": "low", "strict": True}, 0),
        ([replace(MANDATORY, status="pass")], {"fail_on": "low", "strict": True}, 0),
    ],
)
def test_the_status_is_the_first_that_applies(rows: list[Any], options: dict[str, Any], status: int) -> None:
    asked = {"fail_on": None, "strict": False, **options}
    assert exit_status(report(*rows), **asked) == status
    assert exit_status(report(*rows, sources=(UNREAD,)), **asked) == 2
