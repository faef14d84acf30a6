"""This is where it is told which parts of its event a handler in JavaScript runs, as far as the text says it plainly.

Names are followed that are given a part of the event by `const`, by a loop, or by `forEach` and `map`. A part that is
looked for somewhere, compared or matched is checked. Sources: AWS Lambda Developer Guide, "Define Lambda function
handler in Node.js"; Node.js, "Child process" and "VM (executing JavaScript)"; read 2026-12.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from daypass.graph.becoming.steering.programs.python_events import ANY, Part
from daypass.graph.becoming.steering.programs.taking import COMMENT

_WAY: Final = r"(?:\??\.\w{1,64}(?!\w{0,64}\()|(?:\?\.)?\[[\"']?[\w-]{1,64}[\"']?\]){0,8}"
_UNPACKS: Final = r"(?:await\s{1,4})?(?:(?:JSON\.parse|String|Buffer\.from|decodeURIComponent)\(\s{0,4}){0,3}"
_TAKEN: Final = rf"{_UNPACKS}(?P<of>[A-Za-z_$]\w{{0,64}})(?P<way>{_WAY})"
_GIVEN: Final = re.compile(
    rf"\b(?:const|let|var)\s{{1,4}}(?:(?P<name>\w{{1,64}})|\{{(?P<names>[^{{}}=]{{1,300}})\}})\s{{0,4}}=\s{{0,4}}{_TAKEN}"
)
_LOOPS: Final = re.compile(
    rf"\bfor\s{{0,4}}(?:await\s)?\(\s{{0,4}}(?:const|let|var)\s{{1,4}}(?P<name>\w{{1,64}})\s+of\s+{_TAKEN}"
)
_EACH: Final = re.compile(
    rf"\b{_TAKEN}\.(?:forEach|map|flatMap)\(\s{{0,4}}(?:async\s{{0,4}})?\(?\s{{0,4}}(?P<name>\w{{1,64}})\s{{0,4}}\)?\s{{0,4}}=>"
)
_MOST: Final = 30
"""Calls that are looked at, and parts."""

_STEP: Final = re.compile(r"\.(?P<name>\w+)|\[(?P<quote>[\"'])?(?P<key>[\w-]+)")
_MODULE: Final = re.compile(
    r"(?:\b(?:const|let|var)\s{1,4}(\w{1,64})\s{0,4}=\s{0,4}require\(\s{0,4}"
    r"|\bimport\s{1,4}(?:\*\s{1,4}as\s{1,4})?(\w{1,64})\s{1,4}from\s{1,4})[\"'](?:node:)?child_process[\"']"
)
_USES_SHELLS: Final = re.compile(r"[\"'](?:node:)?child_process[\"']")
_ARGUMENT: Final = (
    rf"\s{{0,4}}(?:(?:[\"'][^\"'\n]{{0,300}}[\"']\s{{0,4}}\+\s{{0,4}})?{_TAKEN}|`(?P<text>[^`]{{1,600}})`)"
)
_INSERTED: Final = re.compile(rf"\$\{{\s{{0,4}}{_TAKEN}\s{{0,4}}\}}")
_CODE: Final = r"(?<![\w.$])(?:eval|new\s{1,4}Function|(?:vm\.)?(?:runInThisContext|runInNewContext|runInContext))\("


def run_by_javascript(text: str, name: str) -> Iterator[Part]:
    """The parts that a handler of this name runs; nothing where they are checked."""
    plain = COMMENT.sub(" ", text)
    event = re.search(
        rf"\b{re.escape(name)}\s{{0,4}}(?:=|\()\s{{0,4}}(?:async\s{{0,4}})?(?:function\b\s{{0,4}}\w{{0,64}}\s{{0,4}})?"
        r"\(?\s{0,4}(?P<event>[A-Za-z_$]\w{0,64})",
        plain,
    )
    if event is None:
        return
    known: dict[str, Part] = {event["event"]: ()}
    for _ in range(3):  # a name may be given what another one holds that is given something further below
        _follow(plain, known)
    checked: dict[tuple[str, str], bool] = {}
    for call in islice(_calls(plain).finditer(plain), _MOST):
        every = _INSERTED.finditer(call["text"]) if call["text"] else (call,)
        for found in every:
            part, key = _part(found, known), (found["of"], found["way"])
            if part is not None and key not in checked and len(checked) < _MOST:
                checked[key] = _is_checked(plain, found)
            if part is not None and not checked.get(key, True):
                yield part


def _follow(text: str, known: dict[str, Part]) -> None:
    for form, further in ((_GIVEN, ()), (_LOOPS, (ANY,)), (_EACH, (ANY,))):
        for found in form.finditer(text):
            part = _part(found, known)
            if part is None:
                continue
            if found["name"]:
                known.setdefault(found["name"], (*part, *further))
            for one in (found["names"] or "").split(",") if form is _GIVEN else ():
                key, _, called = one.partition(":")
                known.setdefault((called or key).strip(), (*part, key.strip()))


def _part(found: re.Match[str], known: dict[str, Part]) -> Part | None:
    if found["of"] not in known:
        return None
    steps = (
        ANY if one["key"] and not one["quote"] else one["name"] or one["key"] for one in _STEP.finditer(found["way"])
    )
    return (*known[found["of"]], *steps)


def _calls(text: str) -> re.Pattern[str]:
    """What runs what it is given, as this program calls it."""
    modules = [one for found in _MODULE.finditer(text) for one in found.groups() if one]
    of_module = "|".join((*(re.escape(one) for one in modules), r"child_process[\"']\)"))
    shell = rf"(?:(?<![\w.$])|(?:{of_module})\.)(?:exec|execSync|execAsync)\("
    return re.compile(rf"(?:{_CODE}|{shell}){_ARGUMENT}" if _USES_SHELLS.search(text) else f"(?:{_CODE}){_ARGUMENT}")


def _is_checked(text: str, found: re.Match[str]) -> bool:
    """Whether the same is looked for, compared or matched anywhere."""
    same = rf"{re.escape(found['of'])}{re.escape(found['way'])}(?![\w.\[])"
    looked = (
        rf"(?:\.(?:includes|has|test|indexOf|match|get)\(|\bswitch\s{{0,4}}\(|[!=]==?\s{{0,4}}|\w\[)\s{{0,4}}{same}"
    )
    return re.search(rf"{looked}|{same}\s{{0,4}}(?:[!=]==?(?!\s{{0,4}}(?:null|undefined))|\.match\()", text) is not None
