"""What is an identity, and what one proves itself with, is told by type."""

from daypass.data.identity_kinds import credential_kinds, other_identity_kinds
from daypass.data.table import read_table


def test_each_row_is_either_an_identity_or_a_credential_of_one() -> None:
    rows = read_table("identity_kinds").rows
    assert {row["what"] for row in rows} == {"identity", "credential"}
    assert len({row["type"] for row in rows}) == len(rows)
    assert all(row["noun"] and bool(row["of"]) is (row["what"] == "credential") for row in rows)
    assert set(credential_kinds()).isdisjoint(other_identity_kinds())


def test_a_credential_names_its_identity() -> None:
    assert credential_kinds()["aws:iam/accessKey:AccessKey"] == ("access key", "user")
    assert other_identity_kinds()["gcp:serviceaccount/account:Account"].noun == "Google service account"
