"""This is where what a document of Systems Manager says is read, in JSON or YAML, and what is left open of it."""

from collections.abc import Mapping
from typing import Any

from daypass.graph.leaves import said, text_of
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.model.yaml_text import YamlError, yaml_value


def content_of(document: Resource) -> Mapping[str, Any] | None:
    """What a document says; None where that is not known, or its text is not read, which may say anything."""
    content = bare(said(document, "content"))
    if isinstance(content, str):
        content = _read(content)
    return content if isinstance(content, Mapping) else None


def name_of(document: Resource) -> str:
    """The name of a document, by which it is started, sent and handed to; "" where that is not known."""
    return text_of(said(document, "name")) or document.id


def may_be_runbook(document: Resource) -> bool:
    """Whether its type is that of what an automation runs, or is not known; what does not say one is a command."""
    type_ = bare(said(document, "documentType"))
    return type_ is UNKNOWN or text_of(type_).startswith("Automation")


def _read(text: str) -> Any:
    try:
        return json_value(text)
    except JsonError:
        pass
    try:
        return yaml_value(text)
    except YamlError:
        return None
