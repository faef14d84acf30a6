"""This is where the IAM tables have what they share: tags, documents as they were written, names from a prefix."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from tests.sandbox.aws import tags
from tests.sandbox.aws.clients import client
from tests.sandbox.aws.kind import Props
from tests.sandbox.aws.refusals import Refused


def iam() -> Any:
    """The client."""
    return client("iam")


def name_of(inputs: Props, key: str = "name") -> str:
    """The name, made from `namePrefix` where that was given; the inputs then hold it too."""
    name: str = inputs.get(key) or inputs[f"{key}Prefix"] + uuid.uuid4().hex[:26]
    inputs[key] = name
    return name


def checked_tags(inputs: Props) -> list[dict[str, str]]:
    """The tags of a creation. Raises Refused where AWS would."""
    wanted = inputs.get("tagsAll") or {}
    for refusal in tags.refusals(wanted):
        raise Refused(refusal)
    return tags.as_list(wanted)


def retag(entity: str, key: Props, old: Props, new: Props) -> None:
    """Bring the tags of an IAM entity from one state to the other; `entity` as in `tag_role`."""
    wanted = checked_tags(new)
    gone = sorted(set(old.get("tagsAll") or {}) - set(new.get("tagsAll") or {}))
    if gone:
        getattr(iam(), f"untag_{entity}")(**key, TagKeys=gone)
    if wanted:
        getattr(iam(), f"tag_{entity}")(**key, Tags=wanted)


def as_written(old: str | None, read: Any) -> str:
    """A document as the program wrote it where it still means the same, else as AWS has it."""
    document = json.loads(read) if isinstance(read, str) else read
    if old is not None and json.loads(old) == document:
        return old
    return json.dumps(document)


def changed(old: Props, new: Props, name: str, act: Callable[[Any], object], remove: Callable[[], object]) -> None:
    """Act where an input changed, remove where it is gone."""
    if old.get(name) == new.get(name):
        return
    if new.get(name) in (None, ""):
        remove()
    else:
        act(new[name])


def attachable(arn: str) -> str:
    """The ARN of a policy that exists; AWS refuses any other as a boundary, the emulator does not."""
    try:
        iam().get_policy(PolicyArn=arn)
    except iam().exceptions.NoSuchEntityException as error:
        raise Refused(f"NoSuchEntity: Scope ARN: {arn} does not exist or is not attachable.") from error
    return arn
