"""This is where it is told that a grant is for an organisation, and what else narrows it."""

from typing import Final, NamedTuple

from daypass.iam.asked import asked_of, limiting_keys
from daypass.iam.document import Document
from daypass.iam.who import TELLS_NOTHING, is_anyones, takes_in_whole
from daypass.model.resource import Undecided
from daypass_policies.opening.grant import Grant

PATHS: Final = "aws:principalorgpaths"
_KEYS: Final = ("aws:principalorgid", PATHS, "aws:principalorgmasteraccountid")
_ACCOUNT: Final = "aws:principalaccount"
_ARN: Final = "aws:principalarn"
_ANY_TWO: Final = ("000000000000", "999999999999")
"""Accounts that have nothing in common: a pattern that takes in all of both takes in all of every one."""
_UNIT: Final = "/ou-"


class InOrganisation(NamedTuple):
    """The keys by which a grant asks for an organisation, and those on which it lets only a part of that through.

    `is_of_part`: of all members it asks for those in some unit, or in some account.
    """

    keys: tuple[str, ...]
    others: frozenset[str]
    is_of_part: bool


def in_organisation(grant: Grant) -> InOrganisation | None:
    """None where it asks for no organisation, or lets nobody in. Raises `Undecided`."""
    left = grant.left()
    if left.is_taken:
        return None
    if unknown := grant.unknown or left.unknown:
        raise Undecided(unknown)
    certain = [alternatives[0] for alternatives in left.groups if len(alternatives) == 1]
    conditions = (*grant.conditions, *(one for all_ in certain for one in all_))
    limiting = limiting_keys(conditions, grant.document.version)
    keys = tuple(key for key in _KEYS if key in limiting)
    if not keys:
        return None
    asked = asked_of(conditions, grant.document.version)
    others = frozenset(key for key in limiting - TELLS_NOTHING if key not in _KEYS and not is_anyones(key))
    if all(takes_in_whole(asked, account) for account in _ANY_TWO):
        others -= {_ARN}
    paths = asked.get(PATHS, ())
    is_in_units = bool(paths) and all(_UNIT in claim.text for claim in paths)
    return InOrganisation(keys, others, is_in_units or _ACCOUNT in limiting)


def may_speak_of_one(document: Document) -> bool:
    """Whether a condition of the document asks for an organisation, or is not known. Raises nothing."""
    try:
        return any(one.key.lower() in _KEYS for statement in document.statements for one in statement.conditions)
    except Undecided:
        return True
