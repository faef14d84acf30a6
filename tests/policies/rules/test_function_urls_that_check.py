"""A function URL for everyone is told unless its code checks a signature of what it is sent before it does anything."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.function_is_not_public import function_is_not_public

URL = "aws:lambda/functionUrl:FunctionUrl"
START = """import base64, hashlib, hmac, json, os, time, boto3, jwt, requests, stripe
from nacl.signing import VerifyKey
sqs = boto3.client('sqs')
KEY = boto3.client('secretsmanager').get_secret_value(SecretId=os.environ['SECRET'])['SecretString'].encode()
WRITTEN = b'letmein'
DISCORD = VerifyKey(bytes.fromhex(os.environ['DISCORD']))
"""
TAKES = """
    body = event.get('body') or ''
    raw = base64.b64decode(body) if event.get('isBase64Encoded') else body.encode()
    given = event['headers'].get('x-signature', '')
    want = hmac.new(KEY, raw, hashlib.sha256).hexdigest()"""
ACTS = """
    sqs.send_message(QueueUrl=os.environ['QUEUE'], MessageBody=event['body'])
    return {'statusCode': 200}
"""
REFUSES = """
    if not hmac.compare_digest(want, given):
        return {'statusCode': 401}"""

NO = "\n        return {'statusCode': 401}"
RAISES = REFUSES.replace("return", "raise ValueError #")
TESTS = "\n    if event.get('test'):\n        "


def judged(text: Any, url: dict[str, Any] | None = None, profile: str = "standard", **inputs: Any) -> Answer:
    code = {"assets": {"main.py": {"text": text}}}
    said = {"name": "hook", "runtime": "python3.12", "handler": "main.handler", "code": code} | inputs
    function = Resource.of("aws:lambda/function:Function", "hook", **said)
    asked = {"functionName": "hook", "authorizationType": "NONE"} | (url or {})
    return judge_stack(function_is_not_public, function, Resource.of(URL, "u", **asked), profile=profile)


def handler(body: str, before: str = "") -> str:
    return f"{START}{before}\ndef handler(event, context):{body}"


CHECKED = handler(TAKES + REFUSES + ACTS)

SOUND = {
    "a code that is compared": CHECKED,
    "with an age beside it": handler(
        TAKES
        + """
    stamp = event['headers'].get('x-time', '0')
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > 300 or not hmac.compare_digest(given, want):
        raise PermissionError('signature')"""
        + ACTS
    ),
    "the answer has a name": handler(
        TAKES + "\n    ok = hmac.compare_digest(want, given)\n    if not ok:\n        return {'statusCode': 401}" + ACTS
    ),
    "what is right is done within": handler(
        TAKES
        + """
    if hmac.compare_digest(want, given):
        sqs.send_message(QueueUrl=os.environ['QUEUE'], MessageBody=event['body'])
        return {'statusCode': 200}
    return {'statusCode': 401}
"""
    ),
    "a function that says so": handler(
        "\n    if not signed(event):\n        return {'statusCode': 401}" + ACTS,
        f"def signed(event):{TAKES}\n    return hmac.compare_digest(want, given)\n",
    ),
    "a function that raises": handler("\n    hold(event)" + ACTS, f"def hold(event):{TAKES}{RAISES}\n"),
    "a shared secret": handler(
        "\n    if not hmac.compare_digest(KEY, event['headers']['x-token'].encode()):" + NO + ACTS
    ),
    "a library that raises": handler(
        """
    try:
        event = stripe.Webhook.construct_event(event['body'], event['headers']['stripe-signature'], KEY)
    except (ValueError, stripe.error.SignatureVerificationError):
        return {'statusCode': 400}"""
        + ACTS
    ),
    "a token": handler("\n    who = jwt.decode(event['headers']['authorization'], KEY, algorithms=['HS256'])" + ACTS),
    "a public key": handler(
        "\n    DISCORD.verify(event['body'].encode(), bytes.fromhex(event['headers']['x-signature']))" + ACTS
    ).replace("bytes.fromhex(event", "base64.b64decode(event"),
    "who only asks whether it lives is answered": handler(
        "\n    if event.get('rawPath') == '/health':\n        return {'statusCode': 200}" + TAKES + REFUSES + ACTS
    ),
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_code_that_checks_first_is_quiet(text: str) -> None:
    assert passes(judged(text))


def test_a_function_that_is_named_by_what_it_becomes_is_found() -> None:
    code = {"assets": {"main.py": {"text": CHECKED}}}
    function = Resource.of("aws:lambda/function:Function", "hook", handler="main.handler", code=code)
    url = Resource.of(URL, "u", functionName=UNKNOWN, authorizationType="NONE")
    behind = replace(url, property_dependencies={"functionName": (function.urn,)})
    assert passes(judge_stack(function_is_not_public, function, behind))
    assert len(judge_stack(function_is_not_public, function, url).problems) == 1


LOOSE = {
    "no check": handler(ACTS),
    "done before": handler(TAKES + ACTS.replace("\n    return {'statusCode': 200}\n", "") + REFUSES + ACTS),
    "logged alone": handler(TAKES + "\n    if not hmac.compare_digest(want, given):\n        print('bad')" + ACTS),
    "on some paths alone": handler(TAKES + "\n    if given:" + REFUSES.replace("\n", "\n    ") + ACTS),
    "only if something else too": handler(
        TAKES + "\n    if not hmac.compare_digest(want, given) and given:\n        return {'statusCode': 401}" + ACTS
    ),
    "turned round": handler(
        TAKES + "\n    if hmac.compare_digest(want, given):\n        return {'statusCode': 401}" + ACTS
    ),
    "what is wrong is caught": handler(
        "\n    try:\n        stripe.Webhook.construct_event(event['body'], event['headers']['s'], KEY)"
        "\n    except Exception as wrong:\n        print(wrong)" + ACTS
    ),
    "done where it is refused": handler(
        TAKES
        + "\n    if not hmac.compare_digest(want, given):\n        sqs.send_message(Body=given)\n        return {}"
        + ACTS
    ),
    "a key that is sent": handler(TAKES.replace("hmac.new(KEY", "hmac.new(event['key']") + REFUSES + ACTS),
    "a key that is written there": handler(TAKES.replace("KEY", "WRITTEN") + REFUSES + ACTS),
    "compared with itself": handler(
        TAKES.replace("event['headers'].get('x-signature', '')", "event['body']")
        + REFUSES.replace("want", "given")
        + ACTS
    ),
    "a digest without a key": handler(
        TAKES.replace("hmac.new(KEY, raw, hashlib.sha256)", "hashlib.sha256(raw)") + REFUSES + ACTS
    ),
    "what it wants is sent": handler(
        TAKES + "\n    if event.get('want'):\n        want = event['want']" + REFUSES + ACTS
    ),
    "a token that is not checked": handler(
        "\n    who = jwt.decode(event['headers']['a'], KEY, options={'verify_signature': False})" + ACTS
    ),
    "a function that says yes as well": handler(
        "\n    if not signed(event):\n        return {'statusCode': 401}" + ACTS,
        f"def signed(event):{TESTS}return True{TAKES}\n    return hmac.compare_digest(want, given)\n",
    ),
    "a function that comes back": handler(
        "\n    hold(event)" + ACTS,
        f"def hold(event):{TESTS}return None{TAKES}{RAISES}\n",
    ),
    "something unknown before": handler(
        "\n    requests.post('https://other.example', data=event)" + TAKES + REFUSES + ACTS
    ),
    "the secret is the answer": handler(
        "\n    if event.get('x'):\n        return {'body': KEY}" + TAKES + REFUSES + ACTS
    ),
    "the secret is chosen": handler(
        "\n    key = sm.get_secret_value(SecretId=event['id'])['SecretString']"
        + TAKES.replace("KEY", "key")
        + REFUSES
        + ACTS
    ),
    "a wrapped handler": CHECKED.replace("def handler", "@wrapped\ndef handler"),
    "another handler by the name": CHECKED + "\nhandler = other(handler)\n",
    "no Python": "def handler(",
    "not known yet": UNKNOWN,
}


@pytest.mark.parametrize("text", LOOSE.values(), ids=LOOSE)
def test_code_that_does_not_is_told(text: Any) -> None:
    assert len(judged(text).problems) == 1


def test_code_that_is_not_there_or_is_of_another_version_is_told() -> None:
    assert len(judged("", s3Bucket="b", code=None).problems) == 1
    assert len(judged(CHECKED, {"qualifier": "live"}).problems) == 1
    assert len(judged(CHECKED, {"functionName": "other"}).problems) == 1
    assert len(judged(CHECKED, handler="other.handler").problems) == 1


def test_profile_strict_tells_it_all_the_same() -> None:
    assert len(judged(CHECKED, profile="strict").problems) == 1
