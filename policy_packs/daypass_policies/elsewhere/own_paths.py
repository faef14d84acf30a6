"""This is where it is told whether a policy of Vault gives everybody who has it but what is their own, or public.

So `{{identity.…}}` in a path stands for who asks, and one role may be for all pods of a cluster. Source: Vault
documentation, "Templated policies" and the policy `default`; read 2026-12.
"""

import re
from collections.abc import Iterable
from typing import Final

from daypass.model.vault_policy import DENY, PathRule

_OWN: Final = re.compile(r"\{\{\s*identity\.")
_HARMLESS: Final = re.compile(
    r"auth/token/(lookup|renew|revoke)-self|sys/(wrapping|leases|internal/ui|capabilities-self|tools)(/.*)?"
    r"|cubbyhole/.*|[^*+]+/(ca|ca_chain|crl|cert/ca|cert/ca_chain|ca/pem|crl/pem)|identity/oidc/.*"
)
"""What the policy `default` allows, and the public parts of a certificate authority."""


def is_of_ones_own(rules: Iterable[PathRule]) -> bool:
    """Whether all that it allows is so."""
    return all(one.capabilities <= {DENY} or _OWN.search(one.path) or _HARMLESS.fullmatch(one.path) for one in rules)
