"""This is where AWS's wildcards are: `*` is any text, also none; `?` is any one character. Nothing else is special."""


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text fits. Case counts: fold both sides where AWS ignores it.

    Walks both texts once with one point to return to, so a hostile pattern costs len(pattern) * len(text) at most,
    where a regular expression of the same meaning would not end.
    """
    if not has_wildcard(pattern):
        return pattern == text
    at = position = 0
    star, resume = -1, 0
    while position < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resume = at, position
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", text[position]):
            at, position = at + 1, position + 1
        elif star >= 0:
            resume += 1
            at, position = star + 1, resume
        else:
            return False
    return not pattern[at:].strip("*")


def is_any(pattern: str) -> bool:
    """Whether the pattern is only wildcards, so that it sorts out nothing but the shortest texts: `*`, `**`, `?*`."""
    return "*" in pattern and not pattern.strip("*?")


def has_wildcard(text: str) -> bool:
    """Whether there is a wildcard in it at all."""
    return "*" in text or "?" in text
