"""This is where texts are that look real: what a witness is made of where the policies leave it open.

They only come first among all texts that would do. Accounts and addresses are those that AWS and RFC 5737 keep for
examples.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.iam.glob import ANY_TEXT, Tokens

ACCOUNT: Final = "111122223333"
OTHER_ACCOUNT: Final = "444455556666"
REGION: Final = "eu-west-1"

WORDS: Final = ("x", "app", "1", "other", "app/x", "")
"""What a `*` may stand for."""

_RUN, _ONE = "\ue000", "\ue001"
_LAST: Final = 5
_SERVICE: Final = "s3"
_WHOLE: Final = {1: "aws", 3: REGION}
"""What a component of an ARN is where the pattern leaves the whole of it open."""

_KEYS: Final = {
    "aws:calledvia": ("cloudformation.amazonaws.com",),
    "aws:currenttime": ("2026-11-25T10:00:00Z",),
    "aws:epochtime": ("1796083200",),
    "aws:principalarn": (f"arn:aws:iam::{ACCOUNT}:role/app", f"arn:aws:iam::{OTHER_ACCOUNT}:role/other"),
    "aws:principalorgid": ("o-a1b2c3d4e5", "o-f6g7h8i9j0"),
    "aws:requestedregion": (REGION, "us-east-1", "eu-central-1"),
    "aws:resourceorgid": ("o-a1b2c3d4e5", "o-f6g7h8i9j0"),
    "aws:sourcearn": ("arn:aws:s3:::reports", f"arn:aws:sns:{REGION}:{ACCOUNT}:orders"),
    "aws:sourceip": ("198.51.100.7", "203.0.113.9", "2001:db8::7"),
    "aws:sourceorgid": ("o-a1b2c3d4e5", "o-f6g7h8i9j0"),
    "aws:sourcevpc": ("vpc-0a1b2c3d", "vpc-4e5f6a7b"),
    "aws:sourcevpce": ("vpce-0a1b2c3d", "vpce-4e5f6a7b"),
    "iam:passedtoservice": ("lambda.amazonaws.com", "ec2.amazonaws.com"),
}
_ENDS: Final = {
    "account": (ACCOUNT, OTHER_ACCOUNT),
    "region": (REGION, "us-east-1", "eu-central-1"),
    ":sub": ("another-subject",),
    ":aud": ("another-audience",),
    "arn": (f"arn:aws:iam::{ACCOUNT}:role/app", f"arn:aws:sns:{REGION}:{ACCOUNT}:orders"),
}


def values_of(key: str) -> tuple[str, ...]:
    """Values that a key of this name may well have. The case of letters does not count."""
    folded = key.lower()
    ending = next((values for end, values in _ENDS.items() if folded.endswith(end)), ())
    return (*_KEYS.get(folded, ending), "x", "other", "1")


def filled(tokens: Tokens, service: str = "", account: str = ACCOUNT) -> Iterator[str]:
    """Texts that fit the pattern; `service` and `account` are what stands for a `*` in their places of an ARN."""
    if all(isinstance(token, str) for token in tokens):
        yield "".join(map(str, tokens))
        return
    marked = "".join(token if isinstance(token, str) else _RUN if token is ANY_TEXT else _ONE for token in tokens)
    for word in WORDS:
        yield ":".join(_components(marked, word, {**_WHOLE, 2: service or _SERVICE, 4: account}))


def _components(marked: str, word: str, whole: Mapping[int, str]) -> Iterator[str]:
    components = marked.split(":", _LAST)
    is_arn = len(components) == _LAST + 1 and components[0] == "arn"
    for place, component in enumerate(components):
        if is_arn and component == _RUN and place in whole:
            yield whole[place]
        else:
            yield component.replace(_RUN, word).replace(_ONE, "1" if place == _LAST - 1 else word[:1] or "x")
