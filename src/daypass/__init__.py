"""Governs the identities of machines: declared, judged, deployed, revoked, proven."""
