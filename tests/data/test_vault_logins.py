"""Each type of the table is one of Vault's, and all but the token store say at which mount they are."""

from daypass.data.vault_logins import vault_logins


def test_every_way_to_log_in_says_its_mount() -> None:
    assert vault_logins()
    assert all(type_.startswith("vault:") for type_ in vault_logins())
    without = [type_ for type_, login in vault_logins().items() if not login.mount]
    assert without == ["vault:tokenauth/authBackendRole:AuthBackendRole"]
