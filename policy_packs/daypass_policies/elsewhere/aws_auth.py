"""This is where the lists of the ConfigMap `aws-auth` are read: which IAM roles and users are in which groups.

Source: EKS User Guide, "Grant IAM users access to Kubernetes with a ConfigMap"; aws-iam-authenticator 0.7,
`pkg/mapper/configmap` (a list is YAML, keys count in any case, and of one with an error the rest may count); read
2026-11.
"""

from typing import Any, Final, NamedTuple

from daypass.model.yaml_text import YamlError, yaml_value

LISTS: Final = ("mapRoles", "mapUsers")
_ARNS: Final = ("rolearn", "userarn")
_GROUPS: Final = "groups"


class Mapped(NamedTuple):
    """An IAM role or user and the groups that it is in, if any."""

    arn: str
    groups: tuple[str, ...]


class MappedList(NamedTuple):
    """The entries of a list that are understood. `whole`: these are all."""

    entries: tuple[Mapped, ...]
    whole: bool


def mapped_list(text: str) -> MappedList:
    """What a list says, as far as it is understood."""
    try:
        read = yaml_value(text)
    except YamlError:
        return MappedList((), whole=False)
    entries = [] if read is None else read
    if not isinstance(entries, list):
        return MappedList((), whole=False)
    found = [mapped for entry in entries if (mapped := _mapped(entry))]
    return MappedList(tuple(found), whole=len(found) == len(entries))


def _mapped(entry: Any) -> Mapped | None:
    """Whom an entry puts into which groups; None where that is not understood."""
    if not isinstance(entry, dict):
        return None
    said = {key.casefold(): value for key, value in entry.items()}
    named = [said[key] for key in _ARNS if key in said]
    groups = said.get(_GROUPS)
    groups = [] if groups is None else groups
    is_list = isinstance(groups, list) and all(isinstance(group, str) for group in groups)
    if len(said) < len(entry) or len(named) != 1 or not (isinstance(named[0], str) and named[0]) or not is_list:
        return None
    return Mapped(named[0], tuple(groups))
