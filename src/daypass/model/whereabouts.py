"""This is where it is settled in which account and partition an identity lives, from all that say something of it.

Nothing here is guessed: what nobody says is an error with a remedy, and so is what two say differently.
"""

from daypass.data.partitions import partition_of
from daypass.data.stand_ins import NOBODYS_ACCOUNT
from daypass.errors import DeclarationError
from daypass.model.form import quoted


def settled_account(*, argument: str | None, caller: str | None, entry: str | None, environment: str) -> str:
    """The twelve digits of the account: the argument, else the caller's, else the only `[accounts]` entry.

    `caller` is what AWS says of the provider's credentials, None where it is not configured yet. Raises
    DeclarationError where nobody knows, and where argument or entry is not the account that would be changed.
    """
    known = caller if caller != NOBODYS_ACCOUNT else None  # the embedded engine says that, where it knows none
    if known and argument and argument != known:
        raise DeclarationError(
            f"is {quoted(argument)}, but the provider works in {known!r}",
            place="account",
            remedy="Give it the right provider.",
        )
    if known and entry and entry != known:
        raise DeclarationError(
            f"the settings' [accounts] say {entry!r} for {environment!r}, but the provider works in {known!r}",
            place="account",
            remedy="Give it the right provider, or mend the settings.",
        )
    found = argument or known or entry or caller
    if not found:
        raise DeclarationError(
            "is not known: the provider is not configured yet", place="account", remedy='Pass account="111122223333".'
        )
    return found


def settled_partition(caller: str | None, region: str | None) -> str:
    """The partition, as AWS says it, else as the configured region has it. Where nothing says any other it is `aws`."""
    return caller or partition_of(region or "").name
