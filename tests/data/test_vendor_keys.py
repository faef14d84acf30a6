"""Each row of the table can be found in a name, says what to do, and where that stands."""

import pytest

from daypass.data.credential_names import WITH_LOGIN
from daypass.data.table import read_table
from daypass.data.vendor_keys import vendor_keys
from daypass_policies.keeping.credentials import words_of


@pytest.mark.parametrize("word", vendor_keys())
def test_a_word_can_be_found_in_a_name(word: str) -> None:
    assert words_of(f"prod-{word}-api-key")[1] == word
    assert word not in WITH_LOGIN  # those are asked first


def test_each_row_says_what_is_short_lived_and_where_that_stands() -> None:
    for row in read_table("vendor_keys").rows:
        assert row["alternative"]
        assert row["source"].startswith("https://")
