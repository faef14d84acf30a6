"""This is where old and new inputs are compared."""

from pulumi.runtime.proto.provider_pb2 import DiffResponse
from tests.sandbox.aws.kind import Kind, Props


def compare(kind: Kind, old: Props, new: Props) -> DiffResponse:
    """What changed. A thing with a name of the program's own is deleted first: two cannot have one name."""
    changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name) and not name.startswith("__"))
    replaces = [name for name in changed if name in kind.replaces or (kind.update is None and name not in UNSEEN)]
    own_name = kind.autoname is None or old.get(kind.autoname.property) == new.get(kind.autoname.property)
    return DiffResponse(
        changes=DiffResponse.DIFF_SOME if changed else DiffResponse.DIFF_NONE,
        diffs=changed,
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and own_name,
    )


UNSEEN = frozenset({"tags", "tagsAll", "region"})
"""What a row without an update can let change: nothing in AWS hangs on it here."""
