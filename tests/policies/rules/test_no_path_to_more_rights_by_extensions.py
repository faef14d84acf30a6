"""Who registers an extension of CloudFormation and hands it a role has their own handlers run as that."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BUILDS = "codebuild.amazonaws.com"
HANDLERS = "resources.cloudformation.amazonaws.com"
SECRETS = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:"
REGISTERS = allow(["cloudformation:RegisterType", "cloudformation:CreateResource"])


def passing(name: str) -> dict[str, Any]:
    return allow("iam:PassRole", f"{ARN}role/{name}")


def judged(*given: dict[str, Any], trust: str = HANDLERS, reads: str = "prod/*") -> Answer:
    """Of a pipeline that may do this, beside a role for the handlers of an extension that reads a secret."""
    runs = role("types-mail", trust), may("types-mail", allow("secretsmanager:GetSecretValue", f"{SECRETS}{reads}"))
    return judge_stack(no_path_to_more_rights, role("types-release", BUILDS), may("types-release", *given), *runs)


@pytest.mark.parametrize("starts", ["CreateResource", "CreateStack"])
def test_any_role_may_be_handed_to_handlers_that_one_writes(starts: str) -> None:
    given = allow(["cloudformation:RegisterType", f"cloudformation:{starts}"]), passing("*")
    (message, *_) = messages(judge_stack(no_path_to_more_rights, role("ci", BUILDS), may("ci", *given)))
    assert "may start something with any role that trusts " in message
    assert "(iam:PassRole, cloudformation:" in message


def test_a_pattern_reaches_a_role_that_reads_what_is_everyones() -> None:
    (message,) = messages(judged(REGISTERS, passing("types-*")))
    assert message.startswith(
        "role 'types-release' leads to role 'types-mail', which may secretsmanager:GetSecretValue"
    )
    assert f"something new that it starts in {HANDLERS} (cloudformation-x05)" in message


@pytest.mark.parametrize("reads", ["payroll/bank", "payroll/*"])
def test_so_it_reaches_one_that_reads_what_is_another_ones(reads: str) -> None:
    message = only(judged(REGISTERS, passing("types-*"), reads=reads))
    assert "leads to role 'types-mail', which may secretsmanager:GetSecretValue" in message


def test_the_role_that_is_named_and_one_that_reads_its_own_pass() -> None:
    assert passes(judged(REGISTERS, passing("types-mail")))
    assert passes(judged(REGISTERS, passing("types-*"), reads="types/*"))
    assert passes(judged(REGISTERS, passing("types-*"), reads="prod/app-??????"))


def test_who_registers_nothing_and_a_role_for_others_pass() -> None:
    assert passes(judged(allow("cloudformation:DescribeType"), passing("types-*")))
    assert passes(judged(REGISTERS, passing("types-*"), trust="glue.amazonaws.com"))


@pytest.mark.parametrize(
    "extension",
    [
        aws("cloudformation/cloudFormationType", "mail", executionRoleArn=f"{ARN}role/types-mail"),
        native("cloudformation:ResourceVersion", "mail", executionRoleArn=f"{ARN}role/types-mail"),
        native("cloudformation:HookVersion", "mail", executionRoleArn=f"{ARN}role/types-mail"),
    ],
    ids=lambda extension: extension.type,
)
def test_an_extension_runs_as_its_role(extension: Resource) -> None:
    (use,) = Consumers(Stack((role("types-mail", HANDLERS), extension))).uses
    assert (use.noun, use.role) == ("CloudFormation extension", role("types-mail").urn)
