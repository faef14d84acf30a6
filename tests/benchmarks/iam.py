"""This is where the policy language is measured: reading and judging documents, and deciding requests."""

import gc
import json
import time
from collections.abc import Callable
from typing import Any, Final

from tests.benchmarks.ratios import at_most

from daypass.iam.admission import admitted
from daypass.iam.breadth import broad
from daypass.iam.context import Context
from daypass.iam.document import Document
from daypass.iam.evaluate import evaluate
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.reach import reach
from daypass.iam.request import Request

DOCUMENTS: Final = 10_000
ROUNDS: Final = 5
TURNS: Final = 25
"""A turn of these lasts milliseconds, so that other work on the machine can take five of them whole."""
_GITHUB: Final = "token.actions.githubusercontent.com"
_SIZES: Final = (10, 100, 1_000)


def main() -> list[bool]:
    """Print every measurement; whether each ratio holds."""
    gc.collect()
    gc.disable()  # both sides of a ratio make as much garbage as they read text
    try:
        return [_documents(), _decisions(), *_lines()]
    finally:
        gc.enable()


def _documents() -> bool:
    texts = [*map(_trust, range(DOCUMENTS // 2)), *map(_permissions, range(DOCUMENTS // 2))]
    count = sum(len(json.loads(text)["Statement"]) for text in texts)
    # In turns, so that what else the machine does falls on all of them.
    turns = [
        [_seconds(lambda each=each: [*map(each, texts)]) for each in (json.loads, _parse, _judge)]
        for _ in range(ROUNDS)
    ]
    plain, parsed, judged = map(min, zip(*turns, strict=True))
    print(
        f"{DOCUMENTS} role documents: json.loads {_us(plain / count)}, parsed {_us(parsed / count)}, "
        f"parsed and judged {_us(judged / count)} a statement (at most 10 is wanted)"
    )
    # 16 on a machine of one's own, 19 where others use its memory, of which json.loads needs little.
    return at_most("parsed and judged, of json.loads", judged / plain, 21)


def _decisions() -> bool:
    policies = Policies(
        identity=(Document.parse(_permissions(1)), Document.parse(_permissions(2))),
        boundary=_everything(),
        session=(_everything(),),
        service_control=((_everything(),), (_everything(),)),
    )
    asked = [_request(f"arn:aws:s3:::reports-{number}/q3.csv") for number in range(4)]
    rounds = 500
    seconds = _best(lambda: [evaluate(request, policies) for _ in range(rounds) for request in asked])
    rate = rounds * len(asked) / seconds
    print(f"evaluate: {rate:,.0f} decisions a second (at least 20,000 are wanted)")
    return True


def _lines() -> list[bool]:
    """Cost in statements: what a thousand cost each, of what ten cost each."""
    documents = {size: _long(size) for size in _SIZES}
    asked = _request("arn:aws:s3:::nowhere/q3.csv")
    policies = {size: Policies(identity=(Document.parse(text),)) for size, text in documents.items()}
    return [
        _linear("parse", lambda size: Document.parse(documents[size])),
        _linear("evaluate", lambda size: evaluate(asked, policies[size])),
        _linear("reach", lambda size: reach(policies[size], "iam:PassRole")),
    ]


def _linear(what: str, ask: Callable[[int], object]) -> bool:
    turns = [
        [_seconds(lambda size=size: [ask(size) for _ in range(1_000 // size)]) for size in _SIZES] for _ in range(TURNS)
    ]
    each = {size: best / 1_000 for size, best in zip(_SIZES, map(min, zip(*turns, strict=True)), strict=True)}
    print(f"{what}: " + ", ".join(f"{_us(cost)} a statement of {size}" for size, cost in each.items()))
    return at_most(f"{what}, a statement of 1,000 to one of 10", each[1_000] / each[10], 2)


def _parse(text: str) -> Document:
    return Document.parse(text)


def _judge(text: str) -> object:
    """What the rules ask of a role's documents: whom the trust admits, and how broad the permissions are."""
    document = Document.parse(text)
    return admitted(document) if _GITHUB in text else list(broad(document))


def _request(resource: str) -> Request:
    context = Context.of({"aws:SecureTransport": True, "aws:SourceIp": "198.51.100.7"})
    return Request("s3:GetObject", resource, Principal.parse("arn:aws:sts::111122223333:assumed-role/app/s"), context)


def _everything() -> Document:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    denial = {"Effect": "Deny", "Action": ["cloudtrail:StopLogging", "iam:*AccessKey*"], "Resource": "*"}
    return Document.parse({"Version": "2012-10-17", "Statement": [statement, denial]})


def _trust(number: int) -> str:
    asked = {f"{_GITHUB}:aud": "sts.amazonaws.com", f"{_GITHUB}:sub": f"repo:acme/app-{number}:environment:prod"}
    provider = f"arn:aws:iam::{111122220000 + number}:oidc-provider/{_GITHUB}"
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"Federated": provider},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": asked},
        }
    )


def _permissions(number: int) -> str:
    account, bucket = 111122220000 + number, f"arn:aws:s3:::reports-{number}"
    return _document(
        _allow(["s3:GetObject", "s3:ListBucket"], [bucket, f"{bucket}/*"]),
        _allow("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{account}:orders", Bool={"aws:SecureTransport": "true"}),
        _allow(["kms:Decrypt", "kms:GenerateDataKey"], f"arn:aws:kms:eu-west-1:{account}:key/{number:012d}"),
        _allow(["logs:CreateLogStream", "logs:PutLogEvents"], f"arn:aws:logs:*:{account}:log-group:/app/{number}:*"),
    )


def _long(size: int) -> str:
    return _document(*(_allow(["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::bucket-{n}/*") for n in range(size)))


def _allow(action: Any, resource: Any, **condition: Any) -> dict[str, Any]:
    made = {"Effect": "Allow", "Action": action, "Resource": resource}
    return made | ({"Condition": condition} if condition else {})


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _best(ask: Callable[[], object]) -> float:
    return min(_seconds(ask) for _ in range(ROUNDS))


def _seconds(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return time.perf_counter() - begun


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs"
