"""Each row of the table is a path of Vault's API, and says what follows."""

from daypass.data.vault_paths import OWN, vault_paths


def test_every_path_can_be_told() -> None:
    for one in vault_paths():
        assert one.act
        assert one.path == one.path.strip("/")
        assert "*" not in one.path
        assert one.path.count(OWN) <= 1


def test_what_gives_any_policy_can_be_limited_to_some() -> None:
    limited = (one for one in vault_paths() if one.needs != "any")
    assert all(bool(one.parameters) != (OWN in one.path) for one in limited)
