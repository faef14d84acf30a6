"""Each switch of the table says yes or no, and what lets in instead."""

from daypass.data.key_switches import key_switches


def test_each_says_when_the_key_lets_in() -> None:
    assert key_switches()
    for type_, switch in key_switches().items():
        assert type_.startswith("azure")
        assert switch.path
        assert switch.on in ("true", "false")
        assert switch.noun
        assert switch.alternative
