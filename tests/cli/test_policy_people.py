"""`daypass policy` for people: files and roles of exports, answers that name who decided, and what was not read."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import daypass
from tests.support.states import entry, export, write

ROLE = "arn:aws:iam::111122223333:role/app-1a2b3c4"
OBJECT = "arn:aws:s3:::reports/q3.csv"
CANARY = "hunter2"
FULL_SCP = "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"
PROVIDER = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"


def document(*actions: str, effect: str = "Allow", **more: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


READ = json.dumps(document("s3:GetObject", Sid="Read"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    write(tmp_path / "read.json", document("s3:GetObject", Sid="Read"))
    write(tmp_path / "all.json", document("*"))
    write(tmp_path / "refuse.json", document("s3:*", effect="Deny", Sid="Refuse"))
    write(tmp_path / "inside.json", document("s3:*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))
    write(tmp_path / "bucket.json", document("s3:GetObject", Principal={"AWS": "999988887777"}))
    return tmp_path


def asked(folder: Path, *arguments: str) -> list[str]:
    """The lines of the answer."""
    return daypass("policy", *arguments, cwd=folder).expect(0).out.splitlines()


GET = ("--action", "s3:GetObject", "--resource", OBJECT)
KEY = "arn:aws:kms:eu-west-1:111122223333:key/k"
NONE_GIVEN = "a policy of the resource must allow it, and none was given: --resource-policy names one"
MADE_UP = "  as arn:aws:iam::111122223333:role/someone (made up, as no --principal is given)"


def test_an_answer_names_the_verdict_and_the_deciding_statements(files: Path) -> None:
    assert asked(files, "evaluate", "read.json", *GET) == [
        f"allowed: s3:GetObject on {OBJECT}",
        MADE_UP,
        "  by Allow: statement 0 (Read) of read.json",
    ]
    assert asked(files, "evaluate", "read.json", "refuse.json", *GET, "--principal", ROLE) == [
        f"explicit deny: s3:GetObject on {OBJECT}",
        f"  as {ROLE}",
        "  by Deny: statement 0 (Refuse) of refuse.json",
    ]


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        (["read.json", "--action", "s3:PutObject"], "no identity policy allows it"),
        (["read.json", *GET, "--boundary", "inside.json"], "the permissions boundary does not allow it"),
        (["read.json", *GET, "--session-policy", "inside.json"], "no session policy allows it"),
        (["read.json", *GET, "--scp", FULL_SCP, "--scp", "inside.json"], "no SCP of level 1 (counted from 0, the"),
        (["read.json", *GET, "--resource-account", "999988887777", "--principal", ROLE], NONE_GIVEN),
        (["all.json", "--action", "sts:AssumeRole", "--resource", ROLE], NONE_GIVEN),
        (["all.json", "--action", "kms:Decrypt", "--resource", KEY], NONE_GIVEN),
        (
            ["all.json", "--action", "kms:Decrypt", "--resource", KEY, "--resource-policy", "bucket.json"],
            "the policy of the resource does not allow it, and it must",
        ),
        (["--resource-policy", "bucket.json", *GET], "no identity policy allows it"),
    ],
)
def test_a_refusal_says_what_was_missing(files: Path, options: list[str], missing: str) -> None:
    first, *rest = asked(files, "evaluate", *options)
    assert first.startswith("implicit deny: ")
    assert any(line.startswith(f"  missing: {missing}") for line in rest), rest


def test_a_refusal_says_which_condition_keys_would_have_been_asked_for(files: Path) -> None:
    close = "  close: statement 0 of inside.json asks for aws:SourceIp, which the request does not bring"
    assert asked(files, "evaluate", "inside.json", *GET)[-1] == close
    close = "  close: statement 0 of inside.json asks for another value of aws:SourceIp than the request brings"
    outside = asked(files, "evaluate", "inside.json", *GET, "--context", "aws:SourceIp=192.0.2.1")
    assert outside[-1] == close
    inside = asked(files, "evaluate", "inside.json", *GET, "--context", "aws:SourceIp=10.1.2.3")
    assert inside[0].startswith("allowed")


@pytest.mark.parametrize(
    ("condition", "context", "asks"),
    [
        ({"StringNotEquals": {"a:k": CANARY}}, "a:k=hunter2", "for another value of a:k than the request brings"),
        ({"Null": {"a:k": "true"}}, "a:k=1", "that there is no a:k, which the request brings"),
        ({"Null": {"a:k": "false"}}, "a:l=1", "for a:k, which the request does not bring"),
        ({"ForAnyValue:StringLike": {"a:k": CANARY}}, "a:l=1", "for a:k, which the request does not bring"),
        (
            {"StringEquals": {"a:k": CANARY, "a:l": CANARY}},
            "a:k=1",
            "for another value of a:k than the request brings and for a:l, which the request does not bring",
        ),
    ],
)
def test_an_allow_that_does_not_hold_says_what_it_asks_for_and_no_value(
    files: Path, condition: dict[str, Any], context: str, asks: str
) -> None:
    write(files / "odd.json", document("s3:*", Condition=condition))
    lines = asked(files, "evaluate", "odd.json", *GET, "--context", context)
    assert lines[0].startswith("implicit deny")
    assert lines[-1] == f"  close: statement 0 of odd.json asks {asks}"
    assert CANARY not in "".join(lines)


@pytest.mark.parametrize(
    "condition",
    [
        {"StringNotEquals": {"a:k": CANARY}},
        {"Null": {"a:k": "true"}},
        {"BoolIfExists": {"a:k": "false"}},
        {"ForAllValues:StringEquals": {"a:k": CANARY}},
        {"NotIpAddress": {"a:k": "10.0.0.0/8"}, "StringEquals": {"a:l": "1"}},
    ],
)
def test_a_deny_that_holds_because_a_key_is_absent_says_so(files: Path, condition: dict[str, Any]) -> None:
    write(files / "guard.json", document("s3:*", effect="Deny", Sid="Guard", Condition=condition))
    refused = ("evaluate", "all.json", "guard.json", *GET, "--context", "a:l=1")
    close = "would not deny it if the request brought a:k with the right value"
    assert asked(files, *refused)[2:] == [
        "  by Deny: statement 0 (Guard) of guard.json",
        f"  close: statement 0 (Guard) of guard.json {close}",
    ]
    # Where another denies in any case, it is not close.
    assert not any("close" in line for line in asked(files, *refused, "--session-policy", "refuse.json"))


@pytest.mark.parametrize("condition", [{"Null": {"a:k": ["true", "false"]}}, {"StringNotEquals": {"a:l": "2"}}])
def test_a_deny_that_holds_otherwise_is_not_close(files: Path, condition: dict[str, Any]) -> None:
    write(files / "guard.json", document("s3:*", effect="Deny", Condition=condition))
    lines = asked(files, "evaluate", "all.json", "guard.json", *GET, "--context", "a:l=1")
    assert lines[2:] == ["  by Deny: statement 0 of guard.json"]


def test_several_scps_of_one_level_are_named_with_commas(files: Path) -> None:
    write(files / "queues.json", document("sqs:*"))
    apart = asked(files, "evaluate", "all.json", *GET, "--scp", "read.json", "--scp", "queues.json")
    assert apart[2] == "  missing: no SCP of level 1 (counted from 0, the root's) allows it"
    levels = ("--scp", f"{FULL_SCP},queues.json", "--scp", "queues.json,read.json")
    assert asked(files, "evaluate", "all.json", *GET, *levels)[2:] == [
        f"  by Allow: statement 0 of {FULL_SCP}",
        "  by Allow: statement 0 (Read) of read.json",
        "  by Allow: statement 0 of all.json",
    ]
    assert asked(files, "evaluate", "all.json", *GET, *levels, "--scp", "queues.json,refuse.json")[2:] == [
        "  by Deny: statement 0 (Refuse) of refuse.json"
    ]
    write(files / "rcp.json", document("s3:*", effect="Deny", Principal="*"))
    write(files / "other.json", document("sqs:*", effect="Deny", Principal="*"))
    rcps = ("--rcp", "other.json,rcp.json")
    assert asked(files, "evaluate", "all.json", *GET, *rcps)[2:] == ["  by Deny: statement 0 of rcp.json"]
    options = (*levels, "--rcp", "rcp.json,rcp.json", "--format", "json")
    witness = daypass("policy", "reach", "all.json", "--action", "*", *options, cwd=files).expect(0).json["witness"]
    assert witness["serviceControlPolicies"][1] == [document("sqs:*"), document("s3:GetObject", Sid="Read")]
    assert [len(level) for level in witness["resourceControlPolicies"]] == [2]
    answer = daypass("policy", "evaluate", stdin=json.dumps(witness).encode()).expect(0).json
    assert answer["decision"] == "allowed"


def test_a_comma_in_the_name_of_a_file_counts_only_where_there_is_such_a_file(files: Path) -> None:
    write(files / "read,all.json", document("sqs:*"))
    lines = asked(files, "evaluate", "all.json", *GET, "--scp", "read,all.json")
    assert lines[2] == "  missing: no SCP of level 0 (counted from 0, the root's) allows it"


@pytest.mark.parametrize(
    ("options", "account"),
    [
        (["--resource", "arn:aws:iam::aws:policy/ReadOnlyAccess"], "111122223333"),
        (["--resource", "arn:aws:s3:::reports"], "111122223333"),
        (["--resource", "arn:x:s3::12:reports"], "111122223333"),
        (["--resource", "arn:aws:sqs:eu-west-1:999988887777:q"], "999988887777"),
        (["--resource", "arn:aws:iam::aws:policy/X", "--resource-account", "999988887777"], "999988887777"),
    ],
)
def test_who_asks_is_made_up_in_the_account_of_the_resource_or_else_of_an_example(
    files: Path, options: list[str], account: str
) -> None:
    lines = asked(files, "evaluate", "all.json", "--action", "s3:Get", *options)
    assert lines[1] == f"  as arn:aws:iam::{account}:role/someone (made up, as no --principal is given)"


def test_all_kinds_of_policies_are_options(files: Path) -> None:
    write(files / "rcp.json", document("s3:*", effect="Deny", Principal="*"))
    kinds = ("--boundary", "all.json", "--session-policy", "all.json", "--scp", "all.json", "--scp", FULL_SCP)
    allowed = asked(files, "evaluate", "read.json", *GET, *kinds, "--principal", ROLE)
    assert [line.removeprefix("  by Allow: statement 0 ") for line in allowed[2:]] == [
        "of all.json",
        f"of {FULL_SCP}",
        "(Read) of read.json",
        "of all.json",
        "of all.json",
    ]
    cross = ("--resource-policy", "bucket.json", "--principal", "arn:aws:iam::999988887777:role/x")
    allowed = asked(files, "evaluate", "read.json", *GET, *cross, "--resource-account", "111122223333")
    assert allowed[2:] == [
        "  by Allow: statement 0 of bucket.json",
        "  by Allow: statement 0 (Read) of read.json",
    ]
    denied = asked(files, "evaluate", "read.json", *GET, "--rcp", "rcp.json")
    assert denied[2:] == ["  by Deny: statement 0 of rcp.json"]


def test_a_context_key_may_have_several_values_and_a_value_may_hold_an_equals_sign(files: Path) -> None:
    tags = {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b=c"]}, "Null": {"aws:TagKeys": "false"}}
    write(files / "tags.json", document("s3:GetObject", Condition=tags))
    both = ("--context", "aws:TagKeys=a", "--context", "aws:TagKeys=b=c")
    assert asked(files, "evaluate", "tags.json", *GET, *both)[0].startswith("allowed")
    assert asked(files, "evaluate", "tags.json", *GET, *both, "--context", "aws:TagKeys=d")[0].startswith("implicit")


def test_json_is_the_answer_that_a_line_would_get(files: Path) -> None:
    told = daypass("policy", "evaluate", "read.json", *GET, "--format", "json", cwd=files).expect(0).json
    asked = {"action": "s3:GetObject", "resource": OBJECT, "principal": ROLE}
    line = {**asked, "identityPolicies": [document("s3:GetObject")]}
    answer = daypass("policy", "evaluate", stdin=json.dumps(line).encode()).expect(0).json
    assert {"id": None, **told} == answer


def test_a_document_comes_from_standard_input_or_from_aws_too(files: Path) -> None:
    ran = daypass("policy", "evaluate", "-", *GET, stdin=READ.encode(), cwd=files).expect(0)
    assert ran.out.splitlines()[-1] == "  by Allow: statement 0 (Read) of standard input"
    managed = "arn:aws:iam::aws:policy/AdministratorAccess"
    assert asked(files, "evaluate", managed, *GET)[-1] == f"  by Allow: statement 0 of {managed}"


def test_a_trust_policy_admits_or_says_what_it_asked_for(files: Path) -> None:
    condition = {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/app:ref:refs/heads/main"}}
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    write(files / "trust.json", {"Version": "2012-10-17", "Statement": statement})
    token = ("admits", "trust.json", "--principal", PROVIDER)
    main = "sub=repo:acme/app:ref:refs/heads/main"
    assert asked(files, *token, "--claim", main) == [
        f"admitted: {PROVIDER}",
        "  by sts:AssumeRoleWithWebIdentity",
        "  by Allow: statement 0 of trust.json",
    ]
    asks = "asks for token.actions.githubusercontent.com:sub, which the request does not bring"
    assert asked(files, *token) == [
        f"not admitted: {PROVIDER}",
        "  by sts:AssumeRoleWithWebIdentity",
        "  missing: the trust policy does not let it in",
        f"  close: statement 0 of trust.json {asks}",
    ]
    assert asked(files, *token, "--claim", main, "--action", "sts:TagSession")[0].startswith("not admitted")
    told = daypass("policy", *token, "--claim", main, "--format", "json", cwd=files).expect(0).json
    assert told["admitted"] is True


def test_an_example_of_what_is_possible_can_be_tried(files: Path) -> None:
    lines = asked(files, "reach", "inside.json", "--action", "s3:*", "--scp", FULL_SCP)
    assert lines[0] == "possible: s3:* on *"
    (command,) = [line.removeprefix("  try it: ") for line in lines if "try it" in line]
    assert shlex.split(command)[:3] == ["daypass", "policy", "evaluate"]
    assert asked(files, *shlex.split(command)[2:])[0].startswith("allowed: s3:")
    assert asked(files, "reach", "read.json", "--action", "iam:*") == ["not possible: iam:* on *"]
    assert asked(files, "reach", "all.json", "refuse.json", "--action", "s3:*") == ["not possible: s3:* on *"]


def test_a_witness_in_json_is_a_line(files: Path) -> None:
    options = ("--boundary", "read.json", "--scp", FULL_SCP, "--format", "json")
    told = daypass("policy", "reach", "all.json", "--action", "s3:*", *options, cwd=files).expect(0).json
    assert told["possible"] is True
    answer = daypass("policy", "evaluate", stdin=json.dumps(told["witness"]).encode()).expect(0).json
    assert answer["decision"] == "allowed"


def test_what_one_policy_allows_beyond_another_is_shown_and_can_be_tried(files: Path) -> None:
    lines = asked(files, "compare", "all.json", "read.json")
    assert lines[0] == "more: all.json allows what read.json does not"
    one, other = [line.removeprefix("  try it: ") for line in lines if "try it" in line]
    assert asked(files, *shlex.split(one)[2:])[0].startswith("allowed")
    assert asked(files, *shlex.split(other)[2:])[0].startswith("implicit deny")
    assert asked(files, "compare", "read.json", "all.json") == [
        "not more: read.json allows nothing that all.json does not"
    ]
    told = daypass("policy", "compare", "read.json", "all.json", "--format", "json", cwd=files).expect(0).json
    assert told == {"more": False, "witness": None}


def test_a_key_needs_a_policy_of_its_own_and_people_are_told_so(files: Path) -> None:
    write(files / "key.json", document("kms:Decrypt", Resource="arn:aws:kms:eu-west-1:111122223333:key/k"))
    first, hint = asked(files, "reach", "key.json", "--action", "kms:*")
    assert first == "not possible: kms:* on *"
    assert "none was given: --resource-policy names one" in hint
    assert asked(files, "reach", "key.json", "--action", "*")[1:] == [hint]
    assert asked(files, "reach", "read.json", "--action", "iam:*")[1:] == []
    lines = asked(files, "compare", "key.json", "read.json")
    assert lines[1] == "  for example kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/k"
    assert lines[-1] == "    where the policy of the resource leaves it to the account"


def test_what_nobody_can_read_is_an_error_for_one_request_and_possible_for_all(files: Path) -> None:
    write(files / "odd.json", document("s3:*", Condition={"DateLessThan": {"aws:CurrentTime": CANARY}}))
    assert asked(files, "reach", "odd.json", "--action", "s3:*") == [
        "possible: s3:* on *",
        "  no example was found, and no proof that there is none",
    ]
    refused = daypass("policy", "evaluate", "odd.json", *GET, cwd=files).expect(2)
    assert refused.err.startswith("daypass: odd.json.Statement[0].Condition.DateLessThan.aws:CurrentTime: ")
    assert CANARY not in refused.err


def test_a_context_that_cannot_be_typed_is_given_as_json(files: Path) -> None:
    odd = {"StringEquals": {"aws:RequestTag/a=b": "c"}}
    write(files / "odd.json", document("s3:GetObject", Condition=odd))
    assert asked(files, "reach", "odd.json", "--action", "s3:*")[-1].startswith("  try it: the context cannot be typed")


@pytest.mark.parametrize(
    ("arguments", "fact"),
    [
        (["evaluate", *GET], "no policy is named"),
        (["evaluate", "nowhere.json", *GET], "nowhere.json: it cannot be read: No such file"),
        (["evaluate", "bad.json", *GET], "bad.json: is not JSON that can be read (line 1, column 1)"),
        (["evaluate", "bucket.json", *GET], "bucket.json.Statement[0].Principal: is no element"),
        (["evaluate", "read.json", "--action", "s3:*"], "action: is no action"),
        (["evaluate", "read.json", *GET, "--principal", "me"], "principal: is no principal"),
        (["evaluate", "read.json", *GET, "--context", "aws:SourceIp"], "Write KEY=VALUE"),
        (["evaluate", "read.json", *GET, "--context", "a=1", "--context", "A=1"], "context: has one key twice"),
        (["evaluate", "read.json", *GET, "--scp", "bucket.json"], "bucket.json.Statement[0].Principal: is no element"),
        (["evaluate", "export.json", *GET], "export.json: it is a stack export and no policy. Name the role"),
        (["evaluate", "--role", "app", *GET], "no stack export is named"),
        (["evaluate", "export.json", "--role", "apps", *GET], "Did you mean 'app'?"),
        (["evaluate", "export.json", "--role", "ann", *GET], "'ann' is a user of the export, and only roles can be"),
        (["admits", "export.json", "--role", "all", "--principal", ROLE], "'all' is a group of the export, and only"),
        (
            ["evaluate", "all.json", *GET, "--scp", "all.json,nowhere.json"],
            "nowhere.json: there is no such file, and",
        ),
        (["evaluate", "all.json", *GET, "--rcp", "all.json,"], "all.json,: there is no such file, and a comma stands"),
        (["evaluate", "all.json", *GET, "--scp", f"all.json,{'x' * 300}"], "there is no such file, and a comma stands"),
        (["evaluate", "all.json", *GET, "--resource-account", "12"], "resourceAccount: is no account"),
        (["evaluate", "read.json", "--role", "app", *GET], "read.json: this is neither a stack export nor"),
        (["admits", "--principal", ROLE], "one trust policy is asked at a time"),
        (["admits", "read.json", "--principal", ROLE], "read.json.Statement[0].Resource: is no element"),
        (["compare", "read.json", "nowhere.json"], "nowhere.json: it cannot be read"),
    ],
)
def test_what_cannot_be_read_or_asked_is_an_error_with_its_place(files: Path, arguments: list[str], fact: str) -> None:
    (files / "bad.json").write_text(CANARY)
    kinds = {"role:Role": "app", "user:User": "ann", "group:Group": "all"}
    identities = [entry(f"aws:iam/{type_}", name, {"name": name}) for type_, name in kinds.items()]
    write(files / "export.json", export(*identities))
    refused = daypass("policy", *arguments, cwd=files).expect(2)
    assert fact in refused.err
    assert CANARY not in refused.err
    assert refused.out == ""
