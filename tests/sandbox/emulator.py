"""This is where the emulated AWS is: moto's server on a free loopback port, in a process that ends with ours."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from tests.sandbox.launching import command

ACCOUNT = "111122223333"
REGION = "us-east-1"


class Emulator:
    """A running server, as a context manager. `url` is its address."""

    def __init__(self, account: str = ACCOUNT) -> None:
        self.account = account
        settings = {"MOTO_ACCOUNT_ID": account, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
        self._process = subprocess.Popen(
            command("tests.sandbox.emulator"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **settings},
        )
        assert self._process.stdout is not None, "we asked for a pipe"
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()  # closes its standard input, at which it ends

    def reset(self) -> None:
        """Forget every resource."""
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")) as answer:
            answer.read()

    def environment(self) -> Mapping[str, str]:
        """What a client of AWS needs to ask here and nowhere else."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def client(self, service: str) -> Any:
        """A plain boto3 client: what exists, read by someone who is not our provider."""
        import boto3

        connect: Any = boto3.client  # typed for literal names only
        return connect(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )


def main() -> None:
    """Serve until standard input is closed."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    sys.stdout.write(f"{server.get_host_and_port()[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop()
