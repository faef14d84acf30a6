"""This is where boto3 is: one client a service, imported only when AWS is asked, which a preview rarely does."""

import os
import threading
from functools import cache
from typing import Any

_making = threading.Lock()
_region = [os.environ.get("AWS_REGION", "us-east-1")]


def use_region(region: str) -> None:
    """Ask this region from now on; the engine starts one process for each provider."""
    _region[0] = region
    _client.cache_clear()


def region() -> str:
    """The region that is asked."""
    return _region[0]


def client(service: str) -> Any:
    """The client of a service; boto3 takes credentials and the emulator's address from the environment."""
    with _making:  # boto3's default session is not made for several threads at once
        return _client(service)


@cache
def _client(service: str) -> Any:
    import boto3

    connect: Any = boto3.client  # typed for literal names only
    return connect(service, region_name=region())


def account() -> str:
    """The account of the credentials."""
    number: str = client("sts").get_caller_identity()["Account"]
    return number
