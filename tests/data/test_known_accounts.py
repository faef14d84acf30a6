"""The table of accounts is what its readers take it for."""

import re

from daypass.data.known_accounts import OWNERS, is_of_aws, known_accounts, vendor_of
from daypass.data.table import read_table


def test_each_account_stands_once_with_its_owner_and_a_page() -> None:
    assert len(known_accounts()) == len(read_table("known_accounts").rows)
    for account, known in known_accounts().items():
        assert re.fullmatch(r"[0-9]{12}", account), account
        assert known.name
        assert known.source.startswith("https://"), account
    assert list(known_accounts()) == sorted(known_accounts())
    assert {known.whose for known in known_accounts().values()} == set(OWNERS)


def test_a_vendor_is_known_by_name_and_no_account_of_aws_is_one() -> None:
    assert vendor_of("464622532012") == "Datadog"
    assert vendor_of("127311923021") == ""
    assert is_of_aws("127311923021")
    assert not is_of_aws("464622532012")
    assert not is_of_aws("111122223333")
    assert vendor_of("") == ""
