"""This is where a simulated type is described: what the AWS provider makes of a resource without asking AWS.

Source of defaults, names and computed outputs: the schema of pulumi-aws 7.51 (terraform-provider-aws 6), read
2026-11-24; of ARNs and ids: the "Import" and "Attribute Reference" sections there. A type that is not here is
registered as the program wrote it, and every output of it is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Autoname:
    """How a name is made up: the property, its longest form, what stands before it, and whether it is lower case."""

    property: str = "name"
    longest: int = 255
    prefix: str = ""
    lower: bool = False


@dataclass(frozen=True, slots=True)
class Simulated:
    """One type.

    `arn` and `id` are templates over inputs, `{partition}`, `{region}`, `{account}`, `{suffix}`, `{arn}`, `{host}`
    (a URL without its scheme) and what AWS draws by lot, here always the same: `{hex}`, `{uuid}`, `{letters}`.
    `read_back` are templates of what AWS gives back otherwise than it took it, `same` outputs that repeat the id,
    `computed` those that stay unknown, `secret` the secrets among them. `tagged` types get `tagsAll`, `regional` ones
    the provider's region.
    """

    autoname: Autoname | None = None
    arn: str = ""
    id: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    read_back: Mapping[str, str] = field(default_factory=dict)
    computed: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    tagged: bool = False
    regional: bool = False
