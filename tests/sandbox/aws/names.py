"""This is where a name is made up for a resource that has none: `name-` and seven hex digits, as the bridge does."""

import hashlib
from collections.abc import Mapping
from typing import Any

from pulumi.runtime.proto.provider_pb2 import CheckRequest
from tests.sandbox.aws.kind import Autoname

DIGITS = 7
Options = CheckRequest.AutonamingOptions


def made_up(autoname: Autoname, request: CheckRequest, olds: Mapping[str, Any]) -> str | None:
    """The old name where there is one, else a new one; None where `pulumi:autonaming` forbids making one up."""
    if old := olds.get(autoname.property):
        return str(old)
    if request.HasField("autonaming"):
        if request.autonaming.mode == Options.DISABLE:
            return None
        return f"{autoname.prefix}{request.autonaming.proposed_name}"
    # The engine's seed differs between preview and update, and with it the digits: nobody may join evidence on them.
    digits = hashlib.sha256(request.randomSeed or request.urn.encode()).hexdigest()[:DIGITS]
    room = autoname.longest - len(autoname.prefix) - DIGITS - 1
    base = (request.name or request.urn.rpartition("::")[2])[:room]
    name = f"{autoname.prefix}{base}-{digits}"
    return name.lower() if autoname.lower else name
