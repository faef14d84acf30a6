"""`declare`: a folder of files becomes the identities of a stack, or nothing does."""

from pathlib import Path

from tests.support.components import declared, exported, made
from tests.support.declarations import INVOICE, folder_of

from daypass.engine.preview import Preview

DECLARE = 'identities = declare("identities")\npulumi.export("names", list(identities))\n'
ROLE = "aws:iam/role:Role"


def stack_of(folder: Path, stack: str = "dev", body: str = DECLARE, **config: str) -> Preview:
    return declared(folder, body, stack=stack, config=config)


def test_every_file_that_names_the_stack_becomes_an_identity(tmp_path: Path) -> None:
    second = INVOICE.replace("invoice-deploy", "only-prod").replace('["dev", "prod"]', '["prod"]')
    folder_of(tmp_path, invoice=INVOICE, second=second)
    assert exported(stack_of(tmp_path), "names") == ["invoice-deploy"]
    prod = stack_of(tmp_path, "prod")
    assert exported(prod, "names") == ["invoice-deploy", "only-prod"]
    roles = made(prod, ROLE)
    assert {role.inputs["name"] for role in roles.values()} == {"invoice-deploy-prod", "only-prod-prod"}


def test_what_a_file_says_is_what_its_role_gets(tmp_path: Path) -> None:
    text = INVOICE.replace("invoice-${environment}", "${config:bucket}-${account}-${region}")
    folder_of(tmp_path, invoice=text)
    preview = stack_of(tmp_path, **{"p:bucket": "ledger"})
    (policy,) = preview.stack.of_type("aws:iam/rolePolicy:RolePolicy")
    assert '"arn:aws:s3:::ledger-111122223333-eu-central-1/*"' in policy.inputs["policy"]
    assert '{"StringEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}}' in policy.inputs["policy"]
    component = made(preview, "daypass:index:WorkloadIdentity")["invoice-deploy"]
    assert (component.inputs["revoker"], component.inputs["term"]) == ("security-oncall", "1h")


def test_a_fault_names_its_file_and_nothing_is_registered(tmp_path: Path) -> None:
    folder_of(
        tmp_path, a=INVOICE, b=INVOICE.replace("invoice-deploy", "other").replace('"1h"\n[owner]', '"9h"\n[owner]')
    )
    preview = stack_of(tmp_path)
    assert "identities/b.toml: term: '9h' is above the limit of class 'pipeline', 1h" in str(preview.error)
    assert list(preview.stack.of_type("daypass:index:WorkloadIdentity")) == []


def test_a_stack_that_no_file_names_fails_instead_of_being_emptied(tmp_path: Path) -> None:
    folder_of(tmp_path, invoice=INVOICE)
    preview = stack_of(tmp_path, "stage")
    assert "identities: no identity names the environment 'stage'" in str(preview.error)


def test_configuration_that_is_secret_or_missing_is_refused_and_never_shown(tmp_path: Path) -> None:
    folder_of(tmp_path, invoice=INVOICE.replace("invoice-${environment}", "${config:bucket}"))
    missing = stack_of(tmp_path)
    assert "grants[0].resources[0]: ${config:bucket}: is not configured" in str(missing.error)
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  p:bucket:\n    secure: v1:abc:canary\n")
    secret = stack_of(tmp_path)
    assert "${config:bucket}: is a secret" in str(secret.error)
    assert "canary" not in str(secret.error)


def test_a_substitution_without_a_key_says_so(tmp_path: Path) -> None:
    for written in ("${config:}", "${config:other:}"):
        folder_of(tmp_path, invoice=INVOICE.replace("invoice-${environment}", written))
        assert f"{written}: names no key. Write ${{config:KEY}}" in str(stack_of(tmp_path).error)


def test_options_reach_every_identity_and_say_where_it_lives(tmp_path: Path) -> None:
    folder_of(tmp_path, invoice=INVOICE.replace("invoice-${environment}", "${account}-${region}"))
    body = """
other = aws.Provider("other", region="eu-west-1", allowed_account_ids=["222233334444"])
declare("identities", pulumi.ResourceOptions(providers={"aws": other}))
"""
    preview = stack_of(tmp_path, body=body)
    (policy,) = preview.stack.of_type("aws:iam/rolePolicy:RolePolicy")
    assert policy.provider.name == "other"
    assert "arn:aws:s3:::222233334444-eu-west-1/*" in policy.inputs["policy"]
