"""The table of credential types is whole, and each of its types is the matter of exactly one rule."""

import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

from daypass.data.credential_tokens import (
    BY_SETTINGS,
    CLASSES,
    FORMS,
    GRADES,
    GROUPS,
    LIMITS,
    CredentialToken,
    credential_tokens,
    types_of,
)
from daypass_policies.rules import catalog

TOKENS = list(credential_tokens().values())
OF_THEIR_OWN = {
    "aws:iam/accessKey:AccessKey": "no-long-lived-key",
    "aws:lightsail/bucketAccessKey:BucketAccessKey": "no-long-lived-key",
    "aws:iam/user:User": "no-iam-user",
    "aws:iam/userLoginProfile:UserLoginProfile": "no-login-profile",
    "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": "service-credential-ends",
}


FORMER = {
    "exoscale:index/iAMAPIKey:IAMAPIKey": "exoscale:index/iamApiKey:IamApiKey",
    "gitlab:index/deployToken:DeployToken": "gitlab:index/projectDeployToken:ProjectDeployToken",
    "grafana:index/cloudAccessPolicyToken:CloudAccessPolicyToken": "grafana:cloud/accessPolicyToken:AccessPolicyToken",
    "grafana:index/cloudStackServiceAccountToken:CloudStackServiceAccountToken": (
        "grafana:cloud/stackServiceAccountToken:StackServiceAccountToken"
    ),
    "grafana:index/serviceAccountToken:ServiceAccountToken": "grafana:oss/serviceAccountToken:ServiceAccountToken",
    "scaleway:index/accountSshKey:AccountSshKey": "scaleway:account/sshKey:SshKey",
    "scaleway:index/cockpitToken:CockpitToken": "scaleway:observability/token:Token",
    "scaleway:index/containerToken:ContainerToken": "scaleway:containers/token:Token",
    "scaleway:index/databaseUser:DatabaseUser": "scaleway:databases/user:User",
    "scaleway:index/functionToken:FunctionToken": "scaleway:functions/token:Token",
    "scaleway:index/mnqNatsCredentials:MnqNatsCredentials": "scaleway:mnq/natsCredentials:NatsCredentials",
    "scaleway:index/mnqSnsCredentials:MnqSnsCredentials": "scaleway:mnq/snsCredentials:SnsCredentials",
    "scaleway:index/iamApiKey:IamApiKey": "scaleway:iam/apiKey:ApiKey",
    "scaleway:index/iamSshKey:IamSshKey": "scaleway:iam/sshKey:SshKey",
    "scaleway:index/mnqSqsCredentials:MnqSqsCredentials": "scaleway:mnq/sqsCredentials:SqsCredentials",
}
"""A name that a type had → the one that it has."""


def named(token: CredentialToken) -> str:
    return token.type


def test_the_table_holds_every_type_that_is_known() -> None:
    assert len(TOKENS) == 381
    assert len({token.package.partition("==")[0] for token in TOKENS}) == 93
    assert Counter(token.kind for token in TOKENS) == {
        "mints": 272,
        "stores": 30,
        "conditional": 37,
        "imports": 33,
        "principal": 5,
        "key-material": 4,
    }
    assert len([token for token in TOKENS if token.endings]) >= 122


def test_the_words_in_the_table_are_known() -> None:
    assert {token.kind for token in TOKENS} == set(CLASSES)
    assert {token.group for token in TOKENS} == set(GROUPS)
    assert {token.grade for token in TOKENS} == set(GRADES)
    assert {ending.form for token in TOKENS for ending in token.endings} == set(FORMS)
    assert {token.limit for token in TOKENS} == {"", *LIMITS}
    assert all(limit.days > 0 and len(limit.reason) > 20 for limit in LIMITS.values())


@pytest.mark.parametrize("token", TOKENS, ids=named)
def test_a_type_says_what_it_is_and_what_is_better(token: CredentialToken) -> None:
    assert re.fullmatch(r"[a-z0-9-]+:[\w/.-]+:\w+", token.type)
    assert re.fullmatch(r"pulumi(verse)?-[a-z0-9-]+==[0-9.]+", token.package)
    assert token.noun
    assert token.alternative
    assert not (token.noun + token.alternative).endswith(".")
    assert bool(token.limit) is bool(token.endings)
    assert token.default is None or token.default == BY_SETTINGS or token.default > 0
    assert token.endings or (token.default is None and not token.undone_by)


ABOUT_OTHERS: Final = ("refresh-token-ends",)
"""What asks a client for the tokens that others get by it, not for what it signs in with itself."""


@pytest.mark.parametrize("token", TOKENS, ids=named)
def test_a_type_is_the_matter_of_one_rule_about_credentials_that_stay(token: CredentialToken) -> None:
    """Two rules about one fact would tell it twice; none would miss it."""
    rules = catalog().values()
    asking = [rule.name for rule in rules if token.type in rule.applies_to and rule.risk == "long-lived-credential"]
    asking = [name for name in asking if name not in ABOUT_OTHERS]
    assert len(asking) == 1
    assert OF_THEIR_OWN.get(token.type, asking[0]) == asking[0]


@pytest.mark.parametrize(("former", "present"), FORMER.items())
def test_a_credential_made_under_a_former_name_is_held_to_the_same(former: str, present: str) -> None:
    """A stack keeps the name under which a thing was made until somebody moves it."""
    before, now = credential_tokens()[former], credential_tokens()[present]
    assert before.noun in now.noun
    assert before._replace(type=now.type, package=now.package, noun=now.noun) == now


def test_types_are_found_by_their_group_and_by_whether_they_take_an_end() -> None:
    assert "gcp:serviceaccount/key:Key" in types_of("cloud", ending=False)
    assert "azuread:index/applicationPassword:ApplicationPassword" in types_of("cloud", ending=True)
    assert set(types_of("cloud")) == {*types_of("cloud", ending=True), *types_of("cloud", ending=False)}
    assert types_of("nothing") == ()


def test_an_end_that_each_place_needs_is_told_apart() -> None:
    passwords = credential_tokens()["azure:containerservice/tokenPassword:TokenPassword"].endings
    assert [(ending.paths, ending.form, ending.every) for ending in passwords] == [
        (("password1.expiry", "password2.expiry"), "date", True)
    ]
    secret = credential_tokens()["azuread:index/applicationPassword:ApplicationPassword"].endings
    assert [(ending.paths, ending.every) for ending in secret] == [(("endDate",), False), (("endDateRelative",), False)]


@cache
def sources() -> dict[str, str]:
    """Type token → source of its class in the installed provider SDK."""
    spec = find_spec("pulumi_aws")
    assert spec
    assert spec.origin
    found = {}
    for path in Path(spec.origin).parent.glob("*/*.py"):
        source = path.read_text(encoding="utf-8")
        for token in re.findall(r"super\(\w+, __self__\)\.__init__\(\s*'([^']+)'", source):
            found[token] = source
    return found


@pytest.mark.parametrize("token", [token for token in TOKENS if token.type.startswith("aws:")], ids=named)
def test_types_of_the_installed_sdk_are_there_and_take_the_end_that_the_table_names(token: CredentialToken) -> None:
    source = sources()[token.type]
    for path in [path for ending in token.endings for path in ending.paths]:
        assert f'name="{path}"' in source or f"def {path}(self)" in source
