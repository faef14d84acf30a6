"""A role as which CloudFormation alone works changes what its templates made, and that is what it is for."""

from tests.support.becoming import allow, function, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
CHANGES = allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:{HERE}:function:airops-*")
NAME = "cdk-hnb659fds-exec"
WRITES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/rosters")


def judged(service: str) -> Answer:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    deploys = role(NAME, trust, tags={"daypass:class": "pipeline"})
    runs = function("airops-roster", "airops-roster"), role("airops-roster"), may("airops-roster", WRITES)
    return judge_stack(no_path_to_more_rights, deploys, may(NAME, CHANGES), *runs)


def test_what_templates_deploy_is_theirs_to_change() -> None:
    assert passes(judged("cloudformation.amazonaws.com"))


def test_of_any_other_pipeline_its_name_says_for_what_it_is_there() -> None:
    assert messages(judged("codebuild.amazonaws.com"))
