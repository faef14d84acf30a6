"""A sentence says that the thing itself is over, with a day or without; what it says of others is no end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass_policies.owning.sentences import Over, read_sentence

TODAY = date(2026, 11, 25)
IS_OVER = [
    *("Decommissioned", "DECOMMISSIONED - do not use", "Vendor was offboarded", "The vendor has been offboarded."),
    *("Docly scanner (offboarded)", "Docly scanner - offboarded", "Docly contract expired", "Retired: kept by mistake"),
    *("Replaced by payments-v2", "Superseded by shop-loader in May 2026", "Scanner. This client is no longer used."),
    *("Contract with Acme Docs GmbH was not renewed", "The engagement with Initech is over", "Docly's contract ended"),
    *("Scans; vendor offboarded, replaced by Scanly", "No longer used since the move to Fivetran", "Pilot is retired"),
    "owner=payments; purpose=Docly scans; review-by=2027-05-31; contract with Docly ended 2026-03-31",
    "owner=payments; purpose=Docly connector, contract ended 2026-03-31; daypass:review-by: 2027-05-31",
    "owner=payments, contract ended 2026-03-31, review by 2027-05-31",
    "purpose=Retired in 2025, replaced by loader-v2",
]
GOES_ON = [
    *("Retired users exporter", "Offboarded employees cleanup", "Decommissioned hosts reaper", "retired-hosts"),
    *("Contract ended handler", "Alerts when a contract ended", "Notifies owners once the contract has expired"),
    *("Vendor offboarding automation", "Offboards vendors", "user offboarded events", "Pilot", "", "Not yet retired"),
    *("Deletes data of decommissioned shops", "Removes users after they were offboarded", "To be replaced by v2"),
    *("Reads the archive of the mainframe (decommissioned)", "The legacy connector was decommissioned"),
    *("contract will end 2027-05-31", "Will be decommissioned in 2027", "Contract terminated in March 2027"),
    *("Deletes tokens no longer used", "Replaces the client, retired in 2025", "Replaces the key retired in 2025"),
    *("Tells sales that the partner was offboarded", "Reports contracts. Contract expired rows go to S3"),
    *("offboarded on 2026-02-30", "Integration retired Q4 2026", "Retired in 2026", "Retired on 31.12.2026"),
]


@pytest.mark.parametrize("text", IS_OVER)
def test_it_is_over(text: str) -> None:
    over = read_sentence(text)
    assert over is not None
    assert over.is_past(TODAY)


@pytest.mark.parametrize("text", GOES_ON)
def test_it_goes_on(text: str) -> None:
    over = read_sentence(text)
    assert over is None or not over.is_past(TODAY)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        *(
            ("2026-03-31", date(2026, 3, 31)),
            ("31.03.2026", date(2026, 3, 31)),
            ("June 2026", date(2026, 6, 30)),
            ("Dezember 2026", date(2026, 12, 31)),
        ),
        *(("Sept. 2025", date(2025, 9, 30)), ("Q2 2026", date(2026, 6, 30)), ("2026-04", date(2026, 4, 30))),
        *(("2025/Q1", date(2025, 3, 31)), ("2025", date(2025, 12, 31)), ("1/2/2026", date(2026, 2, 1)), ("", None)),
    ],
)
def test_the_last_day_that_it_may_be_counts(said: str, day: date | None) -> None:
    assert read_sentence(f"Vendor offboarded in {said}" if said else "Vendor offboarded") == Over(day)


@given(st.text(alphabet="contract ended vendor offboarded 2026-().;|=", max_size=60))
def test_every_text_is_an_end_or_none(text: str) -> None:
    over = read_sentence(text)
    assert over is None or over.day is None or isinstance(over.day, date)


@pytest.mark.parametrize("text", ["No longer used since \u017fep 2025", "No longer used since \u017fept. 2025"])
def test_a_month_in_letters_of_another_time_is_none_and_breaks_nothing(text: str) -> None:
    assert read_sentence(text) == Over(date(2025, 12, 31))


def test_what_happens_to_others_ends_nothing() -> None:
    assert read_sentence("Handles subscription cancelled and renewed events") is None
    assert read_sentence("Docly contract ended and replaced by Scanly") is not None
    assert read_sentence("Docly contract ended and replaced in May 2026") is not None


@pytest.mark.parametrize(
    "text",
    [
        *("Stripe webhook: subscription cancelled", "Sends mails on subscription expired", "Handler, contract ended"),
        *("Vendor offboarded and onboarded events", "Vendor offboarded, renewed and onboarded events"),
        *("Reports staff by state: active; retired; on leave", "Retired, active and new users"),
        *(
            "Counts licences (no longer used, still used)",
            "Counts licences (no longer used)",
            "Archives orders (retired)",
        ),
    ],
)
def test_a_state_of_what_a_program_reads_ends_nothing(text: str) -> None:
    assert read_sentence(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("Payments loader (retired)", "Reports exporter - decommissioned", "Docly scans; retired", "status retired"),
        *("Archives orders (was retired)", "Archives orders (retired in 2025)", "Stripe subscription cancelled"),
    ],
)
def test_a_state_of_the_program_itself_does(text: str) -> None:
    over = read_sentence(text)
    assert over is not None
    assert over.is_past(TODAY)


@pytest.mark.parametrize("day", ["2026-06-31", "2026-13-01", "31.06.2026"])
def test_a_day_that_is_none_is_unclear_and_not_to_come(day: str) -> None:
    over = read_sentence(f"Decommissioned on {day}")
    assert over is not None
    assert over.is_unclear(TODAY)
    assert not over.is_past(TODAY)
    later = read_sentence(f"Decommissioned on {day}; looked at on 2027-01-31")
    assert later == Over(date(2027, 1, 31), unread=True)
    assert not later.is_unclear(TODAY)


@pytest.mark.parametrize("aside", ["mounted NFS on port 2049", "ran on Windows Server 2049", "see ticket 2049"])
def test_a_number_that_is_no_year_puts_nothing_off(aside: str) -> None:
    assert read_sentence(f"No longer used ({aside})") == Over(None)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Customer subscription cancelled",
            "User account terminated",
            "User account retired (event)",
            "Order cancelled",
        ),
        *("Subscription cancelled, refunds the rest", "Agreement expired: tells sales", "Contract terminated"),
        *("Customer's contract expired", "Detects role no longer used", "Reports agent retired in 2025"),
        *(
            "Handles trial expired on 2025-01-01",
            "Backs up the contract expired 2024",
            "Handles the pilot ended 2025-01-01",
        ),
        "Role no longer used by Lambda@Edge v1, still by v2",
    ],
)
def test_what_happens_to_others_is_no_end_of_it(text: str) -> None:
    assert read_sentence(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("Project X, ended 2026-06-30", "End of contract: 2026-06-30", "Sunset 2026-06-30", "EOL 2026-06-30"),
        *("eol on 30.06.2026", "End of life: June 2026", "Docly bridge (EOL 2026-06-30)", "Docly sync - EOL Q2 2026"),
        *("Vendor left in June 2026", "The vendor has left", "Acme vendor left the company", "Contract end 2026-06-30"),
        *(
            "Vendor relationship ended 2026-01-31",
            "Docly partner relationship has ended",
            "Unused",
        ),
        *("Unused since 2025", "Deprecated and unused", "This role is unused", "Deprecated, do not use"),
        *("DEPRECATED - do not use!", "Deprecated. Please don't use it any more."),
        *("Payments service retired", "Orders job is decommissioned", "Our account was terminated"),
        *("Reads invoices of Docly, contract ended on 2026-06-30", "Imports orders, needed until 2026-06-30"),
        *("Exports job is decommissioned", "User account retired on 2026-06-30", "Contract ended June 30 2026"),
    ],
)
def test_an_end_in_other_words_is_one(text: str) -> None:
    over = read_sentence(text)
    assert over is not None
    assert over.is_past(TODAY)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Runs on Node 18, EOL 2025-04-30",
            "Python 3.8 (EOL 2024-10-07)",
            "Bridge for the mainframe (EOL 2025-01-01)",
        ),
        *(
            "EOL 2027-06-30",
            "Sunset",
            "Sunset 2 service",
            "End of month report",
            "Ends each session",
            "EOL planned 2025-01-01",
        ),
        *("Unused volumes cleaner", "Unused by default", "Deletes unused keys", "Unused, reserved for failover"),
        *(
            "Unused until the move",
            "Deprecated",
            "Deprecated since 2025",
            "Do not use for production",
            "Deprecated APIs",
        ),
        *("Vendor left menu", "Vendors", "Counts licences (unused)", "Customer relationship data", "To be deleted"),
    ],
)
def test_what_only_sounds_like_an_end_is_none(text: str) -> None:
    over = read_sentence(text)
    assert over is None or not over.is_past(TODAY)
