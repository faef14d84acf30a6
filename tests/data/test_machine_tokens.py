"""Each type of the table says how long, and by what machines get its tokens."""

from daypass.data.machine_tokens import machine_tokens


def test_each_says_by_what_machines_get_its_tokens() -> None:
    assert machine_tokens()
    for token in machine_tokens().values():
        assert token.noun
        assert token.length
        assert bool(token.asks) == bool(token.says)
        assert bool(token.grant) == bool(token.names and token.called)
        assert bool(token.asks) != bool(token.grant)
        assert bool(token.off[0]) == bool(token.off[1])
