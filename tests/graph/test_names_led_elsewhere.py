"""Who changes the records of a zone serves the script that a host fetches by a name in it, if nothing proves that."""

import json
from base64 import b64encode
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.fetching.led import hosts_believed
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
CHANGES = "route53:ChangeResourceRecordSets"
ZONE = "arn:aws:route53:::hostedzone/Z1"
GIVEN = allow(CHANGES, ZONE)
FETCH = "curl -fsS http://pkg.corp.example/boot.sh"
DIGEST = "bb54068aea85faa7e487530083366be9962390af822e4c71ef1aca7033c83e66"
PRIVATE = [{"vpcId": "vpc-1"}]


def host(script: Any = f"{FETCH} | bash") -> Resource:
    return aws("ec2/instance", "i", iamInstanceProfile="p", userData=script)


def zone(name: Any = "corp.example", id_: Any = "Z1", **more: Any) -> Resource:
    return aws("route53/zone", f"z{id_}", **{"zoneId": id_, "name": name, "vpcs": PRIVATE, **more})


def record(of: str, name: str = "pkg.corp.example") -> Resource:
    return aws("route53/record", f"r{of}", zoneId=of, name=name, type="A")


def judged(*made: Resource, given: dict[str, Any] = GIVEN) -> Answer:
    strong = role("b", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "codebuild.amazonaws.com", **ADMINISTRATOR)
    profile = aws("iam/instanceProfile", "p", name="p", role="b")
    return judge_stack(no_path_to_more_rights, role("a"), may("a", given), strong, profile, *made)


@pytest.mark.parametrize(
    "workload",
    [
        host(),
        host(b64encode(f"#!/bin/sh\n{FETCH} | sh".encode()).decode()),
        aws("ec2/launchTemplate", "lt", iamInstanceProfile={"name": "p"}, userData=f"{FETCH} | sudo bash"),
        aws(
            "ecs/taskDefinition",
            "t",
            taskRoleArn=f"{ARN}role/b",
            containerDefinitions=json.dumps([{"name": "a", "command": ["sh", "-c", f"{FETCH} | sh"]}]),
        ),
        aws(
            "codebuild/project",
            "c",
            serviceRole=f"{ARN}role/b",
            source={"buildspec": f"version: 0.2\nphases:\n  build:\n    commands:\n      - {FETCH} | bash\n"},
        ),
    ],
)
def test_whoever_changes_the_records_of_a_name_runs_as_what_fetches_from_it(workload: Resource) -> None:
    assert f"(route53-x01: {CHANGES})" in only(judged(workload, zone()))
    assert passes(judged(workload, zone(), given=allow("route53:ListResourceRecordSets", ZONE)))
    assert passes(judged(workload, zone(), given=allow(CHANGES, f"{ZONE}X")))
    assert passes(judged(workload, zone("other.example")))


@pytest.mark.parametrize(
    ("zones", "is_told"),
    [
        ([zone()], True),
        ([zone("CORP.example.")], True),
        ([zone(vpcs=None)], True),
        ([zone(vpcs=UNKNOWN)], True),
        ([zone(), zone("pkg.corp.example", "Z2")], False),
        ([zone("example", "Z2"), zone()], True),
        ([zone(vpcs=None), zone(id_="Z2")], False),
        ([zone(), zone(id_="Z2")], True),
        ([zone(vpcs=None), zone("example", "Z2"), record("Z1")], True),
        ([zone(), zone(vpcs=None, id_="Z2"), record("Z1"), record("Z2")], True),
        ([zone(vpcs=None), zone(id_="Z2"), record("Z1"), record("Z2")], False),
        ([record("/hostedzone/Z1")], True),
        ([zone("rp.example")], False),
        ([native("route53:HostedZone", "z", name="corp.example", awsId="Z1", vpcs=PRIVATE)], True),
    ],
)
def test_the_zone_that_answers_is_the_one_that_decides(zones: list[Resource], *, is_told: bool) -> None:
    assert bool(messages(judged(host(), *zones))) is is_told


def limited(**asked: Any) -> dict[str, Any]:
    each = {f"{CHANGES}{key}": value for key, value in asked.items()}
    return allow(CHANGES, ZONE, Condition={"ForAllValues:StringLike": each})


@pytest.mark.parametrize(
    ("given", "leads"),
    [
        (limited(NormalizedRecordNames=["preview-*.corp.example"]), False),
        (limited(NormalizedRecordNames=["*.corp.example"]), True),
        (limited(RecordTypes=["TXT"]), False),
        (limited(RecordTypes=["A", "AAAA"]), True),
        (limited(Actions=["CREATE"]), False),
        (limited(Actions=["CREATE", "DELETE"]), True),
        (limited(Actions=["UPSERT"], RecordTypes=["CNAME"], NormalizedRecordNames=["pkg.corp.example"]), True),
    ],
)
def test_conditions_on_records_hold(given: dict[str, Any], *, leads: bool) -> None:
    answer = judged(host(), zone(), given=given)
    assert bool(messages(answer)) is leads
    assert passes(answer) is not leads


def test_a_denial_of_the_record_keeps_it() -> None:
    kept = deny(CHANGES, "*", Condition={"ForAnyValue:StringEquals": {f"{CHANGES}NormalizedRecordNames": HOST}})
    strong = role("b", "ec2.amazonaws.com", **ADMINISTRATOR), aws("iam/instanceProfile", "p", name="p", role="b")
    assert passes(judge_stack(no_path_to_more_rights, role("a"), may("a", GIVEN, kept), *strong, host(), zone()))


HOST = "pkg.corp.example"


@pytest.mark.parametrize(
    "script",
    [
        "wget -qO- http://PKG.corp.example/boot.sh | bash",
        "wget http://pkg.corp.example/boot.sh\nbash boot.sh",
        "wget -q -P /opt http://pkg.corp.example/boot.sh && sh /opt/boot.sh",
        "curl -o /tmp/x.sh http://pkg.corp.example:8080/v1/boot?os=al2 && chmod +x /tmp/x.sh && /tmp/x.sh",
        "curl -sO http://pkg.corp.example/boot.sh; . ./boot.sh",
        'bash -c "$(curl -fsSL http://pkg.corp.example./boot.sh)"',
        "source <(curl -s http://user:word@pkg.corp.example/env)",
        "curl -s pkg.corp.example/boot.sh | sh",
        "curl --url http://pkg.corp.example/boot.py | python3 -",
        'BASE=http://pkg.corp.example\ncurl -fsS "$BASE/$(uname -m)/boot.sh" | bash',
        "REPO=pkg.corp.example\ncurl -fsS http://${REPO}/boot.sh | bash",
        "curl -fsSLk https://pkg.corp.example/boot.sh | bash",
        "curl --insecure https://pkg.corp.example/boot.sh | bash",
        "wget --no-check-certificate -O- https://pkg.corp.example/boot.sh | bash",
    ],
)
def test_a_name_is_believed_where_nobody_looks_at_a_certificate(script: str) -> None:
    assert list(hosts_believed(script)) == [HOST]


@pytest.mark.parametrize(
    "script",
    [
        "curl -fsS https://pkg.corp.example/boot.sh | bash",
        "wget -qO- https://pkg.corp.example/boot.sh | bash",
        "curl -fsS http://pkg.corp.example/flags.json > /etc/app/flags.json",
        "curl -fsS http://pkg.corp.example/health",
        "curl --resolve pkg.corp.example:80:10.0.0.7 http://pkg.corp.example/boot.sh | bash",
        "curl -fsS http://10.20.0.10/boot.sh -o boot.corp.example\ncat boot.corp.example",
        "curl -fsSo boot.corp.example https://pkg.corp.example/boot.sh && sh boot.corp.example",
        f"curl -O http://pkg.corp.example/b.sh\necho '{DIGEST}  b.sh' | sha256sum -c - && bash b.sh",
        f"curl -o /b.sh http://pkg.corp.example/b.sh\necho '{DIGEST}  /b.sh' | sha256sum -c || exit 1\nbash /b.sh",
        "curl -fsS $PLACE/boot.sh | bash",
        "echo http://pkg.corp.example | bash",
    ],
)
def test_what_is_proved_or_only_read_is_not_believed(script: str) -> None:
    assert HOST not in list(hosts_believed(script))
    assert "boot.corp.example" not in list(hosts_believed(script))


def test_a_zone_that_is_made_with_it_has_an_id_that_only_whoever_changes_any_has() -> None:
    new = zone(id_=UNKNOWN)
    assert messages(judged(host(), new, given=allow(CHANGES, "arn:aws:route53:::hostedzone/*")))
    assert passes(judged(host(), new, given=allow(CHANGES, f"{ZONE}7")))


def test_a_zone_whose_name_is_not_known_yet_may_be_the_one() -> None:
    assert unknowns(judged(host(), zone(UNKNOWN))) == ["name"]
    assert passes(judged(host("bash /opt/start.sh"), zone(UNKNOWN)))
    assert messages(judged(host(), zone(UNKNOWN, "Z2"), zone()))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", ".", UNKNOWN, [7], "\x00"])
def test_no_shape_breaks_it(odd: Any) -> None:
    made = zone(odd), zone(id_=odd), zone(vpcs=odd), aws("route53/record", "r", zoneId=odd, name=odd, fqdn=odd)
    judged(host(odd), *made)
    judged(host(), *made)
