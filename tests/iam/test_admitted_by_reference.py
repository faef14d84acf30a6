"""Whom a trust is said to admit gets in, by the second evaluator; and whoever gets in is said to be admitted."""

from itertools import combinations, product
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from tests.support import reference_evaluator as reference
from tests.support.policy_universe import GITHUB_TRUSTS, PROVIDERS, SUBJECTS, Document

from daypass.iam.admission import admitted
from daypass.iam.document import Document as Trust

STRANGER = "repo:somebody-else/anything:ref:refs/heads/main"


AUDIENCES = ("sts.amazonaws.com", "other", "third")
"""Every token has one."""
ENVIRONMENTS = ("prod", "dev", "*", None)
SEVERAL = tuple(
    (
        *map(list, combinations([*words, "third", words[0].upper(), words[1].upper()], 2)),
        [*words, "third"],
        words[0].upper(),
        words[1].upper(),
        "",
    )
    for words in (AUDIENCES[:2], ("prod", "*"))
)
"""More of both, for witnesses alone: several values, which only a set operator asks about, and other cases."""


def gets_in(trust: Document, subject: str, more: tuple[tuple[Any, ...], ...] = ((), ())) -> bool:
    """Whether a token of the subject gets in with some other claims."""
    claims = {"aud": (*AUDIENCES, *more[0]), "environment": (*ENVIRONMENTS, *more[1])}
    for values in product(*claims.values()):
        token = {"sub": subject} | {
            name: value for name, value in zip(claims, values, strict=True) if value is not None
        }
        asked = {"trustPolicy": trust, "principal": PROVIDERS[0], "claims": token}
        if reference.admits(asked | {"action": "sts:AssumeRoleWithWebIdentity"})["admitted"]:
            return True
    return False


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(GITHUB_TRUSTS)
def test_whom_a_trust_is_said_to_admit_gets_in(trust: Document) -> None:
    found = admitted(Trust.parse(trust, path="trust"))
    event(f"{found.breadth}, witness: {found.witness is not None}")
    if found.witness is not None:
        assert gets_in(trust, found.witness, SEVERAL)
    if gets_in(trust, STRANGER):
        assert found.breadth in ("issuer", "world")
    if found.breadth == "nobody":
        assert not any(gets_in(trust, subject) for subject in SUBJECTS)
