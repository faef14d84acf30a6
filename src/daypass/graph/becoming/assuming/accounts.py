"""This is where it is told in which accounts a permission set is assigned to someone."""

from collections.abc import Mapping
from typing import Final

from daypass.graph.leaves import leaves, said, text_of
from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, PERMISSION_SET

_SET: Final = "permissionSetArn"
_ASSIGNMENTS: Final = ("aws:ssoadmin/accountAssignment:AccountAssignment", "aws-native:sso:Assignment")


def assigned_accounts(stack: Stack) -> Mapping[str, tuple[str, ...]]:
    """The URN of a permission set → the accounts (twelve digits) in which the stack assigns it."""
    kinds = {type_: kind for type_, kind in IDENTITY_KINDS.items() if kind.noun == PERMISSION_SET}
    names = Names.of(stack.resources, kinds)
    found: dict[str, tuple[str, ...]] = {}
    for assignment in stack.of_type(*_ASSIGNMENTS):
        account = text_of(said(assignment, "targetId"))
        for meant in names.meant(assignment, _SET, list(leaves(assignment, _SET))):
            if meant.urn and account.isdecimal() and account not in found.get(meant.urn, ()):
                found[meant.urn] = (*found.get(meant.urn, ()), account)
    return found
