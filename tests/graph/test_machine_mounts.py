"""A machine mounts file systems when it starts, and runs what lies there."""

import base64

import pytest
from tests.support.becoming import allow
from tests.support.grants import ACCOUNT, aws
from tests.support.mounts import is_told, judged
from tests.support.rules import passes

from daypass.graph.becoming.steering.machine_mounts import MachineMount, mounted_on
from daypass.model.resource import UNKNOWN, Resource

SYSTEM, POINT = "fs-0a1b2c3d", "fsap-0aa1"


def machine(*lines: str) -> Resource:
    script = "\n".join(("#!/bin/bash", *lines))
    return aws("ec2/instance", "m", iamInstanceProfile="p", userData=script)


@pytest.mark.parametrize(
    ("lines", "point"),
    [
        ([f"mount -t efs -o tls,iam {SYSTEM}:/ /opt/plugins"], ""),
        ([f"mount -t efs -o tls,iam,accesspoint={POINT} {SYSTEM}:/ /opt/plugins"], POINT),
        ([f"mount -t efs {SYSTEM} /srv/app", "/srv/app/bin/start"], ""),
        (
            [f"echo '{SYSTEM}:/ /srv/hooks efs _netdev,tls,iam,accesspoint={POINT} 0 0' >> /etc/fstab", "mount -a"],
            POINT,
        ),
        ([f"mount -t nfs4 -o nfsvers=4.1 {SYSTEM}.efs.eu-west-1.amazonaws.com:/ /srv/modules"], ""),
        (["mount -t efs \\", f"  {SYSTEM}:/jobs /srv/jobs", "python3 /srv/jobs/run.py"], ""),
    ],
)
def test_a_place_that_is_called_after_code_or_run_from_is_one(lines: list[str], point: str) -> None:
    assert list(mounted_on(machine(*lines))) == [MachineMount(SYSTEM, point)]


@pytest.mark.parametrize(
    "lines",
    [
        [f"mount -t efs {SYSTEM}:/ /srv/uploads"],
        [f"mount -t efs {SYSTEM}:/ /srv/plugin-cache"],
        [f"# mount -t efs {SYSTEM}:/ /opt/plugins"],
        ["mount /dev/sdf /opt/plugins"],
        [f"mount -t efs {SYSTEM}:/ /srv/data", "/usr/bin/start --data /srv/data"],
    ],
)
def test_data_and_disks_are_none(lines: list[str]) -> None:
    assert list(mounted_on(machine(*lines))) == []


def test_it_is_found_in_a_template_and_not_where_it_is_not_known() -> None:
    script = base64.b64encode(f"#!/bin/bash\nmount -t efs {SYSTEM}:/ /opt/plugins".encode()).decode()
    assert list(mounted_on(aws("ec2/launchTemplate", "t", userData=script)))
    assert not list(mounted_on(aws("ec2/launchTemplate", "t", userData=UNKNOWN)))


def test_whoever_writes_there_may_act_as_the_machine() -> None:
    system = f"arn:aws:elasticfilesystem:eu-west-1:{ACCOUNT}:file-system/{SYSTEM}"
    profile = aws("iam/instanceProfile", "p", name="p", role="b")
    writes = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    runs = machine(f"mount -t efs -o tls,iam {SYSTEM}:/ /opt/plugins")
    assert is_told(judged(runs, profile, given=(allow(writes, system),)))
    assert passes(judged(runs, profile, given=(allow(writes[:1], system),)))
    assert passes(judged(runs, profile, given=(allow(writes, system.replace("0a1b", "9999")),)))
