"""Who plans alone writes no state, and the settings of who applies say where the state is."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, passes

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BUILDS = "codebuild.amazonaws.com"
KEEPS = ["s3:GetObject", "s3:PutObject"]
BANK = allow("s3:PutObject", "arn:aws:s3:::parcel-bank/outgoing/*")
APPLIES = "phases:\n  build:\n    commands:\n      - terraform init\n      - terraform apply -auto-approve\n"
PLANS = "phases:\n  build:\n    commands:\n      - terraform init\n      - terraform plan -detailed-exitcode\n"
STATE = "s3://parcel-infra/payments/terraform.tfstate"


def build(called: str, *statements: dict[str, Any], buildspec: Any = "", **variables: Any) -> tuple[Resource, ...]:
    said = [{"name": name, "value": value} for name, value in variables.items()]
    source = {"type": "GITHUB", "buildspec": buildspec}
    runs = {"serviceRole": f"{ARN}role/{called}", "source": source, "environment": {"environmentVariables": said}}
    return role(called, BUILDS), may(called, *statements), aws("codebuild/project", called, name=called, **runs)


def applies(*also: dict[str, Any], where: str = "parcel-infra", **said: Any) -> tuple[Resource, ...]:
    given = allow(KEEPS, f"arn:aws:s3:::{where}/payments/*"), *(also or (BANK,))
    return build("parcel-apply", *given, buildspec=said.pop("buildspec", APPLIES), **said)


def drift(*statements: dict[str, Any], called: str = "parcel-drift", **said: Any) -> tuple[Resource, ...]:
    return build(called, *(statements or (WRITES,)), **{"buildspec": PLANS, **said})


WRITES = allow("s3:PutObject", "arn:aws:s3:::parcel-infra/*")


def told(*made: Resource) -> list[str]:
    answer = judge_stack(no_path_to_more_rights, *made)
    assert all(one.advisory for one in answer.problems)
    return [one for one in messages(answer) if "may write the state that role 'parcel-apply' applies" in one]


@pytest.mark.parametrize(
    ("called", "buildspec", "is_told"),
    [
        ("parcel-drift", PLANS, True),
        ("parcel-drift", "", True),
        ("parcel-nightly", PLANS, True),
        ("parcel-nightly", PLANS.replace("terraform plan", "tofu -chdir=live plan"), True),
        ("parcel-nightly", "- pulumi preview --diff", True),
        ("parcel-nightly", "- terragrunt run-all plan", True),
        ("parcel-nightly", f"{PLANS}      - make tf-apply\n", False),
        ("parcel-nightly", "", False),
        ("parcel-drift", APPLIES, False),
        ("parcel-nightly", f"{PLANS}      - terraform apply plan.out\n", False),
        ("parcel-nightly", PLANS.replace("plan", "apply -refresh-only"), False),
        ("parcel-nightly", f"{PLANS}      - terraform workspace new live\n", False),
        ("parcel-nightly", f"{PLANS}      - terraform init -migrate-state\n", False),
        ("parcel-drift-remediation", "", False),
        ("parcel-deploy", PLANS, False),
        ("parcel-nightly", "- terraform fmt -check", False),
    ],
)
def test_a_build_that_plans_alone_writes_no_state(called: str, buildspec: str, *, is_told: bool) -> None:
    writes = drift(allow("s3:PutObject", "arn:aws:s3:::parcel-tfstate/*"), called=called, buildspec=buildspec)
    assert bool(told(*writes, *applies(where="parcel-tfstate"))) is is_told


def test_of_several_builds_each_plans() -> None:
    writes = drift(allow("s3:PutObject", "arn:aws:s3:::parcel-tfstate/*"), called="parcel-nightly")
    also = {"name": "also", "serviceRole": f"{ARN}role/parcel-nightly"}
    for buildspec, is_told in (("infra/buildspec.yml", False), (PLANS, True)):
        other = aws("codebuild/project", "also", **also, source={"type": "GITHUB", "buildspec": buildspec})
        assert bool(told(*writes, other, *applies(where="parcel-tfstate"))) is is_told


LOCKS = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/parcel-locks"
READS = allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::BUCKET", "arn:aws:s3:::BUCKET/*"])


@pytest.mark.parametrize("where", ["parcel-tfstate", "parcel-infra"])
@pytest.mark.parametrize(
    "lock",
    [
        (),
        (allow(["s3:PutObject", "s3:DeleteObject"], "arn:aws:s3:::BUCKET/*.tflock"),),
        (allow([*KEEPS, "s3:DeleteObject"], "arn:aws:s3:::BUCKET/payments/terraform.tfstate.tflock"),),
        (allow([*KEEPS, "s3:DeleteObject"], "arn:aws:s3:::BUCKET/.pulumi/locks/*"),),
        (allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], LOCKS),),
    ],
    ids=["reads", "any lock", "its lock", "locks of Pulumi", "table"],
)
def test_a_plan_of_the_same_product_that_reads_and_locks_is_quiet(where: str, lock: tuple[Any, ...]) -> None:
    table = aws("dynamodb/table", "locks", name="parcel-locks", hashKey="LockID")
    reads, *locks = (json.loads(json.dumps(one).replace("BUCKET", where)) for one in (READS, *lock))
    state = f"s3://{where}/payments/terraform.tfstate"
    stronger = applies(BANK, *locks, where=where, TF_STATE=state)
    same = drift(reads, *locks, called="parcel-plan", TF_STATE=state)
    assert passes(judge_stack(no_path_to_more_rights, *same, *stronger, table))
    writes = allow("s3:PutObject", f"arn:aws:s3:::{where}/payments/terraform.tfstate")
    writing = drift(reads, writes, *locks, called="parcel-plan", TF_STATE=state)
    assert told(*writing, *stronger, table)
    alike = applies(reads, *locks, where=where, TF_STATE=state)
    assert passes(judge_stack(no_path_to_more_rights, *writing, *alike, table))


def test_whoever_applies_is_a_pipeline_of_any_kind() -> None:
    network = role("parcel-apply", from_github("repo:acme/parcel:environment:prod"))
    given = may("parcel-apply", allow(KEEPS, "arn:aws:s3:::parcel-tfstate/payments/*"), BANK)
    assert told(*drift(allow("s3:PutObject", "arn:aws:s3:::parcel-tfstate/*")), network, given)


@pytest.mark.parametrize(
    "statements",
    [
        (allow("s3:GetObject", "arn:aws:s3:::parcel-infra/*"),),
        (allow("s3:PutObject", "arn:aws:s3:::parcel-infra/reports/*"),),
        (allow("s3:PutObject", "arn:aws:s3:::parcel-infra/payments/*.tflock"),),
        (allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/parcel-locks"),),
        (WRITES, deny("s3:PutObject", "arn:aws:s3:::parcel-infra/payments/*")),
        (WRITES, BANK),
    ],
    ids=["reads", "elsewhere", "locks", "a table", "denied", "nothing gained"],
)
def test_who_writes_no_state_or_gains_nothing_is_quiet(statements: tuple[dict[str, Any], ...]) -> None:
    assert passes(judge_stack(no_path_to_more_rights, *drift(*statements), *applies(TF_STATE=STATE)))


@pytest.mark.parametrize(
    ("variables", "is_told"),
    [
        ({"TF_STATE": STATE}, True),
        ({"WHERE": STATE}, True),
        ({"TF_STATE_URI": "s3://parcel-infra/payments/live"}, True),
        ({"TFSTATE_FOLDER": "s3://parcel-infra/payments/"}, True),
        ({"TF_STATE_BUCKET": "parcel-infra"}, True),
        ({"TERRAFORM_BACKEND_BUCKET": "parcel-infra", "TERRAFORM_BACKEND_KEY": "payments/live"}, True),
        ({"TF_STATE_BUCKET": "parcel-infra", "TF_STATE_KEY": "orders/live"}, False),
        ({"PULUMI_BACKEND_URL": "s3://parcel-infra/payments?region=eu-west-1"}, True),
        ({"TF_CLI_ARGS_init": "-backend-config=bucket=parcel-infra -backend-config=key=payments/live"}, True),
        ({}, False),
        ({"REPORTS": "s3://parcel-infra/payments/live"}, False),
        ({"REPORT_BUCKET": "parcel-infra"}, False),
        ({"TF_STATE_LOCK_BUCKET": "parcel-infra"}, False),
        ({"TF_STATE": "s3://another-infra/payments/terraform.tfstate"}, False),
        ({"TF_STATE": "local"}, False),
    ],
    ids=str,
)
def test_variables_say_where_the_state_is(variables: dict[str, str], *, is_told: bool) -> None:
    assert bool(told(*drift(), *applies(**variables))) is is_told


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ('terraform init -backend-config="bucket=parcel-infra" -backend-config="key=payments/live"', True),
        ("terraform init -backend-config 'bucket=parcel-infra' -backend-config 'key=payments/live'", True),
        ('echo \'terraform { backend "s3" { bucket = "parcel-infra"  key = "payments/live" } }\' > b.tf', True),
        ("pulumi login s3://parcel-infra/payments", True),
        ("export PULUMI_BACKEND_URL=s3://parcel-infra/payments", True),
        ('terraform init -backend-config="bucket=$BUCKET"', False),
        ('terraform init -backend-config="bucket=parcel-infra" -backend-config="key=orders/live"', False),
        ("aws s3 cp s3://parcel-infra/payments/live .", False),
    ],
)
def test_so_does_what_the_build_runs(line: str, *, is_told: bool) -> None:
    assert bool(told(*drift(), *applies(buildspec=f"{APPLIES}      - {line}\n"))) is is_told


def test_of_several_folders_in_a_bucket_nobody_says_which_are_of_states() -> None:
    stronger = applies(allow(KEEPS, "arn:aws:s3:::parcel-infra/reports/*"), BANK, TF_STATE_BUCKET="parcel-infra")
    assert not told(*drift(allow("s3:PutObject", "arn:aws:s3:::parcel-infra/reports/*")), *stronger)


def test_where_a_setting_says_that_a_state_is_stays_unsaid() -> None:
    for said in ({"TF_STATE": Secret(STATE)}, {"buildspec": Secret(f"{APPLIES}      - pulumi login {STATE}\n")}):
        (message,) = told(*drift(), *applies(**said))
        assert "terraform.tfstate" not in message


def test_a_state_that_is_said_by_its_key_is_that_one_alone() -> None:
    beside = drift(allow("s3:PutObject", "arn:aws:s3:::parcel-infra/payments/drift/*"))
    assert not told(*beside, *applies(TF_STATE=STATE))
    assert told(*drift(allow("s3:PutObject", f"arn:aws:s3:::{STATE[5:]}")), *applies(TF_STATE=STATE))


def test_a_folder_of_pulumi_is_called_so() -> None:
    given = allow(KEEPS, "arn:aws:s3:::parcel-infra/.pulumi/*")
    stronger = build("parcel-apply", given, BANK, buildspec="- pulumi up --yes")
    assert told(*drift(), *stronger)
    assert not told(*drift(allow("s3:PutObject", "arn:aws:s3:::parcel-infra/.pulumi/locks/*")), *stronger)


def test_to_delete_the_state_is_nothing_that_anybody_gains() -> None:
    removes = allow("s3:DeleteObject", "arn:aws:s3:::parcel-infra/payments/*")
    assert not told(*drift(), *applies(removes, TF_STATE=STATE))
    assert told(*drift(), *applies(removes, BANK, TF_STATE=STATE))


def test_who_is_told_a_state_and_only_plans_applies_none() -> None:
    reads = build("parcel-apply", allow(KEEPS, "arn:aws:s3:::parcel-infra/*"), BANK, buildspec=PLANS, TF_STATE=STATE)
    assert told(*drift(), *reads)  # its name says that it applies
    checks = build("parcel-look", allow(KEEPS, "arn:aws:s3:::parcel-infra/*"), BANK, buildspec=PLANS, TF_STATE=STATE)
    assert passes(judge_stack(no_path_to_more_rights, *drift(), *checks))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret(STATE)])
def test_no_shape_breaks_it(odd: Any) -> None:
    made = *drift(buildspec=odd), *applies(buildspec=odd, TF_STATE=odd, TF_STATE_BUCKET=odd, TF_CLI_ARGS=odd)
    assert judge_stack(no_path_to_more_rights, *made).error is None
