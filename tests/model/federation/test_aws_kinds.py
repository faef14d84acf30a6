"""Workloads that AWS itself runs, or that have a role already, are trusted by what AWS says of them."""

from typing import Any

import pytest

from daypass.data.service_principals import service_principals
from daypass.errors import DeclarationError
from daypass.model.federation import KINDS, aws_principal, aws_service, eks_pod_identity, federation

ACCOUNT = "111122223333"
CLUSTER = eks_pod_identity(cluster="platform", namespace="billing", service_account="worker")


def statement(fields: dict[str, str]) -> dict[str, Any]:
    """The only statement of its trust, in an ordinary account."""
    (made,) = federation(**fields).trust_statements(ACCOUNT, "aws")
    return made


@pytest.mark.parametrize("service", sorted(service_principals()))
def test_a_service_is_held_to_the_account_where_it_says_for_whom_it_acts(service: str) -> None:
    known = service_principals()[service]
    made = statement(aws_service(service=service))
    assert made["Principal"] == {"Service": known.principal}
    expected = {"StringEquals": {"aws:SourceAccount": ACCOUNT}} if known.sends_account else None
    assert made.get("Condition") == expected


def test_a_service_may_be_held_to_one_resource_where_it_names_it() -> None:
    machine = f"arn:aws:states:eu-central-1:{ACCOUNT}:stateMachine:billing"
    made = statement(aws_service(service="states", source_arn=machine))
    assert made["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnEquals": {"aws:SourceArn": machine},
    }
    with pytest.raises(DeclarationError, match="nothing would get in"):
        federation(**aws_service(service="ec2", source_arn=f"arn:aws:ec2:eu-central-1:{ACCOUNT}:instance/i-1"))


@pytest.mark.parametrize("service", ["lambda", "lambda.amazonaws.com"])
def test_a_service_goes_by_its_short_name_or_its_principal(service: str) -> None:
    made = federation(**aws_service(service=service))
    assert made.proof == "Lambda function (lambda.amazonaws.com)"
    assert (made.needs_term, made.enforced_by) == (False, "issuing service")


def test_an_ecs_task_has_a_name_that_people_get_wrong() -> None:
    assert statement(aws_service(service="ecs-task")) == statement(aws_service(service="ecs-tasks"))


def test_a_service_that_nobody_knows_is_refused_with_its_neighbour() -> None:
    with pytest.raises(DeclarationError, match="Did you mean 'lambda'"):
        federation(**aws_service(service="lamda"))


def test_a_pod_is_known_by_the_tags_that_the_service_sets() -> None:
    assert statement(CLUSTER) == {
        "Effect": "Allow",
        "Principal": {"Service": "pods.eks.amazonaws.com"},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {
            "StringEquals": {
                "aws:RequestTag/eks-cluster-name": "platform",
                "aws:RequestTag/kubernetes-namespace": "billing",
                "aws:RequestTag/kubernetes-service-account": "worker",
            }
        },
    }
    assert federation(**CLUSTER).proof == "EKS pod of billing/worker in cluster platform"
    assert federation(**CLUSTER).enforced_by == "issuing service"


@pytest.mark.parametrize("field", ["cluster", "namespace", "service_account"])
@pytest.mark.parametrize("value", ["*", "", "a b", "${x}", "a\n", None])
def test_a_pod_is_named_exactly(field: str, value: Any) -> None:
    with pytest.raises(DeclarationError) as refused:
        federation(**CLUSTER | {field: value})
    assert refused.value.place == f"federation.{field}"
    missing = {name: text for name, text in CLUSTER.items() if name != field}
    with pytest.raises(DeclarationError, match="is missing"):
        federation(**missing)


def test_one_named_role_is_trusted() -> None:
    arn = "arn:aws:iam::444455556666:role/daypass/scheduler-prod"
    assert statement(aws_principal(arn=arn)) == {
        "Effect": "Allow",
        "Principal": {"AWS": arn},
        "Action": "sts:AssumeRole",
    }
    assert federation(**aws_principal(arn=arn)).enforced_by == "role"


@pytest.mark.parametrize(
    "arn",
    [
        "*",
        "444455556666",
        "arn:aws:iam::444455556666:root",
        "arn:aws:iam::444455556666:user/eve",
        "lambda.amazonaws.com",
        "arn:aws:iam::444455556666:role/*",
        "arn:aws:iam::*:role/app",
        "arn:aws:iam::444455556666:role/",
        "arn:aws:sts::444455556666:assumed-role/app/session",
        "arn:aws:iam::444455556666:role/app\n",
    ],
)
def test_an_account_a_user_a_session_and_a_pattern_are_refused(arn: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        federation(**aws_principal(arn=arn))
    assert refused.value.place == "federation.arn"
    assert repr(arn) in str(refused.value)


def test_a_kind_that_does_not_exist_finds_its_neighbour() -> None:
    with pytest.raises(DeclarationError, match=r"federation\.kind: 'github_action' .* Did you mean 'github_actions'"):
        federation(kind="github_action")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_kind_describes_its_fields_and_accepts_its_own_examples(kind: Any) -> None:
    assert kind.description
    for field in kind.fields.values():
        assert field.description.endswith(".")
        assert not field.example or field.accepts(field.example)
    made = kind.federation({name: field.example for name, field in kind.fields.items() if field.example})
    assert made.kind == kind.name
    assert made.proof
