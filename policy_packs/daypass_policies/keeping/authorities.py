"""This is where private certificate authorities are, what trusts them, and which sign what ends before it is revoked.

Source: AWS Private CA User Guide, "Understand AWS Private CA CA modes" (short-lived: seven days at most, meant to do
without revocation); read 2026-12.
"""

from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.keeping.standing import word_at

AUTHORITIES: Final = ("aws:acmpca/certificateAuthority:CertificateAuthority", "aws-native:acmpca:CertificateAuthority")
ANCHORS: Final = ("aws:rolesanywhere/trustAnchor:TrustAnchor", "aws-native:rolesanywhere:TrustAnchor")
CERTIFICATES: Final = ("aws:acmpca/certificate:Certificate", "aws-native:acmpca:Certificate")
_MODE: Final = "usageMode"
_SHORT: Final = "short_lived_certificate"


def own_authorities(stack: Stack) -> list[Resource]:
    """Those that a stack makes."""
    return [one for one in stack.of_type(*AUTHORITIES) if not was_looked_up(one)]


def is_short_lived(authority: Resource) -> bool:
    """Whether it signs nothing that lives longer than a week. Raises `Undecided` where that is not known."""
    return word_at(authority, _MODE) == _SHORT


def is_of_an_authority(certificate: Resource) -> bool:
    """Whether it is the certificate of a certificate authority, which outlives all that it issues. Raises `Undecided`.

    Source: AWS Private CA User Guide, "AWS Private CA template definitions"; read 2026-12.
    """
    return certificate.type in CERTIFICATES and "CACertificate" in str(certificate.declared.get("templateArn", ""))
