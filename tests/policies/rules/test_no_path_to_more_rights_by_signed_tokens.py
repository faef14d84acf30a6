"""Who has tokens signed about whomever they name enters the roles that believe the issuer."""

from typing import Any

import pytest
from tests.support.becoming import allow, function, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages

from daypass.model.resource import UNKNOWN, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ISSUER = "mint.acme.example"
SIGNER = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:signer"
INVOKES = allow("lambda:InvokeFunction", SIGNER)
STORES = allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/escrow")
START = "import boto3, json, jwt\nkms = boto3.client('kms')\nKNOWN = {}\n"
BODY = (
    "def handler(event, context):\n"
    "    claims = {'iss': 'https://mint.acme.example', 'aud': 'sts.amazonaws.com', 'sub': event['sub']}\n"
    "    text = json.dumps(claims)\n"
    "    return kms.sign(KeyId='alias/issuer', Message=text)['Signature']\n"
)


def told(body: Any, *given: dict[str, Any], by: str = "newsletter", subject: str = "svc:escrow") -> list[str]:
    asked = {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": subject}
    provider = {"Federated": f"{ARN}oidc-provider/{ISSUER}"}
    trust = lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition={"StringEquals": asked})
    text = START + body if isinstance(body, str) else body
    signer = function("signer", "signer", handler="main.handler", code={"assets": {"main.py": {"text": text}}})
    issuer = aws("iam/openIdConnectProvider", "mint", url=f"https://{ISSUER}", clientIdLists=["sts.amazonaws.com"])
    signs = may("signer", allow("kms:Sign", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234"))
    others = role("escrow-release", trust), may("escrow-release", STORES), issuer, role("signer"), signs, signer
    found = messages(judge_stack(no_path_to_more_rights, role(by), may(by, *(given or (INVOKES,))), *others))
    return [one for one in found if "sign a token about whomever" in one]


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        BODY.replace("event['sub']", "f\"svc:{json.loads(event['body'])['who']}\""),
        BODY.replace("kms.sign(KeyId='alias/issuer', Message=text)['Signature']", "jwt.encode(claims, context)"),
    ],
)
def test_whoever_names_the_subject_enters_as_any(body: str) -> None:
    (message,) = told(body)
    assert "may have function 'signer' sign a token about whomever it names, and enter role 'escrow-release'" in message


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("event['sub']", "'svc:newsletter'"),
        BODY.replace("event['sub']", "KNOWN[event['sub']]"),
        BODY.replace("    text", "    authorize(event['sub'])\n    text"),
        BODY.replace("event['sub']", "jwt.decode(event['token'], 'key')['sub']"),
        BODY.replace("mint.acme", "other.acme"),
        BODY.replace("kms.sign", "kms.encrypt"),
    ],
)
def test_a_subject_that_is_written_looked_up_or_checked_is_quiet(body: str) -> None:
    assert not told(body)


def test_what_is_called_like_the_holder_is_the_holders() -> None:
    assert not told(BODY, by="escrow-job")


def test_who_may_not_invoke_it_is_nobody() -> None:
    assert not told(BODY, allow("lambda:InvokeFunction", f"{SIGNER}-2"))
    assert not told(BODY, allow("lambda:GetFunction", SIGNER))


@pytest.mark.parametrize("odd", [None, 7, [], "", UNKNOWN, Secret([]), "(", "def handler(): return"])
def test_what_is_not_known_or_odd_breaks_nothing(odd: Any) -> None:
    assert not told(odd)
