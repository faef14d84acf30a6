"""As which Vault runs may assume what it hands out, as the stack says itself; nobody else is meant by that."""

import json
from typing import Any

import pytest
from tests.support.becoming import ROOT, allow, may, role
from tests.support.grants import ACCOUNT, ARN
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource
from daypass.settings import Settings
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.handed_out_by_vault import HandedOutByVault
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

VAULT, RELEASE = f"{ARN}role/vault-server", f"{ARN}role/tide-release"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:orders-a1B2c3"
WORKS = (allow("dynamodb:PutItem", TABLE), allow("secretsmanager:GetSecretValue", SECRET))
RUNS = (role("vault-server", tags={"daypass:class": "service"}), may("vault-server", allow("sts:AssumeRole", RELEASE)))


def target(*trust: Any, class_: str = "service", **inputs: Any) -> tuple[Resource, ...]:
    return role("tide-release", *trust, tags={"daypass:class": class_}, **inputs), may("tide-release", *WORKS)


def handed_out(*roles: Any, kind: str = "assumed_role", **inputs: Any) -> Resource:
    said = {"backend": "aws", "credentialType": kind, "roleArns": list(roles)}
    return Resource.of("vault:aws/secretBackendRole:SecretBackendRole", "release", **{**said, **inputs})


def engine(called: str = "aws", **inputs: Any) -> Resource:
    return Resource.of("vault:aws/secretBackend:SecretBackend", called, **inputs)


def judged(*resources: Resource) -> Answer:
    return judge_stack(role_does_not_become_stronger, *RUNS, *resources)


def test_what_vault_hands_out_it_may_assume_to_read_secrets_and_change_things() -> None:
    assert "leads to role 'tide-release'" in only(judged(*target(VAULT)))
    assert passes(judged(*target(VAULT), handed_out(RELEASE)))


def test_it_may_be_of_a_class_that_is_trusted_more() -> None:
    assert "of class pipeline" in only(judged(*target(VAULT, class_="pipeline")))
    assert passes(judged(*target(VAULT, class_="pipeline"), handed_out(RELEASE)))


def test_another_role_that_is_handed_out_means_nothing() -> None:
    others = (handed_out(f"{ARN}role/other"), handed_out(UNKNOWN), handed_out(RELEASE, kind="iam_user"))
    assert all("leads to role" in only(judged(*target(VAULT), other)) for other in others)


def test_whoever_else_the_trust_lets_in_is_not_meant() -> None:
    assert "leads to role" in only(judged(*target(VAULT, f"{ARN}role/desk"), handed_out(RELEASE)))
    assert "leads to role" in only(judged(*target(VAULT, ROOT), handed_out(RELEASE)))


def test_the_engine_says_as_whom_vault_assumes_roles() -> None:
    both = target(VAULT, f"{ARN}role/desk")
    assert passes(judged(*both, handed_out(RELEASE), engine(roleArn=VAULT)))
    assert "leads to role" in only(judged(*target(VAULT), handed_out(RELEASE), engine(roleArn=f"{ARN}role/desk")))
    elsewhere = engine(path="aws-print/", roleArn=f"{ARN}role/desk")
    assert passes(judged(*target(VAULT), handed_out(RELEASE), elsewhere))
    assert "leads to role" in only(judged(*target(VAULT), handed_out(RELEASE, backend="aws-print"), elsewhere))


@pytest.mark.parametrize(
    ("hands_out", "engines"),
    [
        ({}, [{"roleArn": UNKNOWN}]),
        ({"backend": UNKNOWN}, []),
        ({"backend": UNKNOWN}, [{"roleArn": VAULT}]),
        ({}, [{"path": UNKNOWN, "roleArn": f"{ARN}role/desk"}]),
        ({}, [{"path": UNKNOWN, "roleArn": VAULT}]),
        ({}, [{"roleArn": VAULT}, {"roleArn": f"{ARN}role/desk"}]),
        ({}, [{"roleArn": f"{ARN}role/desk"}, {"roleArn": VAULT}]),
        ({}, [{"roleArn": VAULT}, {"path": UNKNOWN, "roleArn": UNKNOWN}]),
    ],
    ids=str,
)
def test_what_is_not_known_of_engines_or_they_say_differently_excuses_nothing(
    hands_out: dict[str, Any], engines: list[dict[str, Any]]
) -> None:
    found = (engine(str(index), **one) for index, one in enumerate(engines))
    assert "leads to role" in only(judged(*target(VAULT), handed_out(RELEASE, **hands_out), *found))


def test_engines_at_one_mount_that_agree_say_as_whom_vault_assumes_roles() -> None:
    both = target(VAULT, f"{ARN}role/desk")
    engines = (engine("one", roleArn=VAULT), engine("other", path="aws/", roleArn=VAULT))
    assert passes(judged(*both, handed_out(RELEASE), *engines))


GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
BY_JOBS = {
    "Effect": "Allow",
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": GITHUB},
    "Condition": {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:acme/tide:environment:prod",
        }
    },
}


def is_vaults(**inputs: Any) -> bool:
    """Whether the step is taken for Vault's where the role that takes it is made so."""
    steps = (role("vault-server", **inputs), may("vault-server", allow("sts:AssumeRole", RELEASE)))
    stack = Stack((*steps, *target(VAULT), handed_out(RELEASE), engine(roleArn=VAULT)))
    rising = Rising(stack, Settings())
    (actor,) = (one for one in rising.actors.each if one.resource.name == "vault-server")
    (edge,) = (one for one in rising.steps(actor.node) if one.how == "assume") if actor.node else ()
    return HandedOutByVault(stack).is_meant(edge, rising)


def test_whoever_acts_on_the_words_of_others_is_not_vault() -> None:
    assert is_vaults(tags={"daypass:class": "service"})
    assert is_vaults()
    assert not any(is_vaults(tags={"daypass:class": class_}) for class_ in ("agent", "vendor", "pipeline"))
    by_agents = {"Service": "bedrock.amazonaws.com"}
    for statement in (BY_JOBS, {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": by_agents}):
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        assert not is_vaults(assumeRolePolicy=trust)
        assert not is_vaults(assumeRolePolicy=trust, tags={"daypass:class": "service"})


def test_an_administrator_is_told_whoever_hands_it_out() -> None:
    strong = role("tide-release", VAULT, managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    assert "may do everything" in only(judged(strong, handed_out(RELEASE)))
