"""`daypass policy --role`: what an export gives to a role, and what in it nobody could read, decide together."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import daypass
from tests.support.states import entry, export, urn, write
from tests.support.tree import ROOT

from daypass.state.values import SECRET, SIGNATURE

ARN = "arn:aws:iam::111122223333:role/app-1a2b3c4"
GET = ("--action", "s3:GetObject", "--resource", "arn:aws:s3:::reports/q3.csv")
CANARY = "hunter2"
ENCRYPTED = {SIGNATURE: SECRET, "ciphertext": "djE6"}
AS_ROLE = f"  as {ARN} (the role of the export)"
UNREAD = "  not read: policy of 'hidden' (aws:iam/rolePolicy:RolePolicy) is not known yet"


def document(action: str, effect: str = "Allow", **more: Any) -> str:
    statement = {"Effect": effect, "Action": action, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def secret(value: Any) -> dict[str, Any]:
    return {SIGNATURE: SECRET, "plaintext": json.dumps(value)}


TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
READ = document("s3:GetObject", Sid="Read")
DENY = document("s3:*", "Deny", Sid="Refuse")


def role(name: str = "app", **inputs: Any) -> dict[str, Any]:
    made = {"name": f"{name}-1a2b3c4", "assumeRolePolicy": json.dumps(TRUST), **inputs}
    outputs = {**made, "arn": ARN.replace("app", name)}
    return entry("aws:iam/role:Role", name, made, outputs=outputs, id=f"{name}-1a2b3c4")


def gives(policy: Any, name: str = "access") -> dict[str, Any]:
    return entry("aws:iam/rolePolicy:RolePolicy", name, {"role": "app-1a2b3c4", "policy": policy})


HIDDEN = gives(ENCRYPTED, "hidden")


def asked(folder: Path, question: str, *arguments: str, of: str = "app") -> Any:
    """The lines of the answer about a role of `export.json`; or the object, where that is asked for."""
    ran = daypass("policy", question, "export.json", "--role", of, *arguments, cwd=folder).expect(0)
    assert CANARY not in ran.out
    return ran.json if "json" in arguments else ran.out.splitlines()


@pytest.mark.parametrize("name", ["app", "app-1a2b3c4", ARN, urn("aws:iam/role:Role", "app")])
def test_a_role_is_found_by_its_name_its_arn_or_its_urn(tmp_path: Path, name: str) -> None:
    write(tmp_path / "export.json", export(role("other"), role(), gives(READ)))
    assert asked(tmp_path, "evaluate", *GET, of=name) == [
        f"allowed: s3:GetObject on {GET[-1]}",
        AS_ROLE,
        "  by Allow: statement 0 (Read) of policy of 'access' (aws:iam/rolePolicy:RolePolicy)",
    ]


def test_a_name_that_several_roles_have_is_refused_with_their_urns(tmp_path: Path) -> None:
    other = role("deploy") | {"id": "app"}
    write(tmp_path / "export.json", export(role(), other))
    refused = daypass("policy", "evaluate", "export.json", "--role", "app", *GET, cwd=tmp_path).expect(2)
    assert f"Name one by its URN: {urn('aws:iam/role:Role', 'app')}, {other['urn']}" in refused.err


def test_a_managed_policy_is_named_with_what_attaches_it(tmp_path: Path) -> None:
    managed = {"name": "reader", "policy": READ}
    policy = entry(
        "aws:iam/policy:Policy", "reader", managed, outputs={**managed, "arn": ARN.replace("role", "policy")}
    )
    ours = {"role": "app-1a2b3c4", "policyArn": ARN.replace("role", "policy")}
    theirs = {"role": "app-1a2b3c4", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    found = export(role(), policy, entry(attachment, "ours", ours), entry(attachment, "theirs", theirs))
    write(tmp_path / "export.json", found)
    by = f"attached by policyArn of 'ours' ({attachment})"
    assert asked(tmp_path, "evaluate", *GET)[2:] == [
        f"  by Allow: statement 0 (Read) of 'reader' (aws:iam/policy:Policy), {by}",
        f"  by Allow: statement 0 of {theirs['policyArn']}, attached by policyArn of 'theirs' ({attachment})",
    ]


def test_the_boundary_of_the_role_holds_unless_another_is_asked_about(tmp_path: Path) -> None:
    managed = {"name": "bound", "policy": document("sqs:*"), "arn": "arn:aws:iam::111122223333:policy/bound"}
    bound = entry("aws:iam/policy:Policy", "bound", managed)
    write(tmp_path / "export.json", export(role(permissionsBoundary=managed["arn"]), bound, gives(READ)))
    write(tmp_path / "all.json", json.loads(document("*")))
    missing = "  missing: the permissions boundary does not allow it"
    assert asked(tmp_path, "evaluate", *GET)[2] == missing
    assert asked(tmp_path, "evaluate", *GET, "--boundary", "all.json")[0].startswith("allowed")
    assert asked(tmp_path, "reach", "--action", "s3:*") == ["not possible: s3:* on *"]


def test_what_could_not_be_read_leaves_a_request_undecided(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role(), gives(READ), HIDDEN))
    for action in ("s3:GetObject", "s3:PutObject"):
        undecided = [f"undecided: {action} on *", AS_ROLE, UNREAD]
        assert asked(tmp_path, "evaluate", "--action", action) == undecided
    assert asked(tmp_path, "evaluate", "--action", "s3:PutObject", "--format", "json") == {
        "decision": "undecided",
        "statements": [],
        "missing": None,
        "unknown": [UNREAD.removeprefix("  not read: ")],
    }


def test_an_explicit_deny_that_is_certain_stands_whatever_could_not_be_read(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role(), gives(DENY), HIDDEN))
    assert asked(tmp_path, "evaluate", *GET)[2:] == [
        "  by Deny: statement 0 (Refuse) of policy of 'access' (aws:iam/rolePolicy:RolePolicy)",
        UNREAD,
    ]


def test_a_deny_that_another_resource_may_take_away_is_not_certain(tmp_path: Path) -> None:
    exclusive = {"roleName": "app-1a2b3c4", "policyNames": ["kept"]}
    takes = entry("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", "only", exclusive)
    kept = entry("aws:iam/rolePolicy:RolePolicy", "kept", {"role": "app-1a2b3c4", "policy": READ, "name": "kept"})
    write(tmp_path / "export.json", export(role(), kept, gives(DENY), takes))
    first, _, *unread = asked(tmp_path, "evaluate", *GET)
    assert first.startswith("undecided")
    assert "is taken away again" in unread[0]


def test_an_example_is_given_only_where_nothing_that_could_not_be_read_may_deny_it(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role(), gives(READ), HIDDEN))
    undecided = ["undecided, which counts as possible: s3:* on *", UNREAD]
    assert asked(tmp_path, "reach", "--action", "s3:*") == undecided
    bound = "arn:aws:iam::111122223333:policy/elsewhere"
    write(tmp_path / "export.json", export(role(permissionsBoundary=bound), gives(READ)))
    place = "permissionsBoundary of 'app' (aws:iam/role:Role)"
    unread = f"  not read: {place} names something that the stack does not have"
    assert asked(tmp_path, "reach", "--action", "s3:*") == [undecided[0], unread]
    assert asked(tmp_path, "evaluate", *GET) == [f"undecided: s3:GetObject on {GET[-1]}", AS_ROLE, unread]
    # A boundary can only take away, so that what nothing gives is out of reach whatever it says.
    assert asked(tmp_path, "reach", "--action", "iam:*") == ["not possible: iam:* on *", unread]
    missing = "  missing: no identity policy allows it"
    assert asked(tmp_path, "evaluate", "--action", "iam:GetUser") == [
        "implicit deny: iam:GetUser on *",
        AS_ROLE,
        missing,
        unread,
    ]
    write(tmp_path / "all.json", json.loads(document("*")))
    assert asked(tmp_path, "reach", "--action", "s3:*", "--boundary", "all.json")[0] == "possible: s3:* on *"


def test_what_is_denied_for_certain_is_out_of_reach_whatever_could_not_be_read(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role(), gives(DENY), HIDDEN))
    assert asked(tmp_path, "reach", "--action", "s3:*") == ["not possible: s3:* on *", UNREAD]


def test_what_is_not_found_counts_as_possible_where_something_could_not_be_read(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role(), gives(READ), HIDDEN))
    assert asked(tmp_path, "reach", "--action", "iam:*") == ["undecided, which counts as possible: iam:* on *", UNREAD]
    told = asked(tmp_path, "reach", "--action", "iam:*", "--format", "json")
    assert told == {"possible": True, "witness": None, "unknown": [UNREAD.removeprefix("  not read: ")]}


ACCESS = "policy of 'access' (aws:iam/rolePolicy:RolePolicy)"
NO_RESOURCE = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*"}]}
WORDED = {"Effect": "Allow", "Action": "s3", "Resource": "*"}
TWICE = [{"Sid": CANARY, "Effect": "Allow", "Action": "s3:*", "Resource": "*"}] * 2


@pytest.mark.parametrize(
    ("policy", "fact"),
    [
        ("{}", f"{ACCESS}: has no Statement"),
        (document("s3:GetObject", "allow"), f"{ACCESS}"),
        (CANARY, f"{ACCESS}: is not JSON that can be read"),
        (json.dumps(NO_RESOURCE), f"{ACCESS}.Statement[0]: needs a Resource"),
        (document("s3:*", Principal="*"), f"{ACCESS}.Statement[0].Principal: is no element"),
        (json.dumps({"Statement": WORDED}), f"{ACCESS}.Statement.Action: "),
        (json.dumps({"Statement": TWICE}), f"{ACCESS}.Statement[1].Sid: is the Sid of an earlier statement too"),
        (secret(json.dumps(NO_RESOURCE)), f"{ACCESS}.Statement[0]: needs a Resource"),
    ],
)
def test_a_policy_that_aws_would_refuse_is_an_error_with_its_place(tmp_path: Path, policy: Any, fact: str) -> None:
    write(tmp_path / "export.json", export(role(), gives(READ, "first"), gives(policy)))
    for question in (("evaluate", *GET), ("reach", "--action", "s3:*")):
        ran = daypass("policy", question[0], "export.json", "--role", "app", *question[1:], cwd=tmp_path).expect(2)
        assert ran.err.startswith(f"daypass: {fact.partition(':')[0]}")
        assert fact.partition(": ")[2] in ran.err
        assert ran.out == ""
        assert CANARY not in ran.err


def test_a_managed_policy_a_boundary_and_a_trust_that_aws_would_refuse_are_errors_too(tmp_path: Path) -> None:
    arn = "arn:aws:iam::111122223333:policy/ours"
    old = {"name": "ours", "arn": arn, "policy": json.dumps({"Statement": json.loads(READ)["Statement"]})}
    policy = entry("aws:iam/policy:Policy", "ours", old)
    attachment = entry("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", {"role": "app", "policyArn": arn})
    trust = {**TRUST["Statement"][0], "Resource": "*"}
    bounded = role(permissionsBoundary=arn)
    trusting = role(assumeRolePolicy=json.dumps({"Statement": trust}))
    exports = {
        "'ours' (aws:iam/policy:Policy), attached by policyArn of 'a'": (role() | {"id": "app"}, policy, attachment),
        "'ours' (aws:iam/policy:Policy), set by permissionsBoundary of 'app'": (bounded, policy),
        "assumeRolePolicy of 'app' (aws:iam/role:Role).Statement.Resource": (trusting,),
    }
    admits = ("admits", "--principal", "lambda.amazonaws.com")
    for place, value in exports.items():
        write(tmp_path / "export.json", export(*value))
        question = admits if place.startswith("assume") else ("evaluate", *GET)
        ran = daypass("policy", question[0], "export.json", "--role", "app", *question[1:], cwd=tmp_path).expect(2)
        assert ran.err.startswith(f"daypass: {place}")


def test_where_an_unknown_hides_whether_aws_takes_a_policy_nothing_is_decided_by_it(tmp_path: Path) -> None:
    hidden = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ENCRYPTED}
    read = json.loads(READ)["Statement"][0]
    native = "aws-native:iam:RolePolicy"

    def given(*statements: Any) -> Any:
        policy = {"Version": "2012-10-17", "Statement": list(statements)}
        return entry(native, "access", {"roleName": "app-1a2b3c4", "policyName": "access", "policyDocument": policy})

    write(tmp_path / "export.json", export(role(), given(read, hidden)))
    unread = f"  not read: policyDocument of 'access' ({native}).Statement[1].Resource is not known"
    assert asked(tmp_path, "evaluate", *GET) == [f"undecided: s3:GetObject on {GET[-1]}", AS_ROLE, unread]
    assert asked(tmp_path, "reach", "--action", "s3:*")[1:] == [unread]
    # The value of a condition is compared with, and never refused.
    key = {"StringEquals": {"aws:PrincipalTag/team": ENCRYPTED}}
    write(tmp_path / "export.json", export(role(), given(read, {**hidden, "Resource": "*", "Condition": key})))
    assert asked(tmp_path, "evaluate", *GET)[0].startswith("allowed")
    assert asked(tmp_path, "reach", "--action", "s3:*")[0].startswith("possible")
    # What is wrong elsewhere in the same document is an error all the same.
    write(tmp_path / "export.json", export(role(), given({"Effect": "Allow", "Action": "s3:*"}, hidden)))
    ran = daypass("policy", "evaluate", "export.json", "--role", "app", *GET, cwd=tmp_path).expect(2)
    assert f"policyDocument of 'access' ({native}).Statement[0]: needs a Resource" in ran.err


def test_an_example_of_a_role_is_a_line_that_is_allowed(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role(), gives(READ)))
    witness = asked(tmp_path, "reach", "--action", "s3:*", "--format", "json")["witness"]
    answer = daypass("policy", "evaluate", stdin=json.dumps(witness).encode()).expect(0).json
    assert answer["decision"] == "allowed"


def test_a_secret_policy_is_judged_and_not_printed(tmp_path: Path) -> None:
    hidden = document(f"{CANARY}:Do", Sid=CANARY)
    write(tmp_path / "export.json", export(role(), gives(secret(hidden))))
    action = ("--action", f"{CANARY}:Do")
    ran = daypass("policy", "evaluate", "export.json", "--role", "app", *action, cwd=tmp_path).expect(0)
    place = "policy of 'access' (aws:iam/rolePolicy:RolePolicy)"
    assert ran.out.splitlines()[2:] == [f"  by Allow: statement 0 of {place}"]
    assert asked(tmp_path, "reach", "--action", "*") == [
        "possible: * on *",
        "  the example is not shown: a policy that it is made of is marked as secret",
    ]
    assert asked(tmp_path, "reach", "--action", "*", "--format", "json") == {"possible": True, "witness": None}


def test_the_trust_of_a_role_is_asked_for_whom_it_admits(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role(), role("hidden", assumeRolePolicy=ENCRYPTED)))
    assert asked(tmp_path, "admits", "--principal", "lambda.amazonaws.com") == [
        "admitted: lambda.amazonaws.com",
        "  by sts:AssumeRole",
        "  by Allow: statement 0 of assumeRolePolicy of 'app' (aws:iam/role:Role)",
    ]
    unread = "assumeRolePolicy of 'hidden' (aws:iam/role:Role) is not known"
    assert asked(tmp_path, "admits", "--principal", "ec2.amazonaws.com", of="hidden") == [
        "undecided: ec2.amazonaws.com",
        "  by sts:AssumeRole",
        f"  not read: {unread}",
    ]
    told = asked(tmp_path, "admits", "--principal", "ec2.amazonaws.com", "--format", "json", of="hidden")
    assert told == {"admitted": "undecided", "statements": [], "missing": None, "unknown": [unread]}


def test_several_exports_are_joined(tmp_path: Path) -> None:
    policy = {"name": "reader", "policy": READ, "arn": "arn:aws:iam::111122223333:policy/reader"}
    attached = {"role": "app-1a2b3c4", "policyArn": policy["arn"]}
    attachment = entry("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", attached)
    write(tmp_path / "export.json", export(role(), attachment))
    other = json.dumps(export(entry("aws:iam/policy:Policy", "reader", policy))).replace("::shop::", "::base::")
    write(tmp_path / "other.json", other.encode())
    assert asked(tmp_path, "evaluate", *GET)[0].startswith("undecided")
    assert asked(tmp_path, "evaluate", "other.json", *GET)[0].startswith("allowed")


def test_a_role_of_the_leaky_example_may_do_everything_and_is_open_to_a_whole_organisation() -> None:
    folder = ROOT / "examples/leaky"
    assert asked(folder, "reach", "--action", "iam:PassRole", of="invoice-build")[0] == "possible: iam:PassRole on *"
    provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    stranger = ("--principal", provider, "--claim", "sub=repo:acme/anything:pull_request")
    assert asked(folder, "admits", *stranger, of="invoice-deploy")[0] == f"admitted: {provider}"


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_how_close_a_refusal_was_is_not_told_of_a_secret_policy(tmp_path: Path, effect: str) -> None:
    operator = "StringEquals" if effect == "Allow" else "StringNotEquals"
    hidden = document("s3:*", effect, Condition={operator: {f"aws:PrincipalTag/{CANARY}": CANARY}})
    write(tmp_path / "export.json", export(role(), gives(secret(hidden))))
    first, *rest = asked(tmp_path, "evaluate", *GET)
    assert "deny" in first
    assert not any("close" in line for line in rest)
