"""Each type of the table says how long, and nothing that hangs on what it does not say."""

from daypass.data.refresh_tokens import refresh_tokens


def test_each_says_how_long_and_for_which_grants() -> None:
    assert refresh_tokens()
    for token in (token for each in refresh_tokens().values() for token in each):
        assert token.noun
        assert token.length
        assert bool(token.grants) == bool(token.words)
        assert bool(token.renewed) == bool(token.idle and token.undone)
        assert all(one.path and one.value == one.value.lower() for one in token.endless)
