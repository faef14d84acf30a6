"""This is where it is told whether the path of an issuer, as in a provider's ARN, is one that a table means."""


def fits(pattern: str, path: str) -> bool:
    """One `*` at most: whatever stands there is the customer's own part, and is never empty. Both in small letters."""
    head, star, tail = pattern.partition("*")
    if not star:
        return path == pattern
    return len(path) > len(head) + len(tail) and path.startswith(head) and path.endswith(tail)


def customer_in(pattern: str, path: str) -> str:
    """The customer's own part of a path that fits the pattern, as it is written there; "" where there is none."""
    head, star, tail = pattern.partition("*")
    return path[len(head) : len(path) - len(tail)] if star else ""
