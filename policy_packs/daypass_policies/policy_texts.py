"""This is where the text of a policy is parsed once for all rules that ask about it."""

from functools import lru_cache

from daypass.iam.document import Document


# Several rules ask about the same text, one after the other, and a stack's resources often share it.
@lru_cache(maxsize=256)
def parsed(text: str, path: str, *, secret: bool) -> Document:
    """The policy that the text says. Raises `MalformedDocument`."""
    return Document.parse(text, path=path, secret=secret)
