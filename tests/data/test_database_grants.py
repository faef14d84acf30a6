"""Each type of the table says to whom it gives what."""

from daypass.data.database_grants import database_grants


def test_each_says_to_whom_and_what() -> None:
    assert database_grants()
    for each in database_grants().values():
        assert all((one.who, one.noun, one.thing, one.of) for one in each)
        assert len({(one.who, one.thing) for one in each}) == len(each)
