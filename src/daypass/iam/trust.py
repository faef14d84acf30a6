"""This is where trust is: what lets a declared identity in, and who a trust policy that someone wrote lets in."""

import json
from typing import Any

from daypass.iam.admission import admissions, admitted
from daypass.iam.admitted import Admitted
from daypass.model.identity import Identity

__all__ = ["Admitted", "admissions", "admitted", "trust_document", "trust_json"]


def trust_document(identity: Identity) -> dict[str, Any]:
    """The trust policy of an identity's role: its federation's statements and no others."""
    statements = identity.federation.trust_statements(identity.account, identity.partition)
    return {"Version": "2012-10-17", "Statement": statements}


def trust_json(identity: Identity) -> str:
    """The same as text, always in the same order, so that an upgrade changes nothing."""
    return json.dumps(trust_document(identity), sort_keys=True, separators=(",", ":"))
