"""Who writes the state of an infrastructure before anybody looks has the rights of whoever applies it."""

import pytest
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.calls import calls
from tests.support.grants import aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.trust_pins_subject import trust_pins_subject

STATES = "arn:aws:s3:::acme-tfstate"
SECRET = allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:vpn-??????")


PLAN = role("plan", from_github("repo:acme/network:pull_request"))
APPLY = role("apply", from_github("repo:acme/network:environment:prod"))


def judged(*resources: Resource) -> Answer:
    return judge_stack(low_trust_does_not_trigger_high, *resources)


def applies(states: str = f"{STATES}/network/*") -> tuple[Resource, ...]:
    return APPLY, may("apply", allow(["s3:GetObject", "s3:PutObject"], states), SECRET)


def test_a_pull_request_that_writes_the_state_has_the_rights_of_who_applies_it() -> None:
    writes = may("plan", allow("s3:PutObject", f"{STATES}/*"))
    (problem,) = judged(PLAN, writes, *applies()).problems
    assert problem.message.startswith("role 'plan', which every pull request enters, leads to role 'apply', which may ")
    assert "role 'plan' may write the state that role 'apply' applies (s3:PutObject on " in problem.message
    assert problem.advisory


@pytest.mark.parametrize(
    ("called", "is_told"),
    [
        *(("infra-plan", True), ("web-pr-check", True), ("pull-request-builds", True), ("TerraformPlan", False)),
        *(("explain", False), ("meal-plan-deploy", False), ("spray", False), ("infra-apply-prod", False)),
    ],
)
def test_a_build_whose_name_says_that_it_looks_at_proposals_is_entered_by_these(called: str, *, is_told: bool) -> None:
    writes = role(called, "codebuild.amazonaws.com"), may(called, allow("s3:PutObject", f"{STATES}/*"))
    told = messages(judged(*writes, *applies()))
    assert told == [one for one in told if f"role '{called}', which by its name every pull request enters," in one]
    assert bool(told) is is_told
    assert passes(judged(role(called), may(called, allow("s3:PutObject", f"{STATES}/*")), *applies()))


@pytest.mark.parametrize("place", ["acme-terraform-state/*", "acme/terraform/state/*", "pulumi-states/*", "TfState/*"])
def test_what_is_a_state_the_bucket_or_the_folder_says(place: str) -> None:
    writes = may("plan", allow("s3:PutObject", f"arn:aws:s3:::{place}"))
    assert "leads to role 'apply'" in only(judged(PLAN, writes, *applies(f"arn:aws:s3:::{place}")))


def locks(name: str, key: str = "LockID") -> Resource:
    return aws("dynamodb/table", "locks", name=name, hashKey=key)


NATIVE = native("dynamodb:Table", "locks", tableName="acme-locks", keySchema=[{"attributeName": "LockID"}])


@pytest.mark.parametrize("table", [locks("acme-locks"), locks("terraform-acme"), NATIVE])
def test_a_table_by_which_states_are_locked_says_what_those_are_that_are_called_like_it(table: Resource) -> None:
    writes = may("plan", allow("s3:PutObject", "arn:aws:s3:::acme-state/*"))
    assert "leads to role 'apply'" in only(judged(PLAN, writes, *applies("arn:aws:s3:::acme-state/live/*"), table))


@pytest.mark.parametrize(
    ("table", "place"),
    [
        (locks("acme-locks", "id"), "acme-state"),
        (locks("billing-locks"), "acme-state"),
        (locks("state-locks"), "acme-state"),
        (locks("acme-locks"), "acme-reports"),
        (locks("acme-locks"), "acme-locks"),
    ],
    ids=["no lock of Terraform", "called otherwise", "only a state", "no state", "locks alone"],
)
def test_a_table_says_that_of_nothing_else(table: Resource, place: str) -> None:
    writes = may("plan", allow("s3:PutObject", f"arn:aws:s3:::{place}/*"))
    assert passes(judged(PLAN, writes, *applies(f"arn:aws:s3:::{place}/live/*"), table))


@pytest.mark.parametrize("place", ["acme-states/*", "terraform-modules/*", "acme-tfstate"])
def test_what_is_not_called_so_is_none(place: str) -> None:
    writes = may("plan", allow("s3:PutObject", f"arn:aws:s3:::{place}"))
    assert passes(judged(PLAN, writes, *applies(f"arn:aws:s3:::{place}")))


@pytest.mark.parametrize(
    "statements",
    [
        (allow("s3:PutObject", f"{STATES}/network/*.tflock"),),
        (allow("s3:GetObject", f"{STATES}/*"),),
        (allow("s3:PutObject", f"{STATES}/sandbox/*"),),
        (allow("s3:PutObject", f"{STATES}/*"), deny("s3:PutObject", f"{STATES}/*.tfstate")),
        (allow("s3:PutObject", f"{STATES}/*"), SECRET),
    ],
    ids=["locks", "reads", "another state", "denied", "nothing gained"],
)
def test_who_locks_or_reads_a_state_or_writes_another_does_not(statements: tuple[dict[str, object], ...]) -> None:
    assert passes(judged(PLAN, may("plan", *statements), *applies()))


@pytest.mark.parametrize(
    ("applied", "written"),
    [
        ("acme-tfstate/*", "acme-tfstate/network/*"),
        ("acme-tfstate/*", "acme-tfstate/network/terraform.tfstate"),
        ("acme-tfstate/*", "acme-tfstate/*/terraform.tfstate"),
        ("acme-tfstate/network/*", "acme-tfstate/*/terraform.tfstate"),
        ("*-tfstate/*", "acme-tfstate/*"),
        ("*-tfstate/network/*", "acme-tfstate/*"),
        ("acme-tfstate/*", "acme-*/network/*"),
        ("acme-tfstate/*", "acme-tfstate/network"),
        ("acme-pulumi-state/*", "acme-pulumi-state/.pulumi/stacks/*.json"),
        ("acme-tfstate/*", "acme-tfstate/billing/plans/terraform.tfstate"),
        ("acme-tfstate/*/terraform.tfstate", "acme-tfstate/env/prod/*"),
        ("acme-tfstate/env/network/*", "acme-tfstate/*/terraform.tfstate"),
    ],
)
def test_a_part_of_what_is_applied_is_enough(applied: str, written: str) -> None:
    writes = may("plan", allow("s3:PutObject", f"arn:aws:s3:::{written}"))
    assert "leads to role 'apply'" in only(judged(PLAN, writes, *applies(f"arn:aws:s3:::{applied}")))


@pytest.mark.parametrize(
    "written",
    [
        "acme-tfstate/*.tflock",
        "acme-tfstate/network/terraform.tfstate.tflock",
        "acme-tfstate/plans/*",
        "acme-tfstate/*.tfplan",
        "acme-tfstate/.pulumi/locks/*",
        "acme-tfstate/.pulumi/locks/organization/network/prod/*.json",
        "other-tfstate/*",
    ],
)
def test_what_stands_beside_states_is_none(written: str) -> None:
    writes = may("plan", allow("s3:PutObject", f"arn:aws:s3:::{written}"))
    assert passes(judged(PLAN, writes, *applies(f"{STATES}/*")))


def test_a_lock_that_both_are_given_by_its_name_is_no_state() -> None:
    lock = f"{STATES}/network/core.tfstate.tflock"
    plans = may("plan", allow("s3:PutObject", lock), allow("s3:GetObject", f"{STATES}/network/core.tfstate"))
    applied = allow(["s3:GetObject", "s3:PutObject"], [f"{STATES}/network/core.tfstate", lock])
    assert passes(judged(PLAN, plans, APPLY, may("apply", applied, SECRET)))
    assert passes(judge_stack(trust_pins_subject, PLAN, plans))


def test_a_state_that_is_denied_to_either_is_none() -> None:
    writes = allow("s3:PutObject", f"{STATES}/network/*")
    assert passes(judged(PLAN, may("plan", writes, deny("s3:PutObject", f"{STATES}/network/*")), *applies()))
    assert only(judged(PLAN, may("plan", writes), *applies(f"{STATES}/*")))
    applied = allow(["s3:GetObject", "s3:PutObject"], f"{STATES}/*")
    kept = may("apply", applied, deny("s3:PutObject", f"{STATES}/net*"), SECRET)
    assert passes(judged(PLAN, may("plan", writes), APPLY, kept))


def test_so_it_does_however_many_apply_other_states() -> None:
    others = [f"aa{at:02}" for at in range(25)]
    states = [
        may(name, allow(["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::{name}-tfstate/*"), SECRET) for name in others
    ]
    writes = may("plan", allow("s3:PutObject", f"{STATES}/*"))
    assert "leads to role 'apply'" in only(judged(PLAN, writes, *map(role, others), *states, *applies()))
    assert passes(judged(PLAN, writes, *map(role, others), *states))


def test_a_role_that_only_reads_a_state_does_not_apply_it() -> None:
    reads = may("apply", allow("s3:GetObject", f"{STATES}/*"), SECRET)
    assert passes(judged(PLAN, may("plan", allow("s3:PutObject", f"{STATES}/*")), APPLY, reads))


def test_reviewed_code_may_write_it() -> None:
    reviewed = role("plan", from_github("repo:acme/network:ref:refs/heads/main"))
    assert passes(judged(reviewed, may("plan", allow("s3:PutObject", f"{STATES}/*")), *applies()))


def test_who_writes_states_of_their_own_is_asked_about_nobody_elses() -> None:
    def asked(count: int) -> int:
        made: list[Resource] = []
        for at in range(count):
            states = allow(["s3:GetObject", "s3:PutObject"], [f"{STATES}/n{at:03}/{each}/*" for each in range(5)])
            made += [role(f"r{at:03}", from_github(f"repo:acme/n{at:03}:pull_request")), may(f"r{at:03}", states)]
        return calls(lambda: judged(*made))

    few = asked(10)  # first: what is read once is kept
    assert asked(40) <= 8 * few
