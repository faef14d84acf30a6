"""A pattern of Go's is followed where it is plain, and else not known, however long it is and whatever it holds."""

import pytest

from daypass_policies.elsewhere.go_patterns import finds

PLAIN = (
    r"eb ^w ^web$ ^web\z \Aweb ^(pay|web)$ ^(?:we|wa)b ^[a-z-]+$ ^w.{2}$ ^w.{1,} w.*?b ^[^x]{3}$ ^\w\w\d?b$ (w|e|b)+"
)
NESTED = "^(w(e)?)*b ((a*)*)*b$ ^(e?){0,3}w |x"
OF_OTHERS = "^eb ^we$ ^(pay|shop)$ [0-9] web[.] web\\. ^w{2} ^.{4,9}$ (we){2,} x|y"
NOT_PLAIN = r"^\pL+$ (?U)web (?i)web (?P<a>web) [[:alpha:]] \Qweb\E \bweb (?=web) (w)\1 w++ w** * (web web) [z-a] ["
TOO_MUCH = ("a{99999999999999999999}", "(" * 3000 + "a" + ")" * 3000, "a" * 3000)


@pytest.mark.parametrize("pattern", ["", *PLAIN.split(), *NESTED.split()])
def test_what_a_plain_pattern_finds_is_found(pattern: str) -> None:
    assert finds(pattern, "web") is True


@pytest.mark.parametrize("pattern", OF_OTHERS.split())
def test_what_it_does_not_find_is_not(pattern: str) -> None:
    assert finds(pattern, "web") is False


@pytest.mark.parametrize("pattern", [*NOT_PLAIN.split(), *TOO_MUCH])
def test_what_is_no_plain_pattern_is_not_known(pattern: str) -> None:
    assert finds(pattern, "web") is None


@pytest.mark.parametrize(
    "pattern", ["([a-z-]+)+!$", "(a|a)(a|a)*(a|aa)*!", "((a?){90}){90}!", ".*.*.*.*.*.*.*.*.*!", "(((a{9}){9})*)*!"]
)
def test_no_pattern_takes_long_however_it_is_built(pattern: str) -> None:
    assert finds(pattern, "a" * 253) is False
