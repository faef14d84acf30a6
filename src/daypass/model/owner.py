"""This is where an Owner is: the team that answers for an identity. Never blank, never a placeholder."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from daypass.errors import DeclarationError
from daypass.model.form import quoted, require_text
from daypass.model.tag import check_tag_value

_WORDS: Final = """
todo tbd tba tbc fixme changeme replaceme fillme xxx unknown none null nil na notapplicable notavailable notset
undefined unassigned unowned unspecified tobedefined tobedetermined tobeannounced nobody noone noowner someone anyone
anybody owner theowner ownername yourname yourteam myteam team teamname theteam name contact email user username
placeholder example sample dummy default test temp foo bar foobar asdf qwerty insertname insertownerhere empty blank
missing
"""
_PLACEHOLDERS: Final = frozenset(_WORDS.split())
# Words that start a note to oneself ("TODO: ask Maria"); a slug such as `todo-app` may still be a real team.
_NOTES: Final = frozenset(("todo", "tbd", "tba", "tbc", "fixme", "xxx", "changeme"))
OWNER_WORDS: Final = frozenset(
    (
        *("owner", "owners", "ownedby", "owningteam", "ownerteam", "teamowner", "serviceowner", "technicalowner"),
        *("team", "squad"),
    )
)
"""What keys of tags say, without what is no letter, that people use for an owner."""


def owner_word(key: str) -> str:
    """The word of a tag's key: `owningteam` of `acme:owning-team`."""
    return re.sub(r"[^a-z]", "", re.split(r"[:/]", key.lower())[-1])


@dataclass(frozen=True, slots=True)
class Owner:
    """A reachable team. `key` is its name in the settings; `contact`, `escalation` are "" where these say nothing."""

    key: str
    contact: str = ""
    escalation: str = ""

    def __post_init__(self) -> None:
        for field, text in (("owner", self.key), ("contact", self.contact), ("escalation", self.escalation)):
            require_text(text, field)
            if (text or field == "owner") and is_placeholder(text):
                raise DeclarationError(
                    f"{quoted(text)} names nobody",
                    place=field,
                    remedy="Name a team that answers when this identity is misused.",
                )
            if field != "escalation":  # the others become tags
                check_tag_value(text, field)

    @property
    def reach(self) -> str:
        """What the contact tag says. Without settings that is the key: the team has a name, if no address yet."""
        return self.contact or self.key


def is_placeholder(text: str) -> bool:
    """Whether the text is blank or stands for a name that nobody filled in: "TODO", "n/a", "<owner>", "--"."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(character for character in plain if character.isalnum())
    first_word = re.split(r"[\s:;,()\[\]<>]+", plain.strip(), maxsplit=1)[0]
    return not letters or letters in _PLACEHOLDERS or set(letters) == {"x"} or first_word in _NOTES
