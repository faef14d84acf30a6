"""What nobody can be sure of is said once in a stack, however many vaults hold such a thing."""

from dataclasses import replace

from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.stored_credential_is_rotated import stored_credential_is_rotated

VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
SECRETS = "arn:aws:secretsmanager:eu-west-1:111122223333:secret"
PARAMETER = "aws:ssm/parameter:Parameter"


def version(name: str, value: object = Secret("k7-Xq29vLm")) -> Resource:
    return Resource.of(VERSION, name, secretId=f"{SECRETS}:{name}", secretString=value)


def test_all_that_are_low_are_told_at_the_first_of_them() -> None:
    names = ("mail-api", "maps-api", "search-api", "video-api", "weather-api")
    found = judge_stack(stored_credential_is_rotated, *map(version, names))
    assert only(found).startswith(
        "secret versions 'mail-api', 'maps-api', 'search-api', 'video-api' and 1 more hold credentials that nothing "
        "replaces; instead: rotation, "
    )
    (problem,) = found.problems
    assert problem.on == version("mail-api")
    assert judge_stack(stored_credential_is_rotated, *map(version, reversed(names))).problems == found.problems
    assert (problem.severity, problem.confidence, problem.at) == ("low", "low", "secretId")


def test_what_has_a_remedy_of_its_own_is_told_by_itself() -> None:
    found = messages(judge_stack(stored_credential_is_rotated, *map(version, ("mail-api", "orders-db", "bills-db"))))
    told = [text.partition(" holds")[0].removeprefix("secret version ") for text in found]
    assert told == ["'bills-db'", "'mail-api'", "'orders-db'"]
    key = version("invoice-signing-private-key")
    assert len(messages(judge_stack(stored_credential_is_rotated, version("mail-api"), key))) == 2  # KMS holds that


def test_another_kind_of_vault_is_told_by_itself() -> None:
    parameter = Resource.of(PARAMETER, "maps-api", type="SecureString", value=Secret("k7-Xq29vLm"))
    assert len(messages(judge_stack(stored_credential_is_rotated, version("mail-api"), parameter))) == 2


def test_what_is_not_known_of_one_leaves_the_others_told() -> None:
    hidden = Resource.of(PARAMETER, "maps-api", type=UNKNOWN, value=Secret("k7-Xq29vLm"))
    found = judge_stack(stored_credential_is_rotated, version("mail-api"), hidden, version("search-api"))
    assert "'mail-api', 'search-api' hold" in only(found)
    assert [one.on for one in found.undecided] == [hidden]


def test_the_strict_hear_of_each() -> None:
    each = map(version, ("mail-api", "maps-api"))
    assert len(messages(judge_stack(stored_credential_is_rotated, *each, profile="strict"))) == 2


def database(password: object = Secret("correct-horse-42")) -> Resource:
    return Resource.of("aws:rds/instance:Instance", "orders", engine="postgres", password=password)


def test_a_password_of_the_configuration_is_told_at_its_database() -> None:
    same = version("app", Secret("correct-horse-42"))
    assert messages(judge_stack(stored_credential_is_rotated, same))
    assert messages(judge_stack(stored_credential_is_rotated, database(), same)) == []
    assert messages(judge_stack(stored_credential_is_rotated, database(), same, profile="strict"))
    assert messages(judge_stack(stored_credential_is_rotated, database(Secret("another-one-7")), same))
    managed = replace(database(), inputs=Properties({"manageMasterUserPassword": True, "password": "correct-horse-42"}))
    assert messages(judge_stack(stored_credential_is_rotated, managed, same))


def test_so_is_the_address_of_a_database_with_it() -> None:
    url = Secret("postgres://orders:correct-horse-42@10.0.0.3/orders")
    assert messages(judge_stack(stored_credential_is_rotated, database(), version("orders-db-url", url))) == []
    assert messages(judge_stack(stored_credential_is_rotated, database(), version("partner-api", url)))
    short = Secret("postgres://orders:or@10.0.0.3/orders")
    assert messages(judge_stack(stored_credential_is_rotated, database(Secret("or")), version("orders-db-url", short)))


def test_what_is_not_known_is_the_same_as_nothing() -> None:
    for one, other in ((UNKNOWN, Secret("correct-horse-42")), (Secret("correct-horse-42"), UNKNOWN)):
        assert messages(judge_stack(stored_credential_is_rotated, database(one), version("app", other)))
