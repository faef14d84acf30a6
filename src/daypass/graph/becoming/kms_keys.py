"""This is where it is told which ARN a KMS key has that a property names: by its ARN, its id, or not at all."""

from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.iam.arn import Arn

DECRYPTS: Final = "kms:Decrypt"
ALIAS: Final = "alias/"
"""What stands in the name of a key that is not its own: which key that is, is not known."""


def key_beside(arn: str, named: str) -> str:
    """The ARN of a key by its ARN or id, in the account and region of a thing with this ARN."""
    if Arn.parse(named):
        return named
    there = Arn.parse(arn)
    beside = f"{there.partition}:kms:{there.region}:{there.account}" if there else f"{ANY}:kms:{ANY}:{ANY}"
    return f"arn:{beside}:key/{named}"


def whichever_key(account: str) -> str:
    """One that nobody names, in place of one that is not known: who opens it must open any."""
    return f"arn:aws:kms:us-east-1:{account}:key/{PROBE}"
