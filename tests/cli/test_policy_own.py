"""`daypass policy --role` on roles and KMS keys: their own policies have a say, where the export has them."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.commands import daypass
from tests.support.states import entry, export, write

from daypass.cli.policy_options import AskedOptions
from daypass.cli.policy_reach import reached
from daypass.cli.policy_request import evaluated
from daypass.iam.glob import matches
from daypass.state.values import SECRET, SIGNATURE

ACCOUNT = "arn:aws:iam::111122223333"
APP = f"{ACCOUNT}:role/app"
KEYS = "arn:aws:kms:eu-west-1:111122223333:key"
CANARY = "hunter2"
ENCRYPTED = {SIGNATURE: SECRET, "ciphertext": "djE6"}
AS_APP = f"  as {APP} (the role of the export)"
ASSUME, DECRYPT = "sts:AssumeRole", "kms:Decrypt"
NOT_ALLOWED = "  missing: the policy of the resource does not allow it, and it must"
ELSEWHERE = "  not read: the policies of roles and keys that are not in the export: --resource-policy names one"


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def lets(who: str = "111122223333", **more: Any) -> str:
    """A trust policy."""
    return document({"Effect": "Allow", "Principal": {"AWS": who}, "Action": ASSUME, **more})


def key_policy(who: str = "111122223333", **more: Any) -> str:
    return document({"Effect": "Allow", "Principal": {"AWS": who}, "Action": "kms:*", "Resource": "*", **more})


def role(name: str, trust: Any = None, account: str = "111122223333", **inputs: Any) -> dict[str, Any]:
    made = {"name": name, "assumeRolePolicy": trust or lets("999988887777"), **inputs}
    return entry("aws:iam/role:Role", name, made, outputs={**made, "arn": f"arn:aws:iam::{account}:role/{name}"})


def gives(*actions: str, **more: Any) -> dict[str, Any]:
    policy = document({"Effect": "Allow", "Action": list(actions), "Resource": "*", **more})
    return entry("aws:iam/rolePolicy:RolePolicy", "access", {"role": "app", "policy": policy})


def key(name: str, policy: Any = None, found: Any = None, type_: str = "aws:kms/key:Key") -> dict[str, Any]:
    property_ = "keyPolicy" if type_.startswith("aws-native") else "policy"
    inputs = {"description": "ours", **({property_: policy} if policy else {})}
    outputs = {**inputs, "arn": f"{KEYS}/{name}", "keyId": name, **({property_: found} if found else {})}
    return entry(type_, name, inputs, outputs=outputs)


def sets(key_id: Any, policy: str, name: str = "sets", **more: Any) -> dict[str, Any]:
    return entry("aws:kms/keyPolicy:KeyPolicy", name, {"keyId": key_id, "policy": policy}, **more)


def asked(folder: Path, question: str, *arguments: str) -> Any:
    ran = daypass("policy", question, "export.json", "--role", "app", *arguments, cwd=folder).expect(0)
    assert CANARY not in ran.out
    return ran.json if "json" in arguments else ran.out.splitlines()


def verdict(folder: Path, action: str, resource: str) -> str:
    first, *_ = asked(folder, "evaluate", "--action", action, "--resource", resource)
    return str(first.partition(":")[0])


def tried(folder: Path, lines: list[str]) -> str:
    """The verdict on the example in these lines."""
    (command,) = [line.removeprefix("  try it: ") for line in lines if "try it" in line]
    return daypass(*shlex.split(command)[1:], cwd=folder).expect(0).out.partition(":")[0]


def test_a_role_of_the_export_lets_in_whom_its_trust_names(tmp_path: Path) -> None:
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    others = [
        role("open", lets()),
        role("closed"),
        role("far", lets(), "999988887777"),
        role("mfa", lets(Condition=mfa)),
    ]
    write(tmp_path / "export.json", export(role("app"), gives(ASSUME), *others))
    assert asked(tmp_path, "evaluate", "--action", ASSUME, "--resource", f"{ACCOUNT}:role/open") == [
        f"allowed: {ASSUME} on {ACCOUNT}:role/open",
        AS_APP,
        "  by Allow: statement 0 of assumeRolePolicy of 'open' (aws:iam/role:Role)",
        "  by Allow: statement 0 of policy of 'access' (aws:iam/rolePolicy:RolePolicy)",
    ]
    closed = asked(tmp_path, "evaluate", "--action", ASSUME, "--resource", f"{ACCOUNT}:role/closed")
    assert closed == [f"implicit deny: {ASSUME} on {ACCOUNT}:role/closed", AS_APP, NOT_ALLOWED]
    assert verdict(tmp_path, ASSUME, "arn:aws:iam::999988887777:role/far") == "allowed"
    *_, close = asked(tmp_path, "evaluate", "--action", ASSUME, "--resource", f"{ACCOUNT}:role/mfa")
    assert close.startswith("  close: statement 0 of assumeRolePolicy of 'mfa' (aws:iam/role:Role) asks for aws:Multi")
    # What is not done by STS does not ask the trust.
    assert verdict(tmp_path, "iam:PassRole", f"{ACCOUNT}:role/open") == "implicit deny"
    write(tmp_path / "given.json", json.loads(lets()))
    given = ("--action", ASSUME, "--resource", f"{ACCOUNT}:role/closed", "--resource-policy", "given.json")
    assert asked(tmp_path, "evaluate", *given)[0].startswith("allowed")
    assert asked(tmp_path, "reach", *given)[0].startswith("possible")


def test_a_role_outside_the_export_leaves_it_undecided_and_possible(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role("app"), gives(ASSUME)))
    outside = f"{ACCOUNT}:role/outside"
    unread = f"  not read: the policy of {outside}, which is not in the export: --resource-policy names one"
    assert asked(tmp_path, "evaluate", "--action", ASSUME, "--resource", outside) == [
        f"undecided: {ASSUME} on {outside}",
        AS_APP,
        unread,
    ]
    told = asked(tmp_path, "reach", "--action", "sts:*", "--resource", outside)
    assert told == [f"undecided, which counts as possible: sts:* on {outside}", unread]
    told = asked(tmp_path, "reach", "--action", "sts:*", "--resource", f"{outside}-*", "--format", "json")
    assert told == {"possible": True, "witness": None, "unknown": [ELSEWHERE.removeprefix("  not read: ")]}
    denied = gives("*", Effect="Deny") | {"urn": gives()["urn"].replace("access", "never")}
    write(tmp_path / "export.json", export(role("app"), gives(ASSUME), denied))
    assert verdict(tmp_path, ASSUME, outside) == "explicit deny"
    assert asked(tmp_path, "reach", "--action", "sts:*") == ["not possible: sts:* on *"]


def test_a_role_in_another_account_must_be_allowed_by_the_callers_own_policies_too(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role("app"), gives("s3:*"), role("open", lets())))
    far = "arn:aws:iam::999988887777:role/*"
    assert asked(tmp_path, "reach", "--action", "sts:*", "--resource", far) == [f"not possible: sts:* on {far}"]
    # Within the account a trust that names the caller is enough, and nobody knows the roles that the export has not.
    assert asked(tmp_path, "reach", "--action", "sts:*")[1:] == [ELSEWHERE]
    assert asked(tmp_path, "reach", "--action", "*")[0] == "possible: * on *"


@pytest.mark.parametrize(
    ("trust", "who"),
    [
        (lets(), APP),
        (lets(APP), APP),
        (lets("arn:aws:sts::111122223333:assumed-role/app/ci"), "arn:aws:sts::111122223333:assumed-role/app/ci"),
        (lets(Condition={"StringEquals": {"sts:ExternalId": "x"}}), APP),
    ],
)
def test_what_a_role_of_the_export_lets_in_is_possible_with_an_example_that_can_be_tried(
    tmp_path: Path, trust: str, who: str
) -> None:
    others = [role("closed"), role("hidden", ENCRYPTED), role("target", trust)]
    write(tmp_path / "export.json", export(role("app"), gives(ASSUME), *others))
    for pattern in ("*", f"{ACCOUNT}:role/t*", f"{ACCOUNT}:role/target"):
        lines = asked(tmp_path, "reach", "--action", "sts:*", "--resource", pattern)
        assert lines[:3] == [
            f"possible: sts:* on {pattern}",
            f"  for example {ASSUME} on {ACCOUNT}:role/target",
            f"    as {who}",
        ]
        assert tried(tmp_path, lines) == "allowed"
    witness = asked(tmp_path, "reach", "--action", "sts:*", "--format", "json")["witness"]
    assert witness["resourcePolicy"] == json.loads(trust)
    answer = daypass("policy", "evaluate", stdin=json.dumps(witness).encode()).expect(0).json
    assert answer["decision"] == "allowed"


def test_what_no_role_of_the_export_lets_in_is_not_possible_there(tmp_path: Path) -> None:
    others = [role("closed"), role("other", lets(f"{ACCOUNT}:role/somebody"))]
    write(tmp_path / "export.json", export(role("app"), gives(ASSUME), *others, role("hidden", ENCRYPTED)))
    for name in ("closed", "other"):
        one = f"{ACCOUNT}:role/{name}"
        assert asked(tmp_path, "reach", "--action", "sts:*", "--resource", one) == [f"not possible: sts:* on {one}"]
    hidden = "  not read: assumeRolePolicy of 'hidden' (aws:iam/role:Role) is not known"
    assert asked(tmp_path, "reach", "--action", "sts:*", "--resource", f"{ACCOUNT}:role/hidden")[1:] == [hidden]
    assert asked(tmp_path, "reach", "--action", "sts:*")[1:] == [hidden, ELSEWHERE]
    assert verdict(tmp_path, ASSUME, f"{ACCOUNT}:role/hidden") == "undecided"


def test_whether_a_trust_names_a_role_whose_arn_is_not_known_cannot_be_told(tmp_path: Path) -> None:
    nameless = role("app") | {"outputs": {}}
    write(tmp_path / "export.json", export(nameless, gives(ASSUME), role("open", lets())))
    unread = "  not read: the ARN of the role: --principal names who asks"
    question = ("--action", ASSUME, "--resource", f"{ACCOUNT}:role/open")
    first, _, last = asked(tmp_path, "evaluate", *question)
    assert (first.partition(":")[0], last) == ("undecided", unread)
    assert asked(tmp_path, "reach", *question)[1:] == [unread]
    assert asked(tmp_path, "evaluate", *question, "--principal", APP)[0].startswith("allowed")
    assert asked(tmp_path, "reach", *question, "--principal", APP)[0].startswith("possible")


def test_a_trust_that_aws_would_refuse_is_an_error_with_its_place(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role("app"), gives(ASSUME), role("bad", lets(Resource="*"))))
    place = "assumeRolePolicy of 'bad' (aws:iam/role:Role).Statement[0].Resource: is no element"
    question = ("--action", ASSUME, "--resource", f"{ACCOUNT}:role/bad")
    for name in ("evaluate", "reach"):
        ran = daypass("policy", name, "export.json", "--role", "app", *question, cwd=tmp_path).expect(2)
        assert place in ran.err
    assert verdict(tmp_path, ASSUME, f"{ACCOUNT}:role/app") == "implicit deny"


def test_several_exports_hold_the_caller_and_the_role_that_lets_it_in(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role("app"), gives(ASSUME)))
    other = json.dumps(export(role("open", lets()))).replace("::shop::", "::base::")
    write(tmp_path / "other.json", other.encode())
    resource = ("--action", ASSUME, "--resource", f"{ACCOUNT}:role/open")
    assert asked(tmp_path, "evaluate", *resource)[0].startswith("undecided")
    assert asked(tmp_path, "evaluate", "other.json", *resource)[0].startswith("allowed")
    assert tried(tmp_path, asked(tmp_path, "reach", "other.json", *resource)) == "allowed"
    # Two stacks that both make it: nobody can tell whose trust holds.
    twice = json.dumps(export(role("open"))).replace("::shop::", "::third::")
    write(tmp_path / "third.json", twice.encode())
    last = asked(tmp_path, "evaluate", "other.json", "third.json", *resource)[-1]
    assert last.startswith("  not read: the policy of 'open' (aws:iam/role:Role), which two stacks make: ")


ALLOWED = [
    [key("k", key_policy())],
    [key("k", key_policy(), type_="aws-native:kms:Key")],
    [key("k", key_policy(), type_="aws:kms/replicaKey:ReplicaKey")],
    [key("k", found=key_policy())],
    [key("k", found=key_policy("999988887777")), sets("k", key_policy())],
    [key("k"), sets(f"{KEYS}/k", key_policy())],
    [key("k"), key("l"), sets(ENCRYPTED, key_policy(), propertyDependencies={"keyId": [key("k")["urn"]]})],
    [sets(f"{KEYS}/k", key_policy())],
    [sets("k", key_policy())],
    [key("k", key_policy(APP))],
]
NOT_SURE = [
    [],
    [key("k")],
    [key("k", ENCRYPTED)],
    [key("k", key_policy()), sets("k", key_policy())],
    [key("k"), sets("k", key_policy()), sets("k", key_policy(), "again")],
    [key("k", key_policy()), sets(ENCRYPTED, key_policy())],
    [sets(ENCRYPTED, key_policy())],
    [role("k", lets())],
]


@pytest.mark.parametrize("resources", ALLOWED)
def test_a_key_is_used_by_whom_its_policy_names(tmp_path: Path, resources: list[dict[str, Any]]) -> None:
    write(tmp_path / "export.json", export(role("app"), gives("kms:*"), *resources))
    assert verdict(tmp_path, DECRYPT, f"{KEYS}/k") == "allowed"
    lines = asked(tmp_path, "reach", "--action", "kms:De*", "--resource", f"{KEYS}/k")
    assert lines[0] == f"possible: kms:De* on {KEYS}/k"
    assert tried(tmp_path, lines) == "allowed"


@pytest.mark.parametrize("resources", NOT_SURE)
def test_where_the_policy_of_a_key_is_not_sure_nothing_is(tmp_path: Path, resources: list[dict[str, Any]]) -> None:
    write(tmp_path / "export.json", export(role("app"), gives("kms:*"), *resources))
    assert verdict(tmp_path, DECRYPT, f"{KEYS}/k") == "undecided"
    lines = asked(tmp_path, "reach", "--action", "kms:De*", "--resource", f"{KEYS}/k")
    assert lines[0] == f"undecided, which counts as possible: kms:De* on {KEYS}/k"
    assert lines[1].startswith("  not read: ")


def test_a_key_that_lets_nobody_of_the_account_in_is_out_of_reach(tmp_path: Path) -> None:
    write(tmp_path / "export.json", export(role("app"), gives("kms:*"), key("k", key_policy("999988887777"))))
    assert verdict(tmp_path, DECRYPT, f"{KEYS}/k") == "implicit deny"
    for action in ("kms:*", "kms:Decrypt", "*"):
        lines = asked(tmp_path, "reach", "--action", action, "--resource", f"{KEYS}/k")
        assert lines == [f"not possible: {action} on {KEYS}/k"]
    assert asked(tmp_path, "reach", "--action", "kms:ListKeys")[0] == "possible: kms:ListKeys on *"


def test_the_policy_of_a_key_that_is_marked_as_secret_is_judged_and_not_printed(tmp_path: Path) -> None:
    policy = {SIGNATURE: SECRET, "plaintext": json.dumps(key_policy(Sid=CANARY))}
    write(tmp_path / "export.json", export(role("app"), gives("kms:*"), key("k", policy)))
    question = ("--action", DECRYPT, "--resource", f"{KEYS}/k")
    assert asked(tmp_path, "evaluate", *question)[2] == "  by Allow: statement 0 of policy of 'k' (aws:kms/key:Key)"
    assert asked(tmp_path, "reach", *question)[1].startswith("  the example is not shown")
    assert asked(tmp_path, "reach", *question, "--format", "json") == {"possible": True, "witness": None}


def test_what_could_not_be_read_of_the_caller_may_deny_what_a_trust_lets_in(tmp_path: Path) -> None:
    bound = f"{ACCOUNT}:policy/elsewhere"
    app = role("app", permissionsBoundary=bound)
    write(tmp_path / "export.json", export(app, gives(ASSUME), role("open", lets())))
    unread = "names something that the stack does not have"
    for resource in ("*", f"{ACCOUNT}:role/open"):
        first, last = asked(tmp_path, "reach", "--action", "sts:Assume*", "--resource", resource)
        assert first == f"undecided, which counts as possible: sts:Assume* on {resource}"
        assert last == f"  not read: permissionsBoundary of 'app' (aws:iam/role:Role) {unread}"
    assert verdict(tmp_path, ASSUME, f"{ACCOUNT}:role/open") == "undecided"


def test_of_very_many_roles_some_are_tried_and_the_rest_counts_as_possible(tmp_path: Path) -> None:
    many = [role(f"r{number}", lets(f"{ACCOUNT}:role/somebody")) for number in range(150)]
    write(tmp_path / "export.json", export(role("app"), gives(ASSUME), *many))
    first, too_many, _ = asked(tmp_path, "reach", "--action", "sts:*")
    assert first.startswith("undecided, which counts as possible")
    assert (
        too_many == "  not read: the policies of more roles and keys of the export than are tried: --resource names one"
    )


SESSION = "arn:aws:sts::111122223333:assumed-role/app/ci"
WHO = st.sampled_from(
    ["*", "111122223333", "999988887777", APP, SESSION, f"{ACCOUNT}:role/other", f"{ACCOUNT}:user/app"]
)
EFFECT = st.sampled_from(["Allow", "Allow", "Deny"])
TRUSTING = st.builds(
    lambda effect, who, action: {"Effect": effect, "Principal": {"AWS": who}, "Action": action},
    EFFECT,
    WHO,
    st.sampled_from([ASSUME, "sts:*", "sts:TagSession"]),
)
GIVING = st.builds(
    lambda effect, action, resource: {"Effect": effect, "Action": action, "Resource": resource},
    EFFECT,
    st.sampled_from(["*", ASSUME, "sts:Tag*", "s3:*"]),
    st.sampled_from(["*", f"{ACCOUNT}:role/r0", "arn:aws:iam::*:role/r*", "arn:aws:s3:::*"]),
)
TRUST = st.one_of(st.lists(TRUSTING, min_size=1, max_size=3).map(lambda many: document(*many)), st.just(ENCRYPTED))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    trusts=st.lists(st.tuples(TRUST, st.sampled_from(["111122223333", "999988887777"])), min_size=1, max_size=3),
    giving=st.lists(GIVING, min_size=1, max_size=3),
    pattern=st.sampled_from(["*", "arn:aws:iam::*:role/r*", f"{ACCOUNT}:role/r0"]),
    bounded=st.booleans(),
)
def test_whatever_a_role_may_assume_is_possible_and_every_example_is_allowed(
    trusts: list[tuple[Any, str]], giving: list[Any], pattern: str, *, bounded: bool, tmp_path: Path
) -> None:
    others = [role(f"r{number}", trust, account) for number, (trust, account) in enumerate(trusts)]
    policy = entry("aws:iam/rolePolicy:RolePolicy", "access", {"role": "app", "policy": document(*giving)})
    app = role("app", **({"permissionsBoundary": f"{ACCOUNT}:policy/elsewhere"} if bounded else {}))
    files = (write(tmp_path / "export.json", export(app, policy, *others)),)

    def decision(resource: str, who: str | None) -> str:
        asked = AskedOptions(files=files, role="app", action=ASSUME, resource=resource, principal=who)
        return str(evaluated(asked).answer["decision"])

    found = reached(AskedOptions(files=files, role="app", action=ASSUME, resource=pattern)).answer
    arns = [arn for one in others if matches(pattern, arn := one["outputs"]["arn"])]
    told = {decision(arn, who) for arn in arns for who in (None, SESSION)}
    assert found["possible"] or not told & {"allowed", "undecided"}
    if witness := found["witness"]:
        assert not bounded
        assert decision(witness["resource"], witness["principal"]) == "allowed"
        answer = daypass("policy", "evaluate", stdin=json.dumps(witness).encode()).expect(0).json
        assert answer["decision"] == "allowed"
