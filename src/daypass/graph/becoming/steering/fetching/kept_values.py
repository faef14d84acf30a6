"""This is where it is told which parameters and secrets a script fetches by the command line of AWS.

A version that it names stays as it is, and nobody writes it anew. Sources: AWS CLI Command Reference, "ssm
get-parameter", "ssm get-parameters-by-path" and "secretsmanager get-secret-value"; Service Authorization Reference,
"AWS Systems Manager" and "AWS Secrets Manager" (the forms of ARNs); Systems Manager API Reference, "PutParameter" (the
names that are AWS's own); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.steering.fetching.calls import Call, calls_of, spelled_out
from daypass.graph.becoming.steering.fetching.command import Command

_PARAMETERS: Final = ("ssm get-parameter", "ssm get-parameters")
_BY_PATH: Final = "ssm get-parameters-by-path"
_SECRET: Final = "secretsmanager get-secret-value"  # noqa: S105 - a command
_FIXED: Final = "--version-id"
_PARAMETER: Final = re.compile(r"(?:arn:(?:[\w-]*:){4}parameter)?[\w./-]{1,1100}")
"""With a version or a label behind it, it is not of this form."""

_NAME: Final = re.compile(r"[\w/+=.@-]{1,512}")
_WHOLE: Final = re.compile(r"arn:[\w-]{1,32}:secretsmanager:[\w-]{0,32}:\d{0,12}:secret:[\w/+=.@-]{1,519}")
_OF_AWS: Final = ("aws", "ssm")
"""How no name of a parameter begins that a customer gives."""

_MADE_UP: Final = "-??????"
"""How Secrets Manager ends a name."""


class Value(NamedTuple):
    """A parameter or a secret, by its ARN, in any partition, region and account where a name is all that is said."""

    arn: str
    command: Command
    is_secret: bool = False


def values_in(text: str) -> Iterator[Value]:
    """All that the script fetches."""
    for call in calls_of(text):
        for arn in _parameters(text, call):
            yield Value(arn, call.command)
        for arn in _secrets(text, call):
            yield Value(arn, call.command, is_secret=True)


def parameter_arn(name: str) -> str:
    """The ARN of the parameter that somebody means by this; "" for one that stays, or that is AWS's."""
    own = name.rpartition(":parameter/")[2].lstrip("/")
    if not _PARAMETER.fullmatch(name) or not own or own.lower().startswith(_OF_AWS):
        return ""
    return name if name.startswith("arn:") else f"arn:*:ssm:*:*:parameter/{own}"


def secret_arn(name: str) -> str:
    """The same of a secret: of an ARN without the end that is made up, any end."""
    if _WHOLE.fullmatch(name):
        return name if _END.search(name) else f"{name}{_MADE_UP}"
    return f"arn:*:secretsmanager:*:*:secret:{name}{_MADE_UP}" if _NAME.fullmatch(name) else ""


_END: Final = re.compile(r"-[A-Za-z0-9]{6}\Z")


def _parameters(text: str, call: Call) -> Iterator[str]:
    if call.called in _PARAMETERS:
        every = (spelled_out(text, name) for name in call.says("--name", "--names"))
        yield from filter(None, map(parameter_arn, every))
    elif call.called == _BY_PATH:
        paths = (spelled_out(text, path).rstrip("/") for path in call.says("--path"))
        yield from filter(None, (parameter_arn(f"{path}/{PROBE}") for path in paths if path))


def _secrets(text: str, call: Call) -> Iterator[str]:
    if call.called == _SECRET and not call.says(_FIXED):
        yield from filter(None, (secret_arn(spelled_out(text, one)) for one in call.says("--secret-id")))
