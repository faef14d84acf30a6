"""Each place of the table says where its addresses are, and words as they are compared."""

from daypass.data.redirect_places import redirect_places


def test_each_says_where_and_in_which_letters() -> None:
    assert redirect_places()
    for place in (place for each in redirect_places().values() for place in each):
        assert place.noun
        assert place.at
        assert all(path and value and value == value.lower() for path, value in (*place.needs, *place.off))
