"""This is where it is told whether a role lets in who shows a token of an identity pool.

Source: Amazon Cognito Developer Guide, "Role trust and permissions" (`aud` is the id of the pool, `amr` says whether
the user signed in, and with which provider); read 2026-11.
"""

from typing import Final

from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.assuming.trust import FEDERATES, Trust
from daypass.graph.becoming.assuming.trusts import OF_POOLS, is_for_pools
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import ORDER, Say

AUD: Final = f"{OF_POOLS}:aud"
_AMR: Final = f"{OF_POOLS}:amr"


def token_of(pool: str, amr: str) -> Facts:
    """What a token says of the pool of this id, "" where that is not known, and of how its user came."""
    return Facts({_AMR: amr, **({AUD: pool} if pool else {})})


def lets_in(trust: Trust, token: Facts) -> Answer:
    """Whether a statement lets in who shows such a token, for certain or for all that is known; not where one may not.

    What a condition asks of one user alone lets in nobody whom we know of.
    """
    if trust.document is None:
        return Answer(possible=True, unknown=trust.unknown)
    lines = trust.library.lines(trust.document).about(FEDERATES)
    whole = token.and_(trust.facts)
    if any(line.is_allow is not True and line.says(FEDERATES, trust.node.arn, whole) != "no" for line in lines):
        return NO
    said = [(line, line.says(FEDERATES, trust.node.arn, whole)) for line in trust.for_tokens if is_for_pools(line)]
    if letting := next((line for line, say in said if say == _SURE), None):
        return Answer(possible=True, grounds=(trust.ground(letting),))
    unknown = tuple(trust.place(line.unknown) for line, say in said if say == "unknown")
    return Answer(possible=bool(unknown), unknown=unknown[:1])


_SURE: Final[Say] = ORDER[-1]
