"""Whoever reads the access key of a user where it is kept as a secret acts as that user."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import ROOT, allow, deny, document, edges, graph, may, role, user_may
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native, user

from daypass.model.resource import UNKNOWN, Properties, Resource, Secret

ID, VALUE = "AKIA2E0A8F3B244C9986", "k7Xq29vLm4wPz0RtYu8sDf1gHj3kLaQw5eRtYuIo"
BOTH = f'{{"id": "{ID}", "key": "{VALUE}"}}'
HERE = f"eu-west-1:{ACCOUNT}"
NAMED = f"arn:aws:secretsmanager:{HERE}:secret:ops/console-??????"
READS = allow("secretsmanager:GetSecretValue", NAMED)
KMS = f"arn:aws:kms:{HERE}:key/0f0f0f0f-1111-2222-3333-444444444444"


def key(**inputs: Any) -> Resource:
    made = aws("iam/accessKey", "k", user="keeper", **inputs)
    return replace(made, id=ID, outputs=Properties({"id": ID, "user": "keeper", "secret": VALUE}))


def secret(**inputs: Any) -> Resource:
    arn = f"arn:aws:secretsmanager:{HERE}:secret:ops/console-x1Y2z3"
    return aws("secretsmanager/secret", "vault", name="ops/console", arn=arn, **inputs)


def version(value: Any = BOTH, name: str = "v", of: Any = "ops/console") -> Resource:
    return aws("secretsmanager/secretVersion", name, secretId=of, secretString=value)


def made_of(value: Resource, property_: str = "secretString", *, of: Resource | None = None) -> Resource:
    """The same as a preview has it, or an export whose secrets nobody opens."""
    raw = {**value.inputs.raw, property_: Secret(UNKNOWN)}
    return replace(value, inputs=Properties(raw), property_dependencies={property_: ((of or key()).urn,)})


def parameter(value: Any, name: str = "/ops/console", **inputs: Any) -> Resource:
    given = {"type": "SecureString", "arn": f"arn:aws:ssm:{HERE}:parameter{name}", **inputs}
    return aws("ssm/parameter", "kept", name=name, value=value, **given)


def read(*statements: dict[str, Any], beside: tuple[Resource, ...] = (), keys: Resource | None = None) -> list[str]:
    """Whose keys role 'news' reads, with a `?` after those of which that is not certain."""
    made = role("news"), may("news", *statements), user("keeper"), keys or key(), *beside
    kept = [edge for edge in edges(graph(*made), "news") if edge.how == "kept key"]
    return [edge.target.name + ("" if edge.is_certain else "?") for edge in kept]


HELD = secret(), version()


def test_whoever_reads_the_secret_has_an_edge_to_the_user() -> None:
    made = role("news"), may("news", READS), user("keeper"), key(), *HELD
    (edge,) = edges(graph(*made), "news")
    assert (edge.how, edge.target.name, edge.is_certain) == ("kept key", "keeper", True)
    assert edge.why == (
        "role 'news' may read secret 'vault', which holds an access key of user 'keeper' "
        "(secretsmanager:GetSecretValue): policy.Statement[0] of 'news-policy'"
    )
    assert VALUE not in repr(edge)
    assert ID not in repr(edge)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (version(), ["keeper"]),
        (version(Secret(BOTH)), ["keeper"]),
        (version(f"{ID}:{VALUE}"), ["keeper"]),
        (version(VALUE), ["keeper"]),
        (version(ID), []),
        (version(f"{ID} and {'x' * 40}"), []),
        (version("hunter2"), []),
        (version(UNKNOWN), []),
        (made_of(version()), ["keeper"]),
        (made_of(version(name="smtp-login")), ["keeper?"]),
        (made_of(version(name="access-key-id")), ["keeper?"]),
        (made_of(version(), of=role("other")), []),
    ],
)
def test_a_value_holds_a_key_by_its_content_or_by_what_made_it(value: Resource, found: list[str]) -> None:
    assert read(READS, beside=(secret(), value)) == found


UNOPENED = replace(key(), outputs=Properties({"id": ID, "user": "keeper", "secret": Secret(UNKNOWN)}))


@pytest.mark.parametrize(
    "text",
    [
        BOTH,
        f"AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={VALUE}\n",
        f"[default]\naws_access_key_id = {ID}\naws_secret_access_key = {VALUE}",
        f"{ID}/{VALUE}",
        f"{ID}:{VALUE}",
        f"{ID},{VALUE}",
    ],
    ids=["json", "variables", "a file of credentials", "a slash", "a colon", "a comma"],
)
def test_a_key_is_found_however_it_is_written(text: str) -> None:
    assert read(READS, beside=(secret(), version(text))) == ["keeper"]
    assert read(READS, beside=(secret(), version(text)), keys=UNOPENED) == ["keeper"]


@pytest.mark.parametrize("beside", ["", "COMMIT=da39a3ee5e6b4b0d3255bfef95601890afd80709", f"pin={'x' * 43}="])
def test_an_id_beside_what_cannot_be_its_secret_opens_nothing(beside: str) -> None:
    assert read(READS, beside=(secret(), version(f"{ID}\n{beside}")), keys=UNOPENED) == []


@pytest.mark.parametrize(
    ("inputs", "found"),
    [({"status": "Inactive"}, []), ({"status": UNKNOWN}, ["keeper?"]), ({"pgpKey": "keybase:ann"}, [])],
    ids=["off", "unknown", "sealed"],
)
def test_a_key_that_does_not_work_or_is_sealed_makes_nobody_the_user(inputs: dict[str, Any], found: list[str]) -> None:
    assert read(READS, beside=HELD, keys=key(**inputs)) == found


@pytest.mark.parametrize("action", ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:Get*"])
@pytest.mark.parametrize("type_", ["SecureString", "String"])
def test_a_parameter_is_read_alike(action: str, type_: str) -> None:
    reads = allow(action, f"arn:aws:ssm:{HERE}:parameter/ops/*")
    assert set(read(reads, beside=(parameter(BOTH, type=type_),))) == {"keeper"}
    assert read(reads, beside=(parameter(ID, type=type_),)) == []
    assert read(allow(action, f"arn:aws:ssm:{HERE}:parameter/web/*"), beside=(parameter(BOTH, type=type_),)) == []


@pytest.mark.parametrize(
    ("path", "found"),
    [("/ops", ["keeper"]), ("/", ["keeper"]), ("/ops/console", ["keeper"]), ("/op", []), ("/ops/console/x", [])],
)
def test_who_may_read_a_path_reads_what_stands_below(path: str, found: list[str]) -> None:
    by_path = allow("ssm:GetParametersByPath", f"arn:aws:ssm:{HERE}:parameter{path}")
    assert read(by_path, beside=(parameter(BOTH),)) == found
    assert read({**by_path, "Action": "ssm:GetParameters"}, beside=(parameter(BOTH, "/ops/console/x/y"),)) == []


def test_a_native_secret_holds_its_value_itself() -> None:
    arn = f"arn:aws:secretsmanager:{HERE}:secret:ops/console-x1Y2z3"
    vault = replace(native("secretsmanager:Secret", "vault", name="ops/console", secretString=BOTH), id=arn)
    assert read(READS, beside=(vault,)) == ["keeper"]


@pytest.mark.parametrize(
    "statements",
    [
        (allow("secretsmanager:DescribeSecret", NAMED),),
        (allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:web/*"),),
        (allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT[::-1]}:secret:*"),),
        (READS, deny("secretsmanager:*")),
        ({**READS, "Condition": {"StringEquals": {"aws:ResourceTag/team": "web"}}},),
    ],
    ids=["looks", "another", "another account", "denied", "by a tag that it has not"],
)
def test_who_may_not_read_it_is_nobody(statements: tuple[dict[str, Any], ...]) -> None:
    assert read(*statements, beside=HELD) == []


def test_a_tag_that_the_secret_has_lets_it_be_read() -> None:
    by_tag = {**READS, "Resource": "*", "Condition": {"StringEquals": {"secretsmanager:ResourceTag/team": "web"}}}
    assert read(by_tag, beside=(secret(tags={"team": "web"}), version())) == ["keeper"]
    assert read(by_tag, beside=(secret(tags={"team": "ops"}), version())) == []
    assert read(by_tag, beside=(secret(tags=UNKNOWN), version())) == ["keeper?"]


def only(*who: str) -> str:
    """A policy of a secret that denies it to all but these roles."""
    condition = {"StringNotEquals": {"aws:PrincipalArn": [f"{ARN}role/{one}" for one in who]}}
    return document({**deny("secretsmanager:GetSecretValue"), "Principal": "*", "Condition": condition})


@pytest.mark.parametrize(
    ("written", "found"), [(only("ops"), []), (only("ops", "news"), ["keeper"]), (UNKNOWN, ["keeper?"])]
)
def test_the_policy_of_the_secret_may_keep_it_out(written: Any, found: list[str]) -> None:
    policy = aws("secretsmanager/secretPolicy", "p", secretArn=secret().inputs["arn"], policy=written)
    assert read(READS, beside=(*HELD, policy)) == found
    assert read(READS, beside=(secret(policy=written), version())) == found


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ((READS,), ["keeper?"]),
        ((READS, allow("kms:Decrypt", KMS)), ["keeper"]),
        ((READS, allow("kms:Decrypt", f"{KMS[:-1]}5")), ["keeper?"]),
        ((READS, allow("kms:Decrypt"), deny("kms:*", KMS)), []),
    ],
    ids=["no key", "the key", "another key", "denied"],
)
def test_a_key_of_ones_own_must_open_it(statements: tuple[dict[str, Any], ...], found: list[str]) -> None:
    assert read(*statements, beside=(secret(kmsKeyId=KMS), version())) == found
    assert read(*statements, beside=(secret(kmsKeyId=KMS.rpartition("/")[2]), version())) == found


def test_the_key_of_aws_itself_opens_for_whoever_reads() -> None:
    assert read(READS, beside=(secret(kmsKeyId="alias/aws/secretsmanager"), version())) == ["keeper"]
    assert read(READS, beside=(secret(kmsKeyId="alias/ops"), version())) == ["keeper?"]


def lock(*principals: str, **inputs: Any) -> Resource:
    """A key whose policy lets these in."""
    lets = {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "kms:*", "Resource": "*"}
    return replace(
        aws("kms/key", "lock", **{"arn": KMS, "policy": document(lets), **inputs}), id=KMS.rpartition("/")[2]
    )


OPENS = allow("kms:Decrypt")


@pytest.mark.parametrize(
    ("lets", "statements", "found"),
    [
        (lock(f"{ARN}role/ops"), (READS, OPENS), []),
        (lock(ROOT), (READS,), []),
        (lock(ROOT), (READS, OPENS), ["keeper"]),
        (lock(ROOT, f"{ARN}role/news"), (READS,), ["keeper"]),
        (lock(ROOT, policy=None), (READS,), []),
        (lock(ROOT, policy=None), (READS, OPENS), ["keeper"]),
        (lock(ROOT, policy=UNKNOWN), (READS, OPENS), ["keeper?"]),
    ],
    ids=["others alone", "the account", "by right", "by name", "as AWS writes it", "so by right", "not known"],
)
def test_the_policy_of_a_key_that_the_stack_has_says_who_opens(
    lets: Resource, statements: tuple[dict[str, Any], ...], found: list[str]
) -> None:
    for named in (KMS, KMS.rpartition("/")[2], "alias/ops"):
        alias = aws("kms/alias", "a", name="alias/ops", targetKeyId=KMS.rpartition("/")[2])
        assert read(*statements, beside=(secret(kmsKeyId=named), version(), lets, alias)) == found


def test_a_policy_may_stand_beside_its_key_and_a_grant_may_let_others_in() -> None:
    sealed, bare_lock = (secret(kmsKeyId=KMS), version()), lock(ROOT, policy=None)
    beside = aws("kms/keyPolicy", "p", keyId=bare_lock.id, policy=lock(f"{ARN}role/ops").inputs["policy"])
    assert read(READS, OPENS, beside=(*sealed, bare_lock, beside)) == []
    unsure = aws("kms/keyPolicy", "p", keyId=UNKNOWN, policy=lock(f"{ARN}role/ops").inputs["policy"])
    assert read(READS, OPENS, beside=(*sealed, bare_lock, unsure)) == ["keeper?"]
    grant = aws("kms/grant", "g", keyId=bare_lock.id, granteePrincipal=f"{ARN}role/news", operations=["Decrypt"])
    assert read(READS, beside=(*sealed, lock(ROOT), grant)) == ["keeper?"]


def test_a_secret_that_is_not_made_yet_is_known_by_its_name() -> None:
    def planned(name: Any) -> tuple[Resource, ...]:
        vault = aws("secretsmanager/secret", "vault", name=name, arn=UNKNOWN)
        value = made_of(version(of=UNKNOWN))
        depends = {**value.property_dependencies, "secretId": (vault.urn,)}
        return vault, replace(value, property_dependencies=depends)

    assert read(READS, beside=planned("ops/console")) == ["keeper"]
    assert read(READS, beside=planned("ops/console-prod")) == []
    assert read(allow("secretsmanager:GetSecretValue"), beside=planned(UNKNOWN)) == ["keeper?"]


def test_secrets_of_one_name_are_told_apart_also_where_their_arn_is_not_known() -> None:
    closed = document({**deny("secretsmanager:GetSecretValue"), "Principal": "*"})

    def vault(name: str, **inputs: Any) -> tuple[Resource, ...]:
        made = aws("secretsmanager/secret", name, name="ops/console", **inputs)
        return made, replace(version(name=f"of-{name}", of=UNKNOWN), property_dependencies={"secretId": (made.urn,)})

    def through(*kept: Resource) -> list[str]:
        made = role("news"), may("news", READS), user("keeper"), key(), *kept
        return [edge.says.split("'")[3] for edge in edges(graph(*made), "news") if edge.how == "kept key"]

    free, denied = vault("free"), vault("denied", policy=closed)
    assert through(*free, *denied) == through(*denied, *free) == ["free"]
    assert through(*denied) == []
    sealed = vault("sealed", policy=closed, kmsKeyId="alias/ops")
    assert through(*sealed, *free) == through(*free, *sealed) == ["free"]


def test_a_user_reads_its_own_key() -> None:
    made = user("keeper"), user_may("keeper", READS), key(), *HELD
    assert [edge.how for edge in edges(graph(*made), "keeper")] == []


CLOSED = document({**deny("secretsmanager:DeleteSecret"), "Principal": "*"})
BY_TAG = {"Condition": {"StringEquals": {"aws:ResourceTag/team": "web"}}}


@pytest.mark.parametrize(
    ("inputs", "reads"),
    [
        ({}, {}),
        ({"policy": CLOSED}, {}),
        ({"policy": only("ops")}, {}),
        ({"kmsKeyId": KMS}, {}),
        ({"kmsKeyId": "EACH"}, {}),
        ({"tags": {"team": "web"}}, BY_TAG),
    ],
    ids=["plain", "another denied", "denied", "one key", "a key each", "by a tag"],
)
def test_many_readers_of_many_keys_cost_in_proportion(inputs: dict[str, Any], reads: dict[str, Any]) -> None:
    def cost(many: int) -> int:
        def of(at: int) -> tuple[Resource, ...]:
            made = aws("iam/accessKey", f"k{at}", user=f"u{at}")
            own = {key: f"{KMS[:-3]}{at:03}" if value == "EACH" else value for key, value in inputs.items()}
            vault = aws("secretsmanager/secret", f"s{at}", name=f"s/{at}", **own)
            value = made_of(version(name=f"v{at}", of=f"s/{at}"), of=made)
            may_read = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:s/*", **reads)
            return user(f"u{at}"), made, vault, value, role(f"r{at}"), may(f"r{at}", may_read, OPENS)

        reach = graph(*(one for at in range(many) for one in of(at)))
        return calls(lambda: [reach.outgoing(node) for node in reach.nodes.values()])

    assert cost(80) <= 5 * cost(20)
