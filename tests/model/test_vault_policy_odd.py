"""What no policy of Vault says is refused as such, whatever shape it has."""

import pytest

from daypass.model.hcl import HclError
from daypass.model.vault_policy import read_policy


@pytest.mark.parametrize("written", ['["read"]', '{ a = "b" }', "7", "true"])
def test_a_shorthand_that_is_no_word_is_refused(written: str) -> None:
    with pytest.raises(HclError):
        read_policy(f'path "secret/*" {{ policy = {written} }}')
