"""Whom a trust policy admits, in one answer."""

import json
from datetime import date
from typing import Any

import pytest
from tests.support.roles import github, statement, trust

from daypass.iam.admission import admitted
from daypass.iam.admitted import Admitted
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.trust import trust_document, trust_json
from daypass.model.federation import federation
from daypass.model.identity import Identity
from daypass.model.owner import Owner
from daypass.model.resource import UNKNOWN
from daypass.model.term import Term

PINNED = github(StringEquals={"sub": "repo:acme/invoice:environment:prod"})
ROLE = {"AWS": "arn:aws:iam::111122223333:role/app"}


def of(*statements: dict[str, Any]) -> Admitted:
    """Whom the trust of these statements admits."""
    return admitted(Document.parse(trust(*statements), path="trust"))


@pytest.mark.parametrize(
    ("statements", "breadth"),
    [
        ((), "nobody"),
        ((statement("*") | {"Effect": "Deny"},), "nobody"),
        ((statement("*"),), "world"),
        ((github(),), "issuer"),
        ((github(StringLike={"sub": "repo:acme/*"}),), "organisation"),
        ((github(StringLike={"sub": "repo:acme/invoice:*"}),), "repository"),
        ((PINNED,), "one workload"),
        ((statement(ROLE),), "one workload"),
        ((statement({"Service": "lambda.amazonaws.com"}),), "one workload"),
        ((statement({"AWS": "111122223333"}),), "organisation"),
        ((PINNED, statement(ROLE), github(StringLike={"sub": "repo:acme/*"})), "organisation"),
    ],
    ids=lambda value: value if isinstance(value, str) else len(value),
)
def test_the_widest_of_all_statements_counts(statements: tuple[dict[str, Any], ...], breadth: str) -> None:
    assert of(*statements).breadth == breadth


def test_the_answer_says_which_statement_and_who_gets_in() -> None:
    found = of(PINNED, github(StringLike={"sub": "repo:acme/*"}))
    assert (found.statement, found.witness) == (1, "repo:acme/another-repository:pull_request")


def test_an_unknown_beside_a_known_is_told_with_it() -> None:
    unknown = github(StringEquals={"sub": UNKNOWN})
    assert of(unknown).breadth == "undecided"
    assert of(unknown).unknown == ("trust.Statement[0].Condition.StringEquals.token.actions.githubusercontent.com:sub",)
    both = of(unknown, github(StringLike={"sub": "repo:acme/*"}))
    assert (both.breadth, len(both.unknown)) == ("organisation", 1)


@pytest.mark.parametrize("element", ["Effect", "Principal", "Action"])
def test_an_unknown_element_is_undecided(element: str) -> None:
    assert of(PINNED | {element: UNKNOWN}).unknown == (f"trust.Statement[0].{element}",)


def test_nothing_is_read_that_does_not_decide() -> None:
    """A denial, a named service and a statement of something else are decided, whatever is unknown about them."""
    denial = statement(UNKNOWN, UNKNOWN) | {"Effect": "Deny"}
    service = statement({"Service": "ec2.amazonaws.com"}, StringEquals={"aws:SourceAccount": UNKNOWN})
    other = statement(UNKNOWN, "sts:TagSession")
    found = of(denial, service, other)
    assert (found.breadth, found.statement, found.unknown) == ("one workload", 1, ())


def test_a_trust_that_names_nobody_is_malformed() -> None:
    with pytest.raises(MalformedDocument, match=r"trust\.Statement\[0\]: has no Principal"):
        of({"Effect": "Allow", "Action": "sts:AssumeRole"})


def test_a_declared_identity_admits_one_workload_and_always_in_the_same_words() -> None:
    identity = Identity(
        name="invoice-deploy",
        workload_class="pipeline",
        purpose="Deploys the invoice service",
        owner=Owner("payments"),
        revoker=Owner("payments"),
        environment="prod",
        review_by=date(2027, 5, 31),
        term=Term(3600, "role"),
        federation=federation(
            kind="github_actions",
            repository="acme/invoice",
            environment="prod",
            repository_id="123456789",
            owner_id="987654",
        ),
        grants=(),
        account="111122223333",
    )
    found = admitted(Document.parse(trust_json(identity)))
    assert (found.breadth, found.by_name, found.missing) == ("one workload", False, ())
    assert json.loads(trust_json(identity)) == trust_document(identity)
    assert trust_json(identity).startswith('{"Statement":[{"Action":"sts:AssumeRoleWithWebIdentity","Condition":')
