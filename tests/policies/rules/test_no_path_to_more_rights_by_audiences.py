"""Who puts another client on the list of a provider lets in its tokens, where the trust does not ask for whom."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, messages, only

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ISSUER = "login.acme.example/oauth2"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
ADDS = allow("iam:AddClientIDToOpenIDConnectProvider", PROVIDER)
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-a1B2c3")


def entered(**asked: str) -> dict[str, Any]:
    claims = {f"{ISSUER}:{claim}": value for claim, value in {"sub": "treasurer", **asked}.items()}
    return {
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": claims},
    }


def judged(*given: dict[str, Any], trust: dict[str, Any], has: dict[str, Any] = SECRET) -> Answer:
    holder = (role("a", "lambda.amazonaws.com"), may("a", *given))
    return judge_stack(no_path_to_more_rights, *holder, role("treasury", trust), may("treasury", has))


def told(answer: Answer) -> list[str]:
    return [text for text in messages(answer) if text.startswith("role 'a'")]


def test_whoever_adds_a_client_to_a_list_that_alone_holds_enters_with_its_tokens() -> None:
    text = only(told(judged(ADDS, trust=entered())))
    assert "have tokens taken that were made for another client, by which role 'treasury' is entered" in text


def test_a_trust_that_asks_for_the_audience_holds_by_itself() -> None:
    assert not told(judged(ADDS, trust=entered(aud="treasury-console")))


@pytest.mark.parametrize(
    "given",
    [
        [allow("iam:AddClientIDToOpenIDConnectProvider", f"{PROVIDER}/other")],
        [allow("iam:RemoveClientIDFromOpenIDConnectProvider", PROVIDER)],
        [ADDS, deny("iam:AddClientIDToOpenIDConnectProvider", "*")],
        [ADDS, SECRET],
    ],
    ids=str,
)
def test_another_list_a_denial_and_what_it_has_itself_open_nothing(given: list[dict[str, Any]]) -> None:
    assert not told(judged(*given, trust=entered()))


def test_a_role_that_reads_what_is_stored_is_what_people_sign_in_for() -> None:
    assert not told(judged(ADDS, trust=entered(), has=allow("s3:GetObject", "arn:aws:s3:::menu/*")))
