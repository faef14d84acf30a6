"""A statement applies where its action, resource, principal and every condition fit, as AWS documents each."""

from typing import Any

import pytest

from daypass.iam.applies import applies, fits_action, fits_principal, fits_resource
from daypass.iam.context import Context, MalformedRequest
from daypass.iam.document import Document, Statement
from daypass.iam.node import MalformedDocument
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.model.resource import UNKNOWN, Undecided

NEW, OLD = "2012-10-17", "2008-10-17"
OBJECT = "arn:aws:s3:::reports/q3.csv"
ROLE = "arn:aws:iam::111122223333:role/ops/app"
SESSION = "arn:aws:sts::111122223333:assumed-role/app/s1"
USER = "arn:aws:iam::111122223333:user/div/ana"
FEDERATED = "arn:aws:sts::111122223333:federated-user/ana"
ROOT = "arn:aws:iam::111122223333:root"
PROVIDER = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
ALICE = Principal.parse(USER)


def statement(**elements: Any) -> Statement:
    """The statement as a whole, which stands after what is known of it."""
    made = {"Effect": "Allow", "Action": "*", **elements}
    return Document.parse({"Version": NEW, "Statement": [made]}, path="policy").statements[-1]


# Actions -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", ["s3:GetObject", "S3:getobject", "s3:Get*", "s3:*", "*", "*:GetObject", "s?:*Obj*"])
def test_an_action_is_taken_in_whatever_the_case(pattern: str) -> None:
    assert fits_action(statement(Action=pattern), "s3:GetObject")
    assert not fits_action(Statement.parse({"Effect": "Deny", "NotAction": pattern}, 0, "p"), "s3:GetObject")


@pytest.mark.parametrize(
    "pattern", ["s3:GetObjec", "s3:Get", "s3:?", "iam:*", "", "s3:G\u0435tObject", "s3:GetOb\u017fect"]
)
def test_another_action_is_not(pattern: str) -> None:
    assert not fits_action(statement(Action=["sqs:*", pattern]), "s3:GetObject")
    assert fits_action(Statement.parse({"Effect": "Deny", "NotAction": pattern}, 0, "p"), "s3:GetObject")


def test_the_sign_for_kelvin_is_no_letter_of_an_action() -> None:
    assert not fits_action(statement(Action="kms:*\u212aey"), "kms:CreateKey")


# Resources -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "taken"),
    [
        ("*", True),
        (OBJECT, True),
        ("arn:aws:s3:::reports/*", True),
        ("arn:aws:s3:::*/q?.csv", True),
        ("arn:*:q3.csv", False),
        ("arn:aws:s3:::Reports/*", False),
        ("arn:aws:s3:::reports", False),
        ("arn:aws:s3:::reports/${aws:username}*", False),
        ("arn:aws:s3:::reports/${aws:username, 'q3'}.csv", True),
        ("arn:aws:s3:::reports/${K}.csv", True),
        ("arn:aws:s3:::reports/${many}*", False),
        ("arn:aws:s3:::reports/${star}", False),
        ("arn:aws:s3:::reports/${*}", False),
        ("arn:aws:s3:::${bucket}/*", True),
        ("arn:aws:s3:::reports/${", False),
    ],
)
def test_a_resource_fits_its_pattern(pattern: str, taken: bool) -> None:  # noqa: FBT001 - a column of a table
    context = Context.of({"k": "q3", "many": ["q3", "q4"], "star": "*", "bucket": "reports"})
    assert fits_resource(statement(Resource=pattern), OBJECT, context, NEW) is taken
    excluding = statement(NotResource=pattern)
    assert fits_resource(excluding, OBJECT, context, NEW) is not taken


def test_a_statement_of_a_trust_has_no_resource_and_fits_every_one() -> None:
    assert fits_resource(statement(Principal="*"), OBJECT, Context(), NEW)


def test_what_a_variable_stands_for_is_text_and_no_pattern() -> None:
    pattern = statement(Resource="arn:aws:s3:::reports/${k}/*")
    for name in ("*", "?", "a*"):
        assert not fits_resource(pattern, "arn:aws:s3:::reports/ana/x", Context.of({"k": name}), NEW)
        assert fits_resource(pattern, f"arn:aws:s3:::reports/{name}/x", Context.of({"k": name}), NEW)


@pytest.mark.parametrize(("written", "meant"), [("${*}", "*"), ("${?}", "?"), ("${$}{k}", "${k}")])
def test_a_special_character_can_be_written(written: str, meant: str) -> None:
    found = statement(Resource=f"arn:aws:s3:::reports/{written}")
    assert fits_resource(found, f"arn:aws:s3:::reports/{meant}", Context.of({"k": "x"}), NEW)
    assert not fits_resource(found, "arn:aws:s3:::reports/x", Context.of({"k": "x"}), NEW)


def test_in_an_old_document_a_variable_is_text() -> None:
    found = statement(Resource="arn:aws:s3:::reports/${k}")
    assert not fits_resource(found, "arn:aws:s3:::reports/x", Context.of({"k": "x"}), OLD)
    assert fits_resource(found, "arn:aws:s3:::reports/${k}", Context.of({"k": "x"}), OLD)


# Principals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "principals"),
    [
        ("*", [ROLE, SESSION, USER, FEDERATED, ROOT, PROVIDER, "lambda.amazonaws.com"]),
        ({"AWS": "*"}, [ROLE, SESSION, USER, FEDERATED, ROOT, PROVIDER, "lambda.amazonaws.com"]),
        ({"AWS": "111122223333"}, [ROLE, SESSION, USER, FEDERATED, ROOT]),
        ({"AWS": ROOT}, [ROLE, SESSION, USER, FEDERATED, ROOT]),
        ({"AWS": ROLE}, [ROLE, SESSION]),
        ({"AWS": SESSION}, [SESSION]),
        ({"AWS": USER}, [USER, FEDERATED]),
        ({"AWS": FEDERATED}, [FEDERATED]),
        ({"Federated": PROVIDER}, [PROVIDER]),
        ({"Federated": "*"}, [PROVIDER]),
        ({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}, ["lambda.amazonaws.com"]),
        ({"AWS": ["AROAEXAMPLE", "arn:aws:iam::444455556666:root", "arn:aws-cn:iam::111122223333:root"]}, []),
        ({"AWS": "arn:aws:iam::111122223333:role/*"}, []),
        ({"AWS": "arn:aws:iam::111122223333:role/application"}, []),
    ],
)
def test_a_principal_element_names_these_and_no_others(named: Any, principals: list[str]) -> None:
    everyone = [ROLE, SESSION, USER, FEDERATED, ROOT, PROVIDER, "lambda.amazonaws.com"]
    found = [one for one in everyone if fits_principal(statement(Principal=named), Principal.parse(one))]
    assert found == [one for one in everyone if one in principals]


def test_a_statement_of_an_identity_policy_names_nobody_and_fits_everyone() -> None:
    assert fits_principal(statement(Resource="*"), ALICE)


@pytest.mark.parametrize(
    ("excluded", "denied"),
    [
        ([USER, ROOT], False),
        ([USER], False),
        ([ROOT], True),
        (["arn:aws:iam::111122223333:user/div/bob", ROOT], True),
        (["*"], False),
    ],
)
def test_a_denial_of_all_but_some_spares_only_whom_it_names_itself(excluded: list[str], denied: bool) -> None:  # noqa: FBT001 - a column of a table
    assert fits_principal(statement(Effect="Deny", NotPrincipal={"AWS": excluded}), ALICE) is denied


def test_a_denial_of_all_but_a_role_takes_in_its_sessions() -> None:
    deny = statement(Effect="Deny", NotPrincipal={"AWS": [ROLE, ROOT]})
    assert fits_principal(deny, Principal.parse(SESSION))
    assert not fits_principal(deny, Principal.parse(ROLE))


def test_an_allow_of_all_but_an_account_leaves_everyone_in_it_out() -> None:
    allow = statement(NotPrincipal={"AWS": ROOT})
    assert not fits_principal(allow, Principal.parse(SESSION))
    assert fits_principal(allow, Principal.parse("arn:aws:iam::444455556666:role/app"))


def test_a_canonical_user_id_stands_for_an_account_that_nobody_knows() -> None:
    named = statement(Principal={"CanonicalUser": "79a5", "AWS": USER})
    assert fits_principal(named, ALICE)
    assert not fits_principal(named, Principal.parse("lambda.amazonaws.com"))
    with pytest.raises(Undecided, match=r"policy.Statement\[0\].Principal.CanonicalUser"):
        fits_principal(named, Principal.parse(ROLE))


# Statements ----------------------------------------------------------------------------------------------------------


def asked(**context: Any) -> Request:
    return Request("s3:GetObject", OBJECT, ALICE, Context.of(context))


BROKEN = {"NumericLessThan": {"n": "ten"}}


def test_all_of_it_must_fit() -> None:
    whole = {"Action": "s3:Get*", "Resource": "*", "Condition": {"StringEquals": {"k": "x"}, "Bool": {"b": "true"}}}
    assert applies(statement(**whole), asked(k="x", b=True), NEW)
    assert not applies(statement(**whole), asked(k="x", b=False), NEW)
    assert not applies(statement(**whole | {"Action": "s3:Put*"}), asked(k="x", b=True), NEW)
    assert not applies(statement(**whole | {"Resource": "arn:aws:s3:::other"}), asked(k="x", b=True), NEW)
    assert not applies(statement(**whole, Principal={"AWS": ROLE}), asked(k="x", b=True), NEW)


@pytest.mark.parametrize("first", [True, False])
def test_a_value_that_nobody_can_read_is_an_error_whatever_the_order(first: bool) -> None:  # noqa: FBT001 - a column of a table
    fails = {"StringEquals": {"k": "other"}}
    conditions = {**BROKEN, **fails} if first else {**fails, **BROKEN}
    with pytest.raises(MalformedDocument, match=r"^policy.Statement\[0\].Condition.NumericLessThan.n"):
        applies(statement(Resource="*", Condition=conditions), asked(k="x"), NEW)
    other_way = {"NumericLessThan": {"n": "10"}, **fails} if first else {**fails, "NumericLessThan": {"n": "10"}}
    with pytest.raises(MalformedRequest, match=r"^context.n"):
        applies(statement(Resource="*", Condition=other_way), asked(k="x", n="ten"), NEW)


def test_what_cannot_be_read_is_no_error_where_the_statement_is_about_something_else() -> None:
    assert not applies(statement(Action="s3:Put*", Resource="*", Condition=BROKEN), asked(), NEW)


@pytest.mark.parametrize(
    "unknown",
    [{"Action": UNKNOWN}, {"Resource": ["x", UNKNOWN]}, {"Condition": {"Bool": {"k": UNKNOWN}}}, {"Effect": UNKNOWN}],
)
def test_an_unknown_part_is_undecided_only_where_it_decides(unknown: dict[str, Any]) -> None:
    made = {"Action": "s3:*", "Resource": "*", "Principal": "*"} | unknown
    if "Effect" in unknown:
        assert applies(statement(**made), asked(), NEW)
    else:
        with pytest.raises(Undecided, match=f"policy.Statement\\[0\\].{next(iter(unknown))}"):
            applies(statement(**made), asked(), NEW)
    assert not applies(statement(**made | {"Principal": {"AWS": ROLE}}), asked(), NEW)


def test_a_statement_that_is_unknown_as_a_whole_is_undecided() -> None:
    found = Document.parse({"Version": NEW, "Statement": [UNKNOWN]}, path="policy").statements[0]
    with pytest.raises(Undecided, match=r"policy.Statement\[0\]"):
        applies(found, asked(), NEW)
