"""Words of actions are in small letters, no word says two things, and each deed can be told."""

from daypass.data.action_words import action_words, deeds


def test_no_word_both_does_and_reads() -> None:
    assert action_words("deed") == frozenset(deeds())
    assert action_words("deed").isdisjoint(action_words("reads") | action_words("mild"))
    for kind in ("deed", "reads", "ends", "mild"):
        assert all(word == word.lower() for word in action_words(kind))


def test_each_deed_is_told_in_words() -> None:
    assert all(deed.does for deed in deeds().values())
