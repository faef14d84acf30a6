"""This is where one tag is read, whatever is not known yet about the others."""

from daypass.model.resource import Undecided
from daypass.model.resource_tags import Tags


def read_tag(tags: Tags, key: str) -> str:
    """What the tag says, "" where there is none. Raises `Undecided`.

    `tagsAll` is unknown as a whole where one value in it is. What it holds beside the role's own tags are the
    provider's, which are read as well.
    """
    try:
        return tags.get(key) or ""
    except Undecided as unknown:
        if unknown.path == "tagsAll":
            return ""
        raise
