"""This is where a Call is: what a task of a state machine calls, and the names that it was given for that.

Source: Step Functions Developer Guide, "Integrating services with Step Functions", "Using AWS SDK service integrations"
and "Discover service integration patterns in Step Functions"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.data.sdk_prefixes import sdk_prefixes
from daypass.graph.leaves import text_of
from daypass.model.resource import bare

ACTIVITY: Final = "activity"
"""What stands for the call of a task that some worker asks for."""

_LAMBDA: Final = "lambda:invoke"
_CALLED: Final = re.compile(
    r"arn:[\w-]{1,20}:states:[\w-]{0,30}:\d{0,12}:(?:aws-sdk:)?(?P<service>[\w-]{1,60}):(?P<call>\w{1,100})"
    r"(?P<how>\.waitForTaskToken|\.sync(?::2)?)?"
)
_OF_WORKERS: Final = re.compile(r"arn:[\w-]{1,20}:states:[\w-]{1,30}:\d{12}:activity:[\w-]{1,80}")
_OF_FUNCTION: Final = re.compile(r"arn:[\w-]{1,20}:lambda:[\w-]{1,30}:\d{12}:function:[\w:$-]{1,200}")
_ANSWERED: Final = ".waitForTaskToken"

_ACTIONS: Final[Mapping[str, str]] = {
    _LAMBDA: "lambda:InvokeFunction",
    "apigateway:invoke": "execute-api:Invoke",
    "http:invoke": "states:InvokeHTTPEndpoint",
    "s3:copyObject": "s3:PutObject",
    "s3:deleteObjects": "s3:DeleteObject",
}
"""A call → the action by which it is allowed, where that is called otherwise.

Source: Service Authorization Reference, "AWS Lambda", "Amazon S3" and others; read 2026-12.
"""


class Call(NamedTuple):
    """`name` is `service:call`, or `ACTIVITY`; `given` what it is asked with, and `to` the function or activity.

    `is_answered`: the machine waits until somebody answers.
    """

    name: str
    given: Mapping[str, Any]
    to: str = ""
    is_answered: bool = False

    @property
    def action(self) -> str:
        """The action of a policy by which it is allowed, as far as it is called like the call."""
        service, _, call = self.name.partition(":")
        own = f"{sdk_prefixes().get(service, service)}:{call[:1].upper()}{call[1:]}"
        return _ACTIONS.get(self.name, own)

    def text(self, key: str) -> str:
        """What it is given there; "" where the input says that, or it is not known."""
        text = text_of(self.given.get(key))
        return "" if text.startswith("{%") else text

    @property
    def texts(self) -> Iterator[str]:
        """Whatever texts it is given at the top, but those that the input says."""
        yield from filter(None, (self.to, *(self.text(key) for key in self.given if not key.endswith(".$"))))


def call_of(state: Mapping[str, Any]) -> Call | None:
    """That of a task; None for what is none, or is not known."""
    resource = text_of(state.get("Resource"))
    written = bare(state.get("Arguments", state.get("Parameters")))
    given = written if isinstance(written, Mapping) else {}
    if state.get("Type") != "Task":
        return None
    if _OF_WORKERS.fullmatch(resource):
        return Call(ACTIVITY, given, resource, is_answered=True)
    if _OF_FUNCTION.fullmatch(resource):
        return Call(_LAMBDA, given, resource)
    found = _CALLED.fullmatch(resource)
    return Call(f"{found['service']}:{found['call']}", given, is_answered=found["how"] == _ANSWERED) if found else None
