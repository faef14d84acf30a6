"""This is where the page of a rule is written: everything comes from the rule itself, so that it cannot go stale."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from daypass.rule import Rule

HEAD: Final = "<!-- Generated from the rule by `make docs`; change the rule instead. -->"
_SECTION: Final = re.compile(r"^(Refused|Mended):\n((?:[ ]+.*\n|\n)+)", re.MULTILINE)


class RuleText(NamedTuple):
    """What a rule's docstring says: why it asks, how it decides, and examples as `resources` of Pulumi YAML."""

    why: str
    how: str
    refused: str
    mended: str


def told(rule: Rule) -> RuleText:
    """Take the docstring apart. An example that is not there is ""."""
    first, _, rest = (rule.judge.__doc__ or "").partition("\n")
    text = f"{first.strip()}\n{textwrap.dedent(rest)}".strip() + "\n"
    examples = {name: textwrap.dedent(body).strip() for name, body in _SECTION.findall(text)}
    why, _, how = _SECTION.sub("", text).strip().partition("\n\n")
    return RuleText(" ".join(why.split()), how.strip(), examples.get("Refused", ""), examples.get("Mended", ""))


def page(rule: Rule) -> str:
    """The rule's page in Markdown."""
    said = told(rule)
    blocks = [
        f"# {rule.name}",
        HEAD,
        said.why,
        said.how,
        f"**Remedy:** {' Or: '.join(rule.remedies)}",
        "\n".join(_facts(rule)),
    ]
    blocks += [f"## Refused\n\n{_code(said.refused)}"] if said.refused else []
    blocks += [f"## Mended\n\n{_code(said.mended)}"] if said.mended else []
    blocks += ["## Options\n\n" + "\n".join(_options(rule))] if rule.options else []
    return "\n\n".join(block for block in blocks if block) + "\n"


def write_pages(rules: dict[str, Rule], folder: Path) -> None:
    """Write a page for each rule, and remove those of rules that are no more."""
    pages = {f"{rule.name}.md": page(rule) for rule in rules.values()}
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.md"):
        if stale.name not in pages:
            stale.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


def _facts(rule: Rule) -> Iterator[str]:
    kind = "a whole stack; it speaks after the resources are registered" if rule.stack else "one resource"
    pack = "both packs" if rule.pack == "both" else f"`{rule.pack}`"
    yield "| | |\n|---|---|"
    yield f"| risk | `{rule.risk}` |"
    yield f"| level | {rule.level} by default, from profile `{rule.profile}` |"
    yield f"| severity, confidence | {rule.severity}, {rule.confidence} |"
    yield f"| asks about | {kind} |"
    if rule.applies_to:
        yield f"| types | {' '.join(f'`{type_}`' for type_ in rule.applies_to)} |"
    yield f"| pack | {pack} |"
    yield f"| controls | {' '.join(f'`{control}`' for control in rule.controls)} |"
    if rule.aliases:
        yield f"| answers to | {' '.join(f'`{alias}`' for alias in rule.aliases)} |"


def _options(rule: Rule) -> Iterator[str]:
    yield "| option | default | what it does |\n|---|---|---|"
    for name, schema in rule.options.items():
        yield f"| `{name}` | {schema['default']} | {schema.get('description', '')} |"


def _code(example: str) -> str:
    return f"```yaml\n{example}\n```"
