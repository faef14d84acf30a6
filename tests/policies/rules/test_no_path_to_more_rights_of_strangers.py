"""A pipeline takes secrets of what is not its own: what it is called tells whose things it is there for."""

from typing import Any

import pytest
from tests.support.becoming import allow, document, function, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BUILDS = "codebuild.amazonaws.com"
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:psp-??????")
STORES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/refunds")
ROLLS = allow(["ecs:RegisterTaskDefinition", "ecs:UpdateService"])
ANY_TASK = allow("iam:PassRole", f"{ARN}role/*-task")


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources)


def passing(
    called: str, passed: dict[str, Any], *, trust: Any = BUILDS, to: str = "refunds-task"
) -> tuple[Resource, ...]:
    return role(called, trust), may(called, ROLLS, passed), role(to, "ecs-tasks.amazonaws.com")


def test_a_pipeline_that_passes_a_strangers_role_by_a_pattern_has_its_secrets() -> None:
    (problem,) = judged(*passing("storefront-deploy", ANY_TASK), may("refunds-task", SECRET)).problems
    assert problem.message.startswith(
        "role 'storefront-deploy' leads to role 'refunds-task', which may secretsmanager:Get"
    )
    assert problem.advisory


def test_a_pipeline_of_everybodys_deploys_with_no_right_over_identities_by_the_way() -> None:
    writes = allow("iam:PutRolePolicy", f"{ARN}role/workload/*")
    shared = passing("github-deploy", ANY_TASK, to="mending-task")
    assert "which may iam:PutRolePolicy on" in only(judged(*shared, may("mending-task", writes)))
    assert passes(judged(*shared, may("mending-task", STORES)))
    named = passing("github-deploy", allow("iam:PassRole", f"{ARN}role/mending-task"), to="mending-task")
    assert passes(judged(*named, may("mending-task", writes)))


def test_a_role_for_the_users_of_a_pool_is_chosen_by_name_or_all_of_it_counts() -> None:
    pool = {"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:0f0f0f0f-1111-2222-3333-444444444444"}}
    users = lets_in({"Federated": "cognito-identity.amazonaws.com"}, "sts:AssumeRoleWithWebIdentity", Condition=pool)
    sets, desk = allow("cognito-identity:SetIdentityPoolRoles"), (role("shop-desk", users), may("shop-desk", STORES))
    for passed, is_told in ((f"{ARN}role/shop-*", True), (f"{ARN}role/shop-desk", False)):
        ships = role("shop-ci", BUILDS), may("shop-ci", sets, allow("iam:PassRole", passed))
        assert bool(judged(*ships, *desk).problems) is is_told


@pytest.mark.parametrize(
    "by",
    [
        "ec2:ReplaceIamInstanceProfileAssociation",
        ["iam:RemoveRoleFromInstanceProfile", "iam:AddRoleToInstanceProfile"],
    ],
    ids=["on the machine", "in the profile"],
)
def test_a_host_that_puts_a_named_role_on_a_machine_may_put_it_on_itself(by: Any) -> None:
    machine = role("treasury", "ec2.amazonaws.com"), may("treasury", SECRET)
    swaps = allow(by), allow("iam:PassRole", f"{ARN}role/treasury")
    for called, trust, is_told in (
        ("jump", "ec2.amazonaws.com", True),
        ("treasury-blue", "ec2.amazonaws.com", False),
        ("github-deploy", BUILDS, False),
    ):
        assert bool(judged(role(called, trust), may(called, *swaps), *machine).problems) is is_told


@pytest.mark.parametrize(
    ("called", "passed", "is_told"),
    [("game-host", "game-*", True), ("game-season-host", "game-*", False), ("game-host", "game-season", False)],
)
def test_what_the_pattern_says_itself_makes_no_machine_its_own(called: str, passed: str, *, is_told: bool) -> None:
    machine = role("game-season", "ec2.amazonaws.com"), may("game-season", SECRET)
    swaps = allow("ec2:ReplaceIamInstanceProfileAssociation"), allow("iam:PassRole", f"{ARN}role/{passed}")
    assert bool(judged(role(called, "ec2.amazonaws.com"), may(called, *swaps), *machine).problems) is is_told


@pytest.mark.parametrize("host", ["storefront-jobs", "jump"])
def test_so_has_a_host_that_swaps_its_own_profile(host: str) -> None:
    machine = role(host, "ec2.amazonaws.com"), role("ec2-vault", "ec2.amazonaws.com"), may("ec2-vault", SECRET)
    passed = allow("iam:PassRole", f"{ARN}role/ec2-*")
    message = only(judged(may(host, allow("ec2:ReplaceIamInstanceProfileAssociation"), passed), *machine))
    assert "leads to role 'ec2-vault', which may secretsmanager:GetSecretValue" in message


def test_so_has_a_pipeline_that_works_on_a_host_and_puts_a_role_on_it() -> None:
    operator = role("db-operator", "ec2.amazonaws.com"), may("db-operator", SECRET)
    swaps = allow("ec2:ReplaceIamInstanceProfileAssociation"), allow("iam:PassRole", f"{ARN}role/db-operator")
    for trusted, is_told in (("ec2.amazonaws.com", True), ("codebuild.amazonaws.com", False)):
        runner = role("ci-runner", trusted, tags={"daypass:class": "pipeline"}), may("ci-runner", *swaps)
        assert bool(judged(*runner, *operator).problems) is is_told


def test_so_has_a_host_that_rewrites_what_it_names_and_is_not_its_own() -> None:
    project = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/payout"
    made = aws("codebuild/project", "payout", name="payout", arn=project, serviceRole=f"{ARN}role/payout-build")
    builds = role("payout-build", BUILDS), may("payout-build", SECRET), made
    changes = allow("codebuild:UpdateProject", project)
    for called, is_told in (("quality", True), ("payout-host", False), ("jenkins", False)):
        answer = judged(role(called, "ec2.amazonaws.com"), may(called, changes), *builds)
        assert bool(answer.problems) is is_told
    assert passes(judged(role("github-deploy", BUILDS), may("github-deploy", changes), *builds))


@pytest.mark.parametrize(
    ("called", "passed", "to", "gain"),
    [
        ("refunds-deploy", ANY_TASK, "refunds-task", SECRET),
        ("RefundDeployer", ANY_TASK, "refunds-task", SECRET),
        ("github-deploy", ANY_TASK, "refunds-task", STORES),
        ("storefront-deploy", ANY_TASK, "storefront-worker-task", SECRET),
        ("terraform-deploy", allow("iam:PassRole", f"{ARN}role/refunds-task"), "refunds-task", SECRET),
        ("storefront-deploy", allow("iam:PassRole", f"{ARN}role/ecs-task"), "ecs-task", SECRET),
        ("storefront-deploy", allow("iam:PassRole", f"{ARN}role/storefront-task"), "storefront-task", SECRET),
        ("storefront-deploy", allow("iam:PassRole", f"{ARN}role/refunds-task"), "refunds-task", STORES),
    ],
)
def test_its_own_and_what_it_names_pass(called: str, passed: dict[str, Any], to: str, gain: dict[str, Any]) -> None:
    assert passes(judged(*passing(called, passed, to=to), may(to, gain)))


def test_so_has_one_that_names_what_is_called_by_another_s() -> None:
    """Whoever deploys storefront has nothing to look for in the secrets of refunds, though somebody wrote it so."""
    named = allow("iam:PassRole", f"{ARN}role/refunds-task")
    message = only(judged(*passing("storefront-deploy", named), may("refunds-task", SECRET)))
    assert "leads to role 'refunds-task', which may secretsmanager:GetSecretValue" in message
    task = role("refunds-task"), may("refunds-task", SECRET), function("fn", "refunds-task")
    code = allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:fn")
    assert "leads to role 'refunds-task'" in only(
        judged(role("storefront-ci", BUILDS), may("storefront-ci", code), *task)
    )
    assert passes(judged(role("refunds-ci", BUILDS), may("refunds-ci", code), *task))
    assert passes(judged(role("codebuild-ci", BUILDS), may("codebuild-ci", code), *task))


def test_what_is_grave_counts_of_a_named_role_that_is_called_otherwise() -> None:
    plans = allow("scheduler:CreateSchedule"), allow("iam:PassRole", f"{ARN}role/vault-keeper")
    keeps = allow("secretsmanager:PutSecretValue", SECRET["Resource"])
    for called, gain, is_told in (("planner", keeps, True), ("planner", STORES, False), ("vault-plans", keeps, False)):
        keeper = role("vault-keeper", "scheduler.amazonaws.com"), may("vault-keeper", gain)
        assert bool(judged(role(called), may(called, *plans), *keeper).problems) is is_told


def test_a_named_role_as_which_something_else_runs_is_that_ones() -> None:
    makes = allow(["lambda:CreateFunction", "lambda:InvokeFunction"])
    named = allow("iam:PassRole", f"{ARN}role/refunds-task")
    task, runs = (role("refunds-task"), may("refunds-task", STORES)), function("fn", "refunds-task")
    for called, others, is_told in (
        ("prompt-eval", (runs,), True),
        ("prompt-eval", (), False),
        ("refunds-eval", (runs,), False),
    ):
        found = judged(role(called), may(called, makes, named), *task, *others)
        assert [one.key for one in found.problems] == ["to refunds-task"] * is_told


def test_whoever_only_starts_it_passes_the_role_by_the_way() -> None:
    named = allow("iam:PassRole", f"{ARN}role/render-node")
    node = role("render-node", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com"), may("render-node", STORES)
    worn = aws("iam/instanceProfile", "render", name="render", role="render-node")
    template = aws("ec2/launchTemplate", "t", name="t", iamInstanceProfile={"name": "render"})
    task = aws("ecs/taskDefinition", "d", family="render", taskRoleArn=f"{ARN}role/render-node")
    for starts in ("ec2:RunInstances", "ecs:RunTask"):
        scaler = role("fleet-scaler"), may("fleet-scaler", allow(starts), named)
        assert passes(judged(*scaler, *node, worn, template, task))


def test_one_whose_name_says_whose_it_is_takes_all_that_a_stranger_has_and_others_secrets_alone() -> None:
    for called, gain in (("storefront-deploy", STORES), ("storefront-deploy", SECRET), ("github-deploy", SECRET)):
        message = only(judged(*passing(called, ANY_TASK), may("refunds-task", gain)))
        assert f"leads to role 'refunds-task', which may {gain['Action']} on " in message


def test_a_pattern_that_has_the_holders_name_says_less_than_whose_secret_it_is() -> None:
    passed = allow("iam:PassRole", f"{ARN}role/lake-*")

    def reads(name: str) -> dict[str, Any]:
        return allow(
            "secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{name}-??????"
        )

    for to, secret, is_told in (
        ("lake-finance-task", "finance/sap", True),
        ("lake-finance-task", "payroll/bank", True),
        ("lake-finance-task", "lake/sap", False),
        ("lake-jobs-task", "payroll/bank", False),
        ("lake-task", "payroll/bank", False),
    ):
        answer = judged(*passing("lake-jobs-ci", passed, to=to), may(to, reads(secret)))
        assert bool(answer.problems) is is_told, (to, secret)


def test_who_writes_what_the_role_may_do_takes_no_more_than_its_secrets_by_passing_it() -> None:
    writes = allow("iam:PutRolePolicy", f"{ARN}role/*-task")
    bounded = writes | {"Condition": {"StringEquals": {"iam:PermissionsBoundary": f"{ARN}policy/tasks"}}}
    tasks = role("refunds-task", "ecs-tasks.amazonaws.com", permissionsBoundary=f"{ARN}policy/tasks")
    bounds = aws("iam/policy", "tasks", name="tasks", arn=f"{ARN}policy/tasks", policy=document(allow("dynamodb:*")))
    factory = *passing("storefront-deploy", ANY_TASK)[:2], tasks, bounds, may("refunds-task", STORES)
    own = aws("iam/rolePolicy", "writes", role="storefront-deploy", policy=document(bounded))
    assert "leads to role 'refunds-task', which may dynamodb:PutItem" in only(judged(*factory))
    assert passes(judged(*factory, own))


def test_whose_pipeline_it_is_says_the_repository_too() -> None:
    subject = {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/refunds:environment:prod"}}
    provider = f"{ARN}oidc-provider/token.actions.githubusercontent.com"
    trust = lets_in({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", Condition=subject)
    assert passes(judged(*passing("storefront-deploy", ANY_TASK, trust=trust), may("refunds-task", SECRET)))


def test_a_pipeline_that_pushes_any_image_has_the_secrets_of_a_stranger() -> None:
    image = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/rotator:latest"
    task = aws(
        "ecs/taskDefinition",
        "rotates",
        family="rotates",
        taskRoleArn=f"{ARN}role/rotator-task",
        containerDefinitions=[{"name": "rotator", "image": image}],
    )
    runs = role("rotator-task", "ecs-tasks.amazonaws.com"), may("rotator-task", SECRET), task
    everything, own = (
        f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/*",
        f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/docs",
    )
    message = only(judged(role("docs-ci", BUILDS), may("docs-ci", allow("ecr:PutImage", everything)), *runs))
    assert "leads to role 'rotator-task', which may secretsmanager:GetSecretValue" in message
    assert passes(judged(role("docs-ci", BUILDS), may("docs-ci", allow("ecr:PutImage", own)), *runs))
    assert passes(judged(role("rotator-ci", BUILDS), may("rotator-ci", allow("ecr:PutImage", everything)), *runs))


def test_a_role_that_a_service_uses_as_it_is_told_hands_on_what_it_may_pass() -> None:
    schedules = allow(["events:PutRule", "events:PutTargets"])
    passed = allow("iam:PassRole", f"{ARN}role/runs-tasks")
    runs = role("runs-tasks", "events.amazonaws.com")
    further = may("runs-tasks", allow("ecs:RunTask"), allow("iam:PassRole", f"{ARN}role/migrates"))
    task = role("migrates", "ecs-tasks.amazonaws.com"), may("migrates", SECRET)
    (problem,) = judged(role("calendar"), may("calendar", schedules, passed), runs, further, *task).problems
    assert "leads to role 'migrates'" in problem.message
    assert passes(judged(role("calendar"), may("calendar", schedules, passed), runs, may("runs-tasks", ROLLS), *task))


def test_a_bus_is_nothing_on_which_a_rule_is_made() -> None:
    passes_any = allow("iam:PassRole")
    on_a_bus = allow("events:*", f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/orders")
    on_rules = allow("events:*", f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/orders/*")
    assert not judged(role("calendar"), may("calendar", passes_any, on_a_bus)).problems
    assert "path events-x01" in only(judged(role("calendar"), may("calendar", passes_any, on_rules)))


def test_who_was_given_the_one_workgroup_for_its_code_was_given_its_role() -> None:
    group = aws("athena/workgroup", "open", name="open", configuration={"executionRole": f"{ARN}role/spark"})
    starts = allow(
        ["athena:StartSession", "athena:StartCalculationExecution"],
        f"arn:aws:athena:eu-west-1:{ACCOUNT}:workgroup/open",
    )
    spark = role("spark", "athena.amazonaws.com")
    assert passes(judged(role("a"), may("a", starts), spark, may("spark", STORES), group))
    message = only(judged(role("a"), may("a", starts), spark, may("spark", SECRET), group))
    assert "leads to role 'spark', which may secretsmanager:GetSecretValue" in message


@pytest.mark.parametrize(
    "policy",
    ["AmazonSSMManagedInstanceCore", "service-role/AWSBackupServiceRolePolicyForBackup", "CloudWatchAgentServerPolicy"],
)
def test_what_aws_has_attached_to_every_such_role_is_no_gain(policy: str) -> None:
    kept = role(
        "kept", "ec2.amazonaws.com", "backup.amazonaws.com", managedPolicyArns=[f"arn:aws:iam::aws:policy/{policy}"]
    )
    starts = allow(["ec2:AssociateIamInstanceProfile", "backup:StartBackupJob"])
    assert passes(judged(role("a"), may("a", starts, allow("iam:PassRole", f"{ARN}role/kept")), kept))


DRILL = f"{ARN}role/backup/drill"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/6e2f"


def restored(*more: dict[str, Any], passed: str = DRILL, starts: str = "backup:StartRestoreJob") -> Answer:
    """A workload hands AWS Backup a role that opens the key of the backups."""
    drill = role("drill", "backup.amazonaws.com", arn=DRILL, path="/backup/")
    own = may("runner", allow(starts), allow("iam:PassRole", passed))
    return judged(role("runner"), own, drill, may("drill", allow("kms:Decrypt", KEY), *more))


@pytest.mark.parametrize("starts", ["backup:StartRestoreJob", "backup:StartBackupJob", "backup:CreateBackupSelection"])
def test_what_aws_backup_opens_to_restore_it_shows_to_nobody(starts: str) -> None:
    assert passes(restored(starts=starts))
    assert "which may secretsmanager:GetSecretValue" in only(restored(SECRET, starts=starts))


def test_a_role_of_many_that_aws_backup_is_handed_counts_as_ever() -> None:
    assert "which may kms:Decrypt" in only(restored(passed=f"{ARN}role/backup/*"))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret("x"), [UNKNOWN]])
def test_no_shape_of_a_trust_breaks_it(odd: Any) -> None:
    holder = aws("iam/role", "storefront-deploy", name=odd, arn=odd, assumeRolePolicy=odd)
    answer = judged(holder, may("storefront-deploy", ROLLS, ANY_TASK), function("fn", "a"))
    assert answer.error is None


def test_of_its_own_kin_a_workload_takes_secrets_alone() -> None:
    users = f"arn:aws:transfer:eu-west-1:{ACCOUNT}:user/s-1/partner-a"
    keys = allow("transfer:ImportSshPublicKey", users)
    user = aws("transfer/user", "u", serverId="s-1", userName="partner-a", arn=users, role=f"{ARN}role/sftp-partner")
    drop = role("sftp-partner", "transfer.amazonaws.com"), user
    assert passes(judged(role("partner-keys"), may("partner-keys", keys), *drop, may("sftp-partner", STORES)))
    message = only(judged(role("other-keys"), may("other-keys", keys), *drop, may("sftp-partner", STORES)))
    assert "leads to role 'sftp-partner', which may dynamodb:PutItem" in message
    message = only(judged(role("partner-keys"), may("partner-keys", keys), *drop, may("sftp-partner", SECRET)))
    assert "leads to role 'sftp-partner', which may secretsmanager:GetSecretValue" in message


@pytest.mark.parametrize("tests", ["service/preview/*", "service/apps/*-dev", "task/sandbox", "service/ml-playground"])
def test_what_is_for_tests_is_no_gain(tests: str) -> None:
    weak = allow("ecs:UpdateService", f"arn:aws:ecs:eu-west-1:{ACCOUNT}:{tests}")
    assert passes(
        judged(role("web"), may("web", ROLLS, ANY_TASK), role("x-task", "ecs-tasks.amazonaws.com"), may("x-task", weak))
    )


def test_a_role_that_only_workloads_assume_is_a_workloads() -> None:
    shells = allow("ecs:ExecuteCommand", f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task/core/*")
    task = aws("ecs/taskDefinition", "sync", family="sync", taskRoleArn=f"{ARN}role/sync")
    service = aws("ecs/service", "sync", taskDefinition="sync:1", cluster="core", enableExecuteCommand=True)
    runs = role("sync", "ecs-tasks.amazonaws.com"), may("sync", SECRET), task, service
    for enters, is_told in (("bot", True), ("root", False)):
        principal = f"{ARN}role/bot" if enters == "bot" else f"{ARN}root"
        answer = judged(role("bot"), role("desk", principal), may("desk", shells), *runs)
        assert bool(answer.problems) is is_told


def test_a_pattern_for_one_role_in_any_account_names_it() -> None:
    passed = allow("iam:PassRole", "arn:aws:iam::*:role/refunds-task")
    other = role("refunds-task", "ecs-tasks.amazonaws.com"), may("refunds-task", STORES)
    assert passes(judged(role("web"), may("web", ROLLS, passed), *other))
    message = only(judged(role("web"), may("web", ROLLS, ANY_TASK), *other))
    assert "leads to role 'refunds-task', which may dynamodb:PutItem" in message


def test_a_role_of_ones_own_name_that_a_pattern_takes_in_counts_with_its_secrets() -> None:
    for called, pattern, is_told in (("atelier", "job-*", False), ("job-runs", "job-*", True), ("desk", "job-*", True)):
        passed = allow("iam:PassRole", f"{ARN}role/{pattern}")
        answer = judged(
            role(called), may(called, allow("glue:CreateJob"), passed, allow("glue:StartJobRun")),
            role("job-atelier", "glue.amazonaws.com"), may("job-atelier", STORES),
        )  # fmt: skip
        assert bool(answer.problems) is is_told


def test_a_state_machine_that_passes_a_strangers_role_by_a_pattern_has_its_secrets() -> None:
    starts = allow("emr-serverless:StartJobRun"), allow("iam:PassRole", f"{ARN}role/etl-*")
    books = role("etl-settlement", "emr-serverless.amazonaws.com")
    for called, gain, is_told in (
        ("clicks-flow", SECRET, True),
        ("clicks-flow", STORES, False),
        ("settlement-flow", SECRET, False),
    ):
        flow = role(called, "states.amazonaws.com"), may(called, *starts)
        assert bool(judged(*flow, books, may("etl-settlement", gain)).problems) is is_told, (called, gain)
    owned = role("clicks-flow", "states.amazonaws.com", tags={"team": "web"}), may("clicks-flow", *starts)
    theirs = role("etl-settlement", "emr-serverless.amazonaws.com", tags={"team": "books"})
    assert "which may dynamodb:PutItem" in only(judged(*owned, theirs, may("etl-settlement", STORES)))


def test_a_workload_that_writes_itself_into_the_trust_of_a_named_role_has_what_that_has() -> None:
    archive = role("archive", "backup.amazonaws.com"), may("archive", STORES)
    writes = allow("iam:UpdateAssumeRolePolicy", f"{ARN}role/archive")
    message = only(judged(role("janitor"), may("janitor", writes), *archive))
    assert message.startswith("role 'janitor' leads to role 'archive', which may dynamodb:PutItem")
    assert passes(judged(role("janitor", BUILDS), may("janitor", writes), *archive))
    assert passes(judged(role("archive-janitor"), may("archive-janitor", writes), *archive))
    lesser = role("archive", "backup.amazonaws.com"), may("archive", allow("s3:ListAllMyBuckets"))
    assert passes(judged(role("janitor"), may("janitor", writes), *lesser))
