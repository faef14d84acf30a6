"""The rule asks the types of its kind, and says who is asked; how an owner is found is told in test_bearers."""

from tests.support.rules import OWNED, judge, messages, passes

from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.rules.provider_has_owner import provider_has_owner

ANCHOR = "aws:rolesanywhere/trustAnchor:TrustAnchor"


def test_a_trust_anchor_that_nobody_owns_is_found() -> None:
    assert messages(judge(provider_has_owner, Resource.of(ANCHOR, "mesh"))) == ["trust anchor 'mesh' has no owner"]


def test_one_with_an_owner_passes() -> None:
    assert passes(judge(provider_has_owner, Resource.of(ANCHOR, "mesh", tags=OWNED)))
    settings = Settings(tags={"owner": "acme:host"}, path="daypass.toml")
    assert passes(judge(provider_has_owner, Resource.of(ANCHOR, "mesh", tags={"acme:host": "a"}), settings=settings))


def test_our_own_tag_of_a_contact_names_no_owner() -> None:
    tags = {**OWNED, "daypass:owner": ""}
    assert messages(judge(provider_has_owner, Resource.of(ANCHOR, "mesh", tags=tags))) == [
        "trust anchor 'mesh' has no owner"
    ]
    assert passes(judge(provider_has_owner, Resource.of(ANCHOR, "mesh", tags={"contact": "payments@example.org"})))
