"""What is read of a document in YAML is what a parser of YAML makes of it; what is not read is nothing."""

import pytest
import yaml

from daypass.graph.becoming.steering.documents.yaml_lines import read_yaml

DOCUMENTS = [
    "a: b\n",
    "---\n# first\na: 'it''s'\nb: \"x: \\\"y\\\"\"   # why\nc:\n",
    "a:\n- b\n- c: d\n  e: f\n-\n  g: h\n- - i\n  - j\n",
    "a:\n  - run: |-\n      set -e\n      echo {{ Unit }}\n    b: c\n",
    'a: ["{{ Id }}", "b"]\nb: [c, \'d\', e]\nc: {"d": ["e"]}\nd: []\n',
    "a: true\nb: null\nc: ~\nd: https://x.example/y:z#w\n",
    "a: one\n  two\nb: c\n",
    "a: {b: c, 'd e': [f g, \"h\", {i: -1x}], j: https://k.example/l}  # why\n",
    "a: [{b: c}, d, []]\ne: {}\nf: {g: [h,\n  i]}\n",
    'a b: c\n"d e": "f\tg"  # h\ti\n',
    "'a': b\n\"c-d\": e\n",
]


@pytest.mark.parametrize("text", DOCUMENTS)
def test_it_is_what_a_parser_makes_of_it(text: str) -> None:
    assert read_yaml(text) == yaml.safe_load(text)


def test_the_lines_of_a_text_stand_in_it() -> None:
    read = read_yaml("a: |\n  one\n\n  two\nb: >-\n  three\n")
    assert read == {"a": "one\n\ntwo", "b": "three"}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a: {b: c\n",
            "a: {b: *c}\n",
            "a: [b]]\n",
            "a: {b: c, b: d}\n",
            "a:\n\tb: c\n",
            "a: " + "[" * 99,
            "a: {b c}\n",
        ),
        *("a: *b\n", "a: &b c\n", "a: !Ref b\n", "a\tb: c\n", "a: b\na: c\n", "? a\n: b\n"),
        *(
            "a: 'b\n",
            "- a\nb: c\n",
            "a: b\nc\n",
            "a: " + "x" * 70_000,
            "",
            "a:\n" + "".join(" " * n + "- \n" for n in range(99)),
        ),
    ],
)
def test_what_may_mean_something_else_is_not_read(text: str) -> None:
    assert read_yaml(text) is None


def test_a_place_for_a_parameter_is_no_mapping() -> None:
    assert read_yaml("a: {{ Unit }}\n") == {"a": "{{ Unit }}"}
