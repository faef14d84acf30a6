"""This is where it is told which functions take signed code alone, and who gets their own code into them all the same.

Where the code signing configuration of a function enforces it, Lambda refuses code that none of its publishers signed.
Who may sign, let others sign, detach the configuration, give the function another or change what it asks for is not
held up; neither is anybody where it only warns, as it does unless it says otherwise. Sources: Lambda Developer Guide,
"Using code signing to verify code integrity with Lambda"; Lambda API Reference, "CodeSigningPolicies" (its default);
Service Authorization Reference, "AWS Lambda" and "AWS Signer"; read 2026-12.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.escalation_paths import EscalationPath
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.means import Means, best
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf, texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare

_UPLOADS: Final = "lambda:UpdateFunctionCode"
_CONFIG: Final = "codeSigningConfigArn"
_CONFIGS: Final = {
    "aws:lambda/codeSigningConfig:CodeSigningConfig": Kind("code signing configuration", "", "configId"),
    "aws-native:lambda:CodeSigningConfig": Kind("code signing configuration", "", "codeSigningConfigId", _CONFIG),
}
_ENFORCES: Final[Mapping[str, str]] = {
    "aws:lambda/codeSigningConfig:CodeSigningConfig": "policies.untrustedArtifactOnDeployment",
    "aws-native:lambda:CodeSigningConfig": "codeSigningPolicies.untrustedArtifactOnDeployment",
}
"""Type → where it says what happens to code that nobody signed."""

SIGNS: Final = ("signer:StartSigningJob", "signer:SignPayload", "signer:AddProfilePermission")
_OF_FUNCTION: Final = (
    "lambda:DeleteFunctionCodeSigningConfig",
    "lambda:PutFunctionCodeSigningConfig",
    "lambda:UpdateFunctionCodeSigningConfig",
)
_OF_CONFIG: Final = "lambda:UpdateCodeSigningConfig"


class Signed(NamedTuple):
    """What a function is held to by a configuration of this ARN, with `*` for what is not known."""

    config: str

    def passed(self, means: Means, function: str) -> Answer:
        """Whether somebody may have code of their own taken by the function of this ARN."""
        signs = (means.anywhere(action) for action in SIGNS if means.may(action))
        frees = (means.on(action, function) for action in _OF_FUNCTION if means.may(action))
        changes = (means.on(_OF_CONFIG, self.config),) if means.may(_OF_CONFIG) else ()
        found = best((*signs, *frees, *changes))
        return Answer(possible=True, unknown=found.unknown) if found.possible else NO


class Signings:
    """The configurations of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def of(self, path: EscalationPath, function: Resource) -> Signed | None:
        """What holds a function on a path by which code is uploaded; None where nothing is known to."""
        config = self._config(function) if _UPLOADS in path.actions else None
        if config is None or not _is_enforced(config):
            return None
        own = text_of(said(config, _CONFIGS[config.type].arn))
        return Signed(own or _whichever(text_of(said(function, _CONFIG))))

    def only_warns(self, function: Resource) -> bool:
        """Whether a configuration says who signs what the function takes, and lets anything else in all the same."""
        config = self._config(function)
        return config is not None and _only_warns(config)

    def _config(self, function: Resource) -> Resource | None:
        """The one of the stack that the function names."""
        written = bare(said(function, _CONFIG))
        if written is None:
            return None
        (meant,) = self._names.meant(function, _CONFIG, [Leaf(written, _CONFIG)])
        return self._stack.by_urn.get(meant.urn)

    @cached_property
    def _names(self) -> Names:
        return Names.of(self._stack.resources, _CONFIGS)


def _is_enforced(config: Resource) -> bool:
    found = texts_at(config.state, _ENFORCES[config.type])
    return tuple(found.texts) == ("Enforce",) and not found.unknown


def _only_warns(config: Resource) -> bool:
    """Whether that is known: it is so where nothing is said."""
    found = texts_at(config.state, _ENFORCES[config.type])
    return not found.unknown and tuple(found.texts) in ((), ("Warn",))


def _whichever(arn: str) -> str:
    return arn or f"arn:{ANY}:lambda:{ANY}:{ANY}:code-signing-config:{ANY}"
