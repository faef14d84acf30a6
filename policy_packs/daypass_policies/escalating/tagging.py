"""This is where it is told which tags a thing must carry for policies to let somebody at it, and how it gets them.

Source: IAM User Guide, "Controlling access to AWS resources using tags" and "Controlling access during AWS requests";
EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation" (`ec2:CreateAction`); read 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.escalation_paths import PROBE
from daypass.data.tagging_actions import tagging_action
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Held, Means
from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.model.resource import Undecided

RESOURCE_TAG: Final = "resourcetag/"
_REQUEST_TAG: Final = "aws:requesttag/"
_VARIABLE: Final = "${"
_MOST: Final = 8
"""Ways to be let in that are tried for one action: each is a question of its own."""


class Tagging(NamedTuple):
    """Tags by name that open a way, and the action that puts them on."""

    tags: Mapping[str, str]
    action: str

    def on(self, facts: Facts) -> Facts:
        """What a thing with these facts brings along once it carries the tags, by whatever name of the key."""
        starts = [start for start in facts.tags if start.endswith(RESOURCE_TAG)]
        named = {f"{start}{name.lower()}": value for start in starts for name, value in self.tags.items()}
        return facts.and_(Facts(named))

    def requests(self) -> Iterator[Facts]:
        """One request for each tag, on something that was there before and carries none."""
        service = self.action.partition(":")[0]
        starts = (_REQUEST_TAG, f"aws:{RESOURCE_TAG}", f"{service}:{RESOURCE_TAG}")
        for name, value in self.tags.items():
            said = {f"{_REQUEST_TAG}{name.lower()}": value, "aws:tagkeys": name}
            yield Facts(said, absent=frozenset({"ec2:createaction"}), tags=starts)


def taggings(means: Means, action: str, resource: str) -> Iterator[Tagging]:
    """The tags for which the policies ask before they allow this on the resource, an ARN, if its tags can be set.

    What is asked for by a variable is the caller's own, and is left out.
    """
    arn, told = Arn.parse(resource), means.told(action)
    puts = tagging_action(arn.service, arn.resource) if arn else None
    if puts is None or not means.may(puts) or not any(RESOURCE_TAG in key for key in told.keys):
        return
    needed = {name: value for held in (*told.denies, *told.bounds) for name, value in _asked(held).items()}
    ways = ({**needed, **_asked(held)} for held in told.allows)
    known: list[Mapping[str, str]] = []
    for tags in ways:
        if tags and tags not in known and len(known) < _MOST:
            known.append(tags)
            yield Tagging(tags, puts)


def _asked(held: Held) -> Mapping[str, str]:
    """Tags of the resource that a statement names, with a value that fits each; none where that is not known."""
    try:
        conditions = [one for one in held.line.statement.conditions if RESOURCE_TAG in one.key.lower()]
    except Undecided:
        return {}
    found = ((_name(one), _value(one)) for one in conditions)
    return {name: value for name, value in found if value is not None}


def _name(condition: Condition) -> str:
    return condition.key.partition("/")[2]


def _value(condition: Condition) -> str | None:
    """A value that the tag may have, None where it is better without, or where only the caller's own fits."""
    values = [value for value in condition.values if _VARIABLE not in value]
    if condition.test.base == "Null":
        return PROBE if "false" in (value.lower() for value in values) else None
    return next((value.replace("*", PROBE).replace("?", "x") for value in values), None)
