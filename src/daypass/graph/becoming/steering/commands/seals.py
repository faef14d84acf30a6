"""This is where it is told with which key of its own a state machine seals what its executions say, and who opens that.

Who sees what is sealed must be allowed to decrypt with the key. Sources: Step Functions API Reference,
"EncryptionConfiguration" and "StartSyncExecution" (`includedData`); read 2026-11.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from daypass.data.escalation_paths import PROBE
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.means import Means
from daypass.graph.leaves import said, text_of
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare

_WHERE: Final = "encryptionConfiguration"
_OWN_KEY: Final = "CUSTOMER_MANAGED_KMS_KEY"
OPENS: Final = "kms:Decrypt"
ALIAS: Final = "alias/"


class Seal(NamedTuple):
    """`key` is its ARN or id, `*` where it is not known; `place` says where it stands. It may turn out to be none."""

    key: str
    place: str
    is_sure: bool = True

    def opened(self, means: Means, arn: str) -> Answer:
        """Whether somebody may open it, for a machine of this ARN. The key's policy may let whom their own do not."""
        key = self._arn(means, arn)
        if means.denies(OPENS, key) == "yes":
            return NO if self.is_sure else self._unknown
        found = means.on(OPENS, key) if means.may(OPENS) else NO
        return found if found.possible else self._unknown

    @property
    def _unknown(self) -> Answer:
        return Answer(possible=True, unknown=(self.place,))

    def _arn(self, means: Means, arn: str) -> str:
        there = Arn.parse(arn)
        if self.key == ANY or ALIAS in self.key:  # which key that is, is not known: it must open any
            return f"arn:aws:kms:us-east-1:{means.caller.account}:key/{PROBE}"
        beside = f"{there.partition}:kms:{there.region}:{there.account}" if there else f"{ANY}:kms:{ANY}:{ANY}"
        return self.key if Arn.parse(self.key) else f"arn:{beside}:key/{self.key}"


def seal_of(machine: Resource) -> Seal | None:
    """That of a state machine; None where it has none."""
    written, place = bare(said(machine, _WHERE)), f"{_WHERE} of {machine.name!r}"
    if written is UNKNOWN:
        return Seal(ANY, place, is_sure=False)
    if not isinstance(written, Mapping):
        return None
    kind, key = bare(written.get("type")), text_of(written.get("kmsKeyId")) or ANY
    if kind is UNKNOWN:
        return Seal(key, place, is_sure=False)
    return Seal(key, place) if kind == _OWN_KEY else None
