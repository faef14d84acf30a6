"""Who may write the policy of a key, as that says itself, may do with it what it keeps from them today."""

from typing import Any

import pytest
from tests.policies.rules.test_no_path_to_more_rights_by_entrances import (
    KEY,
    READS_FILES,
    ROOT_OF_KEY,
    grants_itself,
    key,
    named,
    of_class,
)
from tests.support.becoming import deny, document, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

WRITES_POLICY = "kms:PutKeyPolicy"


def of_key(*made: Resource, holder: Resource | None = None, given: dict[str, Any] = READS_FILES) -> Answer:
    given_to = holder or of_class("service")
    return judge_stack(no_path_to_more_rights, given_to, may(given_to.name, given), *made)


def test_a_policy_that_lets_a_workload_write_it_anew_keeps_nothing_from_it() -> None:
    (problem,) = of_key(key(ROOT_OF_KEY, named("kms:GenerateDataKey", "kms:GetKeyPolicy", WRITES_POLICY))).problems
    assert "may write the policy of key 'vault', which lets it, and so do what it was not given" in problem.message
    assert f"(kms:Decrypt) ({WRITES_POLICY})" in problem.message
    assert problem.advisory
    apart = aws("kms/keyPolicy", "vault", keyId=KEY, policy=document(ROOT_OF_KEY, named("kms:Put*")))
    assert WRITES_POLICY in only(of_key(key(policy=None), apart))


def test_another_policy_undoes_what_this_one_denies_but_for_what_the_holder_is_denied() -> None:
    refused = named("kms:Decrypt", Effect="Deny")
    assert WRITES_POLICY in only(of_key(key(ROOT_OF_KEY, named(WRITES_POLICY), refused)))
    assert WRITES_POLICY in only(of_key(key(ROOT_OF_KEY, named("kms:CreateGrant", WRITES_POLICY), refused)))
    assert not grants_itself(key(ROOT_OF_KEY, named(WRITES_POLICY)), given=deny("kms:Decrypt"))
    assert not grants_itself(key(ROOT_OF_KEY, named(WRITES_POLICY)), given=deny(WRITES_POLICY))


@pytest.mark.parametrize(
    "statements",
    [
        [named("kms:GenerateDataKey", "kms:GetKeyPolicy")],
        [named(WRITES_POLICY, "kms:Decrypt")],
        [named(WRITES_POLICY), named("kms:*")],
        [named(WRITES_POLICY), named(WRITES_POLICY, Effect="Deny")],
        [named(WRITES_POLICY, Condition={"StringEquals": {"aws:PrincipalTag/duty": "keys"}})],
        [{**named(WRITES_POLICY), "Principal": {"AWS": f"{ARN}role/b"}}],
    ],
    ids=str,
)
def test_one_that_it_may_read_or_that_another_writes_opens_nothing(statements: list[dict[str, Any]]) -> None:
    assert passes(of_key(key(ROOT_OF_KEY, *statements)))


@pytest.mark.parametrize("name", ["payroll-key-admin", "KeyAdministrator", "kms-rotation"])
def test_who_is_called_after_keys_or_deploys_them_looks_after_their_policies(name: str) -> None:
    writes = {**ROOT_OF_KEY, "Principal": {"AWS": f"{ARN}role/{name}"}, "Action": ["kms:Put*", "kms:CreateGrant"]}
    assert passes(of_key(key(ROOT_OF_KEY, writes), holder=role(name, tags={"daypass:class": "service"})))
    assert passes(of_key(key(ROOT_OF_KEY, named("kms:Put*")), holder=of_class("pipeline")))
    assert passes(of_key(key(ROOT_OF_KEY, named("kms:Put*")), holder=of_class("human")))


@pytest.mark.parametrize(
    ("usage", "use"),
    [("SIGN_VERIFY", "Sign"), ("GENERATE_VERIFY_MAC", "GenerateMac"), ("KEY_AGREEMENT", "DeriveSharedSecret")],
)
def test_a_key_that_opens_nothing_is_kept_for_what_else_it_does(usage: str, use: str) -> None:
    def of(*actions: str) -> Answer:
        return of_key(key(ROOT_OF_KEY, named(*actions), keyUsage=usage))

    assert f"(kms:{use}) ({WRITES_POLICY})" in only(of(WRITES_POLICY))
    assert f"(kms:{use}) (kms:CreateGrant)" in only(of("kms:CreateGrant"))
    assert passes(of(WRITES_POLICY, f"kms:{use}"))


@pytest.mark.parametrize(
    "statement",
    [
        named(WRITES_POLICY, Condition=UNKNOWN),
        named(WRITES_POLICY, Effect=UNKNOWN),
        {**named(), "Action": UNKNOWN},
        {**named(), "Action": ["kms:Encrypt", UNKNOWN]},
    ],
    ids=str,
)
def test_a_policy_of_which_it_is_not_known_what_it_lets_is_undecided(statement: dict[str, Any]) -> None:
    answer = of_key(key(policy={"Version": "2012-10-17", "Statement": [ROOT_OF_KEY, statement]}))
    assert not answer.problems
    assert unknowns(answer)


def test_it_is_undecided_where_a_denial_is_not_known() -> None:
    denial = {**named(WRITES_POLICY, Effect="Deny"), "Condition": UNKNOWN}
    whole = {"Version": "2012-10-17", "Statement": [ROOT_OF_KEY, named(WRITES_POLICY), denial]}
    answer = of_key(key(policy=whole))
    assert not answer.problems
    assert unknowns(answer)
