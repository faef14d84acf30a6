"""This is where the trust policy of a declared identity is written."""

import json
from typing import Any

from daypass.model.identity import Identity


def trust_document(identity: Identity) -> dict[str, Any]:
    """The trust policy of an identity's role: its federation's statements and no others."""
    statements = identity.federation.trust_statements(identity.account, identity.partition)
    return {"Version": "2012-10-17", "Statement": statements}


def trust_json(identity: Identity) -> str:
    """The same as text, always in the same order, so that an upgrade changes nothing."""
    return json.dumps(trust_document(identity), sort_keys=True, separators=(",", ":"))
