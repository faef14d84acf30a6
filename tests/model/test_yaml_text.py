"""What is read of a text in YAML is what a parser makes of it, and what its readers may differ about is not read."""

import subprocess
import sys
import time
from contextlib import suppress

import pytest
import yaml

from daypass.model.yaml_text import LONGEST, YamlError, yaml_value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "a: b\n",
        "---\n# first\na: 'it''s'\nb: \"x: \\\"y\\\"\"   # why\nc:\n",
        "a:\n- b\n- c: d\n  e: f\n-\n  g: h\n- - i\n  - j\n",
        "a:\n  - run: |-\n      set -e\n      echo {{ Unit }}\n    b: c\n",
        "a: |\n  one\n\n  two\nb: >-\n  three\n  four\n",
        'a: ["{{ Id }}", "b"]\nb: [c, \'d\', e]\nc: {"d": ["e"]}\nd: []\n',
        "a: true\nb: null\nc: ~\nd: https://x.example/y:z#w\ne: 'null'\n",
        "a: one\n  two\nb: c\n",
        "a: {b: c, 'd e': [f g, \"h\", {i: -1x}], j: https://k.example/l}  # why\n",
        "a: [{b: c}, d, []]\ne: {}\nf: {g: [h,\n  i]}\n",
        'a b: c\n"d e": "f\tg"  # h\ti\n',
        'a: &x b\n? c\n: d\n"my note": e\na b : f\n',
        "a: !!str b\nc: ! d\n!!str e: f\n",
    ],
)
def test_it_is_what_a_parser_makes_of_it(text: str) -> None:
    assert yaml_value(text) == yaml.safe_load(text)


def test_numbers_dates_and_old_words_stay_the_texts_that_they_are() -> None:
    assert yaml_value("[1, 0o7, 2012-10-17, yes, off]") == ["1", "0o7", "2012-10-17", "yes", "off"]


@pytest.mark.parametrize(
    "text",
    [
        *("a: {b: c\n", "a: {b: *c}\n", "a: [b]]\n", "a: {b: c, b: d}\n", "a:\n\tb: c\n", "a: {{ b }}\n"),
        *("a: &b c\nd: *b\n", "a: !Ref b\n", "a: b\na: c\n", "<<: {a: b}\n", "!Ref a: b\n", "a: !!int 'b'\n"),
        *("a: 'b\n", "- a\nb: c\n", "a: b\nc\n", "a: b\n---\nc: d\n", "a: b\rc: d", "a: b\u2028c: d", "a: \x00"),
        *("[" * 9_999, "- " * 9_999, "{a: " * 9_999, "x" * (LONGEST + 1), "a:\n" * 9_999),
    ],
)
def test_what_may_mean_something_else_is_not_read(text: str) -> None:
    with pytest.raises(YamlError) as caught:
        yaml_value(text)
    assert not str(caught.value)
    assert caught.value.__context__ is None


def test_a_tag_is_a_function_of_cloudformation_where_it_may_be_one() -> None:
    read = yaml_value("a: !Sub 'b'\nc: !Ref d\ne: !If [f, !Ref g, h]\ni: !Condition j\n", functions=True)
    whole = {"Fn::If": ["f", {"Ref": "g"}, "h"]}
    assert read == {"a": {"Fn::Sub": "b"}, "c": {"Ref": "d"}, "e": whole, "i": {"Condition": "j"}}
    for text in ("a: !!binary b\n", "a: !<tag:example.org,2026:b> c\n"):
        with pytest.raises(YamlError):
            yaml_value(text, functions=True)


@pytest.mark.parametrize(
    "text",
    ["a: [" + "b," * 32_000 + "]", "- a: b\n" * 9_000, "".join(f"k{n}: v\n" for n in range(6_500)), "[[]," * 16_000],
)
def test_the_longest_text_is_read_in_a_moment(text: str) -> None:
    began = time.process_time()
    with suppress(YamlError):
        yaml_value(text)
    assert time.process_time() - began < 3


def test_no_parser_is_loaded_before_there_is_a_text() -> None:
    program = "import sys, daypass.model.yaml_text as it; print('yaml' in sys.modules); it.yaml_value('a: b'); "
    program += "print('yaml' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["False", "True"]
