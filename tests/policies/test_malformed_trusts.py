"""A trust policy that AWS refuses is told once, with what mends it, and no rule about trusts passes it."""

import json
from typing import Any

import pytest
from tests.support.rules import judge, judge_stack

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.trust_is_not_public import trust_is_not_public
from daypass_policies.rules.trust_names_no_whole_account import trust_names_no_whole_account
from daypass_policies.rules.trust_pins_subject import trust_pins_subject

ROLE = "aws:iam/role:Role"
GITHUB = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"


def statement(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}} | elements


REFUSED = {
    "a type in small letters": statement(Principal={"service": "vpc-flow-logs.amazonaws.com"}),
    "a type that there is not": statement(Principal={"Servce": "ec2.amazonaws.com"}),
    "everyone, and a type that there is not": statement(Principal={"AWS": "*", "Servce": "ec2.amazonaws.com"}),
    "an account, and an operator that there is not": statement(
        Principal={"AWS": "arn:aws:iam::444455556666:root"}, Condition={"StringEqual": {"sts:ExternalId": "x"}}
    ),
    "no principal": {"Effect": "Allow", "Action": "sts:AssumeRole"},
    "a provider, and an operator that there is not": statement(
        Principal={"Federated": GITHUB}, Condition={"StringEqual": {"sub": "x"}}
    ),
    "a provider in small letters": statement(Principal={"federated": GITHUB}),
    "a provider besides": statement(Principal={"AWS": "*", "Federated": GITHUB}, Effect="allow"),
    "what is not known besides": statement(Principal={"Federated": UNKNOWN, "Servce": "x"}),
}


def answers(policy: Any) -> dict[str, Answer]:
    role = Resource.of(ROLE, "deploy", assumeRolePolicy=policy)
    stacked = (judge_stack(rule, role) for rule in (trust_pins_subject, trust_names_no_whole_account))
    return {answer.rule.name: answer for answer in (judge(trust_is_not_public, role), *stacked)}


def policies(written: dict[str, Any]) -> list[Any]:
    """The same as an object and, where all of it is known, as text; marked as secret, too."""
    document = {"Version": "2012-10-17", "Statement": [written]}
    texts = [] if UNKNOWN in written["Principal"].values() else [json.dumps(document), Secret(json.dumps(document))]
    return [document, *texts]


@pytest.mark.parametrize("written", REFUSED.values(), ids=REFUSED)
def test_one_rule_tells_it_and_the_others_are_undecided(written: dict[str, Any]) -> None:
    for policy in (
        policies({"Principal": {}} | written) if "Principal" in written else [json.dumps({"Statement": written})]
    ):
        found = answers(policy)
        (told,) = (name for name, answer in found.items() if answer.problems)
        assert told == ("trust-pins-subject" if "ederated" in str(written) else "trust-is-not-public")
        assert all(answer.undecided for name, answer in found.items() if name != told)
        (problem,) = found[told].problems
        assert "cannot be read" in problem.message
        assert "AWS refuses the document" in str(problem.remedy)
        assert not problem.advisory


def test_it_is_said_how_a_type_is_written_that_differs_in_case_alone() -> None:
    (problem,) = answers(policies(REFUSED["a type in small letters"])[0])["trust-is-not-public"].problems
    assert problem.message == (
        "role 'deploy' has a trust policy that cannot be read: assumeRolePolicy.Statement[0].Principal has an element "
        "that is none of AWS, Federated, Service, CanonicalUser (it is written Service)"
    )
    assert problem.severity == "high"


@pytest.mark.parametrize("policy", ["", "{", "[]", "null", '"*"', '{"Statement": 1}', "[" * 10000, None])
def test_what_names_nobody_is_told_too(policy: Any) -> None:
    found = answers(policy)
    assert found["trust-is-not-public"].problems
    assert found["trust-pins-subject"].undecided


@pytest.mark.parametrize(
    "text",
    [
        '{"Statement": {"effect": "Allow", "principal": {"Federated": "x"}, "Action": "sts:AssumeRole"}}',
        '{"Statement": [{"Effect": "Allow", "Principal": {"Federated": "x"}, "Action": "sts:AssumeRole"}, 1]}',
        '{"Statement": [{"Effect": "Allow", "Principal": {"Federated": "x"}, "Action": ',
    ],
)
def test_what_names_a_provider_is_told_of_that_however_it_is_broken(text: str) -> None:
    found = answers(text)
    assert found["trust-pins-subject"].problems
    assert found["trust-is-not-public"].undecided


def test_a_provider_that_is_kept_out_is_none_that_is_to_be_pinned() -> None:
    kept_out = statement(Effect="Deny", Principal={"Federated": GITHUB})
    found = answers(json.dumps({"Version": "2012-10-17", "Statement": [statement(Principal={"Aws": "*"}), kept_out]}))
    assert [name for name, answer in found.items() if answer.problems] == ["trust-is-not-public"]
