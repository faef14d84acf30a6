"""Who says where the results of another's function go has them sent to where they read."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, aws, depending, native, new
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
MINTED, USAGE, TOPIC = f"arn:aws:sqs:{HERE}:minted", f"arn:aws:sqs:{HERE}:usage", f"arn:aws:sns:{HERE}:done"
MINT = f"arn:aws:lambda:{HERE}:function:mint"
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:partner")
CHANGES, READS = allow("lambda:PutFunctionEventInvokeConfig", MINT), allow("sqs:ReceiveMessage", USAGE)
SENDS = allow("sqs:SendMessage", [MINTED, USAGE])


def config(**inputs: Any) -> Resource:
    sent = {"functionName": "mint", "destinationConfig": {"onSuccess": {"destination": MINTED}}}
    return aws("lambda/functionEventInvokeConfig", "mint-results", **{**sent, **inputs})


def judged(
    *given: dict[str, Any],
    of: tuple[dict[str, Any], ...] = (SECRET, SENDS),
    on: Resource | None = None,
    by: str = "meter",
    class_: str = "",
) -> Answer:
    tags = {"daypass:class": class_} if class_ else {}
    holder = role(by, tags=tags), function(by, by), may(by, *given)
    return judge_stack(
        no_path_to_more_rights, *holder, function("mint", "mint"), role("mint"), may("mint", *of), on or config()
    )


@pytest.mark.parametrize("how", ["Put", "Update"])
def test_who_reads_where_the_role_may_send_gets_the_results(how: str) -> None:
    action = f"lambda:{how}FunctionEventInvokeConfig"
    assert only(judged(allow(action, MINT), READS)) == (
        "role 'meter' may have the results of function 'mint', which runs as role 'mint' that may "
        f"secretsmanager:GetSecretValue on arn:aws:secretsmanager:{HERE}:secret:partner, sent to where it reads them "
        f"({action}), by policy.Statement[0] of 'meter-policy'"
    )


@pytest.mark.parametrize(
    ("given", "sends"),
    [
        (allow("sns:Subscribe", TOPIC), allow("sns:Publish", TOPIC)),
        (allow("s3:GetObject", "arn:aws:s3:::own/*"), allow("lambda:InvokeFunction", MINT.replace("mint", "meter"))),
        (READS, allow("sqs:SendMessage", f"arn:aws:sqs:{HERE}:*")),
    ],
    ids=["a topic", "its own function", "any queue"],
)
def test_the_destination_may_be_whatever_the_role_sends_to(given: dict[str, Any], sends: dict[str, Any]) -> None:
    assert only(judged(CHANGES, given, of=(SECRET, sends)))


def test_the_native_provider_and_an_alias_are_read_as_well() -> None:
    sent = {"functionName": "mint", "qualifier": "live", "destinationConfig": {"onSuccess": {"destination": MINTED}}}
    on = native("lambda:EventInvokeConfig", "mint-results", **sent)
    assert only(judged(allow("lambda:PutFunctionEventInvokeConfig", f"{MINT}:live"), READS, on=on))
    assert passes(judged(CHANGES, READS, on=on))


@pytest.mark.parametrize(
    "given",
    [
        (CHANGES,),
        (READS,),
        (CHANGES, READS, deny("lambda:PutFunctionEventInvokeConfig")),
        (CHANGES, allow("sqs:ReceiveMessage", f"{USAGE}-2")),
        (CHANGES, allow("sqs:ReceiveMessage", [MINTED, USAGE])),
        (CHANGES, READS, SECRET),
        (allow("lambda:PutFunctionEventInvokeConfig", f"{MINT}-2"), READS),
    ],
    ids=[
        *("reads nothing", "changes nothing", "denied", "where it may not send", "gets them anyhow"),
        *("reads the secret", "of another function"),
    ],
)
def test_who_lacks_one_of_these_or_gains_nothing_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_a_role_that_sends_to_one_place_alone_is_sound() -> None:
    assert passes(judged(CHANGES, READS, of=(SECRET, allow("sqs:SendMessage", MINTED))))


def test_results_that_go_to_nobody_or_know_nothing_pass() -> None:
    assert passes(judged(CHANGES, READS, on=config(destinationConfig=None)))
    assert passes(judged(CHANGES, READS, of=(SENDS,)))


def test_who_is_called_like_it_or_deploys_passes() -> None:
    assert passes(judged(CHANGES, READS, by="mint-results"))
    assert passes(judged(CHANGES, READS, class_="pipeline"))


def test_a_function_that_is_not_known_yet_is_the_one_that_the_settings_depend_on() -> None:
    assert only(judged(CHANGES, READS, on=depending(config(), functionName=function("mint", "mint"))))
    assert passes(judged(CHANGES, READS, on=depending(config(), functionName=function("meter", "meter"))))


@pytest.mark.parametrize("changes", [CHANGES, allow("lambda:PutFunctionEventInvokeConfig", f"{MINT}:*")], ids=str)
def test_whose_results_they_are_may_not_be_known(changes: dict[str, Any]) -> None:
    answer = judged(changes, READS, on=new(config(), "qualifier"))
    assert not answer.problems
    assert unknowns(answer) == ["qualifier"]


def test_a_function_that_nothing_tells_leaves_it_undecided() -> None:
    answer = judged(CHANGES, READS, on=new(config(), "functionName"))
    assert not answer.problems
    assert unknowns(answer) == ["functionName"]
