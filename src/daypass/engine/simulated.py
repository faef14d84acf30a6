"""This is where a resource becomes what its provider makes of it: defaults, a name, all tags, what it computes."""

import base64
import hashlib
import re
import uuid
from collections.abc import Mapping
from typing import Any, Final

from daypass.engine.account import Surroundings
from daypass.engine.go_json import go_json
from daypass.engine.simulated_kind import Autoname, Simulated
from daypass.engine.simulated_types import TYPES
from daypass.engine.wire import bare, holds_secret, holds_unknown, is_marked, opened, secret
from daypass.model.json_text import JsonError, json_value
from daypass.state.values import SECRET, UNKNOWN_TEXT

_DIGITS: Final = 7
_LETTERS: Final = 16
_WITH_REGIONS: Final = 7
_FIELD: Final = re.compile(r"\{([A-Za-z]+)\}")


def checked(type_: str, urn: str, inputs: Mapping[str, Any], around: Surroundings) -> dict[str, Any]:
    """The inputs as the provider's Check leaves them: what the engine gives to policy packs."""
    kind = TYPES.get(type_)
    said = _with_documents_as_text(inputs) if type_.startswith("aws:") else inputs
    if kind is None:
        return dict(said)
    made = {**kind.defaults, **said}
    if kind.autoname is not None:
        _name(made, kind.autoname, urn)
    if kind.regional and around.inputs.get("region") and _has_regions(around.inputs.get("version")):
        made.setdefault("region", around.inputs["region"])
    if kind.tagged:
        made["tagsAll"] = all_tags(inputs.get("tags"), around.inputs.get("defaultTags"))
    return made


def created(
    type_: str, urn: str, inputs: Mapping[str, Any], around: Surroundings, *, update: bool
) -> tuple[str, dict[str, Any]]:
    """The id ("" where it is not known) and the outputs. In a preview what is computed is unknown."""
    kind = TYPES.get(type_)
    if kind is None:
        # Nearly everything in AWS gets an ARN; a rule that looks for it must not take it for absent.
        return "", {"arn": UNKNOWN_TEXT, **inputs} if type_.startswith("aws:") else dict(inputs)
    made = {**inputs, **{key: _unknown(key, kind) for key in (*kind.computed, *kind.same) if key not in inputs}}
    if kind.autoname is not None:
        made.setdefault(kind.autoname.property, UNKNOWN_TEXT)
    if kind.arn:
        made["arn"] = _filled(kind.arn, {**made, **_lots(urn)}, around) if update else UNKNOWN_TEXT
    identifier = _filled(kind.id, {**made, **_lots(urn)}, around) if update and kind.id else UNKNOWN_TEXT
    made.update(dict.fromkeys(kind.same, identifier))
    if update:
        made.update({key: _filled(template, made, around) for key, template in kind.read_back.items()})
    return "" if holds_unknown(identifier) else str(bare(identifier)), made


def known_by_id(type_: str, identifier: str) -> dict[str, Any]:
    """What the id of something that exists says by itself: the name of a role, the ARN of a policy."""
    kind = TYPES.get(type_)
    field = _FIELD.fullmatch(kind.id) if kind else None
    return {field[1]: identifier} if field and identifier else {}


def _with_documents_as_text(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The provider takes a policy as an object too, and makes its JSON of it, which is what comes out again."""
    return {key: _as_text(value) if "Statement" in _keys(value) else value for key, value in inputs.items()}


def _keys(value: Any) -> Mapping[str, Any]:
    body = bare(value)
    return body if isinstance(body, dict) else {}


def _as_text(document: Any) -> Any:
    plain = opened(document)
    text = UNKNOWN_TEXT if holds_unknown(plain) else go_json(plain, sort_keys=True)
    return secret(text) if holds_secret(document) else text


def all_tags(tags: Any, default_tags: Any) -> Any:
    """`tagsAll`: the provider's default tags overridden by `tags`, unknown as a whole as soon as one value is."""
    defaults = _default_tags(default_tags)
    if holds_unknown(tags) or defaults is None:
        return UNKNOWN_TEXT
    own = bare(tags)
    merged = {**defaults, **(own if isinstance(own, dict) else {})}
    return secret(merged) if is_marked(tags, SECRET) else merged


def _default_tags(said: Any) -> dict[str, Any] | None:
    """The provider's default tags; its configuration holds them as JSON text. None where they cannot be known."""
    said = bare(said)
    if holds_unknown(said):
        return None
    if isinstance(said, str):
        try:
            said = json_value(said)
        except JsonError:
            return None
    tags = said.get("tags") if isinstance(said, dict) else said
    return {} if tags is None else tags if isinstance(tags, dict) else None


def _has_regions(version: Any) -> bool:
    """Whether this is version 7 of the provider or later, in which each regional resource has its own region."""
    major = str(version).partition(".")[0]
    return not major.isdigit() or int(major) >= _WITH_REGIONS


def _name(made: dict[str, Any], autoname: Autoname, urn: str) -> None:
    """Make a name up, with digits that are always the same; a `namePrefix` leaves the name to AWS."""
    if made.get(autoname.property) not in (None, "") or made.get(f"{autoname.property}Prefix"):
        return
    digits = hashlib.sha256(urn.encode()).hexdigest()[:_DIGITS]
    room = autoname.longest - len(autoname.prefix) - _DIGITS - 1
    name = f"{autoname.prefix}{urn.split('::', 3)[-1][:room]}-{digits}"
    made[autoname.property] = name.lower() if autoname.lower else name


def _unknown(key: str, kind: Simulated) -> Any:
    return secret(UNKNOWN_TEXT) if key in kind.secret else UNKNOWN_TEXT


def _filled(template: str, outputs: Mapping[str, Any], around: Surroundings) -> Any:
    """The template with its fields; unknown where a field is, secret where a field is."""
    parts = {name: _part(name, outputs, around) for name in _FIELD.findall(template)}
    if any(not isinstance(bare(part), str) or holds_unknown(part) for part in parts.values()):
        return UNKNOWN_TEXT
    text = _FIELD.sub(lambda match: str(bare(parts[match[1]])), template)
    return secret(text) if any(is_marked(part, SECRET) for part in parts.values()) else text


def _lots(urn: str) -> dict[str, str]:
    """What AWS would draw by lot for this resource."""
    digest = hashlib.sha256(urn.encode())
    letters = base64.b32encode(digest.digest()).decode()[:_LETTERS]
    return {"hex": digest.hexdigest()[:17], "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, urn)), "letters": letters}


def _part(name: str, outputs: Mapping[str, Any], around: Surroundings) -> Any:
    if name == "host":
        return re.sub(r"^https?://", "", str(bare(outputs.get("url", "")))).rstrip("/")
    if name in ("partition", "account", "suffix") or (name == "region" and "region" not in outputs):
        return getattr(around, name)
    return outputs.get(name)
