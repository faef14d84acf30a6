"""What looks like the check of a signature and lets others through is told as if there were none."""

import pytest
from tests.policies.rules.test_function_urls_that_check import (
    ACTS,
    CHECKED,
    NO,
    RAISES,
    REFUSES,
    TAKES,
    handler,
    judged,
)
from tests.support.rules import passes

INNER = "def hold(event):" + TAKES
HOLES = {
    "positive-if falls through": handler(
        "\n    hold(event)" + ACTS, INNER + "\n    if hmac.compare_digest(want, given):\n        print('ok')\n"
    ),
    "positive-if else log": handler(
        "\n    hold(event)" + ACTS,
        INNER + "\n    if hmac.compare_digest(want, given):\n        print('ok')\n    else:\n        print('bad')\n",
    ),
    "positive-if return None end": handler(
        "\n    hold(event)" + ACTS,
        INNER + "\n    if hmac.compare_digest(want, given):\n        print('ok')\n    return False\n",
    ),
    "generator": handler("\n    hold(event)" + ACTS, INNER + RAISES + "\n    yield 1\n"),
    "key .encode()": CHECKED.replace("WRITTEN = b'letmein'", "WRITTEN = 'letmein'.encode()").replace(
        "hmac.new(KEY", "hmac.new(WRITTEN"
    ),
    "key bytes('..')": CHECKED.replace("hmac.new(KEY", "hmac.new(bytes('letmein','utf8')"),
    "key via second name": CHECKED.replace("DISCORD =", "B = WRITTEN\nDISCORD =").replace("hmac.new(KEY", "hmac.new(B"),
    "key concat": CHECKED.replace("b'letmein'", "b'let' + b'mein'").replace("hmac.new(KEY", "hmac.new(WRITTEN"),
    "key dict": CHECKED.replace("b'letmein'", "{'k': b'letmein'}").replace("hmac.new(KEY", "hmac.new(WRITTEN['k']"),
    "secret constant str()": handler(
        "\n    if not hmac.compare_digest(str('letmein'), event['headers']['x']):" + NO + ACTS
    ),
    "secret as argument": handler(
        "\n    if not signed('letmein', event['headers']['x']):" + NO + ACTS,
        "def signed(key, given):\n    return hmac.compare_digest(key, given)\n",
    ),
    "secret as default": handler(
        "\n    if not signed(event['headers']['x']):" + NO + ACTS,
        "def signed(given, key='letmein'):\n    return hmac.compare_digest(key, given)\n",
    ),
    "kwargs key": handler(
        "\n    if not signed(event['a'], **event):" + NO + ACTS,
        "def signed(a, key=None):\n    return hmac.compare_digest(key, a)\n",
    ),
    "kw param": handler(
        "\n    if not signed(event['a'], k=event['a']):" + NO + ACTS,
        "def signed(a, **kw):\n    return hmac.compare_digest(kw['k'], a)\n",
    ),
    "global key": handler(
        "\n    load(event)" + TAKES + REFUSES + ACTS, "def load(e):\n    global KEY\n    KEY = e['key']\n"
    ),
    "except as": handler(
        "\n    try:\n        {}[event['key']]\n    except KeyError as e:\n        key = e.args[0]"
        + TAKES.replace("KEY", "key")
        + REFUSES
        + ACTS
    ),
    "jwt positional options": handler(
        "\n    who = jwt.decode(event['headers']['a'], KEY, ['HS256'], {'verify_signature': False})" + ACTS
    ),
    "empty slices": handler(TAKES + REFUSES.replace("want, given", "want[:0], given[:0]") + ACTS),
    "secret returned by call": handler(
        "\n    if event.get('x'):\n        return {'body': "
        "boto3.client('secretsmanager').get_secret_value(SecretId='x')['SecretString']}" + TAKES + REFUSES + ACTS
    ),
    "secret returned by getenv": handler(
        "\n    if event.get('x'):\n        return {'body': os.getenv('SECRET')}" + TAKES + REFUSES + ACTS
    ),
    "secret returned by function": handler(
        "\n    if event.get('x'):\n        return {'body': secret()}" + TAKES + REFUSES + ACTS,
        "def secret():\n    return KEY\n",
    ),
    "object_hook": handler(
        "\n    json.loads(event['body'], object_hook=act)" + TAKES + REFUSES + ACTS,
        "def act(x):\n    sqs.send_message(x)\n",
    ),
    "sorted key": handler(
        "\n    sorted([event['body']], key=act)" + TAKES + REFUSES + ACTS, "def act(x):\n    sqs.send_message(x)\n"
    ),
    "print is act": handler(
        "\n    print(event)" + TAKES + REFUSES + ACTS, "def act(x):\n    sqs.send_message(x)\nprint = act\n"
    ),
    "re is client": handler("\n    re.send_message(event)" + TAKES + REFUSES + ACTS, "re = sqs\n"),
    "import over handler": CHECKED + "\nfrom other import handler\n",
    "relative hmac": CHECKED.replace("import base64, hashlib, hmac,", "from . import hmac\nimport base64, hashlib,"),
    "class hmac": CHECKED.replace("import base64, hashlib, hmac,", "import base64, hashlib,").replace(
        "WRITTEN =", "class hmac:\n    new = None\n    compare_digest = staticmethod(lambda a, b: True)\nWRITTEN ="
    ),
    "patched": handler(TAKES + "\n    hmac.compare_digest = max" + REFUSES + ACTS),
    "os.environ.get default": CHECKED.replace(
        "KEY = boto3.client('secretsmanager').get_secret_value(SecretId=os.environ['SECRET'])['SecretString'].encode()",
        "KEY = os.environ.get('SECRET', 'letmein').encode()",
    ),
    "key is None skip": handler(
        TAKES + "\n    if KEY and not hmac.compare_digest(want, given):\n        return {'statusCode': 401}" + ACTS
    ),
    "ok fallback inner": handler(
        "\n    if not signed(event):" + NO + ACTS,
        "def signed(event):"
        + TAKES
        + "\n    if not KEY:\n        return 'skipped'\n    return hmac.compare_digest(want, given)\n",
    ),
    "notifier.info": handler("\n    slack.info(event['body'])" + TAKES + REFUSES + ACTS),
    "ctor side": handler("\n    os.environ['SECRET2'] = event['body']" + TAKES + REFUSES + ACTS),
    "assign boto global": handler("\n    sqs.endpoint = event['x']" + TAKES + REFUSES + ACTS),
    "augassign want": handler(TAKES + "\n    want = want and given" + REFUSES + ACTS),
    "mac in tuple index": handler(
        TAKES.replace(
            "hmac.new(KEY, raw, hashlib.sha256).hexdigest()",
            "(hmac.new(KEY, raw, hashlib.sha256).hexdigest(), given)[1]",
        )
        + REFUSES
        + ACTS
    ),
    "ternary": handler(TAKES + REFUSES.replace("want,", "want if False else given,") + ACTS),
    "jwt const": handler("\n    who = jwt.decode(TOKEN, KEY, ['HS256'], audience=event['a'])" + ACTS),
    "or default": handler(TAKES + "\n    want = want or given" + REFUSES + ACTS),
}

TWICE = "".join(
    f"def {one}(x):\n" + f"    {other}(x)\n" * 40 for one, other in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("text", HOLES.values(), ids=HOLES)
def test_code_that_only_seems_to_check_is_told(text: str) -> None:
    compile(text, "main.py", "exec")
    assert len(judged(text).problems) == 1


def test_functions_that_are_called_often_are_read_once() -> None:
    calls = f"{TWICE}def i(x):\n    return 1\n"
    assert passes(judged(handler("\n    a(event)" + TAKES + REFUSES + ACTS, calls)))


CACHED = """_key = None
def secret():
    global _key
    if _key is None:
        _key = boto3.client('secretsmanager').get_secret_value(SecretId=os.environ['SECRET'])['SecretString']
    return _key
"""


def test_a_secret_that_is_kept_for_the_next_time_is_a_key() -> None:
    assert passes(judged(handler(TAKES.replace("KEY", "secret().encode()") + REFUSES + ACTS, CACHED)))
