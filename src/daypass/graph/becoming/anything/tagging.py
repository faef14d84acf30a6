"""This is where it is told which tags a thing must carry for policies to let somebody at it, and how it gets them.

Source: IAM User Guide, "Controlling access to AWS resources using tags" and "Controlling access during AWS requests";
EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation" (`ec2:CreateAction`); Amazon S3 User
Guide, "Tagging and access control policies" (the keys of an object's own tags); read 2026-11.
"""

from collections.abc import Iterator, Mapping
from itertools import islice, product, zip_longest
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.data.tagging_actions import tagging_action
from daypass.graph.becoming.facts import NOTHING, Facts, variables_in
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.glob import filled
from daypass.iam.variables import FIRST_VERSION, Template, as_text
from daypass.model.resource import Undecided

RESOURCE_TAG: Final = "resourcetag/"
OBJECT_TAG: Final = "existingobjecttag/"
_OWN_TAG: Final = "aws:principaltag/"
_VARIABLE: Final = "${"
_MOST: Final = 8
"""Ways to be let in that are tried for one action: each is a question of its own."""


class _Keys(NamedTuple):
    """The condition keys of tags: that of one which a thing has, of one in a request, and of the names of all those."""

    mark: str
    request: str
    names: str


_USUAL: Final = _Keys(RESOURCE_TAG, "aws:requesttag/", "aws:tagkeys")
_KEYS: Final[Mapping[str, _Keys]] = {"s3": _Keys(OBJECT_TAG, "s3:requestobjecttag/", "s3:requestobjecttagkeys")}


class _Asked(NamedTuple):
    """A value that fits. `is_own`: it is the caller's own tag of that name, whatever that says; `tag` is such a tag.

    `unknown` says why the caller may have none.
    """

    value: str
    is_own: bool = False
    tag: str = ""
    unknown: Untold | None = None


class Tagging(NamedTuple):
    """Tags by name that open a way, and the action that puts them on.

    `caller` is what is assumed of the caller's own tags where they are not known.
    """

    tags: Mapping[str, _Asked]
    action: str
    caller: Facts = NOTHING

    @property
    def unknown(self) -> tuple[Untold, ...]:
        """Why the caller may have no value of its own to put there."""
        return tuple(dict.fromkeys(asked.unknown for asked in self.tags.values() if asked.unknown))

    def on(self, facts: Facts) -> Facts:
        """What a thing with these facts brings along once it carries the tags, by whatever name of the key."""
        starts = [start for start in facts.tags if start.endswith(self._keys.mark)]
        named = {f"{start}{name.lower()}": asked.value for start in starts for name, asked in self.tags.items()}
        return facts.and_(Facts(named)).and_(self.caller)

    def requests(self) -> Iterator[Facts]:
        """One request for each tag, on something that was there before.

        Something that nobody named carries none. What is kept apart by the callers' own tags carries somebody else's.
        """
        service = self.action.partition(":")[0]
        starts = (*dict.fromkeys((f"aws:{self._keys.mark}", f"{service}:{self._keys.mark}")),)
        for name, asked in self.tags.items():
            key, another = name.lower(), f"{asked.value}-{PROBE}"
            has = {f"{start}{key}": another for start in starts} if asked.is_own else {}
            said = {f"{self._keys.request}{key}": asked.value, self._keys.names: name, **has}
            whole = Facts(said, frozenset({"ec2:createaction"}), (self._keys.request, *starts))
            yield whole.and_(self.caller)

    @property
    def _keys(self) -> _Keys:
        return _keys_of(self.action)


def requests_for(tags: Mapping[str, str], action: str) -> Iterator[Facts]:
    """The requests by which this action puts tags on something that was there before."""
    return Tagging({name: _Asked(value) for name, value in tags.items()}, action).requests()


def taggings(means: Means, action: str, resource: str) -> Iterator[Tagging]:
    """The tags for which the policies ask before they allow this on the resource, an ARN, if its tags can be set.

    A variable stands for the caller's own tag: whoever puts that on what is another's makes it their own.
    """
    arn, told = Arn.parse(resource), means.told(action)
    puts = tagging_action(arn.service, arn.resource) if arn else None
    if puts is None or not means.may(puts) or not any(_keys_of(puts).mark in key for key in told.keys):
        return
    facts, mark = means.caller.facts, _keys_of(puts).mark
    held = (*told.denies, *told.bounds)
    needed = {name: asked for one in held for name, asked in next(_asked(one, mark, facts), {}).items()}
    each = [islice(_asked(one, mark, facts), _MOST) for one in told.allows]
    known: list[Mapping[str, _Asked]] = []
    # The first values of every statement come before the second of any, so that one with many hides no other.
    for way in (way for ways in zip_longest(*each, fillvalue=None) for way in ways if way is not None):
        tags = {**needed, **way}
        if tags and tags not in known and len(known) < _MOST:
            known.append(tags)
            assumed = {asked.tag: asked.value for asked in tags.values() if asked.tag}
            yield Tagging(tags, puts, Facts(assumed))


def _keys_of(action: str) -> _Keys:
    return _KEYS.get(action.partition(":")[0], _USUAL)


def _asked(held: Held, mark: str, caller: Facts) -> Iterator[Mapping[str, _Asked]]:
    """Tags of the resource that a statement names, with values that fit each; none where that is not known."""
    try:
        conditions = [one for one in held.line.statement.conditions if mark in one.key.lower()]
    except Undecided:
        conditions = []
    found = [(_name(one), tuple(_values(one, held.line.version, caller))) for one in conditions]
    fitting = [(name, values) for name, values in found if values]
    for chosen in product(*(values for _, values in fitting)):
        yield dict(zip((name for name, _ in fitting), chosen, strict=True))


def _name(condition: Condition) -> str:
    return condition.key.partition("/")[2]


def _values(condition: Condition, version: str, caller: Facts) -> Iterator[_Asked]:
    """Values that the tag may have, none where it is better without, or where the caller has none that fits."""
    plain = [value for value in condition.values if _VARIABLE not in value]
    if condition.test.base == "Null":
        yield from (_Asked(PROBE),) if "false" in (value.lower() for value in plain) else ()
        return
    yield from (_Asked(filled(value, PROBE)) for value in plain)
    written = condition.values if version == FIRST_VERSION else ()
    yield from (own for value in written if _VARIABLE in value and (own := _own(value, version, caller)))


def _own(written: str, version: str, caller: Facts) -> _Asked | None:
    """What a value with variables is for this caller. A tag of theirs that is not known may be anything."""
    keys = variables_in((written,), version)
    unknown = [key for key in keys if not caller.tells(key)]
    if not unknown:
        tokens = Template.parse(written).resolve(caller.context)
        return None if tokens is None else _Asked(as_text(tokens), is_own=True)
    is_one_tag = len(keys) == 1 and unknown[0].startswith(_OWN_TAG) and written.count(_VARIABLE) == 1
    is_whole = written.startswith(_VARIABLE) and written.endswith("}")
    asked = _Asked(PROBE, is_own=True, tag=unknown[0], unknown=caller.lacks(unknown[0]))
    return asked if is_one_tag and is_whole else None
