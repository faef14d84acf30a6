"""Who writes and deploys a configuration of AppConfig that a script runs decides what the workload does."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, native, new
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.fetching.fetched import Fetches
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
PLACE = f"arn:aws:appconfig:eu-west-1:{ACCOUNT}"
APPLICATION = f"{PLACE}:application/abc1234"
PROFILE = f"{APPLICATION}/configurationprofile/def5678"
STRATEGIES = f"{PLACE}:deploymentstrategy/*"
WRITES, DEPLOYS = "appconfig:CreateHostedConfigurationVersion", "appconfig:StartDeployment"

SESSION = (
    "aws appconfigdata start-configuration-session --application-identifier shop --environment-identifier prod "
    "--configuration-profile-identifier hook --query InitialConfigurationToken --output text"
)
FETCHES = f"""TOKEN=$({SESSION})
aws appconfigdata get-latest-configuration --configuration-token "$TOKEN" /run/hook.sh > /dev/null
"""
RUNS = f"#!/bin/bash\n{FETCHES}bash /run/hook.sh\n"
BY_NAME = "--application shop --environment prod --configuration hook"
AGENT = "http://localhost:2772/applications/shop/environments/prod/configurations/hook"


def host(script: Any = RUNS) -> Resource:
    return aws("ec2/instance", "i", iamInstanceProfile="p", userData=script)


BY_ID = host(RUNS.replace("identifier shop", "identifier abc1234").replace("identifier hook", "identifier def5678"))


def application(**inputs: Any) -> Resource:
    return aws("appconfig/application", "shop", **{"name": "shop", "id": "abc1234", "arn": APPLICATION, **inputs})


def profile(name: str = "hook", id_: str = "def5678", **inputs: Any) -> Resource:
    said = {"name": name, "configurationProfileId": id_, "applicationId": "abc1234", "locationUri": "hosted"}
    return aws("appconfig/configurationProfile", name, **{**said, **inputs})


ENVIRONMENT = aws("appconfig/environment", "prod", name="prod", environmentId="ghi9012", applicationId="abc1234")
FLAGS = profile("flags", "fff0000", type="AWS.AppConfig.FeatureFlags")


def judged(*given: dict[str, Any], own: Resource | None = None, app: Resource | None = None, **more: Any) -> Answer:
    strong = role("b", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com", **ADMINISTRATOR)
    worn = aws("iam/instanceProfile", "p", name="p", role="b")
    made = (app or application(), ENVIRONMENT, own or profile(), FLAGS, more.get("workload", host()))
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *given), strong, worn, *made)


WHOLE = allow([WRITES, DEPLOYS], [APPLICATION, f"{APPLICATION}/*", STRATEGIES])


def test_whoever_writes_and_deploys_what_a_host_runs_acts_as_its_role() -> None:
    (message,) = messages(judged(WHOLE))
    assert message.startswith("role 'a' may act as role 'b', which may do everything: ")
    assert f"(appconfig-x01: {WRITES}, {DEPLOYS})" in message
    assert only(judged(allow("appconfig:*", f"{PLACE}:*")))


def deploys(*resources: str) -> tuple[dict[str, Any], ...]:
    return allow(WRITES, [APPLICATION, PROFILE]), allow(DEPLOYS, list(resources))


NAMED = (APPLICATION, f"{APPLICATION}/environment/ghi9012", PROFILE, f"{PLACE}:deploymentstrategy/AppConfig.AllAtOnce")


def test_a_deployment_is_asked_about_all_that_it_is_of() -> None:
    assert only(judged(*deploys(*NAMED)))
    for missing in NAMED:
        assert passes(judged(*deploys(*(one for one in NAMED if one != missing))))


@pytest.mark.parametrize(
    "given",
    [
        (allow(WRITES),),
        (allow(DEPLOYS),),
        (WHOLE, deny(DEPLOYS)),
        (WHOLE, deny(WRITES, PROFILE)),
        (WHOLE, deny(DEPLOYS, f"{APPLICATION}/environment/ghi9012")),
        (
            allow(WRITES, [APPLICATION, f"{APPLICATION}/configurationprofile/fff0000"]),
            allow(DEPLOYS, [APPLICATION, f"{APPLICATION}/*", STRATEGIES]),
        ),
        (allow([WRITES, DEPLOYS], [f"{PLACE}:application/zzz9999", f"{PLACE}:application/zzz9999/*", STRATEGIES]),),
    ],
    ids=str,
)
def test_who_does_not_do_both_to_this_profile_changes_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "script",
    [
        f"curl -s '{AGENT}' | bash",
        f"curl -fsSL -o /run/h.sh {AGENT}?flag=a\nsh /run/h.sh",
        f'eval "$(curl -s {AGENT})"',
        f"wget -qO- {AGENT} | sh",
        f"wget -q {AGENT}\nbash hook",
        f"curl -sO {AGENT}\nbash ./hook",
        f'HOOK=$(curl -s {AGENT.replace("localhost", "agent")} | jq -r .script)\nbash -c "$HOOK"',
        f"aws appconfig get-configuration {BY_NAME} --client-id i-1 /tmp/h.sh\nbash /tmp/h.sh",
        f"T=$({SESSION})\naws appconfigdata get-latest-configuration --configuration-token $T /dev/stdout | bash",
        f"cat > /usr/local/bin/poll <<'EOF'\n{RUNS}EOF\nchmod +x /usr/local/bin/poll\n",
        FETCHES.replace("hook.sh", "hook.py") + "python3 /run/hook.py\n",
        RUNS.replace("identifier shop", "identifier abc1234").replace("identifier hook", "identifier def5678"),
        "APP=shop\n" + RUNS.replace("identifier shop", 'identifier "$APP"'),
    ],
)
def test_in_whatever_way_it_is_fetched_and_run(script: str) -> None:
    assert only(judged(WHOLE, workload=host(script)))


def test_the_agent_beside_a_task_brings_it_too() -> None:
    container = {"name": "api", "command": ["sh", "-c", f"while true; do wget -qO- {AGENT} | sh; sleep 60; done"]}
    runs = aws("ecs/taskDefinition", "t", taskRoleArn=f"{ARN}role/b", containerDefinitions=json.dumps([container]))
    assert only(judged(WHOLE, workload=runs))


@pytest.mark.parametrize(
    "script",
    [
        f"{FETCHES}cp /run/hook.sh /etc/shop/hook.sh\nsystemctl restart shop",
        f"curl -s {AGENT} > /etc/flags.json\nsystemctl restart app",
        f'FLAGS=$(curl -s {AGENT})\nif [ "$(echo "$FLAGS" | jq -r .new.enabled)" = true ]; then systemctl start y; fi',
        f"T=$({SESSION})\nT=$(aws appconfigdata get-latest-configuration --configuration-token $T /etc/a.yaml)\n$T",
        f"set -e\n{FETCHES}gpgv --keyring /etc/k.gpg /etc/hook.sig /run/hook.sh\nbash /run/hook.sh",
        RUNS.replace("identifier hook", "identifier flags").replace("bash /run", "cat /run"),
        "curl -s http://localhost:8080/applications/shop | bash",
    ],
)
def test_flags_that_nothing_runs_and_what_is_signed_stay_quiet(script: str) -> None:
    assert passes(judged(WHOLE, workload=host(script)))


def test_a_token_brings_what_it_was_got_for() -> None:
    other = SESSION.replace("identifier hook", "identifier flags")
    gets = "aws appconfigdata get-latest-configuration --configuration-token"
    script = f'HOOK=$({SESSION})\nFLAGS=$({other})\n{gets} "$HOOK" /run/h.sh\n{gets} "$FLAGS" /run/f.json\n'
    of_hook = allow(WRITES, [APPLICATION, PROFILE]), allow(DEPLOYS)
    assert only(judged(*of_hook, workload=host(f"{script}bash /run/h.sh")))
    assert passes(judged(*of_hook, workload=host(f"{script}bash /run/f.json")))


BUCKET = "arn:aws:s3:::hooks/shop.sh"
PARAMETER = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/shop/hook"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:shop/hook-a1B2c3"
DOCUMENT = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:document/hook"


@pytest.mark.parametrize(
    ("location", "action", "thing"),
    [
        ("s3://hooks/shop.sh", "s3:PutObject", BUCKET),
        ("ssm-parameter:///shop/hook", "ssm:PutParameter", PARAMETER),
        (PARAMETER, "ssm:PutParameter", PARAMETER),
        ("secretsmanager://shop/hook", "secretsmanager:PutSecretValue", SECRET),
        ("ssm-document://hook", "ssm:UpdateDocument", DOCUMENT),
        (DOCUMENT, "ssm:UpdateDocument", DOCUMENT),
    ],
)
def test_a_profile_may_name_where_else_its_text_is_kept(location: str, action: str, thing: str) -> None:
    own = profile(locationUri=location)
    assert f"{action}, {DEPLOYS})" in only(judged(allow(action, thing), allow(DEPLOYS), own=own))
    assert passes(judged(allow(action, thing), own=own))
    assert passes(judged(allow(action, f"{thing}x"), allow(DEPLOYS), own=own))
    assert passes(judged(WHOLE, own=own))


def deploying(*more: dict[str, Any], **ids: str) -> Resource:
    def action(category: str, provider: str, **configuration: str) -> dict[str, Any]:
        return {"name": provider, "category": category, "provider": provider, "configuration": configuration}

    named = {"Application": "abc1234", "ConfigurationProfile": "def5678", **ids}
    source = action("Source", "S3", S3Bucket="hooks", S3ObjectKey="shop.zip")
    stages = [
        {"name": "s", "actions": [source]},
        *more,
        {"name": "d", "actions": [action("Deploy", "AppConfig", **named)]},
    ]
    return aws("codepipeline/pipeline", "deploys", name="deploys", roleArn=f"{ARN}role/deploys", stages=stages)


def test_a_pipeline_deploys_what_is_written_where_it_takes_it() -> None:
    writes = allow("s3:PutObject", "arn:aws:s3:::hooks/shop.zip")
    own = profile(locationUri="codepipeline://deploys")
    assert "(codepipeline-x08: s3:PutObject)" in only(judged(writes, own=own, app=deploying(), workload=BY_ID))
    other = deploying(ConfigurationProfile="fff0000")
    assert passes(judged(writes, own=own, app=other, workload=BY_ID))
    waits = {"name": "w", "actions": [{"name": "m", "category": "Approval", "provider": "Manual"}]}
    assert passes(judged(writes, own=own, app=deploying(waits), workload=BY_ID))


def test_what_a_validator_says_is_not_known() -> None:
    for validators in ([{"type": "LAMBDA", "content": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:v"}], UNKNOWN):
        answer = judged(WHOLE, own=profile(validators=validators))
        assert (messages(answer), unknowns(answer)) == ([], ["validators"])
    assert only(judged(WHOLE, own=profile(validators=[])))


def test_before_it_is_made_whoever_may_write_any_writes_this_one() -> None:
    app = new(application(), "id", "arn")
    own = depending(new(profile(), "configurationProfileId"), applicationId=app)
    assert only(judged(allow([WRITES, DEPLOYS]), own=own, app=app))
    assert messages(judged(WHOLE, own=own, app=app)) == []
    answer = judged(WHOLE, own=profile(locationUri=UNKNOWN))
    assert (messages(answer), unknowns(answer)) == ([], ["locationUri"])


def test_of_another_stack_it_is_named_by_its_id_alone() -> None:
    def named(application: str, profile: str) -> set[str]:
        asks = RUNS.replace("identifier shop", f"identifier {application}")
        machine = host(asks.replace("identifier hook", f"identifier {profile}"))
        return {one.arn.partition(":application/")[2] for one in Fetches(Stack((machine,))).of(machine)}

    assert named("abc1234", "def5678") == {"abc1234/configurationprofile/def5678"}
    assert named("web-shop", "host-hook") == {"daypass-probe/configurationprofile/daypass-probe"}
    assert named('"$APP"', "def5678") == {"daypass-probe/configurationprofile/def5678"}


def test_cloud_control_has_the_same() -> None:
    app = native("appconfig:Application", "shop", name="shop", applicationId="abc1234")
    own = native(
        "appconfig:ConfigurationProfile",
        "hook",
        name="hook",
        applicationId="abc1234",
        configurationProfileId="def5678",
        locationUri="hosted",
    )
    assert only(judged(WHOLE, app=app, own=own))


def test_a_console_of_flags_takes_the_secrets_of_the_host_that_runs_a_profile() -> None:
    reads = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank/key-a1B2c3")
    made = (role("settles", "ec2.amazonaws.com"), may("settles", reads), host(), application(), ENVIRONMENT, profile())
    worn = aws("iam/instanceProfile", "p", name="p", role="settles")
    (message,) = messages(judge_stack(no_path_to_more_rights, role("flags"), may("flags", WHOLE), worn, *made))
    assert "leads to role 'settles', which may secretsmanager:GetSecretValue" in message


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, [7], {"id": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    made = (host(), application(name=odd, id=odd), profile(applicationId=odd, locationUri=odd, validators=odd))
    assert all(one.path.startswith("appconfig-x0") for one in Fetches(Stack(made)).of(made[0]))
