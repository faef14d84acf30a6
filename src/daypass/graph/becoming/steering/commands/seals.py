"""This is where it is told with which key of its own a state machine seals what its executions say, and who opens that.

Who sees what is sealed must be allowed to decrypt with the key. Sources: Step Functions API Reference,
"EncryptionConfiguration" and "StartSyncExecution" (`includedData`); read 2026-11.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.kms_keys import ALIAS, DECRYPTS, key_beside, whichever_key
from daypass.graph.becoming.means import Means
from daypass.graph.leaves import said, text_of
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

_WHERE: Final = "encryptionConfiguration"
_OWN_KEY: Final = "CUSTOMER_MANAGED_KMS_KEY"


class Seal(NamedTuple):
    """`key` is its ARN or id, `*` where it is not known; `place` says where it stands. It may turn out to be none."""

    key: str
    place: Untold
    is_sure: bool = True

    def opened(self, means: Means, arn: str) -> Answer:
        """Whether somebody may open it, for a machine of this ARN. The key's policy may let whom their own do not."""
        key = self._arn(means, arn)
        if means.denies(DECRYPTS, key) == "yes":
            return NO if self.is_sure else self._unknown
        found = means.on(DECRYPTS, key) if means.may(DECRYPTS) else NO
        return found if found.possible else self._unknown

    @property
    def _unknown(self) -> Answer:
        return Answer(possible=True, unknown=(self.place,))

    def _arn(self, means: Means, arn: str) -> str:
        is_known = self.key != ANY and ALIAS not in self.key
        return key_beside(arn, self.key) if is_known else whichever_key(means.caller.account)


def seal_of(machine: Resource) -> Seal | None:
    """That of a state machine; None where it has none."""
    written, place = bare(said(machine, _WHERE)), Untold.of(machine, _WHERE)
    if written is UNKNOWN:
        return Seal(ANY, place, is_sure=False)
    if not isinstance(written, Mapping):
        return None
    kind, key = bare(written.get("type")), text_of(written.get("kmsKeyId")) or ANY
    if kind is UNKNOWN:
        return Seal(key, place, is_sure=False)
    return Seal(key, place) if kind == _OWN_KEY else None
