"""What was made as a secret stays one where it is kept."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Secret, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.credentials import find_credential, is_reference, promises_secret, tells_about
from daypass_policies.keeping.made_here import RANDOM_PASSWORD
from daypass_policies.keeping.standing import word_at

_WITH_A_SECRET: Final[Mapping[str, str]] = {
    "aws:secretsmanager/secretVersion:SecretVersion": "secret version",
    "aws:iam/accessKey:AccessKey": "access key",
    "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": "credential",
    "aws:apigateway/apiKey:ApiKey": "API key",
    "aws:cognito/userPoolClient:UserPoolClient": "client",
    "tls:index/privateKey:PrivateKey": "private key",
    "gcp:serviceaccount/key:Key": "service account key",
    "gcp:secretmanager/secretVersion:SecretVersion": "secret version",
    "azuread:index/applicationPassword:ApplicationPassword": "client secret",
}
"""Types that make a secret, and also tell what anyone may know: there the parameter's name must promise a secret."""

_PARAMETERS: Final = ("aws:ssm/parameter:Parameter", "aws-native:ssm:Parameter")
_VALUES: Final = ("value", "insecureValue")


@rule(
    "no-secret-in-plain-parameter",
    risk="secret-exposure",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=_PARAMETERS,
    stack=True,
    controls=("NHI2:2025", "NIST-800-53:SC-28", "NIST-800-53:IA-5(7)", "PCI-DSS-4.0.1:8.6.2", "SOC2:CC6.1"),
    remedy="Make the parameter a SecureString, or keep the value in Secrets Manager and pass its ARN.",
    aliases=("checkov:CKV2_AWS_34",),
)
def no_secret_in_plain_parameter(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A parameter of type String is read by everyone who may list parameters, whatever Pulumi marks.

    `no-plain-credential` judges what a parameter holds; this rule sees where it comes from, which a preview knows
    before there is a value. What a RandomPassword made is a secret; what comes from an access key, a private key or a
    version of a secret is one where the parameter's name says so (`/ci/secret-access-key`, and not `/ci/public-key`).

    Refused:
        one:
          type: random:index/randomPassword:RandomPassword
          properties: {length: 14, result: "k7-Xq29vLm-4w"}
        plain:
          type: aws:ssm/parameter:Parameter
          properties: {type: String, name: /prod/db/one, value: "k7-Xq29vLm-4w"}

    Mended:
        one:
          type: random:index/randomPassword:RandomPassword
          properties: {length: 14, result: "k7-Xq29vLm-4w"}
        kept:
          type: aws:ssm/parameter:Parameter
          properties: {type: SecureString, name: /prod/db/one, value: "k7-Xq29vLm-4w"}
    """
    parameters = list(stack.of_type(*_PARAMETERS))
    made = _passwords(stack) if parameters else {}
    for parameter in parameters:
        try:
            yield from _judged(stack, parameter, made)
        except Undecided as stopped:
            yield Open(parameter, (stopped.path,))


def _judged(stack: Stack, parameter: Resource, made: Mapping[str, Resource]) -> Iterator[Problem]:
    text, maker = _text(parameter), None
    name = _name(parameter)
    if text is None or not is_reference(text):
        maker = next(_makers(stack, parameter, name), None) or made.get(text or "")
    if maker is None or _is_told(parameter, name, text) or tells_about(name):
        return
    if word_at(parameter, "type", "string") != "securestring":
        noun = _WITH_A_SECRET.get(maker.type, "password")
        fact = f"parameter {parameter.name!r} keeps in plain text what {noun} {maker.name!r} made"
        yield Problem(fact, at="value", on=parameter)


def _is_told(parameter: Resource, name: str, text: str | None) -> bool:
    """Whether `no-plain-credential` says it already, by the value or, where that is not known, by its name and mark."""
    if text is None:
        is_marked = any(isinstance(parameter.declared.raw.get(key), Secret) for key in _VALUES)
        return is_marked and promises_secret(name)
    return find_credential(name, text) is not None


def _makers(stack: Stack, parameter: Resource, name: str) -> Iterator[Resource]:
    """The resources of which the value is made, where that makes it a secret."""
    for key in _VALUES:
        for urn in parameter.property_dependencies.get(key, ()):
            maker = stack.by_urn.get(urn)
            if maker and (maker.type == RANDOM_PASSWORD or (maker.type in _WITH_A_SECRET and promises_secret(name))):
                yield maker


def _passwords(stack: Stack) -> dict[str, Resource]:
    """The passwords that resources of the stack made, as far as they are known."""
    made = ((bare(one.state.raw.get("result")), one) for one in stack.of_type(RANDOM_PASSWORD))
    return {text: one for text, one in made if isinstance(text, str) and len(text) >= _SHORTEST}


_SHORTEST: Final = 8
"""Characters: what is shorter may stand in a parameter by chance."""


def _text(parameter: Resource) -> str | None:
    """What it holds; None where that is not known yet, or no text."""
    values = (bare(parameter.declared.raw.get(key)) for key in _VALUES)
    return next((value for value in values if isinstance(value, str)), None)


def _name(parameter: Resource) -> str:
    """The last part of its name; the resource's own where that is not known yet."""
    name = bare(parameter.declared.raw.get("name"))
    return (name if isinstance(name, str) else parameter.name).rpartition("/")[2]
