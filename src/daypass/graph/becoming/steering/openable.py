"""This is where it is told whether who opens a workload works as its role: some have no notebook, shell or key of it.

A Flink application has a notebook where it is one of Managed Service for Apache Flink Studio, else a dashboard alone. A
shell on an instance of a GameLift fleet finds the role in the file of credentials that the fleet keeps there; where a
game server is built with an old SDK, and one is let in by another action, anything on the instance may assume the role.
A MicroVM lets a shell in through a connector of its own. A gateway of AgentCore calls what its targets say for whom
its authorizer lets in: an identity of IAM, who brings a token, or anyone. Sources: Managed Service for Apache Flink API
Reference, "CreateApplicationPresignedUrl" and "CreateApplication"; Amazon GameLift Servers API Reference,
"CreateFleet", "GetComputeAccess" and "GetInstanceAccess"; AWS Lambda Developer Guide, "Security and permissions" of
MicroVMs; read 2026-11. Amazon Bedrock AgentCore Developer Guide, "Set up inbound authorization for your gateway"; read
2026-12.
"""

import re
from collections.abc import Mapping
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.untold import Untold
from daypass.model.resource import Resource

_AUTHORIZER: Final = "authorizerType"
_BY_TOKEN: Final = {_AUTHORIZER: re.compile("CUSTOM_JWT|AUTHENTICATE_ONLY")}
_BY_ANYONE: Final = {_AUTHORIZER: re.compile("NONE")}
_OPENED: Final[Mapping[str, Mapping[str, re.Pattern[str]]]] = {
    "kinesisanalytics-x02": {
        "applicationMode": re.compile("INTERACTIVE"),
        "runtimeEnvironment": re.compile(r"ZEPPELIN-.*"),
    },
    "gamelift-x03": {"instanceRoleCredentialsProvider": re.compile("SHARED_CREDENTIAL_FILE")},
    "lambda-x03": {"ingressNetworkConnectors[]": re.compile(r".*:SHELL_INGRESS")},
    "bedrock-x06": {_AUTHORIZER: re.compile("AWS_IAM")},
    "bedrock-x07": _BY_ANYONE,
    "bedrock-x08": _BY_ANYONE,
    "bedrock-x09": _BY_TOKEN,
    "bedrock-x10": _BY_TOKEN,
}
"""Path → the properties any of which tells that there is something to open, and what it then says."""

OPENING: Final = frozenset(_OPENED)
_ASKED_ABOUT: Final = {"lambda-x03": "imageArn"}
"""Path → the property that names what somebody is asked about, where that is not the workload itself."""


def opens(path: str, workload: Resource) -> tuple[Untold, ...] | None:
    """What is not known of whether this path leads into the workload: () where it does, None where it does not."""
    asked = _OPENED.get(path)
    if asked is None:
        return ()
    found = {at: texts_at(workload.state, at) for at in asked}
    if any(asked[at].fullmatch(text) for at, one in found.items() for text in one.texts):
        return ()
    unknown = tuple(Untold.of(workload, at) for one in found.values() for at in one.unknown)
    return unknown or None


def asked_about(path: str, workload: Resource) -> str:
    """The ARN of what somebody is asked about on this path; "" where it is the workload itself, or is not known."""
    return text_of(said(workload, _ASKED_ABOUT[path])) if path in _ASKED_ABOUT else ""
