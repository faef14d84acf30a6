"""This is where it is told in which object of S3 the code of a workload is, which it reads whenever it runs."""

from typing import Final

from daypass.data.code_places import code_places
from daypass.data.escalation_paths import PROBE
from daypass.graph.leaves import leaves, text_of
from daypass.model.resource import Resource

_URI: Final = "s3://"
_BUCKET: Final = ":s3:::"


def code_of(workload: Resource) -> str:
    """The ARN of the object, in any partition; "" where there is none, or where it is not known."""
    place = code_places().get(workload.type)
    if place is None:
        return ""
    text = _text(workload, place.at)
    if place.form == "uri":
        return f"arn:*{_BUCKET}{text.removeprefix(_URI)}" if text.startswith(_URI) else ""
    if place.form == "path":  # that of a repository is a URL
        return f"arn:*{_BUCKET}{text}" if "/" in text and ":" not in text else ""
    folder = _text(workload, place.folder).strip("/")
    return "/".join(filter(None, (text, folder, PROBE))) if _BUCKET in text else ""


def _text(workload: Resource, path: str) -> str:
    return next((text for leaf in leaves(workload, path) if (text := text_of(leaf.value))), "")
