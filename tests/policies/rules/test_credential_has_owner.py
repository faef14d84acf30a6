"""The rule asks the types of its kind, and says who is asked; how an owner is found is told in test_bearers."""

from tests.support.rules import OWNED, judge, messages, passes

from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.rules.credential_has_owner import credential_has_owner

SECRET = "aws:secretsmanager/secret:Secret"
GRANT = Resource.of("aws:kms/grant:Grant", "backup", keyId="k", granteePrincipal="g")


def test_a_secret_that_nobody_owns_is_found() -> None:
    assert messages(judge(credential_has_owner, Resource.of(SECRET, "ledger"))) == ["secret 'ledger' has no owner"]


def test_one_with_an_owner_passes() -> None:
    assert passes(judge(credential_has_owner, Resource.of(SECRET, "ledger", tags=OWNED)))


def test_what_cannot_say_an_owner_is_asked_only_where_somebody_wants_to_know() -> None:
    assert passes(judge(credential_has_owner, GRANT, settings=Settings()))
    assert messages(judge(credential_has_owner, GRANT, profile="strict")) == [
        "grant of a key 'backup' cannot carry tags, and the settings name no owner for it"
    ]
