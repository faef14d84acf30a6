"""What is understood of a list of `aws-auth` is what a parser of YAML reads in it."""

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from daypass_policies.elsewhere.aws_auth import mapped_list

ARN = "arn:aws:iam::111122223333:role/deploy"
_INDENTS = st.sampled_from(["", "", "  ", "  ", "    ", " "])
_KEYS = st.sampled_from(["rolearn", "groups", "groups", "username", '"rolearn"', "'groups'", "other"])
_VALUES = st.sampled_from(
    (
        *(ARN, f"'{ARN}'", "system:masters", "[a, b]", "[a,'b', ]", "[", "", "", ">-", "&a x", "*a", "!!str x", "null"),
        *("~", "x # c", "x#c", "a b", "a: b", "{a: b}", "[]", "# c", "'a''b'", '"a\\x41"', "-a", "- a", "@x", "a:"),
    )
)
_KEYED = st.builds("{}{}{}: {}".format, _INDENTS, st.sampled_from(["", "", "- ", "-   "]), _KEYS, _VALUES)
_ITEMS = st.builds("{}- {}".format, _INDENTS, _VALUES)
_OTHERS = st.sampled_from(["# c", "  # c", "", "-", "---", "...", "\t", "\u2028", "\x85", "\xa0", "x"])
_LINES = st.one_of(_KEYED, _KEYED, _ITEMS, _OTHERS)
_ENTRY = [f"- rolearn: {ARN}", "  groups:", "  - a"]
"""Put before what is drawn, so that much of that is understood."""


@given(st.lists(_LINES, max_size=4), st.lists(_LINES, max_size=4))
@example(["  groups: null", "    - a"], [])
@example(["  username: of", "    two lines"], [])
def test_what_is_understood_is_what_a_parser_of_yaml_reads(first: list[str], then: list[str]) -> None:
    text = "\n".join([*_ENTRY[: bool(first)], *first, *_ENTRY, *then])
    found = mapped_list(text)
    if found.whole:
        assert [(one.arn, list(one.groups)) for one in found.entries] == _read(text)


def _read(text: str) -> list[tuple[str, list[str]]]:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.SequenceNode)
    entries = [{key.value: value.value for key, value in entry.value} for entry in node.value]
    return [(entry["rolearn"], [item.value for item in _items(entry.get("groups"))]) for entry in entries]


def _items(groups: list[yaml.ScalarNode] | str | None) -> list[yaml.ScalarNode]:
    return groups if isinstance(groups, list) else []
