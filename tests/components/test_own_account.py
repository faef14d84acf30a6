"""Where an identity lives: its own provider's word counts, and what is not known is never written down."""

from pathlib import Path

from tests.support.components import declared, made, the_role

SETTINGS = 'schema = 1\n[accounts]\n"111122223333" = "dev"\n'

# A provider whose own configuration is known only after something was created: the engine leaves it out in preview.
LATER = """
key = aws.iam.OpenIdConnectProvider("issuer", url="https://issuer.example", client_id_lists=["x"])
later = aws.Provider("later", region="eu-central-1", profile=key.arn)
"""


def boundary(arguments: str = "ARGS", options: str = "") -> str:
    return f'WorkloadIdentity("invoice", {arguments}{options})\n'


def test_without_any_word_it_is_the_providers_account(tmp_path: Path) -> None:
    role = the_role(declared(tmp_path, boundary(), account="333344445555"))
    assert role.inputs["permissionsBoundary"] == "arn:aws:iam::333344445555:policy/daypass/daypass-boundary"


def test_an_account_that_contradicts_the_provider_is_refused(tmp_path: Path) -> None:
    preview = declared(tmp_path, boundary('ARGS | {"account": "999988887777"}'), account="333344445555")
    assert "account: is '999988887777', but the provider works in '333344445555'" in str(preview.error)
    assert list(made(preview, "aws:iam/role:Role")) == []


def test_settings_that_contradict_the_provider_are_refused(tmp_path: Path) -> None:
    preview = declared(tmp_path, boundary(), settings=SETTINGS, account="333344445555")
    assert "[accounts] say '111122223333' for 'dev', but the provider works in '333344445555'" in str(preview.error)


def test_the_accounts_stand_in_contradicts_nobody(tmp_path: Path) -> None:
    role = the_role(declared(tmp_path, boundary('ARGS | {"account": "999988887777"}'), account=None))
    assert ":999988887777:" in role.inputs["permissionsBoundary"]


def test_a_provider_that_is_not_configured_yet_needs_the_account_to_be_said(tmp_path: Path) -> None:
    options = ", pulumi.ResourceOptions(provider=later)"
    unsaid = declared(tmp_path / "unsaid", LATER + boundary(options=options))
    assert "account: is not known: the provider is not configured yet. Pass account=" in str(unsaid.error)
    assert list(made(unsaid, "aws:iam/role:Role")) == []

    said = declared(tmp_path / "said", LATER + boundary('ARGS | {"account": "111122223333"}', options))
    assert said.error is None
    (role,) = made(said, "aws:iam/role:Role").values()
    assert role.inputs["permissionsBoundary"] == "arn:aws:iam::111122223333:policy/daypass/daypass-boundary"
    assert "None" not in role.inputs["assumeRolePolicy"]

    by_settings = declared(tmp_path / "settings", LATER + boundary(options=options), settings=SETTINGS)
    (role,) = made(by_settings, "aws:iam/role:Role").values()
    assert ":111122223333:" in role.inputs["permissionsBoundary"]


def test_another_partition_stands_in_every_arn(tmp_path: Path) -> None:
    preview = declared(tmp_path, boundary(), config={"aws:region": "cn-north-1"})
    role = the_role(preview)
    assert role.inputs["permissionsBoundary"].startswith("arn:aws-cn:iam::")
    assert '"arn:aws-cn:iam::111122223333:oidc-provider/' in role.inputs["assumeRolePolicy"]
