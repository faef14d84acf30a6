"""This is where OIDC issuers are that serve strangers too, so that a trust without a subject is open to all."""

from functools import cache

from daypass.data.table import read_table


def is_shared(path: str) -> bool:
    """Whether an issuer (without `https://`), or what it lies below, is known to serve many organisations."""
    folded = path.lower()
    return any(folded == host or folded.startswith(f"{host}/") for host in _hosts())


@cache
def _hosts() -> frozenset[str]:
    return frozenset(row["host"] for row in read_table("shared_issuers").rows)
