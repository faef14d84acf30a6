"""Whoever writes a row, an object or a parameter runs what they like, where a function runs what it reads there."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.graph.becoming.steering.programs.reading import run_from
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
FUNCTION = f"arn:aws:lambda:{HERE}:function:fn"
TABLE = f"arn:aws:dynamodb:{HERE}:table/rules"
PARAMETER = f"arn:aws:ssm:{HERE}:parameter/billing/rule"
PAGES = "arn:aws:s3:::pages"
STRONG = role("strong", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
START = (
    "import ast, boto3, json, os, string\nimport jinja2, jinja2.sandbox\nfrom jinja2 import Environment\n"
    "ALLOWED = {'a': 'report'}\ndb, s3, ssm = boto3.resource('dynamodb'), boto3.client('s3'), boto3.client('ssm')\n"
    "rules, others = db.Table('rules'), db.Table('others')\nenv = jinja2.Environment(autoescape=True)\n"
    "boxed = jinja2.sandbox.SandboxedEnvironment()\ndef handler(event, context):\n    "
)
ROW = "row = rules.get_item(Key={'id': event['id']})['Item']\n"
TEXT = "text = s3.get_object(Bucket='pages', Key=f\"templates/{event['name']}.html\")['Body'].read().decode()\n"
VALUE = "value = ssm.get_parameter(Name='/billing/rule')['Parameter']['Value']\n"
PUTS = allow("dynamodb:PutItem", TABLE)
UPLOADS = allow("s3:PutObject", f"{PAGES}/templates/*")
SETS = allow("ssm:PutParameter", PARAMETER)


def function(body: Any, **inputs: Any) -> Resource:
    text = START + body.replace("\n", "\n    ") if isinstance(body, str) else body
    said = {"name": "fn", "arn": FUNCTION, "role": f"{ARN}role/strong", "handler": "index.handler"}
    return aws("lambda/function", "fn", **{**said, "code": {"assets": {"index.py": {"text": text}}}, **inputs})


def told(body: Any, *given: dict[str, Any], strong: tuple[Resource, ...] = (STRONG,), **inputs: Any) -> list[str]:
    every = (role("a"), may("a", *given), *strong, function(body, **inputs))
    return [text for text in messages(judge_stack(no_path_to_more_rights, *every)) if "'a'" in text]


@pytest.mark.parametrize(
    "body",
    [
        f"{ROW}return eval(row['formula'], {{'units': event['units']}})",
        f"{ROW}exec(row.get('code'))",
        f"{ROW}os.system('report ' + json.loads(row['options'])['name'])",
        "for row in rules.scan()['Items']:\n    eval(row['formula'])",
        "rows = rules.query(KeyConditionExpression=key(event))['Items']\nreturn [eval(row['formula']) for row in rows]",
        "row = boto3.client('dynamodb').get_item(TableName='rules', Key={})['Item']\neval(row['formula']['S'])",
        "row = boto3.resource('dynamodb').Table(os.environ['TABLE']).get_item(Key={})['Item']\neval(row['formula'])",
        f"{ROW}jinja2.Template(row['text']).render()",
    ],
)
def test_who_writes_a_row_that_is_run_acts_as_what_runs_it(body: str) -> None:
    variables = {"variables": {"TABLE": "rules"}}
    assert "(dynamodb-x13: dynamodb:PutItem)" in only(told(body, PUTS, environment=variables))
    assert not told(body, allow("dynamodb:PutItem", f"{TABLE}-2"), environment=variables)
    assert not told(body, allow("dynamodb:GetItem", TABLE), environment=variables)


@pytest.mark.parametrize(
    "body",
    [
        f"{TEXT}return env.from_string(text).render(name=event['name'])",
        f"{TEXT}return jinja2.Environment().from_string(text).render()",
        f"{TEXT}return Environment().from_string(text).render()",
        f"{TEXT}return jinja2.Template(text).render()",
        f"{TEXT}from mako.template import Template\nreturn Template(text).render()",
        f"{TEXT}eval(text)",
    ],
)
def test_who_writes_a_template_that_is_rendered_in_no_sandbox_acts_as_what_renders_it(body: str) -> None:
    assert "(s3-x01: s3:PutObject)" in only(told(body, UPLOADS))
    assert not told(body, allow("s3:PutObject", f"{PAGES}/images/*"))
    assert not told(body, UPLOADS, deny("s3:PutObject", f"{PAGES}/*"))


def test_who_writes_a_parameter_that_is_run_does_so_as_well() -> None:
    assert "(ssm-x09: ssm:PutParameter)" in only(told(f"{VALUE}eval(value)", SETS))
    assert not told(f"{VALUE}int(value)", SETS)
    fixed = "value = ssm.get_parameter(Name='/billing/rule:3')['Parameter']['Value']\neval(value)"
    assert not told(fixed, SETS)


def test_whoever_invokes_it_with_a_template_does_so_as_well() -> None:
    invokes = allow("lambda:InvokeFunction", FUNCTION)
    assert "(lambda-x04: lambda:InvokeFunction)" in only(told("env.from_string(event['text']).render()", invokes))
    assert not told("env.from_string('Hello {{ name }}').render(name=event['name'])", invokes)


@pytest.mark.parametrize(
    "body",
    [
        f"{TEXT}return boxed.from_string(text).render()",
        f"{TEXT}return jinja2.sandbox.ImmutableSandboxedEnvironment().from_string(text).render()",
        f"{TEXT}return string.Template(text).safe_substitute(name=event['name'])",
        f"{TEXT}return env.get_template('page.html').render(text=text)",
        f"{TEXT}return env.from_string('<p>{{{{ text }}}}</p>').render(text=text)",
        f"{TEXT}return json.loads(text)",
        f"{TEXT}return ast.literal_eval(text)",
        f"import hashlib\n{TEXT}if hashlib.sha256(text).hexdigest() == event['sum']:\n    env.from_string(text)",
        "text = s3.get_object(Bucket='pages', Key='templates/a', VersionId='v1')['Body'].read()\neval(text)",
    ],
)
def test_a_template_in_a_sandbox_and_what_is_only_read_are_quiet(body: str) -> None:
    assert not told(body, UPLOADS)


@pytest.mark.parametrize(
    "body",
    [
        f"{ROW}return ALLOWED[row['formula']]",
        f"{ROW}if row['formula'] in ALLOWED:\n    return eval(row['formula'])",
        f"{ROW}validate(row['formula'])\nreturn eval(row['formula'])",
        f"{ROW}return eval('units * 2', {{'units': row['units']}})",
        f"{ROW}return float(row['factor']) * 2",
        "row = others.get_item(Key={})['Item']\neval(row['formula'])",
        "row = unknown(event).get_item(Key={})['Item']\neval(row['formula'])",
    ],
)
def test_a_row_that_is_checked_or_not_run_is_quiet(body: str) -> None:
    assert not told(body, PUTS)


def test_who_may_write_other_attributes_alone_writes_nothing_that_is_run() -> None:
    held = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "note"]}}
    assert not told(f"{ROW}eval(row['formula'])", {**PUTS, "Condition": held})
    held = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "formula"]}}
    assert told(f"{ROW}eval(row['formula'])", {**PUTS, "Condition": held})


def test_what_the_role_may_not_read_it_does_not_run() -> None:
    reads = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:bank-??????")
    gets = allow("s3:GetObject", f"{PAGES}/templates/*")
    body = f"{TEXT}env.from_string(text).render()"
    assert told(body, UPLOADS, strong=(role("strong"), may("strong", reads, gets)))
    assert not told(body, UPLOADS, strong=(role("strong"), may("strong", reads)))


def test_where_it_reads_that_is_not_known_yet_is_undecided() -> None:
    body = "text = s3.get_object(Bucket=os.environ['PAGES'], Key='templates/a')['Body'].read()\neval(text)"
    made = function(body, environment={"variables": {"PAGES": UNKNOWN}})
    answer = judge_stack(no_path_to_more_rights, role("a"), may("a", UPLOADS), STRONG, made)
    assert not messages(answer)
    assert unknowns(answer) == ["environment.variables.PAGES"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret([]), "(" * 900, "a, b = 1\nx.get_item(**y)"])
def test_no_shape_breaks_it(odd: Any) -> None:
    for made in (function(odd), function(f"{ROW}eval(row['formula'])", arn=odd, name=odd, environment=odd)):
        assert isinstance([*run_from(made)], list)


def test_a_program_that_reads_at_many_places_comes_to_an_end() -> None:
    body = "\n".join(f"r{at} = rules.get_item(Key={at})['Item']\neval(r{at}['f'])" for at in range(400))
    assert told(body, PUTS)
