"""Whom the policy of a thing lets change that, as it denies everyone else, was to change it."""

from typing import Any

import pytest
from tests.support.becoming import allow, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

REPOSITORY = f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/ledger"
PUSHES = ["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"]
WRITER, OTHER = f"{ARN}role/importer", f"{ARN}role/other"
STORES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/customers")


def denies(**condition: Any) -> dict[str, Any]:
    """A Deny of everyone, but for whom the condition names."""
    whole = {"Effect": "Deny", "Principal": "*", "Action": PUSHES}
    return {**whole, "Condition": condition} if condition else whole


def judged(*statements: dict[str, Any], on: str = REPOSITORY, **said: Any) -> Answer:
    image = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/ledger:latest"
    source = {"autoDeploymentsEnabled": True, "imageRepository": {"imageIdentifier": image}}
    runs = {"instanceConfiguration": {"instanceRoleArn": f"{ARN}role/ledger"}, "sourceConfiguration": source}
    service = aws("apprunner/service", "ledger", serviceName="ledger", **runs)
    repository = aws("ecr/repository", "ledger", name="ledger", arn=REPOSITORY, imageTagMutability="MUTABLE")
    policy = aws("ecr/repositoryPolicy", "ledger", repository="ledger", policy=document(*statements))
    others = role("ledger", "tasks.apprunner.amazonaws.com"), may("ledger", STORES), service, repository
    holder = role("importer", **said), may("importer", allow(PUSHES, on))
    return judge_stack(no_path_to_more_rights, *holder, *others, *((policy,) if statements else ()))


def test_whom_nobody_left_out_has_none_of_what_others_run() -> None:
    assert "(ecr-x01: ecr:PutImage)" in only(judged())


@pytest.mark.parametrize("operator", ["ArnNotEquals", "ArnNotLike", "StringNotEquals", "StringNotLikeIfExists"])
@pytest.mark.parametrize("whom", [WRITER, [OTHER, WRITER]])
def test_whom_a_denial_leaves_out_was_to_do_it(operator: str, whom: Any) -> None:
    assert passes(judged(denies(**{operator: {"aws:PrincipalArn": whom}})))


def test_so_it_is_with_all_but_some_principals() -> None:
    assert passes(judged({"Effect": "Deny", "NotPrincipal": {"AWS": [WRITER]}, "Action": "ecr:*"}))


@pytest.mark.parametrize(
    "statement",
    [
        denies(ArnNotLike={"aws:PrincipalArn": f"{ARN}role/imp*"}),
        denies(ArnNotEquals={"aws:PrincipalArn": WRITER}, Bool={"aws:SecureTransport": "false"}),
        {**denies(ArnNotEquals={"aws:PrincipalArn": WRITER}), "Action": "ecr:DeleteRepository"},
        {**denies(ArnNotEquals={"aws:PrincipalArn": WRITER}), "Principal": {"AWS": OTHER}},
    ],
)
def test_a_pattern_another_condition_and_another_action_say_less(statement: dict[str, Any]) -> None:
    assert only(judged(statement))


def test_what_it_was_given_besides_nobody_said() -> None:
    anywhere = f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/*"
    assert only(judged(denies(ArnNotEquals={"aws:PrincipalArn": WRITER}), on=anywhere))


def test_an_agent_does_what_it_is_talked_into() -> None:
    assert only(judged(denies(ArnNotEquals={"aws:PrincipalArn": WRITER}), tags={"daypass:class": "agent"}))
