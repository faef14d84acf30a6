"""Whatever stands in the arguments of a credential, its rule answers: with a finding, a pass, or undecided."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.rules import ROOT, asked

from daypass.answering import Answer, answer_resource, answer_stack
from daypass.data.credential_tokens import credential_tokens
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Partial, Resource, Secret
from daypass_policies.rules import catalog
from daypass_policies.rules.database_password_is_managed import PASSWORDS

CANARY = "canary-77"
RULES = {
    type_: rule
    for rule in catalog().values()
    for type_ in rule.applies_to
    if rule.risk == "long-lived-credential" and type_ in credential_tokens()
}
ARGUMENTS = sorted(
    {
        path.partition(".")[0].partition("[")[0]
        for token in credential_tokens().values()
        for e in token.endings
        for path in e.paths
    }
    | {argument for one in PASSWORDS.values() for argument in (*one.given, *one.unless, *one.unlike) if argument}
    | {
        "startDate",
        "period",
        "noExpiry",
        "type",
        "authenticationMode",
        "authenticationMethod",
        "tokenEndpointAuthMethod",
    }
    | {"accessType", "generateSecret", "allowedOauthFlows", "rsaPublicKey", "secretName", "key", "masked", "authType"}
    | {"useOidc", "accessKeyId", "accessKey", "secretType", "secretId", "secret", "secretString", "secretData", "users"}
    | {"value", "credentials", "keepers", "isCaCertificate", "loginProfile", "serviceEndpointAuthenticationScheme"}
)
DEEP: Any = CANARY
for _ in range(5_000):
    DEEP = [DEEP]
ODD = [
    *(UNKNOWN, Secret(UNKNOWN), Secret(CANARY), Secret([CANARY]), Secret({"expiry": CANARY}), Partial(), DEEP),
    *(None, True, False, 0, -1, 1, 2**63, 10**400, math.nan, math.inf, -math.inf, 0.5, "", CANARY, CANARY * 1_000),
    *(
        [],
        [None],
        [UNKNOWN],
        [CANARY],
        [[CANARY]],
        {},
        {"": None},
        {"type": UNKNOWN},
        {"type": [1]},
        {"expiry": UNKNOWN},
    ),
    *(
        {"passwords": [UNKNOWN, {"expiry": 1}, CANARY]},
        {"expirationDays": CANARY},
        [{"password": UNKNOWN}],
        "9" * 5_000,
    ),
    *("2026-12-25", "9999-12-31T23:59:59-12:00", "1h" * 50, "P1D", "forever", "client_secret_post", "SecureString"),
]


def answered(resource: Resource, **ask: Any) -> Answer:
    rule = RULES[resource.type]
    if rule.stack:
        return answer_stack(rule, Stack((ROOT, resource)), asked(rule, **ask))
    return answer_resource(rule, resource, asked(rule, **ask))


@pytest.mark.parametrize("odd", range(len(ODD)))
def test_one_odd_value_everywhere_breaks_nothing(odd: int) -> None:
    for type_ in RULES:
        answer = answered(Resource.of(type_, "x", **dict.fromkeys(ARGUMENTS, ODD[odd])))
        assert answer.error is None, type_
        assert CANARY not in " ".join(problem.message for problem in answer.problems)


@settings(deadline=None, max_examples=500)
@given(
    st.sampled_from(sorted(RULES)),
    st.dictionaries(st.sampled_from(ARGUMENTS), st.sampled_from(ODD), max_size=6),
    st.sampled_from(["baseline", "standard", "strict"]),
)
def test_any_odd_values_break_nothing(type_: str, inputs: dict[str, Any], profile: str) -> None:
    answer = answered(Resource.of(type_, "x", **inputs), profile=profile)
    assert answer.error is None
    assert CANARY not in " ".join(problem.message for problem in answer.problems)
