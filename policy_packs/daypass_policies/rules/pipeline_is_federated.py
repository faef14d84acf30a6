"""A pipeline proves which run it is; it does not carry a key to the cloud that somebody put there once."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, Literal

from daypass.data.credential_names import (
    ABOUT,
    ABOUT_CLOUDS,
    ADDRESSES,
    CLOUD_KEYS,
    CLOUDS,
    NO_CLOUD,
    TAKE_RUNS,
    WITH_LOGIN,
)
from daypass.data.credential_tokens import types_of
from daypass.model.resource import Resource, bare
from daypass.model.urn import Urn
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.credentials import find_shape, is_reference, promises_secret, words_of
from daypass_policies.keeping.made_here import KEYS
from daypass_policies.keeping.standing import ends_too_late, is_given, is_on, limit_options, problem, text_at, word_at


@rule(
    "pipeline-is-federated",
    risk="long-lived-credential",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=types_of("pipeline"),
    controls=(
        "NHI6:2025",
        "NHI7:2025",
        "NHI2:2025",
        "NIST-800-53:IA-5(7)",
        "NIST-800-53:IA-9",
        "MAESTRO:X-SUPPLY-CHAIN-ATTACKS",
    ),
    remedy="Let the pipeline exchange its own token (OIDC) for a session of its role, and take the key away.",
    options=limit_options("key"),
    aliases=("hulumi:DEPLOY_GOV_2",),
)
def pipeline_is_federated(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A key that lies in a pipeline is there for each of its jobs, actions and forks, and for whoever can change one.

    Looked at are service connections of Azure DevOps (without `useOidc` or WorkloadIdentityFederation), source
    credentials of CodeBuild (a token or a password instead of a connection), the keys by which Vault enters AWS or acts
    as a service account of Google, and secrets and variables of GitHub and GitLab, by their name: a key to a cloud
    (`AWS_SECRET_ACCESS_KEY`, `GCP_SA_KEY`, `AZURE_CREDENTIALS`) is refused; that of who else takes the token of a run
    (`PULUMI_ACCESS_TOKEN`, `PYPI_API_TOKEN`, `VAULT_TOKEN`) is advisory. Any other secret is told in profile `strict`
    alone, as a key that signs, or the password of a server, has nobody who would take that token. Names that only tell
    about something (`AWS_ROLE_ARN`, `AZURE_CLIENT_ID`) pass, and of a key that the same program makes is told where it
    is made.

    Refused:
        aws-key:
          type: github:index/actionsSecret:ActionsSecret
          properties: {repository: invoice, secretName: AWS_SECRET_ACCESS_KEY, plaintextValue: wJalrXUtnFEMI}

    Mended:
        aws-role:
          type: github:index/actionsSecret:ActionsSecret
          properties:
            repository: invoice
            secretName: AWS_ROLE_ARN
            plaintextValue: arn:aws:iam::111122223333:role/daypass/invoice-deploy-prod
    """
    yield from _PIPELINES[resource.type](resource, ask)


def _aws_connection(resource: Resource, ask: Ask) -> Iterator[Problem]:
    has_key = is_given(resource, "accessKeyId") or is_given(resource, "secretAccessKey")
    if has_key and not is_on(resource, "useOidc"):
        yield problem(resource, "holds an access key that never expires", "useOidc")


def _azure_connection(resource: Resource, ask: Ask) -> Iterator[Problem]:
    at = "serviceEndpointAuthenticationScheme"
    if word_at(resource, at, _AZURE_DEFAULT) not in ("workloadidentityfederation", "managedserviceidentity"):
        yield problem(resource, "authenticates with the secret of a service principal", at)


_AZURE_DEFAULT: Final = "serviceprincipal"


def _codebuild(resource: Resource, ask: Ask) -> Iterator[Problem]:
    if word_at(resource, "authType") in ("personal_access_token", "basic_auth"):
        yield problem(resource, "is a token or password that never expires", "authType", "likely")


def _vault_for_aws(resource: Resource, ask: Ask) -> Iterator[Problem]:
    key = next((path for path in ("accessKey", "secretKey", "secretKeyWo") if is_given(resource, path)), None)
    if key and not is_given(resource, "rotationSchedule"):
        yield from ends_too_late(resource, ask, _root_key)


def _root_key(resource: Resource, fact: str, at: str | None, *more: Any) -> Problem:
    return problem(resource, f"holds the key of an IAM user that {fact}", at, "likely")


def _vault_for_gcp(resource: Resource, ask: Ask) -> Iterator[Problem]:
    if word_at(resource, "secretType") == "service_account_key":
        yield problem(resource, "gives out keys of a service account", "secretType")


def _secret(name: str, resource: Resource, ask: Ask) -> Iterator[Problem]:
    """What the forge itself calls a secret is one, unless its name says otherwise, or a value that is a reference."""
    kind = secret_kind(said := text_at(resource, name))
    if kind == "none" or (kind == "perhaps" and _refers(resource)) or _is_told(resource):
        return
    yield from _by_name(resource, name, said, kind, ask)


def _is_told(resource: Resource) -> bool:
    """Whether the value is that of a key which the same program makes, and which is told there."""
    behind = {urn for key in _VALUES for urn in resource.property_dependencies.get(key, ())}
    return bool(behind) and all(Urn.parse(urn).type.rpartition("$")[2] in KEYS for urn in behind)


_VALUES: Final = ("plaintextValue", "value")


def _refers(resource: Resource) -> bool:
    values = map(bare, map(resource.declared.raw.get, _VALUES))
    return any(isinstance(value, str) and is_reference(value) and not find_shape(value) for value in values)


def _variable(name: str, resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A variable is one where its name promises it, or where it is masked."""
    kind = secret_kind(said := text_at(resource, name))
    is_asked = kind == "perhaps" and ask.profile == "strict"
    is_meant = is_asked and (is_on(resource, "masked") or is_on(resource, "hidden"))
    if (kind in ("cloud", "secret") or is_meant) and not _is_told(resource):
        yield from _by_name(resource, name, said, kind, ask)


def _by_name(resource: Resource, at: str, said: str, kind: "Kind", ask: Ask) -> Iterator[Problem]:
    grade, fact = _KINDS[kind]
    is_taken = kind == "secret" and not TAKE_RUNS.isdisjoint(words_of(said))
    if kind == "cloud" or is_taken or ask.profile == "strict":
        instead = "" if kind == "cloud" else _FETCHED
        yield problem(resource, f"{fact} that never expires", at, grade, instead=instead)


_FETCHED: Final = (
    "a secret manager that each run reads by OIDC, or a token that its issuer gives for the OIDC token of the run"
)


Kind = Literal["cloud", "secret", "perhaps", "none"]

_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "cloud": ("certain", "is a key to a cloud"),
    "secret": ("likely", "is a credential"),
    "perhaps": ("doubtful", "is a value"),
}


def secret_kind(name: str) -> Kind:
    """What a secret or variable of this name holds: a key to a cloud, another secret, perhaps one, or none at all."""
    words = words_of(name)
    if not words:
        return "perhaps"
    is_key_id = words[-3:] == ["access", "key", "id"]
    holds_login = words[-1] in ADDRESSES and not WITH_LOGIN.isdisjoint(words)
    if not is_key_id and not holds_login and (words[-1] in ABOUT | ABOUT_CLOUDS or "public" in words):
        return "none"
    is_key = words[-1] in CLOUD_KEYS and not NO_CLOUD & set(words)
    if is_key_id or promises_secret(name) or (is_key and CLOUDS & set(words)):
        return "cloud" if CLOUDS & set(words) else "secret"
    return "perhaps"


_PIPELINES: Final[Mapping[str, Callable[[Resource, Ask], Iterator[Problem]]]] = {
    "aws:codebuild/sourceCredential:SourceCredential": _codebuild,
    "aws-native:codebuild:SourceCredential": _codebuild,
    "azuredevops:index/serviceEndpointAws:ServiceEndpointAws": _aws_connection,
    "azuredevops:index/serviceEndpointAzureRM:ServiceEndpointAzureRM": _azure_connection,
    "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": partial(_secret, "secretName"),
    "github:index/actionsOrganizationSecret:ActionsOrganizationSecret": partial(_secret, "secretName"),
    "github:index/actionsSecret:ActionsSecret": partial(_secret, "secretName"),
    "github:index/codespacesOrganizationSecret:CodespacesOrganizationSecret": partial(_secret, "secretName"),
    "github:index/codespacesSecret:CodespacesSecret": partial(_secret, "secretName"),
    "github:index/codespacesUserSecret:CodespacesUserSecret": partial(_secret, "secretName"),
    "github:index/dependabotOrganizationSecret:DependabotOrganizationSecret": partial(_secret, "secretName"),
    "github:index/dependabotSecret:DependabotSecret": partial(_secret, "secretName"),
    "gitlab:index/groupVariable:GroupVariable": partial(_variable, "key"),
    "gitlab:index/projectVariable:ProjectVariable": partial(_variable, "key"),
    "vault:aws/secretBackend:SecretBackend": _vault_for_aws,
    "vault:gcp/secretStaticAccount:SecretStaticAccount": _vault_for_gcp,
}
