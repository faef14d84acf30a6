"""`daypass explain --finding`: what decided is shown for every kind of policy, and for arguments; never a secret."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import daypass
from tests.support.states import entry, export, urn, write

from daypass.state.values import SECRET, SIGNATURE, UNKNOWN_TEXT

LAMBDA = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
OWN_RIGHTS = {"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "*"}
OPEN = {"Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": "*"}


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def explained(folder: Path, rule: str, *entries: dict[str, Any]) -> str:
    """What is said of the first finding of the rule in an export of these resources."""
    source = write(folder / "dev.json", export(*entries))
    rows = daypass("scan", source, "--format", "json").json["findings"]
    fingerprint = next(row["fingerprint"] for row in rows if row["rule"] == rule and row["status"] != "pass")
    return daypass("explain", "--finding", fingerprint, source).expect(0).out


def role(**more: Any) -> dict[str, Any]:
    return entry("aws:iam/role:Role", "app", {"name": "app", "assumeRolePolicy": document(LAMBDA), **more})


def test_a_statement_in_another_resource_is_shown_with_the_resource_it_stands_in(tmp_path: Path) -> None:
    policy = {"role": "app", "policy": document(OWN_RIGHTS)}
    said = explained(
        tmp_path, "no-path-to-more-rights", role(), entry("aws:iam/rolePolicy:RolePolicy", "access", policy)
    )
    assert f"of           {urn('aws:iam/rolePolicy:RolePolicy', 'access')}" in said
    assert "The statement that decides, policy.Statement[0]:" in said
    assert '"Action": "iam:PutRolePolicy"' in said
    assert "What it allows:\n    iam:PutRolePolicy on arn:aws:iam::" in said


WORKER = "arn:aws:iam::111122223333:role/team/er"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
GROUP = (
    entry("aws:iam/group:Group", "g", {"name": "ops"}),
    entry("aws:iam/groupPolicy:GroupPolicy", "p", {"group": "ops", "policy": document(EVERYTHING)}),
)


@pytest.mark.parametrize(
    ("entries", "who"),
    [
        (
            (
                role(name="er", arn=WORKER),
                entry("aws:iam/rolePolicy:RolePolicy", "p", {"role": "er", "policy": document(EVERYTHING)}),
            ),
            "arn:aws:sts::111122223333:assumed-role/er/x",
        ),
        (
            (
                entry("aws:iam/user:User", "u", {"name": "maria"}),
                entry("aws:iam/userPolicy:UserPolicy", "p", {"user": "maria", "policy": document(EVERYTHING)}),
            ),
            "arn:aws:iam::111122223333:user/maria",
        ),
        (GROUP, "arn:aws:iam::111122223333:user/somebody-in-ops"),
        (
            (
                *GROUP,
                entry("aws:iam/user:User", "u", {"name": "maria"}),
                entry("aws:iam/groupMembership:GroupMembership", "m", {"group": "ops", "users": ["maria"]}),
            ),
            "arn:aws:iam::111122223333:user/maria",
        ),
        (
            (entry("aws:iam/policy:Policy", "p", {"policy": document(EVERYTHING)}),),
            "arn:aws:sts::111122223333:assumed-role/app/x",
        ),
    ],
    ids=["role", "user", "group", "user in a group", "nobody"],
)
def test_what_an_administrator_may_do_is_shown_as_the_one_who_has_the_policy(
    tmp_path: Path, entries: tuple[dict[str, Any], ...], who: str
) -> None:
    said = explained(tmp_path, "no-admin-access", *entries)
    assert f"What it allows:\n    iam:CreateAccessKey on arn:aws:iam::111122223333:user/x\n    as {who}\n" in said


def test_a_path_to_more_rights_is_shown_as_the_identity_that_has_it(tmp_path: Path) -> None:
    policy = entry("aws:iam/rolePolicy:RolePolicy", "p", {"role": "app", "policy": document(OWN_RIGHTS)})
    said = explained(tmp_path, "no-path-to-more-rights", role(), policy)
    assert "    as arn:aws:sts::111122223333:assumed-role/app/x\n" in said
    secret = {SIGNATURE: SECRET, "plaintext": '"arn:aws:iam::999900001111:role/hidden"'}
    said = explained(tmp_path, "no-path-to-more-rights", role(arn=secret), policy)
    assert "hidden" not in said
    assert "999900001111" not in said


def trusting(*principals: str) -> dict[str, Any]:
    said = {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "sts:AssumeRole"}
    return role(assumeRolePolicy=document(said))


@pytest.mark.parametrize(
    ("rule", "principal", "who"),
    [
        ("trust-is-not-public", "*", "arn:aws:iam::444455556666:role/any-role"),
        ("trust-names-no-whole-account", "arn:aws:iam::444455556666:root", "arn:aws:iam::444455556666:role/any-role"),
    ],
)
def test_who_gets_in_is_not_the_one_who_may(tmp_path: Path, rule: str, principal: str, who: str) -> None:
    for principals in ((WORKER, principal), (principal, WORKER)):
        said = explained(tmp_path, rule, trusting(*principals))
        assert f"    as {who}\n" in said.partition("Who gets in:")[2].partition("Mended")[0]


@pytest.mark.parametrize(
    ("rule", "principal", "who"),
    [
        ("resource-policy-is-not-public", {"AWS": [WORKER, "*"]}, "arn:aws:sts::999988887777:assumed-role/stranger/x"),
        (
            "resource-policy-names-no-whole-account",
            {"AWS": [WORKER, "arn:aws:iam::444455556666:root"]},
            "arn:aws:sts::444455556666:assumed-role/app/x",
        ),
        ("resource-policy-asks-source", {"AWS": WORKER, "Service": "sns.amazonaws.com"}, "sns.amazonaws.com"),
    ],
)
def test_who_gets_in_to_a_resource_is_not_the_one_who_may(
    tmp_path: Path, rule: str, principal: dict[str, Any], who: str
) -> None:
    said = {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": "*"}
    queue = entry("aws:sqs/queuePolicy:QueuePolicy", "q", {"queueUrl": "q", "policy": document(said)})
    assert f"    as {who}\n" in explained(tmp_path, rule, queue)


def test_a_token_that_gets_in_is_none_that_may_although_a_deny_knows_the_first_stranger(tmp_path: Path) -> None:
    issuer = "token.actions.githubusercontent.com"
    asked = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}}
    subjects = ["repo:acme/x:environment:prod", "repo:acme/*"]
    said = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": asked | {"StringLike": {f"{issuer}:sub": subjects}},
    }
    denied = {"StringLike": {f"{issuer}:sub": "repo:acme/another-repository:*"}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "*", "Condition": denied}
    shown = explained(tmp_path, "trust-pins-subject", role(assumeRolePolicy=document(said, deny)))
    assert f"with {issuer}:sub = 'repo:acme/yet-another-repository:pull_request'\n" in shown


def test_everyone_is_a_stranger_although_a_condition_has_to_hold(tmp_path: Path) -> None:
    said = {**LAMBDA, "Principal": {"AWS": "*"}, "Condition": {"StringEquals": {"sts:ExternalId": "x"}}}
    shown = explained(tmp_path, "trust-is-not-public", role(assumeRolePolicy=document(said)))
    assert "    as arn:aws:iam::444455556666:role/any-role\n    with sts:ExternalId = 'x'\n" in shown


def test_a_policy_of_which_nothing_is_left_is_said_to_go(tmp_path: Path) -> None:
    policy = entry("aws:iam/rolePolicy:RolePolicy", "access", {"role": "app", "policy": document(OWN_RIGHTS)})
    said = explained(tmp_path, "no-path-to-more-rights", role(), policy)
    assert "Nothing is left of it: take policy of 'access' out as a whole." in said


def test_a_policy_of_aws_is_shown_for_what_attaches_it(tmp_path: Path) -> None:
    attached = {"role": "app", "policyArn": "arn:aws:iam::aws:policy/IAMFullAccess"}
    attachment = entry("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "full", attached)
    said = explained(tmp_path, "no-path-to-more-rights", role(), attachment)
    assert "The statement that decides, IAMFullAccess.Statement[0], of a policy of AWS:" in said
    assert '"iam:*"' in said
    assert "What it allows:\n    iam:CreatePolicyVersion on arn:aws:iam::" in said
    assert "policyArn = arn:aws:iam::aws:policy/IAMFullAccess" in explained(
        tmp_path, "no-admin-access", role(), attachment
    )


@pytest.mark.parametrize(
    ("type_", "inputs", "at"),
    [
        ("aws:cloudwatch/eventBusPolicy:EventBusPolicy", {"policy": document(OPEN)}, "policy.Statement[0]"),
        ("aws-native:events:EventBus", {"policy": json.loads(document(OPEN))}, "policy.Statement[0]"),
        ("aws-native:events:EventBusPolicy", {"statement": OPEN}, "statement.Statement"),
    ],
)
def test_the_policy_of_a_resource_shows_a_stranger_who_gets_in(
    tmp_path: Path, type_: str, inputs: dict[str, Any], at: str
) -> None:
    said = explained(tmp_path, "resource-policy-is-not-public", entry(type_, "bus", inputs))
    assert f"The statement that decides, {at}:" in said
    assert "Who gets in:\n    events:PutEvents on arn:aws:events:" in said
    assert "as arn:aws:sts::999988887777:" in said


@pytest.mark.parametrize(
    ("rule", "entries", "line"),
    [
        ("term-is-short", [role(maxSessionDuration=43200)], "maxSessionDuration = 43200"),
        (
            "function-is-not-public",
            [entry("aws:lambda/permission:Permission", "p", {"function": "f", "principal": "*", "action": "lambda:*"})],
            "principal = *",
        ),
    ],
)
def test_what_is_written_as_an_argument_is_shown(
    tmp_path: Path, rule: str, entries: list[dict[str, Any]], line: str
) -> None:
    assert f"What is written:\n    {line}\n" in explained(tmp_path, rule, *entries)


def test_a_term_that_is_too_long_is_shown_with_the_longest_that_is_allowed(tmp_path: Path) -> None:
    said = explained(tmp_path, "term-is-short", role(maxSessionDuration=43200, tags={"daypass:class": "batch"}))
    assert '    -  "maxSessionDuration": 43200\n    +  "maxSessionDuration": 14400\n' in said
    undecided = role(maxSessionDuration=43200, tags={"daypass:class": UNKNOWN_TEXT})
    assert "14400" not in explained(tmp_path, "term-is-short", undecided)


def test_the_token_that_a_pool_of_another_cloud_takes_is_shown(tmp_path: Path) -> None:
    oidc = {"issuerUri": "https://token.actions.githubusercontent.com"}
    inputs = {"oidc": oidc, "attributeMapping": {"google.subject": "assertion.sub"}}
    pool = entry("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", "github", inputs)
    said = explained(tmp_path, "google-pool-pins-workload", pool)
    assert "Who gets in:\n    a token of https://token.actions.githubusercontent.com\n    with sub = 'repo:some" in said
    assert "\nwitness " not in said


ENCRYPTED = {SIGNATURE: SECRET, "ciphertext": "v1:abc"}
SHOW = "judge what `pulumi stack export --show-secrets` gives"


def told(text: str) -> str:
    """The same without the breaks of lines."""
    return " ".join(text.split())


def test_what_is_encrypted_in_an_export_is_said_to_be_so_with_the_resource_in_which_it_stands(tmp_path: Path) -> None:
    policy = entry("aws:iam/rolePolicy:RolePolicy", "hidden", {"role": "app", "policy": ENCRYPTED})
    said = told(explained(tmp_path, "record-cannot-be-stopped", role(), policy))
    assert f"unknown policy of {urn('aws:iam/rolePolicy:RolePolicy', 'hidden')} remedy" in said
    assert SHOW in said
    said = told(explained(tmp_path, "trust-pins-subject", role(assumeRolePolicy=ENCRYPTED)))
    assert "unknown assumeRolePolicy remedy" in said
    assert SHOW in said


def test_what_an_update_will_tell_is_not_said_to_be_encrypted(tmp_path: Path) -> None:
    said = told(explained(tmp_path, "trust-pins-subject", role(assumeRolePolicy=UNKNOWN_TEXT)))
    assert "look again after the update" in said
    assert SHOW not in said


def test_an_argument_that_may_be_a_secret_is_not_shown_although_nobody_marked_it(tmp_path: Path) -> None:
    database = entry("aws:rds/instance:Instance", "db", {"password": "hunter2-hunter2", "username": "shop"})
    for rule in ("no-plain-credential", "database-password-is-managed"):
        said = explained(tmp_path, rule, database)
        assert "property     password" in said
        assert "hunter2" not in said


@pytest.mark.parametrize("name", ['a"b\\c', "x\ny", "\x1b[31mred", "\u202eevil", "##[group]", "\U000e0041", "k" * 5000])
def test_the_exemption_to_write_names_the_resource_whatever_its_name_holds(tmp_path: Path, name: str) -> None:
    said = explained(tmp_path, "no-long-lived-key", entry("aws:iam/accessKey:AccessKey", name, {"user": "u"}))
    lines = [line.strip() for line in said.partition("[[exemption]]\n")[2].splitlines()[:2]]
    assert tomllib.loads("\n".join(lines)) == {
        "rule": "no-long-lived-key",
        "urn": urn("aws:iam/accessKey:AccessKey", name),
    }
    assert not set(said) & {"\x1b", "\u202e", "\U000e0041"}
