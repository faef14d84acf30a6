"""This is where it is told which roles or users that a policy names the stack does not have.

To name one that nobody shows limits nothing: whoever may make it, or become it, writes what it does. IAM's names are
unique in an account, whatever their case and path. Source: IAM API Reference, "CreateRole"; read 2026-11.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from daypass.graph.becoming.anything.unnamed import texts_of
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.lines import TOO_MUCH
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.patterns import meets
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.graph.ways import kinds_of
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, bare

_MOST: Final = 10
"""Names that are asked about one by one; a policy that names more is not decided."""


class IdentityNames:
    """What the roles, or the users, of a stack are called, as far as that is known."""

    def __init__(self, stack: Stack, noun: str) -> None:
        self._stack, self._noun, self._kinds = stack, noun, kinds_of(noun)

    def unmade(self, means: Means, action: str) -> Iterator[tuple[str, tuple[Untold, ...]]]:
        """The ARNs of those that the action names and the stack does not have, each with what it may be there by."""
        yield from ((arn, self._doubt(_name_of(arn))) for arn in self._named(means, action)[:_MOST])

    def unmade_by_both(self, means: Means, action: str, other: str) -> Iterator[tuple[str, tuple[Untold, ...]]]:
        """The same of those that another action may be done to as well; of too many one more is in doubt."""
        texts = dict.fromkeys(texts_of(means, other))
        both = [arn for arn in self._named(means, action) if any(meets(text, arn) != "no" for text in texts)]
        yield from ((arn, self._doubt(_name_of(arn))) for arn in both[:_MOST])
        yield from ((arn, (TOO_MUCH,)) for arn in both[_MOST : _MOST + 1])

    def may_make(self, arn: str) -> Answer:
        """Whether one of this ARN can be made, since the stack has none that is called so."""
        name = _name_of(arn)
        return NO if name in self._known else Answer(possible=bool(name)).under(*self._doubt(name))

    def beyond(self, means: Means, actions: Iterable[str]) -> Answer:
        """What there is to say of the names that are not asked about: one of them may be open, where others are not."""
        is_more = any(len(self._named(means, action)) > _MOST for action in actions)
        return Answer(possible=True, unknown=(TOO_MUCH,)) if is_more else NO

    def _named(self, means: Means, action: str) -> list[str]:
        every = (_in_own_account(text, means) for text in texts_of(means, action) if "${" not in text)
        names = dict.fromkeys(text for text in every if not has_wildcard(text))
        return [one for one in names if self._can_be_made(one, means)]

    def _can_be_made(self, arn: str, means: Means) -> bool:
        parsed, name = Arn.parse(arn), _name_of(arn)
        if parsed is None or not parsed.resource.startswith(f"{self._noun}/") or not name or name in self._known:
            return False
        return parsed.account == (means.caller.account or parsed.account) and parsed.account.isdecimal()

    def _doubt(self, name: str) -> tuple[Untold, ...]:
        return (Untold("the name", f"a {self._noun}"),) if name.startswith(self._beginnings) else ()

    @cached_property
    def _known(self) -> frozenset[str]:
        names = (name for one in self._each for name in (self._said_name(one), one.id))
        return frozenset(name.lower() for name in names if name)

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        """How the names begin that are not known: a prefix that is said, else what Pulumi makes names of."""
        nameless = (one for one in self._each if not self._said_name(one) and not one.id)
        return tuple({self._beginning(one).lower() for one in nameless})

    @property
    def _each(self) -> Iterator[Resource]:
        return self._stack.of_type(*self._kinds)

    def _said_name(self, one: Resource) -> str:
        return text_of(said(one, self._kinds[one.type].name))

    def _beginning(self, one: Resource) -> str:
        if bare(declared(one, self._kinds[one.type].name)) is None:
            return text_of(said(one, "namePrefix")) or one.name
        return ""  # a name that is not known yet may be any


def _in_own_account(text: str, means: Means) -> str:
    """An ARN of any account as that of its own, in which alone identities are changed."""
    arn = Arn.parse(text)
    is_any = arn is not None and arn.service == "iam" and arn.account == EVERYTHING and means.caller.account
    return ":".join(("arn", *arn._replace(account=means.caller.account))) if arn and is_any else text


def _name_of(arn: str) -> str:
    return arn.rpartition("/")[2].lower()
