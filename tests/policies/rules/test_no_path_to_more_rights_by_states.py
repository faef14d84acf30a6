"""Who may write the state that a pipeline applies has the rights of that pipeline."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

STATES = "arn:aws:s3:::acme-terraform-state"
LEDGER = allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:vpn-??????")
KEEPS = ["s3:GetObject", "s3:PutObject"]


def pipeline(called: str, *statements: dict[str, Any], repository: str = "platform") -> tuple[Resource, Resource]:
    return role(called, from_github(f"repo:acme/{repository}:environment:prod")), may(called, *statements)


def applies(states: str = f"{STATES}/*", *also: dict[str, Any]) -> tuple[Resource, Resource]:
    return pipeline("terraform-apply", allow(KEEPS, states), *(also or (LEDGER,)))


def workload(*statements: dict[str, Any], called: str = "drift-report-fn") -> tuple[Resource, Resource]:
    return role(called), may(called, *statements)


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources)


def test_a_workload_that_writes_a_state_has_the_rights_of_the_pipeline_that_applies_it() -> None:
    message = only(judged(*workload(allow(KEEPS, f"{STATES}/*")), *applies()))
    assert message.startswith(
        "role 'drift-report-fn' leads to role 'terraform-apply', which may dynamodb:UpdateItem on "
    )
    assert "may write the state that role 'terraform-apply' applies (s3:PutObject on " in message


@pytest.mark.parametrize(
    ("applied", "written"),
    [
        *(
            ("acme-tfstate/*", "acme-tfstate/*"),
            ("acme-tf-state/*", "acme-*/*"),
            ("tofu-states/prod/*", "tofu-states/*"),
        ),
        ("acme-pulumi-state/*", "acme-pulumi-state/.pulumi/stacks/network/*"),
        ("acme-tfstate/*", "acme-tfstate/network/terraform.tfstate"),
        ("acme/opentofu/state/*", "acme/opentofu/state/*"),
        ("acme-tfstate/network/*", "*"),
    ],
)
def test_where_states_are_the_bucket_or_the_folder_says(applied: str, written: str) -> None:
    writes = allow("s3:PutObject", f"arn:aws:s3:::{written}")
    assert "applies (s3:PutObject on " in only(judged(*workload(writes), *applies(f"arn:aws:s3:::{applied}")))


@pytest.mark.parametrize(
    "statements",
    [
        (allow(["s3:GetObject", "s3:ListBucket"], [STATES, f"{STATES}/*"]),),
        (allow("s3:PutObject", "arn:aws:s3:::acme-drift-reports/*"), allow("s3:GetObject", f"{STATES}/*")),
        (allow("s3:PutObject", f"{STATES}/drift-reports/*"),),
        (allow("s3:PutObject", f"{STATES}/*.tflock"),),
        (allow("s3:PutObject", f"{STATES}/*"), deny("s3:PutObject", f"{STATES}/*")),
        (allow("s3:PutObject", f"{STATES}/*"), deny("s3:PutObject", "*.tfstate")),
        (allow("s3:PutObject", f"{STATES}/*"), LEDGER),
    ],
    ids=["reads", "elsewhere", "its own folder", "locks", "denied", "all but states", "nothing gained"],
)
def test_who_writes_no_state_of_others_gains_nothing(statements: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*workload(*statements), *applies()))


def test_what_it_may_write_is_not_known_yet() -> None:
    found = judged(
        role("drift-report-fn"), aws("iam/rolePolicy", "p", role="drift-report-fn", policy=UNKNOWN), *applies()
    )
    assert not found.problems
    assert not passes(found)


def test_what_the_pipeline_has_beside_its_state_alone_counts() -> None:
    around = (
        allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/terraform-locks"),
        allow(["kms:Decrypt", "kms:GenerateDataKey"], f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"),
        allow("s3:DeleteObject", f"{STATES}/*"),
    )
    writes = workload(allow("s3:PutObject", f"{STATES}/*"))
    assert passes(judged(*writes, *applies(f"{STATES}/*", *around)))
    assert only(judged(*writes, *applies(f"{STATES}/*", *around, SECRET)))


def test_a_workload_that_writes_states_applies_none_unless_its_name_says_so() -> None:
    writes = workload(allow("s3:PutObject", f"{STATES}/*"))
    keeps = allow(KEEPS, f"{STATES}/*")
    assert passes(judged(*writes, *workload(keeps, LEDGER, called="ledger-api")))
    assert "role 'atlantis' applies" in only(judged(*writes, *workload(keeps, LEDGER, called="atlantis")))
    assert passes(judged(*workload(keeps, called="terraform-runner"), *applies()))


def test_so_is_a_pipeline_that_only_checks_and_not_one_that_applies_as_well() -> None:
    keeps = allow(KEEPS, f"{STATES}/*")
    assert "role 'terraform-plan' leads to" in only(judged(*pipeline("terraform-plan", keeps), *applies()))
    assert passes(judged(*pipeline("terraform-deploy", keeps), *applies()))


@pytest.mark.parametrize(
    ("called", "has", "is_told"),
    [
        *(("shop-release", SECRET, True), ("shop-release", LEDGER, True), ("shop-deploy", SECRET, True)),
        *(("shop-deploy", LEDGER, False), ("network-release", SECRET, False), ("deploy", SECRET, False)),
    ],
)
def test_another_pipeline_with_all_states_is_told_of_one_called_otherwise(
    called: str, has: dict[str, Any], *, is_told: bool
) -> None:
    keeps = allow(KEEPS, f"{STATES}/*")
    stronger = pipeline("network-deploy", keeps, has, repository="network")
    found = messages(judged(*pipeline(called, keeps, repository=called), *stronger))
    assert found == [one for one in found if one.startswith(f"role '{called}' leads to role 'network-deploy'")]
    assert bool(found) is is_told


@pytest.mark.parametrize("own", ["shop/*", "shop/terraform.tfstate"])
def test_another_pipeline_with_a_key_of_its_own_is_quiet(own: str) -> None:
    theirs = pipeline("shop-release", allow(KEEPS, f"{STATES}/{own}"), repository="shop")
    assert passes(judged(*theirs, *pipeline("network-deploy", allow(KEEPS, f"{STATES}/*"), SECRET)))
    assert passes(judged(*theirs, *pipeline("network-deploy", allow(KEEPS, f"{STATES}/network/*"), SECRET)))


def test_a_pipeline_that_may_do_everything_applies_states_if_it_is_called_so() -> None:
    everything = allow("*")
    writes = workload(allow("s3:PutObject", f"{STATES}/*"))

    def told(*resources: Resource) -> list[str]:
        return [one for one in messages(judged(*resources)) if "'drift-report-fn'" in one]

    assert len(told(*writes, *pipeline("terraform-apply", everything))) == 1
    assert len(told(*writes, *pipeline("release", everything, repository="infra"))) == 1
    assert not told(*writes, *pipeline("release", everything, repository="shop"))
    assert not told(*workload(allow("s3:PutObject", f"{STATES}/reports/*")), *pipeline("terraform-apply", everything))
    assert not told(*workload(allow("s3:PutObject", "arn:aws:s3:::shop/*")), *pipeline("terraform-apply", everything))


def test_who_writes_states_of_their_own_is_asked_about_nobody_elses() -> None:
    def asked(count: int) -> int:
        made: list[Resource] = []
        for at in range(count):
            states = allow(KEEPS, [f"{STATES}/n{at:03}/{each}/*" for each in range(5)])
            made += pipeline(f"r{at:03}", states, repository=f"n{at:03}")
        return calls(lambda: judged(*made))

    few = asked(10)  # first: what is read once is kept
    assert asked(40) <= 8 * few
