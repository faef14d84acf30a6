"""The stack's own account is the same in every engine, and nothing is guessed."""

from typing import Any

import pytest

from daypass.iam.account import own_account
from daypass.model.resource import UNKNOWN, Properties, Provider, Resource, Secret
from daypass.settings import Settings

SETTINGS = Settings(accounts={"111122223333": "prod", "999900001111": "dev", "999900002222": "dev"})
OWN = "444455556666"
ROLE = {"roleArn": f"arn:aws:iam::{OWN}:role/deploy"}


def asked(inputs: dict[str, Any], stack: str = "prod") -> str | None:
    """The account of a bucket in that stack, whose provider has these inputs."""
    resource = Resource(
        urn=f"urn:pulumi:{stack}::billing::aws:s3/bucket:Bucket::reports",
        type="aws:s3/bucket:Bucket",
        name="reports",
        outputs=Properties({"arn": "arn:aws:s3:::reports", "accountId": "123412341234"}),
        provider=Provider(inputs=Properties(inputs)),
    )
    return own_account(resource, SETTINGS)


@pytest.mark.parametrize(
    "inputs",
    [
        {"allowedAccountIds": [OWN]},
        {"allowedAccountIds": f'["{OWN}"]'},
        {"allowedAccountIds": OWN},
        {"allowedAccountIds": [float(OWN)]},
        {"allowedAccountIds": Secret([OWN])},
        {"assumeRoles": [ROLE]},
        {"assumeRoles": f'[{{"roleArn": "arn:aws:iam::999900001111:role/hop"}}, {{"roleArn": "{ROLE["roleArn"]}"}}]'},
        {"assumeRole": ROLE},
        {"assumeRole": f'{{"roleArn": "{ROLE["roleArn"]}"}}'},
        {"allowedAccountIds": [OWN], "assumeRoles": [ROLE]},
    ],
    ids=str,
)
def test_the_provider_says_it_as_a_list_or_as_text(inputs: dict[str, Any]) -> None:
    assert asked(inputs) == OWN


@pytest.mark.parametrize(
    "inputs",
    [
        {"allowedAccountIds": [OWN, "111122223333"]},
        {"allowedAccountIds": ["12"]},
        {"allowedAccountIds": UNKNOWN},
        {"allowedAccountIds": [UNKNOWN]},
        {"assumeRoles": [{"roleArn": UNKNOWN}]},
        {"assumeRoles": [{}]},
        {"assumeRoles": "not json"},
        {"assumeRoles": f'[{{"roleArn": "{ROLE["roleArn"]}"}}'},
        {"assumeRole": f'{{"roleArn": "{ROLE["roleArn"]}", "roleArn": "arn:aws:iam::999900001111:role/hop"}}'},
        {"allowedAccountIds": f'["{OWN}"'},
        {"assumeRoles": "[" * 10_000},
        {"assumeRoles": '[{"roleArn": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}]'},
        {"allowedAccountIds": ["111122223333"], "assumeRoles": [ROLE]},
    ],
    ids=lambda inputs: str(inputs)[:60],
)
def test_a_provider_that_does_not_say_it_for_certain_leaves_it_open(inputs: dict[str, Any]) -> None:
    """Also where the settings know an account of that environment: the provider might be another's."""
    assert asked(inputs) is None


@pytest.mark.parametrize("inputs", [{}, {"region": "eu-central-1"}, {"allowedAccountIds": []}, {"assumeRoles": None}])
def test_the_settings_say_it_where_the_provider_says_nothing(inputs: dict[str, Any]) -> None:
    assert asked(inputs) == "111122223333"
    assert asked(inputs, stack="dev") is None
    assert asked(inputs, stack="staging") is None
