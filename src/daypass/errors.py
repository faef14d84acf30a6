"""This is where the errors are that daypass raises on purpose, each saying the place, the fact and the remedy."""

import traceback


class DaypassError(Exception):
    """Something a person can mend. `str()` of it is one complete sentence for that person, never holding a secret.

    `place` says where (a file, a field, a path inside a document), `fact` what is wrong there, `remedy` what to do.
    """

    def __init__(self, fact: str, *, place: str = "", remedy: str = "") -> None:
        self.place, self.fact, self.remedy = place, fact, remedy
        super().__init__(_sentence(place, fact, remedy))

    def at(self, place: str) -> "DaypassError":
        """Say the same of a place further out: `identities/x.toml` before `[federation]`."""
        return type(self)(self.fact, place=f"{place}: {self.place}" if self.place else place, remedy=self.remedy)


class DeclarationError(DaypassError):
    """An identity, owner, grant, federation, term or rule that cannot be: refused as it is written."""


class AnswerError(DaypassError):
    """What a rule answered is no answer. It names types alone, never what was answered."""


class UnreadableError(DaypassError):
    """A file, document or program that cannot be read. Commands report it and exit with 2."""


class UsageError(DaypassError):
    """A command, option or name that does not exist or does not fit. Commands exit with 2."""


def broke_at(error: BaseException) -> str:
    """`KeyError at no_iam_user.py:12`: what is told of an exception whose text may hold a value."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.replace(chr(92), '/').rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _sentence(place: str, fact: str, remedy: str) -> str:
    head = f"{place}: {fact}" if place else fact
    if not remedy:
        return head
    return f"{head}. {remedy}" if remedy.endswith((".", "?", "!")) else f"{head}. {remedy}."
