"""Who writes the parameter or the secret that a script fetches and runs decides what the workload does."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.graph.becoming.steering.fetching.fetched import Fetches
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
GET = "aws ssm get-parameter --name /shop/hook --query Parameter.Value --output text"
HOOK = "arn:*:ssm:*:*:parameter/shop/hook"
SECRET = "aws secretsmanager get-secret-value --secret-id shop/boot --query SecretString --output text"
BOOT = "arn:*:secretsmanager:*:*:secret:shop/boot-??????"
DIGEST = "bb54068aea85faa7e487530083366be9962390af822e4c71ef1aca7033c83e66"


def host(script: Any) -> Resource:
    return aws("ec2/instance", "i", iamInstanceProfile="p", userData=script)


def task(script: str, **more: Any) -> Resource:
    container = {"name": "api", "command": ["sh", "-c", script], **more}
    return aws("ecs/taskDefinition", "t", taskRoleArn=f"{ARN}role/b", containerDefinitions=json.dumps([container]))


def build(spec: str, **more: Any) -> Resource:
    return aws("codebuild/project", "c", name="c", serviceRole=f"{ARN}role/b", source={"buildspec": spec}, **more)


def fetched(workload: Resource) -> set[str]:
    return {one.arn for one in Fetches(Stack((workload,))).of(workload)}


def judged(workload: Resource, *given: dict[str, Any]) -> Answer:
    strong = role("b", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "codebuild.amazonaws.com", **ADMINISTRATOR)
    profile = aws("iam/instanceProfile", "p", name="p", role="b")
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *given), strong, profile, workload)


def test_whoever_writes_what_a_host_keeps_in_a_file_and_runs_acts_as_its_role() -> None:
    machine = host(f"#!/bin/bash\n{GET} > /run/hook.sh\nbash /run/hook.sh\n")
    own = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/shop"
    assert "(ssm-x09: ssm:PutParameter)" in only(judged(machine, allow("ssm:PutParameter", f"{own}/hook")))
    assert passes(judged(machine, allow("ssm:PutParameter", f"{own}/level")))
    assert passes(judged(machine, allow("ssm:GetParameter", f"{own}/hook")))


def test_who_is_denied_the_one_parameter_that_a_host_runs_writes_none_that_it_does() -> None:
    machine = host(f"#!/bin/bash\n{GET} > /run/hook.sh\nbash /run/hook.sh\n")
    own = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/shop"
    given = allow("ssm:PutParameter", f"{own}/*")
    assert passes(judged(machine, given, deny("ssm:PutParameter", f"{own}/hook")))
    assert only(judged(machine, given, deny("ssm:PutParameter", f"{own}/level")))


@pytest.mark.parametrize("action", ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret"])
def test_whoever_writes_the_secret_that_a_task_evaluates_acts_as_its_role(action: str) -> None:
    runs = task(f'eval "$({SECRET})"')
    own = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:shop"
    for ending in ("boot-a1B2c3", "boot-*", "*"):
        assert f": {action})" in only(judged(runs, allow(action, f"{own}/{ending}")))
    for other in ("mail-a1B2c3", "boot"):
        assert passes(judged(runs, allow(action, f"{own}/{other}")))


@pytest.mark.parametrize(
    "script",
    [
        f"{GET} > /run/x.sh && chmod +x /run/x.sh && /run/x.sh",
        f"{GET} | base64 -d > hook.sh\n. ./hook.sh",
        f"{GET} | sudo tee /opt/a.sh > /dev/null\nsudo -E bash -ex /opt/a.sh",
        f"{GET} > /tmp/a\ninstall -m 0755 -o root /tmp/a /usr/local/bin/a\n/usr/local/bin/a",
        f"{GET} > /tmp/a.sh\nmv /tmp/a.sh /opt/hooks/\nsh /opt/hooks/a.sh",
        f"{GET} > /opt/a.py; python3 -u /opt/a.py",
        f'F=$(mktemp)\n{GET} > "$F"\nbash "$F"',
        f"{GET} > /tmp/a.json\njq -r .script /tmp/a.json | sh",
        f'{GET} > /tmp/a\neval "$(cat /tmp/a)"',
        f"{GET} > /tmp/a\nbash < /tmp/a",
        f"{GET} > /opt/run\nsu app -c /opt/run",
        f"{GET} > /opt/env; set -a; source /opt/env; set +a",
        f"if {GET} > /tmp/z.sh; then bash /tmp/z.sh; fi",
    ],
)
def test_a_file_that_is_run_in_whatever_way_is_code(script: str) -> None:
    assert fetched(host(script)) == {HOOK}


@pytest.mark.parametrize(
    "script",
    [
        f"{GET} > /etc/cron.d/jobs",
        f"{GET} > /etc/profile.d/shop.sh",
        f"{GET} | crontab -",
        f"{GET} > /run/a\necho '* * * * * root /run/a' > /etc/cron.d/x",
        f"{GET} > /run/a\necho '0 3 * * 1-5 root /run/a' > /etc/cron.d/x",
        f"{GET} > /run/a\necho '@daily /run/a' | crontab -",
        f"echo '*/5 * * * * root {GET} | bash' > /etc/cron.d/x",
        f"cat > /usr/local/bin/u <<'EOF'\n{GET} > /run/a.sh\nbash /run/a.sh\nEOF\n",
        f"{GET} > /run/a\ncat > /etc/systemd/system/a.service <<EOF\nExecStart=/run/a\nEOF",
    ],
)
def test_what_runs_later_is_run_as_well(script: str) -> None:
    assert fetched(host(script)) == {HOOK}


@pytest.mark.parametrize(
    "script",
    [
        f'HOOK=$({GET})\neval "$HOOK"',
        f'HOOK="$({GET})"\nbash -c "$HOOK"',
        f'HOOK=$({GET})\necho "$HOOK" | bash',
        f"HOOK=$({GET})\nprintf '%s' \"$HOOK\" > /opt/a\nsh /opt/a",
        f'HOOK=$({GET})\nbash <<< "$HOOK"',
        f'HOOK=$({GET})\nsource <(echo "$HOOK")',
        f"HOOK=$({GET})\n$HOOK\n",
        f"HOOK=$({GET})\nLAST=$HOOK\neval $LAST",
        f"HOOK=$({GET})\ncat > /opt/x.sh <<EOF\n$HOOK\nEOF\nbash /opt/x.sh",
        f"bash -s < <({GET})",
        f"{GET} | python3 -",
    ],
)
def test_a_variable_that_is_evaluated_is_code(script: str) -> None:
    assert fetched(host(script)) == {HOOK}


def test_a_part_of_a_secret_that_is_evaluated_is_code() -> None:
    script = f'S=$({SECRET})\nB=$(echo "$S" | jq -r .script | base64 -d)\neval "$B"'
    assert fetched(host(script)) == {BOOT}


@pytest.mark.parametrize(
    "script",
    [
        f"{GET} > /etc/shop.conf\nbash /opt/start.sh",
        f'LEVEL=$({GET})\necho "LEVEL=$LEVEL" > /etc/default/shop',
        f"LEVEL=$({GET})\ncat > /etc/shop.conf <<EOF\n$LEVEL\nEOF\n",
        f"{GET} > /run/x.sh\nbash -n /run/x.sh",
        f"{GET} > /run/flags.json\njq -e . /run/flags.json",
        f"{GET} > /run/x.sh.sig\nbash /run/x.sh",
        f"{GET} > /opt/cfg\npython3 /opt/app.py --config /opt/cfg",
        f"{GET} > /opt/cfg\nbash /opt/run.sh /opt/cfg",
        f'PASS=$({GET})\ndocker run -e PASS="$PASS" app',
        f'TOKEN=$({GET})\ncurl -H "Authorization: $TOKEN" https://x.example | bash',
        f"jq -e . <({GET})",
        f"{GET} | jq -r '.[] | \"\\(.key)=\\(.value|@sh)\"' > /run/e\n. /run/e",
        f"# {GET} | bash",
        f"{GET} > config.json\nartifacts:\n  files:\n    - config.json",
        f"{GET} > .env\ncat > compose.yaml <<EOF\n    env_file:\n      - .env\nEOF",
        f"{GET} > /etc/app/config.json\nchown root:root /etc/app/* /etc/app/config.json",
        "P=$(aws secretsmanager get-secret-value --secret-id db | jq -r .password)\nPGPASSWORD=$P psql -c 'select 1'",
    ],
)
def test_what_is_only_read_is_no_code(script: str) -> None:
    assert fetched(host(script)) == set()


KEEPS = f"{GET} > /run/x.sh"


@pytest.mark.parametrize(
    ("script", "is_held"),
    [
        (f'{KEEPS}\necho "{DIGEST}  /run/x.sh" | sha256sum -c || exit 1\nbash /run/x.sh', True),
        (f'{KEEPS}\necho "{DIGEST}  /run/x.sh" | sha256sum -c && bash /run/x.sh', True),
        (f"set -e\n{KEEPS}\ngpgv --keyring /etc/k.gpg /run/x.sh.sig /run/x.sh\nbash /run/x.sh", True),
        (f"{KEEPS}\nopenssl dgst -sha256 -verify /etc/k.pem -signature s /run/x.sh && bash /run/x.sh", True),
        (f"{KEEPS}\nif cosign verify-blob --key /etc/k.pub --signature s /run/x.sh; then bash /run/x.sh; fi", True),
        (f"{KEEPS}\nif ! gpg --verify /run/x.sh.sig /run/x.sh; then\n exit 1\nfi\nbash /run/x.sh", True),
        (f"{KEEPS}\ngpg --verify s /run/x.sh || {{ echo bad; exit 1; }}\nbash /run/x.sh", True),
        (f"{KEEPS}\nif gpg --verify s /run/x.sh; then echo good; else exit 1; fi\nbash /run/x.sh", True),
        (f"{KEEPS}\nif gpg --verify s /run/x.sh; then echo good; fi\nbash /run/x.sh", False),
        (f"{KEEPS}\nif ! gpg --verify s /run/x.sh; then echo bad; fi\nbash /run/x.sh", False),
        (f"{KEEPS}\ngpg --verify s /run/x.sh\nbash /run/x.sh", False),
        (f"{KEEPS}\ngpg --verify s /run/x.sh || true\nbash /run/x.sh", False),
        (f"{KEEPS}\ngpg --verify s /run/x.sh && echo good\nbash /run/x.sh", False),
        (f"set -e\n{KEEPS}\nbash /run/x.sh\ngpgv s /run/x.sh", False),
        (f"set -e\n{KEEPS}\ngpgv s /run/y.sh\nbash /run/x.sh", False),
        (f'{KEEPS}\nsha256sum /run/x.sh\necho "{DIGEST}"\nbash /run/x.sh', False),
    ],
)
def test_what_a_digest_or_a_signature_holds_is_nobodys_to_change(script: str, *, is_held: bool) -> None:
    assert (HOOK in fetched(host(script))) is not is_held


@pytest.mark.parametrize(
    ("asks", "arns"),
    [
        ("aws ssm get-parameter --name /shop/hook:3", set()),
        ("aws ssm get-parameter --name /shop/hook:prod", set()),
        ("aws ssm get-parameter --name /aws/service/x", set()),
        ('aws ssm get-parameter --name "$1"', set()),
        ("aws ssm get-parameters --names /shop/hook /shop/b", {HOOK, "arn:*:ssm:*:*:parameter/shop/b"}),
        ("aws ssm get-parameters-by-path --path /shop/ --recursive", {"arn:*:ssm:*:*:parameter/shop/daypass-probe"}),
        ("/usr/local/bin/aws --region eu-west-1 ssm get-parameter --with-decryption --name=shop/hook", {HOOK}),
        ("aws secretsmanager get-secret-value --secret-id shop/boot --version-id 1-2", set()),
        ("aws secretsmanager get-secret-value --secret-id shop/boot", {BOOT}),
        ("aws secretsmanager list-secrets", set()),
    ],
)
def test_what_is_asked_for_by_its_name_is_fetched_unless_its_version_stays(asks: str, arns: set[str]) -> None:
    assert fetched(host(f"{asks} | bash")) == arns


def test_a_name_that_the_script_says_once_is_known() -> None:
    asks = 'aws ssm get-parameter --name "/$STAGE/${PART}" | bash'
    assert fetched(host(f"STAGE=shop\nexport PART='hook'\n{asks}")) == {HOOK}
    assert fetched(host(f"STAGE=shop\n{asks}")) == set()
    assert fetched(host(f"STAGE=shop\nPART=hook\nPART=b\n{asks}")) == set()
    assert fetched(host(f"STAGE=shop\nPART=$(hostname)\n{asks}")) == set()


@pytest.mark.parametrize(
    "workload",
    [
        task(f"{GET} | bash"),
        native("ecs:TaskDefinition", "t", containerDefinitions=[{"entryPoint": ["bash", "-c", f"{GET} | bash"]}]),
        aws("batch/jobDefinition", "j", containerProperties=json.dumps({"command": ["sh", "-c", f"{GET} | sh"]})),
        build(f"phases:\n  build:\n    commands:\n      - {GET} > /tmp/x.sh\n      - bash /tmp/x.sh\n"),
        aws("sagemaker/notebookInstanceLifecycleConfiguration", "n", onStart=f"{GET} | bash"),
    ],
)
def test_tasks_jobs_and_builds_run_scripts_too(workload: Resource) -> None:
    assert fetched(workload) == {HOOK}


PARAMETER = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/shop/hook"
OF_SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:shop/boot-a1B2c3"


@pytest.mark.parametrize(
    ("workload", "arns"),
    [
        (task('eval "$HOOK"', secrets=[{"name": "HOOK", "valueFrom": "/shop/hook"}]), {HOOK}),
        (task('sh -c "$HOOK"', secrets=[{"name": "HOOK", "valueFrom": PARAMETER}]), {PARAMETER}),
        (task('eval "$HOOK"', secrets=[{"name": "HOOK", "valueFrom": f"{OF_SECRET}:script::"}]), {OF_SECRET}),
        (task("exec api", secrets=[{"name": "HOOK", "valueFrom": "/shop/hook"}]), set()),
        (build('env:\n  parameter-store:\n    HOOK: "/shop/hook"\nphases:\n  - eval "$HOOK"\n'), {HOOK}),
        (build("env:\n  secrets-manager:\n    HOOK: shop/boot:script\nphases:\n  - $HOOK\n"), {BOOT}),
        (build("env:\n  parameter-store:\n    TOKEN: /shop/hook\nphases:\n  - make\n"), set()),
        (
            build(
                'phases:\n  - bash -c "$HOOK"\n',
                environment={
                    "environmentVariables": [{"name": "HOOK", "type": "PARAMETER_STORE", "value": "/shop/hook"}]
                },
            ),
            {HOOK},
        ),
    ],
)
def test_a_variable_may_be_given_what_is_kept_before_anything_runs(workload: Resource, arns: set[str]) -> None:
    assert fetched(workload) == arns


@pytest.mark.parametrize(
    "hostile",
    [
        "aws " + "--a --b " * 40_000 + "ssm get-parameter " + "--c 'd' " * 4_000,
        f"HOOK=$({GET})\n" * 1_500,
        f"HOOK=$({GET})\n" + "".join(f"<<A{number}\n" for number in range(12_000)),
        f"{GET} > /run/x\n" + "if gpg " * 12_000,
        f"{GET} > /run/x\n" + "bash -x " * 12_000,
        f"{GET} | " * 1_000,
    ],
    ids=lambda text: text[:20],
)
def test_no_script_takes_long(hostile: str) -> None:
    assert fetched(host(hostile)) == set()


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([]), [7], [UNKNOWN], [[]], {"id": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    for workload in (
        host(odd),
        aws("ecs/taskDefinition", "t", containerDefinitions=odd),
        aws("ecs/taskDefinition", "t", containerDefinitions=[{"command": odd, "secrets": odd}]),
        aws("ecs/taskDefinition", "t", containerDefinitions=[{"command": ["a b"], "secrets": [{"valueFrom": odd}]}]),
        aws("codebuild/project", "c", source={"buildspec": odd}, environment={"environmentVariables": odd}),
    ):
        assert fetched(workload) == set()


def test_a_secret_mark_keeps_no_script_from_being_read_and_none_is_quoted() -> None:
    machine = host(Secret(f"{GET} > /run/hook.sh\nbash /run/hook.sh\necho hunter2\n"))
    found = judged(machine, allow("ssm:PutParameter"))
    assert "hunter2" not in " ".join(messages(found))
