"""The inventory has every identity once, says what stands in its stack, and keeps to what is known."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.support.roles import github, statement, trust
from tests.support.rules import OWNED

from daypass.graph.stack import Stack
from daypass.model.owner import Owner
from daypass.model.resource import UNKNOWN, Properties, Provider, Resource, Secret
from daypass.report.inventory.entry import Entry, Proof, Review, summary_of
from daypass.report.inventory.take import Terms, take
from daypass.settings import Ownership, Settings
from daypass_policies.rules import catalog

TERMS = Terms(catalog(), date(2026, 11, 25), Settings())
ARN = "arn:aws:iam::111122223333:role/deploy"
BOUNDARY = "arn:aws:iam::111122223333:policy/daypass/daypass-boundary"
FOREIGN = "arn:aws:iam::444455556666:role/ci"
LAMBDA = statement({"Service": "lambda.amazonaws.com"})
PINNED = {"sub": "repo:acme/invoice:environment:prod"}
TAGS = {f"daypass:{fact}" for fact in ("owner", "contact", "class", "review-by")}


def role(*statements: Any, called: str = "deploy", **inputs: Any) -> Resource:
    """A role of that name with the trust of these statements, for Lambda where there are none."""
    document = json.dumps(trust(*statements or (LAMBDA,)))
    made = {"name": called, "arn": ARN.replace("deploy", called), "assumeRolePolicy": document}
    return Resource.of("aws:iam/role:Role", called, **{**made, **inputs})


def allow(action: str) -> str:
    """A permission policy of one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}})


def taken(*resources: Resource, terms: Terms = TERMS) -> tuple[Entry, ...]:
    return take([("dev.json", Stack(resources))], terms)


def only(*resources: Resource, terms: Terms = TERMS) -> Entry:
    (entry,) = taken(*resources, terms=terms)
    return entry


def test_a_governed_identity_is_told_with_all_that_is_asked_for() -> None:
    policy = allow("s3:PutObject")
    entry = only(
        role(github(StringEquals=PINNED), tags=OWNED, permissionsBoundary=BOUNDARY, maxSessionDuration=3600),
        Resource.of("aws:iam/rolePolicy:RolePolicy", "grant", role="deploy", policy=policy),
    )
    assert (entry.kind, entry.name, entry.arn, entry.account) == ("role", "deploy", ARN, "111122223333")
    assert (entry.owner.name, entry.owner.found_in, entry.owner.contact) == ("payments", "tag", "payments@example.org")
    assert (entry.workload_class, entry.environment) == ("pipeline", "prod")
    assert entry.purpose == "Deploys the invoice service"
    assert [(one.how, one.breadth) for one in entry.proof] == [("federation", "one workload")]
    assert "repo:acme/invoice:environment:prod" in entry.proof[0].who
    assert entry.doors.services == ("s3",)
    assert (entry.bound.seconds, entry.bound.enforced_by) == (3600, "role")
    assert entry.review == Review("2027-05-31", overdue=False)
    assert (entry.source, entry.looked_up) == ("dev.json", False)


def test_governed_is_what_the_rule_says() -> None:
    assert only(role(tags=OWNED, permissionsBoundary=BOUNDARY)).governed == "yes"
    bare = only(role())
    assert bare.governed == "no"
    assert "no permissions boundary" in bare.why
    assert only(role(tags=OWNED, permissionsBoundary=UNKNOWN)).governed == "unknown"
    strict = TERMS._replace(profile="strict")
    assert only(role(tags=OWNED, permissionsBoundary=BOUNDARY), terms=strict).governed == "no"
    assert only(role(), terms=TERMS._replace(rules={})).governed == "not judged"


@pytest.mark.parametrize(
    ("said", "proof"),
    [
        (LAMBDA, Proof("service", "lambda.amazonaws.com")),
        (statement({"AWS": "444455556666"}), Proof("account", "444455556666")),
        (statement({"AWS": FOREIGN}), Proof("principal", FOREIGN)),
        (statement({"Service": "rolesanywhere.amazonaws.com"}), Proof("certificate", "IAM Roles Anywhere")),
        (statement("*"), Proof("anyone", "everyone")),
    ],
    ids=lambda said: said.how if isinstance(said, Proof) else "",
)
def test_how_a_role_is_become_is_what_its_trust_says(said: Any, proof: Proof) -> None:
    assert only(role(said)).proof == (proof,)


def test_a_trust_that_lets_in_a_whole_organisation_says_so() -> None:
    (proof,) = only(role(github(StringLike={"sub": "repo:acme/*"}))).proof
    assert (proof.how, proof.breadth) == ("federation", "organisation")
    assert "repo:acme/*" in proof.who


def test_what_cannot_be_told_is_unknown_and_never_nothing() -> None:
    entry = only(role(assumeRolePolicy=UNKNOWN, tags=UNKNOWN))
    assert entry.proof == (Proof("unknown"),)
    assert entry.bound.enforced_by == "unknown"
    assert (entry.owner.name, entry.review.by, entry.review.overdue) == ("unknown", "unknown", None)
    assert entry.governed != "yes"
    assert only(role(assumeRolePolicy="{")).proof[0].how in ("unknown", "unreadable")
    assert only(role(maxSessionDuration=UNKNOWN)).bound.enforced_by in ("issuing service", "unknown")
    assert only(role(github(StringEquals=PINNED), maxSessionDuration=UNKNOWN)).bound.enforced_by == "unknown"


def test_the_review_is_overdue_from_the_day_after() -> None:
    def reviewed(day: str) -> Review:
        return only(role(tags={"daypass:review-by": day})).review

    assert reviewed("2026-11-24").overdue is True
    assert reviewed("2026-11-25").overdue is False
    assert reviewed("next summer") == Review("next summer", None)
    assert only(role()).review == Review()


def test_an_owner_is_found_on_the_tag_on_the_component_or_in_the_table() -> None:
    assert only(role(tags={"daypass:owner": "TODO"})).owner.name == ""
    owners = {"billing": Owner("billing", "billing@example.org")}
    settings = Settings(owners=owners, ownership=(Ownership("urn:pulumi:dev::**", "billing"),))
    listed = only(role(), terms=TERMS._replace(settings=settings)).owner
    assert (listed.name, listed.found_in, listed.contact) == ("billing", "ownership table", "billing@example.org")
    component = Resource.of("daypass:index:WorkloadIdentity", "deploy", owner="payments", review_by="2027-01-31")
    made = replace(role(), parent=component.urn)
    entry = only(component, made)
    assert (entry.owner.name, entry.owner.found_in, entry.review.by) == ("payments", "component", "2027-01-31")


def test_a_user_proves_itself_by_its_keys_and_has_no_end() -> None:
    user = Resource.of("aws:iam/user:User", "robot", name="robot", arn="arn:aws:iam::111122223333:user/robot")
    key = Resource.of("aws:iam/accessKey:AccessKey", "robot-key", user="robot")
    password = Resource.of("aws:iam/userLoginProfile:UserLoginProfile", "robot-login", user=UNKNOWN)
    password = replace(password, property_dependencies={"user": (user.urn,)})
    entry = only(user, key, password)
    assert entry.proof == (Proof("access key", "robot-key"), Proof("password", "robot-login"))
    assert (entry.bound.seconds, entry.bound.enforced_by, entry.governed) == (None, "nothing", "no")


def test_behind_roles_anywhere_the_profile_ends_the_session() -> None:
    behind = role(statement({"Service": "rolesanywhere.amazonaws.com"}))
    short, long = (
        Resource.of("aws:rolesanywhere/profile:Profile", str(seconds), roleArns=[ARN], durationSeconds=seconds)
        for seconds in (900, 1800)
    )
    bound = only(behind, short, long).bound
    assert (bound.seconds, bound.enforced_by) == (1800, "Roles Anywhere profile")
    assert only(behind).bound.enforced_by == "unknown"


def test_consumers_are_named_also_across_stacks() -> None:
    function = Resource.of("aws:lambda/function:Function", "api", in_stack="prod", role=ARN)
    (entry,) = take([("a.json", Stack((role(),))), ("b.json", Stack((function,)))], TERMS)
    assert (entry.source, entry.consumers) == ("a.json", ("function api",))


def test_one_identity_is_one_however_many_sources_have_it() -> None:
    looked_up = replace(role(), urn=role().urn.replace("dev", "prod"), external=True)
    once = take([("a.json", Stack((role(),))), ("b.json", Stack((looked_up,))), ("a.json", Stack((role(),)))], TERMS)
    assert [(entry.source, entry.looked_up) for entry in once] == [("a.json", False)]


def test_two_identities_of_one_urn_are_two() -> None:
    other = role(arn=ARN.replace("1111", "9999"))
    assert len(take([("a.json", Stack((role(),))), ("b.json", Stack((other,)))], TERMS)) == 2


def test_identities_of_other_clouds_are_listed_and_not_judged() -> None:
    email = "ci@p.iam.gserviceaccount.com"
    account = Resource.of("gcp:serviceaccount/account:Account", "ci", accountId="ci", email=email)
    key = Resource.of("gcp:serviceaccount/key:Key", "ci-key", serviceAccountId=email)
    entry = only(account, key)
    assert (entry.kind, entry.governed, entry.bound.enforced_by) == ("Google service account", "not judged", "nothing")
    assert entry.proof == (Proof("service account key", "ci-key"),)
    counts = summary_of([entry])
    assert (counts.identities, counts.not_judged, counts.share) == (1, 1, None)


@pytest.mark.parametrize(
    "type_",
    ["aws:bedrock/agentcoreWorkloadIdentity:AgentcoreWorkloadIdentity", "aws-native:bedrockagentcore:WorkloadIdentity"],
)
def test_the_identity_of_an_agent_is_listed_with_its_owner_and_arn(type_: str) -> None:
    arn = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:workload-identity-directory/default/workload-identity/a"
    entry = only(Resource.of(type_, "a", name="a", workloadIdentityArn=arn, tags=OWNED))
    assert (entry.kind, entry.arn, entry.owner.name) == ("AgentCore workload identity", arn, "payments")


def test_the_share_counts_what_is_unknown_as_not_governed() -> None:
    governed, bare, open_ = (
        role(tags=OWNED, permissionsBoundary=BOUNDARY),
        role(called="bare"),
        role(called="open", tags=OWNED, permissionsBoundary=UNKNOWN),
    )
    counts = summary_of(taken(governed, bare, open_))
    assert (counts.identities, counts.governed, counts.ungoverned, counts.unknown, counts.share) == (3, 1, 1, 1, 0.3333)
    assert (counts.unowned, counts.overdue) == (1, 0)
    assert summary_of([]).share is None


CANARY = "c4n4ry-9f81-secret"


@pytest.mark.parametrize(
    "inputs",
    [
        {"tags": {key: Secret(CANARY) for key in TAGS}},
        {"tags": Secret(dict.fromkeys(TAGS, CANARY))},
        {"assumeRolePolicy": Secret(json.dumps(trust(statement({"AWS": f"arn:aws:iam::444455556666:role/{CANARY}"}))))},
        {"assumeRolePolicy": Secret(json.dumps(trust(github(StringLike={"sub": f"repo:{CANARY}/*"}))))},
        {"arn": Secret(f"arn:aws:iam::111122223333:role/{CANARY}"), "name": Secret(CANARY)},
        {"inlinePolicies": [{"name": "a", "policy": Secret(allow(f"{CANARY}:*"))}]},
    ],
    ids=["tags", "all tags", "principal", "subject", "name", "policy"],
)
def test_no_secret_is_in_it(inputs: dict[str, Any]) -> None:
    resource = role(**inputs)
    secret_provider = Provider(inputs=Properties({"defaultTags": {"tags": Secret({"daypass:owner": CANARY})}}))
    for one in (resource, replace(resource, provider=secret_provider)):
        assert CANARY not in repr(only(one))


KEYS = ("assumeRolePolicy", "tags", "maxSessionDuration", "permissionsBoundary", "arn", "name")


@pytest.mark.parametrize("value", [None, 5, True, [], {}, [UNKNOWN], {"a": UNKNOWN}, "x" * 100_000, float("nan")])
@pytest.mark.parametrize("key", KEYS)
def test_whatever_stands_in_a_property_there_is_an_entry(key: str, value: Any) -> None:
    assert len(taken(role(**{key: value}))) == 1
