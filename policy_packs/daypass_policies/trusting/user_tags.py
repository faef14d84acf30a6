"""This is where it is told whether a policy of a stack asks for a tag that an identity pool puts on sessions."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from daypass.graph.becoming.assuming.trusts import OF_POOLS
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided, bare
from daypass_policies.rights import Holder, Holders, require_all_known
from daypass_policies.trusting.trust import known_admissions


def is_asked_for(stack: Stack, tag: str) -> bool:
    """Whether anything in the stack names the tag. Raises `Undecided` where a role of its users is not known."""
    names = re.compile(rf"aws:(principal|request)tag/{re.escape(tag)}(?![\w.:/=+@-])", re.IGNORECASE)
    if any(names.search(text) for resource in stack.resources for text in _texts(resource.state.raw)):
        return True
    for holder in entered_by_users(stack):
        try:
            _read(holder)
        except Undecided as unknown:
            raise Undecided(f"{unknown.path} of {holder.on.name!r}") from unknown
    return False


def entered_by_users(stack: Stack) -> Iterator[Holder]:
    """The roles of a stack that are entered with a token of an identity pool."""
    return (one for one in stack.once(Holders).each if _is_of_pools(one.on))


def _read(holder: Holder) -> None:
    """Raise `Undecided` where it is not known all that the role is given."""
    require_all_known(holder.found)
    for document in holder.policies.identity:
        for statement in document.statements:
            if not statement.is_fully_known:
                raise Undecided(statement.path)


def _is_of_pools(role: Resource) -> bool:
    return any(one.principal == OF_POOLS for one in known_admissions(role))


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value, keys too; JSON in a text stays as it is."""
    todo = [value]
    while todo:
        this = bare(todo.pop())
        if isinstance(this, str):
            yield this
        elif isinstance(this, Mapping):
            todo.extend(this)
            todo.extend(this.values())
        elif isinstance(this, list):
            todo.extend(this)
