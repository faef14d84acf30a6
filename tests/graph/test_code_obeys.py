"""Whoever gives a function an event runs what they like as its role, where its code runs what the event says."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.graph.becoming.steering.programs.obeying import obeyed
from daypass.graph.becoming.steering.programs.telling import Tellings
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

STRONG = role("strong", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
HERE = f"eu-west-1:{ACCOUNT}"
FUNCTION = f"arn:aws:lambda:{HERE}:function:fn"
QUEUE = f"arn:aws:sqs:{HERE}:jobs"
TOPIC = f"arn:aws:sns:{HERE}:jobs"
STREAM = f"arn:aws:kinesis:{HERE}:stream/jobs"
TABLE = f"arn:aws:dynamodb:{HERE}:table/jobs"
BUS = f"arn:aws:events:{HERE}:event-bus/jobs"
INVOKES = allow("lambda:InvokeFunction", FUNCTION)
START = "import base64, json, os, re, shlex, subprocess\nALLOWED = {'a': 'report'}\ndef handler(event, context):\n    "


def function(text: Any, file: str = "index.py", **inputs: Any) -> Resource:
    code = {"assets": {file: {"text": text}}}
    said = {"name": "fn", "arn": FUNCTION, "role": f"{ARN}role/strong", "handler": "index.handler", "code": code}
    return aws("lambda/function", "fn", **{**said, **inputs})


def python(body: str, **inputs: Any) -> Resource:
    return function(START + body.replace("\n", "\n    "), **inputs)


def javascript(body: str) -> Resource:
    start = "const { exec, execSync } = require('child_process');\nexports.handler = async (event) => {\n"
    return function(f"{start}{body}\n}};", "index.js")


def told(*made: Resource, given: dict[str, Any] = INVOKES) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", given), STRONG, *made)
    return [text for text in messages(found) if "'a'" in text]


@pytest.mark.parametrize(
    "body",
    [
        "subprocess.run(event['command'], shell=True)",
        "subprocess.check_output(f\"report {event['name']}\", shell=True)",
        "os.system('report ' + event.get('name', ''))",
        "body = json.loads(event['body'])\ncommand = body['run']['it']\nos.popen(command)",
        "eval(event['rule'])",
        "exec(base64.b64decode(event['code']).decode())",
        "subprocess.run(shlex.split(event['command']))",
        "subprocess.run(['bash', '-c', event['command']])",
        "subprocess.run([event['program'], '--all'])",
        "for one in event['commands']:\n    os.system(one)",
        "[os.system(one) for one in event['commands']]",
        "def run(it):\n    os.system(it)\nos.system('date')\nos.system('{}'.format(event['name']))",
        "if event['kind'] == 'job':\n    os.system(event['command'])",
        "if 'command' in event:\n    os.system(event['command'])",
    ],
)
def test_whoever_invokes_a_function_that_runs_what_it_gets_may_act_as_it(body: str) -> None:
    message = only(told(python(body)))
    assert message.startswith("role 'a' may act as role 'strong', which may do everything: ")
    assert "(lambda-x04: lambda:InvokeFunction)" in message
    assert not told(python(body), given=allow("lambda:InvokeFunction", f"{FUNCTION}-2"))


def test_a_function_beside_the_handler_is_followed() -> None:
    text = "import os\ndef run(it):\n    os.system(it)\ndef handler(event, context):\n    run(event['command'])\n"
    assert told(function(text))
    assert not told(function(text.replace("event['command']", "'report'")))


@pytest.mark.parametrize(
    "body",
    [
        "subprocess.run(['report', event['name']])",
        "subprocess.run(['python', 'report.py', event['name']])",
        "subprocess.run('report', shell=True)",
        "os.system('report ' + shlex.quote(event['name']))",
        "os.system(f\"report {int(event['id'])}\")",
        "os.system(ALLOWED[event['name']])",
        "os.system(ALLOWED.get(event['name']))",
        "if event['name'] in ALLOWED:\n    os.system(event['name'])",
        "if event['name'] not in ('a', 'b'):\n    raise ValueError\nos.system(event['name'])",
        "if not re.fullmatch('[a-z]+', event['name']):\n    raise ValueError\nos.system(event['name'])",
        "if event['token'] != os.environ['TOKEN']:\n    raise ValueError\nos.system(event['command'])",
        "validate(event)\nos.system(event['command'])",
        "import hmac\nif hmac.compare_digest(event['mac'], mac(event)):\n    os.system(event['command'])",
        "os.system(os.environ['COMMAND'])",
        "os.system(context.function_name)",
        "print(event['command'])",
        "frame.eval(event['rule'])",
        "os.system(event['command']",
    ],
)
def test_a_fixed_program_and_what_is_checked_is_quiet(body: str) -> None:
    assert not told(python(body))


@pytest.mark.parametrize(
    ("service", "says"),
    [("scheduler.amazonaws.com", False), ("states.amazonaws.com", False), ("ecs-tasks.amazonaws.com", True)],
)
def test_what_invokes_it_as_a_definition_says_chooses_nothing(service: str, *, says: bool) -> None:
    reads = may("strong", allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:card-Ab12Cd"))
    made = (python("os.system(event['command'])"), role("strong"), reads)
    found = judge_stack(no_path_to_more_rights, role("a", service), may("a", INVOKES), *made)
    assert any("'a' leads to role 'strong'" in text for text in messages(found)) is says


RUNS_BODY = "for r in event['Records']:\n    subprocess.run(r['body'], shell=True, check=True)"
RUNS_MESSAGE = "os.system(json.loads(event['Records'][0]['Sns']['Message'])['run'])"
RUNS_DATA = "for r in event['Records']:\n    os.system(base64.b64decode(r['kinesis']['data']).decode())"
RUNS_ROW = "for r in event['Records']:\n    os.system(r['dynamodb']['NewImage']['command']['S'])"
RUNS_DETAIL = "os.system(event['detail']['command'])"
BY_QUEUE = aws("lambda/eventSourceMapping", "m", eventSourceArn=QUEUE, functionName=FUNCTION)
BY_STREAM = aws("lambda/eventSourceMapping", "m", eventSourceArn=STREAM, functionName="fn")
BY_TABLE = aws("lambda/eventSourceMapping", "m", eventSourceArn=f"{TABLE}/stream/2026", functionName=FUNCTION)
BY_TOPIC = aws("sns/topicSubscription", "s", topic=TOPIC, protocol="lambda", endpoint=FUNCTION)
RULE = aws("cloudwatch/eventRule", "r", name="r", eventBusName="jobs", eventPattern=json.dumps({"source": ["web"]}))
BY_RULE = aws("cloudwatch/eventTarget", "t", rule="r", eventBusName="jobs", arn=FUNCTION)


@pytest.mark.parametrize(
    ("body", "by", "action", "on", "path"),
    [
        (RUNS_BODY, (BY_QUEUE,), "sqs:SendMessage", QUEUE, "sqs-x05"),
        (RUNS_MESSAGE, (BY_TOPIC,), "sns:Publish", TOPIC, "sns-x01"),
        (RUNS_DATA, (BY_STREAM,), "kinesis:PutRecord", STREAM, "kinesis-x01"),
        (RUNS_DATA, (BY_STREAM,), "kinesis:PutRecords", STREAM, "kinesis-x02"),
        (RUNS_ROW, (BY_TABLE,), "dynamodb:PutItem", TABLE, "dynamodb-x13"),
        (RUNS_ROW, (BY_TABLE,), "dynamodb:UpdateItem", TABLE, "dynamodb-x14"),
        (RUNS_ROW, (BY_TABLE,), "dynamodb:BatchWriteItem", TABLE, "dynamodb-x15"),
        (RUNS_DETAIL, (RULE, BY_RULE), "events:PutEvents", BUS, "events-x08"),
    ],
)
def test_whoever_sends_what_becomes_the_event_does_so_as_well(
    body: str, by: tuple[Resource, ...], action: str, on: str, path: str
) -> None:
    assert f"({path}: {action})" in only(told(python(body), *by, given=allow(action, on)))
    assert not told(python(body), *by, given=allow(action, f"{on}-2"))
    assert not told(python(body), given=allow(action, on))


def test_a_sender_says_nothing_but_what_they_send() -> None:
    by_id = "os.system(event['Records'][0]['messageId'])"
    assert not told(python(by_id), BY_QUEUE, given=allow("sqs:SendMessage", QUEUE))
    assert not told(python(RUNS_BODY), BY_TOPIC, given=allow("sns:Publish", TOPIC))
    off = aws("lambda/eventSourceMapping", "m", eventSourceArn=QUEUE, functionName=FUNCTION, enabled=False)
    assert not told(python(RUNS_BODY), off, given=allow("sqs:SendMessage", QUEUE))
    mail = aws("sns/topicSubscription", "s", topic=TOPIC, protocol="email", endpoint="a@example.org")
    assert not told(python(RUNS_MESSAGE), mail, given=allow("sns:Publish", TOPIC))


def test_a_rule_that_hands_over_something_fixed_or_asks_for_some_commands_leaves_no_others() -> None:
    puts = allow("events:PutEvents", BUS)
    fixed = aws("cloudwatch/eventTarget", "t", rule="r", eventBusName="jobs", arn=FUNCTION, input='{"detail": {}}')
    assert not told(python(RUNS_DETAIL), RULE, fixed, given=puts)
    pattern = json.dumps({"source": ["web"], "detail": {"command": ["report"]}})
    asks = aws("cloudwatch/eventRule", "r", name="r", eventBusName="jobs", eventPattern=pattern)
    assert not told(python(RUNS_DETAIL), asks, BY_RULE, given=puts)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("execSync(event.command);", True),
        ("const { command } = JSON.parse(event.body); exec(command, () => {});", True),
        ("for (const r of event.Records) { execSync(`report ${r.body}`); }", True),
        ("event.Records.forEach((r) => execSync('report ' + r.body));", True),
        ("return eval(event.rule);", True),
        ("return new Function(event.code)();", True),
        ("const found = /a/.exec(event.name);", False),
        ("execSync('report');", False),
        ("// execSync(event.command);", False),
        ("if (ALLOWED.includes(event.command)) { execSync(event.command); }", False),
        ("if (event.command !== 'report') { throw Error(); } execSync(event.command);", False),
        ("execSync(COMMANDS[event.name]);", False),
        ("execFile('report', [event.name]);", False),
    ],
)
def test_javascript_is_looked_at_as_far_as_it_is_plain(body: str, *, says: bool) -> None:
    assert bool(told(javascript(body))) is says


def test_a_text_alone_of_aws_native_is_read_alike() -> None:
    code = {"zipFile": START + "os.system(event['command'])"}
    said = {"functionName": "fn", "arn": FUNCTION, "role": f"{ARN}role/strong", "handler": "index.handler"}
    assert told(native("lambda:Function", "fn", runtime="python3.13", code=code, **said))


def test_code_that_is_not_known_yet_is_undecided() -> None:
    answer = judge_stack(no_path_to_more_rights, role("a"), may("a", INVOKES), STRONG, function(UNKNOWN))
    assert unknowns(answer) == ["code.assets['index.py'].text"]
    other = allow("lambda:InvokeFunction", f"{FUNCTION}-2")
    assert not unknowns(judge_stack(no_path_to_more_rights, role("a"), may("a", other), STRONG, function(UNKNOWN)))


def test_what_is_no_handler_of_the_stack_is_quiet() -> None:
    for made in (python("os.system(event['c'])", handler=UNKNOWN), function(None)):
        assert not told(made)
    assert not told(python("os.system(event['c'])", handler="other.handler"))
    assert not told(python("os.system(event['c'])", handler="index.other"))


@pytest.mark.parametrize(
    "odd", [None, 7, [], {}, "", UNKNOWN, Secret([]), [7], "(" * 900, "def handler(): eval()", "eval"]
)
def test_no_shape_breaks_it(odd: Any) -> None:
    stack = [
        aws("lambda/eventSourceMapping", "m", eventSourceArn=odd, functionName=odd),
        aws("sns/topicSubscription", "s", topic=odd, protocol="lambda", endpoint=odd),
        aws("cloudwatch/eventTarget", "t", rule=odd, arn=odd),
    ]
    for made in (function(odd), function(odd, "index.mjs"), python("eval(event)", handler=odd, name=odd, arn=odd)):
        assert isinstance(obeyed(made), tuple)
        assert all(one.path for one in Tellings(Stack((made, *stack))).of(made))


def test_code_that_turns_in_circles_comes_to_an_end() -> None:
    circles = "\n".join(f"a{at} = a{at + 1} + a{at + 2} + event['x']" for at in range(40)) + "\na40 = a0\nos.system(a0)"
    assert isinstance(obeyed(python(circles)), tuple)


READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:bank-??????")


@pytest.mark.parametrize(
    "made",
    [
        function(UNKNOWN),
        function("", code=UNKNOWN),
        python("os.system(event['c'])", handler=UNKNOWN),
        function("def handler(event, context):\n    import os\n    os.system(f'run {event['c']}')\n"),  # as of 3.12
    ],
    ids=["text", "code", "handler", "a newer Python"],
)
def test_code_that_cannot_be_read_is_undecided_however_little_its_role_may(made: Resource) -> None:
    weak = role("strong"), may("strong", READS)
    answer = judge_stack(no_path_to_more_rights, role("desk"), may("desk", INVOKES), *weak, made)
    assert not messages(answer)
    assert unknowns(answer)


def test_a_comment_checks_nothing() -> None:
    assert told(python("os.system(event['c'])  # TODO: hold it to an hmac"))
    assert not told(python("import hmac\nhmac.compare_digest(event['s'], os.environ['S'])\nos.system(event['c'])"))


def test_a_function_of_no_known_name_is_invoked_by_who_may_invoke_any() -> None:
    made = python("os.system(event['c'])", name=UNKNOWN, arn=UNKNOWN)
    assert told(made, given=allow("lambda:InvokeFunction"))
    assert not told(made)


@pytest.mark.parametrize("key", [f"0x{'f' * 5000}", "7", "None", "b'c'"])
def test_a_key_that_is_no_text_is_any(key: str) -> None:
    assert only(told(python(f"os.system(event.get({key}))")))


def test_a_program_that_asks_much_of_its_reader_comes_to_an_end() -> None:
    helper = "def big(n):\n" + "".join(f"    if n == {n}: return [{n}]\n" for n in range(2000))
    asks = "\n    ".join(["eval('{}'.format(" + ", ".join(f"big({n})" for n in range(300)) + "))"] * 6)
    assert told(function(f"{helper}def handler(event, context):\n    {asks}\n")) == []
    calls = "exec(`" + " ".join("${event.a}" for _ in range(50)) + "`);"
    assert told(javascript("\n".join([calls] * 100)))
