"""A credential in a vault passes where the stack shows what replaces it, and is told where nothing does."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns, with_outputs

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.stored_credential_is_rotated import stored_credential_is_rotated

ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:api"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
SECRET = "aws:secretsmanager/secret:Secret"
GOOGLE = "gcp:secretmanager/secretVersion:SecretVersion"
GOOGLE_SECRET = "gcp:secretmanager/secret:Secret"
PARAMETER = "aws:ssm/parameter:Parameter"
BROKER = "aws:mq/broker:Broker"
VALUE = Secret("k7-Xq29vLm")


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(stored_credential_is_rotated, *resources, **ask)


def version(name: str = "api-key", secret: Any = ARN, **inputs: Any) -> Resource:
    return Resource.of(VERSION, name, **({"secretId": secret, "secretString": VALUE} | inputs))


def rotation(secret: Any = ARN) -> Resource:
    type_ = "aws:secretsmanager/secretRotation:SecretRotation"
    return Resource.of(type_, "rotation", secretId=secret, rotationRules={"automaticallyAfterDays": 30})


def waiting(resource: Resource, key: str, *on: Resource) -> Resource:
    """The resource in a preview: the property waits for others."""
    return replace(resource, property_dependencies={key: tuple(one.urn for one in on)})


def test_a_value_that_nothing_replaces_is_told_of_its_version() -> None:
    other = version("other", f"{ARN}-2")
    (problem,) = judged(version(), rotation(), other).problems
    assert problem.message == (
        "secret version 'other' holds a credential that nothing replaces; instead: rotation, a key of KMS where it "
        "signs, or none at all, where the other side takes a role's token (OIDC federation, IAM authentication)"
    )
    assert (problem.on, problem.advisory, problem.severity) == (other, False, "low")


@pytest.mark.parametrize(
    "name", ["mailgun-region-version", "DbHost", "smtp_sender", "prod-mail-from-secret", "sec-user-agent-version"]
)
def test_what_only_says_where_something_is_needs_no_rotation(name: str) -> None:
    assert passes(judged(version(name)))
    assert passes(judged(Resource.of(GOOGLE, name, secret="projects/p/secrets/s", secretData=VALUE)))


@pytest.mark.parametrize(
    "value", ['{"username": "app", "password": "k7-Xq29vLm"}', "redis://default:k7-Xq29vLm@cache.example.org:6379"]
)
def test_a_login_under_the_name_of_a_host_is_told(value: str) -> None:
    assert len(judged(version("redis-host", secretString=Secret(value))).problems) == 1
    assert passes(judged(version("redis-host", secretString=Secret("cache.example.org:6379"))))


def test_a_native_secret_is_asked_as_a_version_is() -> None:
    type_ = "aws-native:secretsmanager:Secret"
    assert passes(judged(Resource.of(type_, "mailgun-region", secretString=VALUE)))
    assert len(judged(Resource.of(type_, "gateway", secretString=VALUE)).problems) == 1


@pytest.mark.parametrize("name", ["shop-user", "shop-db"])
def test_a_user_whose_password_is_kept_beside_it_needs_none(name: str) -> None:
    assert len(judged(version(f"{name}-version")).problems) == 1
    (problem,) = judged(version(f"{name}-version"), version("shop-password-version")).problems
    assert "'shop-password-version'" in problem.message
    told = messages(judged(version(f"{name}-version"), version("ledger-password-version")))
    assert all(any(one in text for text in told) for one in (f"'{name}-version'", "'ledger-password-version'"))


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("backup-encryption-key", "a key of KMS, which signs or encrypts and never leaves it"),
        ("distributor-private-key", "a key of KMS, which signs or encrypts and never leaves it"),
        ("hot-wallet-key-version", "a key of KMS, which signs or encrypts and never leaves it"),
        ("postgres-app-version", "rotation, a managed master password, or IAM authentication"),
    ],
)
def test_it_is_told_what_does_instead_of_a_thing_of_that_name(name: str, instead: str) -> None:
    (message,) = messages(judged(version(name)))
    assert message.endswith(f"; instead: {instead}")


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("github-token", "a GitHub App, whose installation tokens last an hour"),
        ("ci-npm-publish-token", "a trusted publisher (OIDC)"),
        ("snowflake-auth", "Snowflake's workload identity federation (a role of AWS signs in)"),
        ("prod/openai-api-key-version", "OpenAI's workload identity federation"),
        ("github-oauth-token", "a GitHub App, whose installation tokens last an hour"),
        ("azure-openai-api-key", "a managed identity, or a federated credential of Entra"),
        ("orders-db-password", "rotation, a managed master password, or IAM authentication"),
        ("shop-secrets-secretversion-database-password", "rotation, a managed master password, or IAM authentication"),
    ],
)
@pytest.mark.parametrize("type_", [VERSION, PARAMETER])
def test_a_credential_of_which_somebody_takes_something_else_is_told_with_it(
    name: str, instead: str, type_: str
) -> None:
    (problem,) = judged(kept_in(type_, name)).problems
    assert (problem.message.rpartition("; instead: ")[2], problem.severity) == (instead, "medium")


def kept_in(type_: str, name: str) -> Resource:
    return Resource.of(type_, name, secretId=ARN, secretString=VALUE, type="SecureString", value=VALUE)


def test_what_nobody_knows_is_told_with_what_its_vault_could_do() -> None:
    version_, parameter = (judged(kept_in(type_, "path-token")).problems[0] for type_ in (VERSION, PARAMETER))
    assert version_.message.endswith("takes a role's token (OIDC federation, IAM authentication)")
    assert parameter.message.endswith(
        "; instead: a secret that Secrets Manager rotates, or a dynamic one of ESC or Vault"
    )
    assert (version_.severity, parameter.severity) == ("low", "low")


@pytest.mark.parametrize(
    "name",
    [
        *("oauth2-proxy-cookie-secret-version", "better-auth-secret", "jwtSigningSecret", "github-webhook-secret"),
        *("api-key-pepper-v1", "django-secret-key-v1", "password_salt"),
        *("google-oauth-client-secret", "session-key", "sso-client-secret", "zoom-auth-secret"),
        *("shop-secrets-secretversion-google-auth-secret", "session-encryption-secret"),
        *("production-state-signing-secret-version", "production-github-app-client-secret-version"),
    ],
)
@pytest.mark.parametrize("type_", [VERSION, PARAMETER])
def test_what_has_no_doable_remedy_is_told_in_strict_alone(name: str, type_: str) -> None:
    assert passes(judged(kept_in(type_, name)))
    (problem,) = judged(kept_in(type_, name), profile="strict").problems
    assert problem.severity == "low"


@pytest.mark.parametrize(
    "name",
    [
        *("slack-relay-webhook-db", "openai-project-gateway-main-api-token", "app-secret", "github-app-private-key"),
        *(
            "terraform-state-key",
            "auth0-m2m-client-secret",
            "gcs-hmac-key",
            "acme-session-token",
            "okta-sso-client-api-token",
            "azure-key-vault-token",
        ),
        *(
            "database-encryption-key",
            "smtp-password",
            "elasticache-auth",
            "registry-auth",
            "acme-sso-admin-password",
            "ldap-login-password",
            "stripe-api-key",
        ),
    ],
)
def test_a_name_that_does_not_tell_makes_nothing_quiet(name: str) -> None:
    (message,) = messages(judged(version(name)))
    assert "OpenAI" not in message
    assert "GitHub" not in message


@pytest.mark.parametrize("value", ["redis://:S3cr3tPw9@cache.example.org:6379", '{"user": "a", "password": "b"}'])
def test_a_parameter_that_holds_a_login_is_told_under_any_name(value: str) -> None:
    kept = Resource.of(PARAMETER, "redis-host", type="SecureString", value=Secret(value))
    assert len(judged(kept).problems) == 1


@pytest.mark.parametrize("key", ["name", "namePrefix"])
def test_what_ecr_signs_in_with_elsewhere_is_told_in_strict_alone(key: str) -> None:
    secret = Resource.of(SECRET, "docker-hub", **{key: "ecr-pullthroughcache/docker-hub"})
    planned = waiting(version(secret=UNKNOWN), "secretId", secret)
    done = version(secret="arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/docker-hub-a1B2c3")
    native = Resource.of("aws-native:secretsmanager:Secret", "hub", name=f"{secret.inputs[key]}", secretString=VALUE)
    friendly = version(secret="ecr-pullthroughcache/docker-hub")
    for one in (planned, done, friendly, native):
        assert passes(judged(secret, one))
        assert messages(judged(secret, one, profile="strict"))
    unnamed = Resource.of(SECRET, "docker-hub", **{key: UNKNOWN})
    assert unknowns(judged(unnamed, waiting(version(secret=UNKNOWN), "secretId", unnamed))) == ["secretId"]
    other = Resource.of(SECRET, "docker-hub", **{key: "docker-hub"})
    assert messages(judged(other, waiting(version(secret=UNKNOWN), "secretId", other)))


def test_what_comes_from_a_database_of_the_stack_is_told_there() -> None:
    made, other = (Resource.of("random:index/randomPassword:RandomPassword", name) for name in ("master", "app"))
    shared = Resource.of("pulumi:pulumi:StackReference", "shared")
    database = waiting(Resource.of(CLUSTER, "db", masterPassword=UNKNOWN), "masterPassword", made)
    managed = Resource.of(CLUSTER, "db", manageMasterUserPassword=True)
    elsewhere = waiting(Resource.of(CLUSTER, "db", masterPassword=UNKNOWN), "masterPassword", shared)

    def kept(*of: Resource, name: str = "main") -> Resource:
        return waiting(version(name, secretString=UNKNOWN), "secretString", *of)

    for quiet in (kept(made), kept(made, database), kept(database, name="orders-db-url")):
        assert passes(judged(made, other, database, quiet))
        assert len(judged(made, other, database, quiet, profile="strict").problems) == 1
    assert len(judged(made, other, database, kept(database)).problems) == 1  # it may be no more than the address
    assert len(judged(made, other, database, kept(database, other)).problems) == 1
    assert len(judged(managed, kept(managed)).problems) == 1
    assert len(judged(shared, elsewhere, kept(shared)).problems) == 1


CLUSTER = "aws:rds/cluster:Cluster"


def test_what_comes_from_a_key_that_the_stack_makes_is_told_of_that() -> None:
    key = Resource.of("aws:iam/accessKey:AccessKey", "ci", user="ci")
    kept = waiting(version(secretString=UNKNOWN), "secretString", key)
    assert passes(judged(key, kept))
    assert len(judged(key, kept, profile="strict").problems) == 1
    made = Resource.of("random:index/randomPassword:RandomPassword", "main")
    assert len(judged(made, waiting(version(secretString=UNKNOWN), "secretString", made)).problems) == 1


@pytest.mark.parametrize(("kind", "is_told"), [("Bytes", False), ("Id", False), ("Password", True), ("String", True)])
def test_bytes_that_are_drawn_for_a_vault_alone_are_the_applications_own(kind: str, *, is_told: bool) -> None:
    drawn = Resource.of(f"random:index/random{kind}:Random{kind}", "drawn")
    kept = waiting(version("credential-key", secretString=UNKNOWN), "secretString", drawn)
    assert bool(judged(drawn, kept).problems) is is_told
    assert len(judged(drawn, kept, profile="strict").problems) == 1
    given = waiting(Resource.of("aws:lambda/function:Function", "api", environment=UNKNOWN), "environment", drawn)
    assert len(judged(drawn, kept, given).problems) == 1


def test_of_a_databases_password_the_name_counts_however_it_is_drawn() -> None:
    drawn = Resource.of("random:index/randomBytes:RandomBytes", "drawn")
    kept = waiting(version("orders-db-password", secretString=UNKNOWN), "secretString", drawn)
    assert len(judged(drawn, kept).problems) == 1


def test_what_is_quiet_anyway_is_not_undecided() -> None:
    assert passes(judged(version("session-key", secret=UNKNOWN), rotation(UNKNOWN)))


def test_a_rotation_is_found_by_what_both_wait_for_in_a_preview() -> None:
    secret = Resource.of(SECRET, "api")
    kept = waiting(version(secret=UNKNOWN), "secretId", secret)
    assert passes(judged(secret, kept, waiting(rotation(UNKNOWN), "secretId", secret)))
    other = Resource.of(SECRET, "other")
    assert len(judged(secret, other, kept, waiting(rotation(UNKNOWN), "secretId", other)).problems) == 1


def test_a_rotation_may_call_the_secret_by_another_of_its_names() -> None:
    secret = with_outputs(Resource.of(SECRET, "api", name="api"), arn=ARN, name="api", id=ARN)
    assert passes(judged(secret, version(), rotation("api")))
    assert len(judged(secret, version(), rotation("other")).problems) == 1


def test_a_secret_that_is_looked_up_elsewhere_is_the_same_in_whatever_order() -> None:
    made = with_outputs(Resource.of(SECRET, "api"), arn=ARN)
    seen = with_outputs(replace(Resource.of(SECRET, "seen"), external=True), arn=ARN)
    rotated = waiting(rotation(UNKNOWN), "secretId", made)
    kept = waiting(version(secret=UNKNOWN), "secretId", seen)
    assert passes(judged(made, seen, rotated, kept))
    assert passes(judged(seen, made, rotated, kept))


def test_a_rotation_of_an_unknown_secret_may_be_of_any() -> None:
    kept = version()
    answer = judged(kept, rotation(UNKNOWN))
    assert (messages(answer), unknowns(answer)) == ([], ["secretId"])
    assert [left.on for left in answer.undecided] == [kept]
    assert unknowns(judged(version(secret=UNKNOWN), rotation())) == ["secretId"]


def test_what_is_unknown_of_one_version_does_not_hide_another() -> None:
    answer = judged(version("one", UNKNOWN), version("two"), rotation(f"{ARN}-2"))
    assert [problem.on.name for problem in answer.problems if problem.on] == ["two"]
    assert [left.on.name for left in answer.undecided] == ["one"]


@pytest.mark.parametrize(
    "inputs",
    [
        {"secretString": "changeme"},
        {"secretString": "${API_KEY}"},
        {"secretString": Secret("arn:aws:secretsmanager:eu-west-1:111122223333:secret:other")},
        {"secretString": ""},
        {"secretString": None},
        {"secretString": None, "secretStringWo": VALUE},
    ],
)
def test_what_holds_no_credential_passes(inputs: dict[str, Any]) -> None:
    assert passes(judged(version(**inputs)))


@pytest.mark.parametrize(
    "inputs", [{"secretString": UNKNOWN}, {"secretString": None, "secretBinary": "azctWHEyOXZMbQ=="}]
)
def test_a_value_that_the_program_makes_is_one(inputs: dict[str, Any]) -> None:
    assert len(judged(version(**inputs)).problems) == 1


@pytest.mark.parametrize("secret", ["projects/p/secrets/api", "api", "projects/123/secrets/api"])
@pytest.mark.parametrize(
    ("inputs", "replaced"),
    [
        ({"rotation": {"rotationPeriod": "2592000s"}}, True),
        ({"ttl": "86400s"}, True),
        ({"expireTime": UNKNOWN}, True),
        ({}, False),
        ({"rotation": None}, False),
    ],
)
def test_googles_secret_says_itself_whether_it_is_replaced(
    secret: str, inputs: dict[str, Any], *, replaced: bool
) -> None:
    owner = Resource.of(GOOGLE_SECRET, "api", secretId="api", **inputs)
    kept = Resource.of(GOOGLE, "value", secret=secret, secretData=VALUE)
    assert passes(judged(owner, kept)) is replaced
    unnamed = waiting(Resource.of(GOOGLE, "value", secret=UNKNOWN, secretData=VALUE), "secret", owner)
    assert passes(judged(owner, unnamed)) is replaced


def test_googles_version_of_an_unknown_secret_is_undecided_where_one_is_replaced() -> None:
    owner = Resource.of(GOOGLE_SECRET, "api", secretId="api", rotation={"rotationPeriod": "2592000s"})
    kept = Resource.of(GOOGLE, "value", secret=UNKNOWN, secretData=VALUE)
    assert unknowns(judged(owner, kept)) == ["secret"]
    assert len(judged(kept).problems) == 1
    assert passes(judged(Resource.of(GOOGLE, "value", secret="api", secretDataWo=VALUE)))


def test_a_stack_that_keeps_nothing_passes() -> None:
    assert passes(judged())
    assert passes(judged(rotation()))


def test_no_value_is_shown() -> None:
    canary = "canary-77"
    answer = judged(
        version(secret=Secret(canary), secretString=canary),
        Resource.of(PARAMETER, "parameter", type="SecureString", value=Secret(canary), name=canary),
        Resource.of(BROKER, "broker", users=[{"username": canary, "password": canary}]),
    )
    assert len(answer.problems) == 3
    assert canary not in " ".join(messages(answer))
