"""Each row of the table says a whole sentence, and a value in the letters in which it is compared."""

from daypass.data.service_administrators import service_administrators


def test_every_administrator_can_be_told() -> None:
    for each in service_administrators().values():
        for one in each:
            assert all((one.at, one.noun, one.where, one.role.act))
            assert one.value == one.value.lower()
            assert all(path and pattern == pattern.lower() for path, pattern in one.beside)
