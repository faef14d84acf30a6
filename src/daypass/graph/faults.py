"""This is where it is said why what stands in a stack cannot be told: as words for people, and as what that means."""

from typing import Final, NamedTuple


class Fault(NamedTuple):
    """A fact about what stands at a property, which never holds a value: that may be a secret.

    `malformed`: AWS would refuse it, so that it never will be known. `awaited`: the update tells it. `elsewhere`: what
    is named is not in the stack, and is judged where it is made.
    """

    fact: str
    malformed: bool = False
    awaited: bool = False
    elsewhere: bool = False


UNKNOWN_YET: Final = Fault("is not known yet", awaited=True)
NOT_HERE: Final = Fault("names something that the stack does not have", elsewhere=True)
SEVERAL: Final = Fault("names something that the stack has several times")
MISSING: Final = Fault("is missing", malformed=True)
