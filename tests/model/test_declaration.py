"""Declarations: what a file of an identity says, where it is refused, and that a folder of them is one whole."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.declarations import INVOICE, OWNERS, folder_of, identities, substitutions

from daypass.errors import DaypassError, DeclarationError, UnreadableError
from daypass.model.declaration import checked, declaration_schema
from daypass.model.owner import Owner
from daypass.model.term import LIMITS
from daypass.model.written import parse_toml


def test_the_file_of_the_documentation_is_an_identity(tmp_path: Path) -> None:
    (invoice,) = identities(folder_of(tmp_path, invoice=INVOICE), "prod")
    assert invoice.role_name == "invoice-deploy-prod"
    assert (invoice.owner, invoice.revoker) == (OWNERS["payments"], OWNERS["security-oncall"])
    assert invoice.review_by == date(2027, 5, 31)
    assert str(invoice.term) == "1h, enforced by the role"
    assert invoice.grants[0].resources == ("arn:aws:s3:::invoice-prod/*",)
    assert invoice.federation.required_claims()["sub"] == (
        "repo:acme/invoice:environment:prod",
        "repo:acme@987654/invoice@123456789:environment:prod",
    )


def test_the_revoker_is_the_owner_where_nothing_else_is_said(tmp_path: Path) -> None:
    text = INVOICE.replace('revoker = "security-oncall"\n', "")
    (invoice,) = identities(folder_of(tmp_path, invoice=text))
    assert invoice.revoker == OWNERS["payments"]


def test_without_settings_an_owner_is_checked_for_its_form_alone(tmp_path: Path) -> None:
    (invoice,) = identities(folder_of(tmp_path, invoice=INVOICE.replace('"payments"', '"anyone-real"')), owners={})
    assert invoice.owner == Owner("anyone-real")
    with pytest.raises(DeclarationError, match=r"invoice\.toml: owner: 'todo' names nobody"):
        identities(folder_of(tmp_path, invoice=INVOICE.replace('"payments"', '"todo"')), owners={})


def test_an_override_replaces_the_whole_table_in_its_environment_alone(tmp_path: Path) -> None:
    override = """
    federation = { kind = "github_actions", repository = "acme/invoice", ref = "refs/heads/main" }
    [[override.prod.grants]]
    actions = ["s3:GetObject"]
    resources = ["arn:aws:s3:::other/*"]
    """
    folder = folder_of(tmp_path, invoice=INVOICE + override)
    (dev,), (prod,) = identities(folder, "dev"), identities(folder, "prod")
    assert dev.federation.required_claims()["sub"][0] == "repo:acme/invoice:environment:dev"
    assert prod.federation.required_claims()["sub"] == ("repo:acme/invoice:ref:refs/heads/main",)
    assert [grant.key for grant in dev.grants] == ["s3-put-object"]
    assert [grant.key for grant in prod.grants] == ["s3-get-object"]


def test_a_workload_whose_sessions_a_service_makes_has_no_term(tmp_path: Path) -> None:
    text = INVOICE.split("[federation]")[0].replace('term = "1h"\n', "").replace("pipeline", "service")
    service = text + '[federation]\nkind = "aws_service"\nservice = "lambda"\n'
    (lambda_,) = identities(folder_of(tmp_path, invoice=service))
    assert lambda_.term.tag == "service"
    assert lambda_.term.enforced_by == "issuing service"
    with pytest.raises(DeclarationError, match=r"invoice\.toml: term: 1h could not be enforced"):
        identities(folder_of(tmp_path, invoice=service.replace("[owner]", 'term = "1h"\n[owner]')))


def changed(old: str, new: str) -> str:
    assert old in INVOICE
    return INVOICE.replace(old, new, 1)


# What is refused, and words of the message: place, fact, remedy.
REFUSED = {
    "an unknown key": ('term = "1h"\n[owner]', 'trem = "1h"\n[owner]', ["trem", "no known key", "'term'"]),
    "an unknown key of the owner": ('revoker = "sec', 'revokr = "sec', ["owner.revokr", "'revoker'"]),
    "an unknown key of a grant": ("actions = [", "action = [", ["grants[0].action", "'actions'"]),
    "an unknown key of an override": ("[override.prod]\nterm", "[override.prod]\nclass", ["override.prod.class"]),
    "an override of nowhere": ("[override.prod]", "[override.prd]", ["override.prd", "'prod'"]),
    "an unknown field of the kind": ("owner_id =", "ownerid =", ["federation.ownerid", "'owner_id'"]),
    "no schema": ("schema = 1\n", "", ["schema", "missing", "schema = 1"]),
    "another schema": ("schema = 1", "schema = 2", ["schema", "2"]),
    "no name": ('name = "invoice-deploy"\n', "", ["name", "missing"]),
    "a name in capitals": ('"invoice-deploy"', '"Invoice"', ["name", "'Invoice'", "a-z"]),
    "a name of one letter": ('"invoice-deploy"', '"i"', ["name", "'i'"]),
    "a name of 41 letters": ('"invoice-deploy"', f'"{"a" * 41}"', ["name"]),
    "an unknown class": ('"pipeline"', '"pipline"', ["class", "'pipline'", "'pipeline'"]),
    "a blank purpose": ('"Deploys the invoice service from its main branch"', '" "', ["purpose", "blank"]),
    "a purpose to come": ('"Deploys the invoice service from its main branch"', '"TODO"', ["purpose", "'TODO'"]),
    "a purpose that no tag holds": ("invoice service", "invoice, service", ["purpose", "','", "tag"]),
    "no environment": ('["dev", "prod"]', "[]", ["environments", "empty"]),
    "an environment twice": ('["dev", "prod"]', '["dev", "prod", "dev"]', ["environments", "'dev' twice"]),
    "no review date": ("review_by = 2027-05-31\n", "", ["review_by", "missing", "2027-05-31"]),
    "a review date that never comes": ("2027-05-31", '"never"', ["review_by", "'never'", "date"]),
    "a review at a point in time": ("2027-05-31", "2027-05-31T00:00:00Z", ["review_by"]),
    "no term": ('term = "1h"\n[owner]', "[owner]", ["term", "missing", "1h"]),
    "a term above the class": ('term = "1h"\n[owner]', 'term = "2h"\n[owner]', ["term", "'2h'", "1h"]),
    "a term that a role cannot have": ('term = "1h"\n[owner]', 'term = "15m"\n[owner]', ["term", "15m", "broker"]),
    "a term through the broker": ('term = "1h"\n[owner]', 'term = "15m"\nvia = "broker"\n[owner]', ["broker", "comes"]),
    "another way": ('term = "1h"\n[owner]', 'term = "15m"\nvia = "post"\n[owner]', ["via", "'post'"]),
    "a term that is a number": ('term = "1h"\n[owner]', "term = 3600\n[owner]", ["term", "3600", "a text"]),
    "no owner": ('team = "payments"\n', "", ["owner.team", "missing"]),
    "a stranger as owner": ('"payments"', '"paymnts"', ["owner", "'paymnts'", "'payments'"]),
    "a stranger as revoker": ('"security-oncall"', '"nobody-known"', ["revoker", "'nobody-known'", "Known are"]),
    "an unknown kind": ('"github_actions"', '"github_action"', ["federation.kind", "'github_actions'"]),
    "no kind": ('kind = "github_actions"\n', "", ["federation.kind", "missing"]),
    "an id that is a number": ('"123456789"', "123456789", ["federation.repository_id", "a text"]),
    "a subject with a wildcard": ('"acme/invoice"', '"acme/*"', ["federation.repository", "'acme/*'"]),
    "a whole repository": ('environment = "${environment}"\n', "", ["federation", "every branch"]),
    "an unknown substitution": (
        "invoice-${environment}",
        "invoice-${enviroment}",
        ["grants[0].resources[0]", "'environment'"],
    ),
    "an open substitution": ("invoice-${environment}", "invoice-${environment", ["grants[0].resources[0]", "no end"]),
    "a variable of IAM in a trust": ("${environment}", "${aws:username}", ["federation.environment", "aws:username"]),
    "a missing configuration": ("invoice-${environment}", "${config:bucket}", ["${config:bucket}", "not configured"]),
    "a wildcard without a reason": ('"s3:PutObject"', '"s3:*"', ["grants[0].actions", "'s3:*'", "wildcard"]),
    "a resource without a reason": ("invoice-${environment}/*", "*", ["grants[0].resources", "wildcard"]),
    "a grant of nothing": ('["s3:PutObject"]', "[]", ["grants[0].actions", "empty"]),
    "a syntax error": ("[owner]", "[owner", ["invoice.toml:8"]),
}


@pytest.mark.parametrize(("old", "new", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused_with_file_field_and_remedy(
    old: str, new: str, words: list[str], tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, invoice=changed(old, new))
    with pytest.raises((DeclarationError, UnreadableError)) as refused:
        identities(folder)
    message = str(refused.value)
    assert message.startswith(str(folder / "invoice.toml"))
    assert [word for word in words if word not in message] == []
    assert "\n" not in message


def test_a_role_name_above_64_characters_is_refused(tmp_path: Path) -> None:
    longest = "a" * 40
    environment = "e" * 23  # with the hyphen 64 characters
    text = INVOICE.replace('"invoice-deploy"', f'"{longest}"').replace('"dev", "prod"', f'"{environment}", "prod"')
    (identity,) = identities(folder_of(tmp_path, invoice=text), environment)
    assert len(identity.role_name) == 64
    text = text.replace(environment, environment + "e")
    with pytest.raises(DeclarationError, match=r"invoice\.toml: name: .*65 characters"):
        identities(folder_of(tmp_path, invoice=text), environment + "e")


def test_an_environment_that_no_identity_names_is_an_error_and_never_an_empty_stack(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"no identity names the environment 'prd'\. Did you mean 'prod'\?"):
        identities(folder_of(tmp_path, invoice=INVOICE), "prd")


def test_a_folder_without_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="holds no TOML file"):
        identities(folder_of(tmp_path))
    with pytest.raises(UnreadableError, match=r"gone: cannot be read"):
        identities(tmp_path / "gone")


def test_two_identities_of_one_name_are_refused_even_in_different_environments(tmp_path: Path) -> None:
    twin = INVOICE.replace('["dev", "prod"]', '["stage"]').replace("[override.prod]", "[override.stage]")
    with pytest.raises(
        DeclarationError, match=r"second\.toml: name: 'invoice-deploy' is declared in .*first\.toml too"
    ):
        identities(folder_of(tmp_path, first=INVOICE, second=twin), "dev")


def test_a_malformed_file_is_an_error_also_where_the_environment_is_none_of_its_own(tmp_path: Path) -> None:
    other = INVOICE.replace("invoice-deploy", "other").replace('["dev", "prod"]', '["stage"]')
    with pytest.raises(DeclarationError, match=r"other\.toml: override\.prod"):
        identities(folder_of(tmp_path, invoice=INVOICE, other=other), "dev")


def test_identities_come_in_the_order_of_their_files(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, b=INVOICE.replace("invoice-deploy", "aa"), a=INVOICE.replace("invoice-deploy", "bb"))
    assert [identity.name for identity in identities(folder)] == ["bb", "aa"]


def test_configuration_is_filled_in(tmp_path: Path) -> None:
    text = INVOICE.replace("invoice-${environment}", "${config:bucket}").replace('"acme/', '"${config:gh:org}/')
    (identity,) = identities(folder_of(tmp_path, invoice=text), config={"bucket": "ledger", "gh:org": "acme"})
    assert identity.grants[0].resources == ("arn:aws:s3:::ledger/*",)
    assert identity.federation.proof.startswith("GitHub job of acme/invoice")


def test_a_value_that_is_filled_in_cannot_bring_a_wildcard_along(tmp_path: Path) -> None:
    text = INVOICE.replace("invoice-${environment}", "${config:bucket}").replace(
        'environment = "${environment}"', 'environment = "${config:env}"'
    )
    with pytest.raises(DeclarationError, match=r"federation\.environment: '\*' holds a wildcard"):
        identities(folder_of(tmp_path, invoice=text), config={"bucket": "ledger", "env": "*"})
    with pytest.raises(DeclarationError, match=r"grants\[0\]\.resources: 'arn:aws:s3:::\*/\*' names nothing"):
        identities(folder_of(tmp_path, invoice=text), config={"bucket": "*", "env": "prod"})


def test_a_value_that_is_filled_in_is_not_filled_in_again(tmp_path: Path) -> None:
    text = INVOICE.replace("invoice-${environment}", "${config:bucket}")
    with pytest.raises(DeclarationError) as refused:
        identities(folder_of(tmp_path, invoice=text), config={"bucket": "${account}*"})
    assert "111122223333" not in str(refused.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each container below a value, with each of its keys."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


@given(data=st.data())
def test_whatever_stands_in_a_file_is_an_identity_or_is_refused_and_never_a_crash(data: st.DataObject) -> None:
    tables = parse_toml(INVOICE, "x")
    container, key = data.draw(st.sampled_from(list(places(tables))))
    container[key] = data.draw(VALUES)
    with suppress(DaypassError):
        declaration = checked(Path("invoice.toml"), tables, declaration_schema())
        identity = declaration.draft("prod", substitutions("prod")).identity(
            owners=OWNERS, terms=LIMITS, account="111122223333"
        )
        assert identity.role_name == f"{tables['name']}-prod"


def test_variables_of_iam_stay_in_grants(tmp_path: Path) -> None:
    text = INVOICE.replace(
        "invoice-${environment}/*", "invoice-${environment}/${aws:PrincipalTag/daypass:workload}/${*}"
    )
    (identity,) = identities(folder_of(tmp_path, invoice=text))
    assert identity.grants[0].resources == ("arn:aws:s3:::invoice-dev/${aws:PrincipalTag/daypass:workload}/${*}",)
