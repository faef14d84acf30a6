"""What `record-cannot-be-stopped` refuses, passes and leaves undecided."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.becoming import allow, deny, document, may, role, user_may
from tests.support.grants import ARN, aws, native, user
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.record_actions import record_actions
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["record-cannot-be-stopped"]
ANY = sorted({one.action for one in record_actions() if one.on in ("any", "trail")})
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1a2b"
BYPASSES = "BypassGovernanceRetention"
TRAILS = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/"


def trail(**inputs: Any) -> Resource:
    """A trail that writes to the bucket `acme-logs`."""
    given = {"name": "org", "s3BucketName": "acme-logs", "kmsKeyId": KEY, **inputs}
    return aws("cloudtrail/trail", "org", **given)


def bucket(**inputs: Any) -> Resource:
    """That bucket."""
    return aws("s3/bucket", "logs", bucket="acme-logs", **inputs)


def locked(mode: Any) -> Resource:
    """What locks its objects."""
    rule = {"defaultRetention": {"mode": mode, "days": 30}}
    return aws("s3/bucketObjectLockConfiguration", "lock", bucket="acme-logs", rule=rule)


def refused(*statements: dict[str, Any], beside: tuple[Resource, ...] = ()) -> set[str]:
    """The actions for which a role that may do this is found."""
    answer = judge_stack(RULE, role("ops"), may("ops", *statements), *beside)
    assert not answer.undecided
    return {action for problem in answer.problems for action in str(problem.key).split()}


@pytest.mark.parametrize(
    "action", [*ANY, "cloudtrail:*", "CLOUDTRAIL:stop*", "cloudtrail:?topLogging", "guardduty:Delete*"]
)
def test_who_may_stop_any_record_is_found(action: str) -> None:
    assert refused(allow(action))
    assert refused(allow([action], ["*"]))


def test_users_and_roles_of_elsewhere_are_found() -> None:
    stops = allow("cloudtrail:StopLogging")
    assert only(judge_stack(RULE, user("ann"), user_may("ann", stops))) == "user 'ann' may stop trails"
    assert "'elsewhere-policy' may stop trails" in only(judge_stack(RULE, may("elsewhere", stops)))
    inline = [{"policyName": "p", "policyDocument": json.loads(document(allow("cloudtrail:DeleteTrail")))}]
    made = native("iam:Role", "ops", roleName="ops", policies=inline)
    assert only(judge_stack(RULE, made)) == "role 'ops' may delete trails"


@pytest.mark.parametrize("resource", [TRAILS + "*", "arn:aws:cloudtrail:*:*:trail/*", "arn:aws:cloudtrail:*", "arn:*"])
def test_every_spelling_of_any_trail_is_found(resource: str) -> None:
    assert refused(allow("cloudtrail:StopLogging", resource)) == {"cloudtrail:StopLogging"}


@pytest.mark.parametrize(
    "action",
    [
        *("cloudtrail:LookupEvents", "cloudtrail:Get*", "cloudtrail:StartLogging", "guardduty:List*", "logs:*"),
        *("logs:DeleteLogGroup", "s3:DeleteObject", "s3:DeleteObjectVersion", "kms:ScheduleKeyDeletion", "config:Put*"),
        *("ec2:Describe*", "securityhub:BatchImportFindings", "bedrock:InvokeModel"),
    ],
)
def test_reading_and_what_is_part_of_no_record_passes(action: str) -> None:
    assert not refused(allow(action))


def test_a_sandbox_of_its_own_passes() -> None:
    assert not refused(allow("cloudtrail:StopLogging", TRAILS + "sandbox-*"), beside=(trail(),))
    tagged = {"StringEquals": {"aws:ResourceTag/environment": "sandbox"}}
    assert not refused(allow("cloudtrail:StopLogging", "*", Condition=tagged), beside=(trail(),))
    assert not refused(
        allow(["cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors"], TRAILS + "org"), beside=(trail(),)
    )


def test_the_trail_of_the_stack_is_found_by_its_name() -> None:
    stops = allow("cloudtrail:StopLogging", TRAILS + "org")
    assert refused(stops, beside=(trail(),)) == {"cloudtrail:StopLogging"}


def named(*trust: Any, trail: str = "org", class_: str = "") -> bool:
    """Whether a role that may stop the trail of that name, which stands elsewhere, is found."""
    tags = {"daypass:class": class_} if class_ else {}
    return bool(
        judge_stack(
            RULE, role("ops", *trust, tags=tags), may("ops", allow("cloudtrail:StopLogging", TRAILS + trail))
        ).problems
    )


def test_a_trail_of_elsewhere_is_found_by_its_name_where_a_workload_may_stop_it() -> None:
    assert named()
    assert named(class_="service")
    assert named(trail="org-prod")
    assert not named(trail="org-dev")
    assert not named(trail="sandbox-*")
    assert not named(class_="pipeline")
    assert not named(class_="break-glass")
    assert not named("arn:aws:iam::111122223333:role/deployer")


BLINDS = allow(["cloudtrail:PutEventSelectors", "cloudtrail:UpdateTrail"], TRAILS + "org")


def blinds(*statements: dict[str, Any], class_: str = "pipeline") -> set[str]:
    """The actions for which a role of this class is found that may also blind the trail of the stack, by its name."""
    answer = judge_stack(RULE, role("ops", tags={"daypass:class": class_}), may("ops", BLINDS, *statements), trail())
    return {action for problem in answer.problems for action in str(problem.key).split()}


def test_whoever_is_kept_from_stopping_a_trail_was_not_to_blind_it() -> None:
    both = {"cloudtrail:PutEventSelectors", "cloudtrail:UpdateTrail"}
    assert blinds(deny("cloudtrail:StopLogging")) == both
    assert blinds(deny(["cloudtrail:Delete*"], TRAILS + "*")) == both


@pytest.mark.parametrize(
    "denied",
    [
        [],
        [deny("cloudtrail:StopLogging", TRAILS + "other")],
        [deny("cloudtrail:StopLogging", Condition={"Bool": {"aws:ViaAWSService": "true"}})],
        [deny("cloudtrail:LookupEvents")],
        [{"Effect": "Deny", "NotAction": "cloudtrail:*", "Resource": "*"}],
        [deny(["cloudtrail:StopLogging", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors"])],
    ],
    ids=str,
)
def test_who_deploys_a_trail_changes_it(denied: list[dict[str, Any]]) -> None:
    assert blinds(*denied) == set()


def test_it_is_open_where_it_is_not_known_when_that_trail_may_be_stopped() -> None:
    stops = {**allow("cloudtrail:StopLogging", TRAILS + "org"), "Condition": UNKNOWN}
    policy = aws("iam/rolePolicy", "p", role="ops", policy={"Version": "2012-10-17", "Statement": [stops]})
    assert unknowns(judge_stack(RULE, role("ops"), policy))


def test_a_deny_and_a_boundary_count() -> None:
    assert not refused(
        allow("cloudtrail:*"), deny(["cloudtrail:Stop*", "cloudtrail:Delete*", "cloudtrail:Update*", "cloudtrail:Put*"])
    )
    assert "cloudtrail:DeleteTrail" in refused(allow("cloudtrail:*"), deny("cloudtrail:StopLogging"))
    fence = aws("iam/policy", "fence", arn=f"{ARN}policy/f", policy=document(allow("s3:*")))
    bounded = role("ops", permissionsBoundary=f"{ARN}policy/f")
    assert passes(judge_stack(RULE, bounded, fence, may("ops", allow("cloudtrail:*"))))


def test_everything_but_a_few_actions_is_found() -> None:
    statement = {"Effect": "Allow", "NotAction": ["s3:*", "cloudtrail:*"], "Resource": "arn:aws:guardduty:*"}
    assert refused(statement)


def test_an_administrator_is_told_elsewhere() -> None:
    assert not refused(allow("*"))


@pytest.mark.parametrize("action", ["s3:*", "ec2:*", "bedrock:*", ["EC2:*", "s3:*"]])
def test_so_is_whoever_may_do_all_of_a_service_that_does_more(action: Any) -> None:
    """What it may do to the record is the least of it."""
    assert not refused(allow(action))
    assert not refused({"Effect": "Allow", "NotAction": ["iam:*", "config:*"], "Resource": "arn:aws:ec2:*"})


@pytest.mark.parametrize("action", ["cloudtrail:*", "guardduty:*", "config:*", "securityhub:*"])
def test_all_of_a_service_that_keeps_the_record_is_found(action: str) -> None:
    assert refused(allow(action))


def test_all_of_a_service_is_found_where_it_reaches_a_record_of_this_stack() -> None:
    assert "s3:DeleteObject" in refused(allow("s3:*"), beside=(trail(), bucket()))
    assert "kms:DisableKey" in refused(allow("kms:*"), beside=(trail(),))


@pytest.mark.parametrize("action", ["s3:Bypass*", "ec2:Delete*", "bedrock:Delete*"])
def test_most_of_a_service_is_found(action: str) -> None:
    assert refused(allow(action))


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:DeleteObject", "arn:aws:s3:::acme-logs/*"),
        ("s3:DeleteObjectVersion", "*"),
        ("s3:PutLifecycleConfiguration", "arn:aws:s3:::acme-logs"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::acme-*"),
        ("kms:ScheduleKeyDeletion", KEY),
        ("kms:DisableKey", "*"),
        ("kms:DisableKey", "arn:aws:kms:*:444455556666:key/*"),
    ],
)
def test_what_the_trail_needs_is_found(action: str, resource: str) -> None:
    assert refused(allow(action, resource), beside=(trail(), bucket())) == {action}


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:DeleteObject*", "arn:aws:s3:::acme-exports/*"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::acme-exports"),
        ("kms:ScheduleKeyDeletion", KEY.replace("1a2b", "3c4d")),
        ("logs:DeleteLogGroup", "arn:aws:logs:*:*:log-group:/aws/lambda/ops:*"),
    ],
)
def test_what_another_bucket_or_key_needs_passes(action: str, resource: str) -> None:
    assert not refused(allow(action, resource), beside=(trail(), bucket()))


def test_the_log_group_of_the_trail_is_found() -> None:
    group = aws("cloudwatch/logGroup", "audit", name="audit")
    written = trail(cloudWatchLogsGroupArn="arn:aws:logs:eu-west-1:111122223333:log-group:audit:*")
    resource = "arn:aws:logs:eu-west-1:111122223333:log-group:audit:*"
    assert refused(allow("logs:DeleteLogGroup", resource), beside=(written, group)) == {"logs:DeleteLogGroup"}


def test_what_is_locked_or_denied_is_safe() -> None:
    both = allow("s3:DeleteObject*", "arn:aws:s3:::acme-logs/*")
    bypass = allow("s3:BypassGovernanceRetention", "arn:aws:s3:::acme-logs/*")
    stands = (trail(), bucket(objectLockEnabled=True))
    assert "s3:DeleteObjectVersion" in refused(both, beside=stands)
    assert not refused(both, beside=(*stands, locked("COMPLIANCE")))
    assert not refused(both, bypass, beside=(*stands, locked("COMPLIANCE")))
    assert not refused(both, beside=(*stands, locked("GOVERNANCE")))
    assert "s3:DeleteObjectVersion" in refused(both, bypass, beside=(*stands, locked("GOVERNANCE")))
    kept = {**deny("s3:DeleteObject*", "arn:aws:s3:::acme-logs/*"), "Principal": "*"}
    policy = aws("s3/bucketPolicy", "p", bucket="acme-logs", policy=document(kept))
    assert not refused(both, bypass, beside=(*stands, policy))


def test_who_writes_to_a_bucket_does_not_undo_its_lock_and_delete_there() -> None:
    inside = "arn:aws:s3:::acme-logs/*"
    every = {name: allow(f"s3:{name}", inside) for name in ("PutObject", "DeleteObjectVersion", BYPASSES)}
    stands = bucket(objectLockEnabled=True), locked("GOVERNANCE")
    assert refused(*every.values(), beside=stands) == {f"s3:{BYPASSES}"}
    for left_out in every:
        assert not refused(*(one for name, one in every.items() if name != left_out), beside=stands)
    assert not refused(*every.values(), deny(f"s3:{BYPASSES}", "*"), beside=stands)
    assert not refused(*every.values(), beside=(bucket(objectLockEnabled=True), locked("COMPLIANCE")))
    assert not refused(*every.values(), beside=(bucket(),))
    given = may("ops", *every.values())
    assert unknowns(judge_stack(RULE, role("ops"), given, bucket(), locked(UNKNOWN)))
    other = aws("s3/bucket", "other", bucket="other"), aws("s3/bucketPolicy", "late", bucket="other", policy=UNKNOWN)
    assert refused(*every.values(), beside=(*stands, *other)) == {f"s3:{BYPASSES}"}
    assert not refused(allow("s3:*", "arn:aws:s3:::mine/*"), beside=other)
    kept = {**deny("s3:DeleteObject*", inside), "Principal": "*"}
    policy = aws("s3/bucketPolicy", "p", bucket="acme-logs", policy=document(kept))
    assert not refused(*every.values(), beside=(*stands, policy))


@pytest.mark.parametrize(
    ("name", "found"), [("acme-audit", {BYPASSES}), ("evidenceStore", {BYPASSES}), ("data", set())]
)
def test_nobody_deletes_what_is_locked_where_a_bucket_is_called_by_what_it_proves(name: str, found: set[str]) -> None:
    rule = {"defaultRetention": {"mode": "GOVERNANCE", "days": 400}}
    stands = (
        aws("s3/bucket", "kept", bucket=name, objectLockEnabled=True),
        aws("s3/bucketObjectLockConfiguration", "lock", bucket=name, rule=rule),
    )
    deletes = allow([f"s3:{BYPASSES}", "s3:DeleteObjectVersion"], f"arn:aws:s3:::{name}/*")
    assert refused(deletes, beside=stands) == {f"s3:{one}" for one in found}
    assert not refused(allow("s3:DeleteObjectVersion", f"arn:aws:s3:::{name}/*"), beside=stands)


def test_where_versions_are_kept_only_deleting_those_counts() -> None:
    stands = (trail(), bucket(versioning={"enabled": True}))
    assert not refused(allow("s3:DeleteObject", "arn:aws:s3:::acme-logs/*"), beside=stands)
    deletes = allow("s3:DeleteObjectVersion", "arn:aws:s3:::acme-logs/*")
    assert refused(deletes, beside=stands) == {"s3:DeleteObjectVersion"}


def test_what_is_unknown_is_undecided() -> None:
    unclear = aws("iam/rolePolicy", "p", role="ops", policy=UNKNOWN)
    assert unknowns(judge_stack(RULE, role("ops"), unclear))
    deleting = may("ops", allow("s3:DeleteObjectVersion", "arn:aws:s3:::acme-logs/*"))
    assert unknowns(judge_stack(RULE, role("ops"), deleting, trail(), bucket(), locked(UNKNOWN)))
    resource = {"Version": "2012-10-17", "Statement": [{**allow("cloudtrail:StopLogging"), "Resource": UNKNOWN}]}
    assert unknowns(judge_stack(RULE, role("ops"), aws("iam/rolePolicy", "p", role="ops", policy=resource)))


def test_a_bucket_whose_name_is_not_known_yet_is_met_by_any() -> None:
    made = aws("s3/bucket", "logs", bucket=UNKNOWN)
    assert passes(
        judge_stack(RULE, role("ops"), may("ops", allow("s3:DeleteObject", "arn:aws:s3:::mine/*")), trail(), made)
    )


def test_a_secret_is_not_repeated() -> None:
    policy = aws("iam/rolePolicy", "p", role="ops", policy=Secret(document(allow("cloudtrail:StopLogging"))))
    (problem,) = judge_stack(RULE, role("ops"), policy).problems
    assert problem.key == ""
    assert "trail" not in problem.message


@pytest.mark.parametrize("policy", ["{", 7, [], {"Statement": 3}, {"Version": "2012-10-17", "Statement": [None]}])
def test_what_is_malformed_gives_nobody_anything(policy: Any) -> None:
    assert not judge_stack(RULE, role("ops"), aws("iam/rolePolicy", "p", role="ops", policy=policy)).problems


@given(st.sampled_from(ANY), st.sampled_from(ANY))
def test_whatever_is_denied_is_not_told(allowed: str, denied: str) -> None:
    answer = judge_stack(RULE, role("ops"), may("ops", allow([allowed]), deny([denied])))
    assert passes(answer) is (allowed == denied)


def test_many_identities_are_asked_in_little_time() -> None:
    """Most policies name actions of the record nowhere; those that do are asked without a search where it is plain."""
    many = [
        one for index in range(300) for one in (role(f"r{index}"), may(f"r{index}", allow("s3:*", "arn:aws:s3:::a/*")))
    ]
    assert passes(judge_stack(RULE, *many, trail(), bucket()))


FILES = "arn:aws:s3:::shop-cloudtrail-logs-prod/*"


def shipping(resource: str, class_: str = "batch") -> Answer:
    deletes = allow(["s3:DeleteObject", "s3:DeleteObjectVersion"], resource)
    return judge_stack(RULE, role("shipper", tags={"daypass:class": class_}), may("shipper", deletes))


def test_a_workload_deletes_no_files_of_a_trail_elsewhere() -> None:
    assert only(shipping(FILES)) == "role 'shipper' may delete the files of a trail"
    assert only(shipping("arn:aws:s3:::acme-logs/AWSLogs/*"))


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:s3:::shop-orders/*",
        "arn:aws:s3:::shop-cloudtrail-logs-dev/*",
        "arn:aws:s3:::shop-cloudtrail-logs-prod/tmp/lock",
        "arn:aws:s3:::acme-cloudtrails-tour/*",
    ],
)
def test_other_files_it_may_delete(resource: str) -> None:
    assert passes(shipping(resource))


def test_a_pipeline_has_its_reasons() -> None:
    assert passes(shipping(FILES, "pipeline"))
