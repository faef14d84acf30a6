"""How much of what API Gateway asks of AWS comes from whoever calls it."""

import pytest

from daypass.graph.becoming.steering.apis.mappings import Template, pattern_of, said_by
from daypass.graph.becoming.steering.commands.shapes import WHOLE, inside, word_of


@pytest.mark.parametrize(
    ("mapped", "of_input", "text"),
    [
        ("$request.body.machine", "whole", ""),
        ("$request.body", "whole", ""),
        ("$request.querystring.queue", "whole", ""),
        ("$request.header.x-target", "whole", ""),
        ("$request.path.name", "whole", ""),
        ("method.request.path.bucket", "whole", ""),
        ("${request.body.machine}", "whole", ""),
        ("method.request.querystring.topic", "whole", ""),
        ("'jobs'", "fixed", "jobs"),
        ("jobs", "fixed", "jobs"),
        ("$context.identity.caller", "fixed", "$context.identity.caller"),
        ("$stageVariables.queue", "fixed", "$stageVariables.queue"),
        ("", "fixed", ""),
        ("'", "fixed", "'"),
    ],
)
def test_a_parameter_is_the_callers_where_it_is_taken_from_the_request(mapped: str, of_input: str, text: str) -> None:
    assert (said_by(mapped).of_input, said_by(mapped).text) == (of_input, text)


def test_a_part_of_a_parameter_may_be_the_callers() -> None:
    word = said_by("arn:aws:states:eu-west-1:111122223333:stateMachine:${request.querystring.name}")
    assert word.of_input == "part"
    assert pattern_of(word) == "arn:aws:states:eu-west-1:111122223333:stateMachine:*"


KEY = "stateMachineArn"
ARN = "arn:aws:states:eu-west-1:111122223333:stateMachine"


@pytest.mark.parametrize(
    ("template", "pattern"),
    [
        ('{"stateMachineArn": "$input.path(\'$.machine\')"}', "*"),
        ("{\"stateMachineArn\": $input.json('$.machine')}", "*"),
        ('{"input": "{}", "stateMachineArn" : "$!{input.params(\'machine\')}"}', "*"),
        ('{"stateMachineArn": "$util.escapeJavaScript($input.path(\'$.machine\'))"}', "*"),
        ('{"stateMachineArn": "$util.urlDecode( $input.params().path.get(\'name\') )"}', "*"),
        ('{"stateMachineArn": "$input.params().querystring.machine"}', "*"),
        ('#set($m = $input.path(\'$.machine\'))\n{"stateMachineArn": "$m"}', "*"),
        ('#set( $root = $input.path("$") ) {"stateMachineArn": "$root.machine"}', "*"),
        ('#set($m = "$input.params(\'m\')"){"stateMachineArn": "$util.urlDecode($m)"}', "*"),
        ('#set($b = $input.path("$"))#set($m = $b.machine){"stateMachineArn": "$m"}', "*"),
        ("$input.body", "*"),
        ("$input.json('$')", "*"),
        (f'{{"stateMachineArn": "{ARN}:$input.params(\'name\')"}}', f"{ARN}:*"),
        (f'{{"stateMachineArn": "{ARN}:open-$input.params(\'name\')"}}', f"{ARN}:open-*"),
        ("stateMachineArn=$input.params('m')&x=1", "*"),
        ("x=1&stateMachineArn=$input.params('m')", "*"),
        (f'{{"stateMachineArn": "{ARN}:jobs", "input": "$util.escapeJavaScript($input.body)"}}', f"{ARN}:jobs"),
        ('{"stateMachineArn": "$stageVariables.machine"}', "$stageVariables.machine"),
        ('{"stateMachineArn": "$context.authorizer.machine"}', "$context.authorizer.machine"),
        ('#set($m = "jobs"){"stateMachineArn": "$m"}', "$m"),
        ('#if($input.params("m") == "a"){"stateMachineArn": "$input.params(\'m\')"}#end', ""),
        ('{"other": "$input.params(\'m\')"}', ""),
        ("", ""),
        ('{"stateMachineArn": ', ""),
        ("$input.body" + " " * 200_000, ""),
    ],
)
def test_a_template_says_what_of_an_argument_the_caller_says(template: str, pattern: str) -> None:
    assert pattern_of(Template(template).word(KEY)) == pattern


def test_what_a_machine_is_given_is_followed_into_the_text_of_an_object() -> None:
    assert Template('{"input": "$util.escapeJavaScript($input.json(\'$\'))"}').shape("input") == WHOLE
    replaced = '{"input": "$util.escapeJavaScript($input.json(\'$\')).replaceAll("\\\\\'", "\'")"}'
    assert Template(replaced).shape("input") == WHOLE
    inner = Template('{"input": "{\\"job\\": {\\"role\\": \\"$input.params(\'r\')\\", \\"id\\": \\"7\\"}}"}').shape(
        "input"
    )
    assert word_of(inside(inside(inner, "job"), "role")) == WHOLE
    assert word_of(inside(inside(inner, "job"), "id")).of_input == "fixed"
    odd = Template('{"input": "{\\"job\\": $input.json(\'$.job\')"}').shape("input")
    assert word_of(inside(odd, "job")).of_input == "fixed"
