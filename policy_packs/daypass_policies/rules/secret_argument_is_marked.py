"""A secret is told to Pulumi as one, or Pulumi tells it to everybody."""

from collections.abc import Iterator

from daypass.data.secret_arguments import secret_arguments
from daypass.model.resource import Resource, Secret, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.credentials import find_shape, is_reference, tells_about
from daypass_policies.keeping.exposed import unpacked
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle


@rule(
    "secret-argument-is-marked",
    risk="secret-exposure",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=tuple(secret_arguments()),
    controls=("NHI2:2025", "NIST-800-53:IA-5(7)", "PCI-DSS-4.0.1:8.6.2", "SOC2:CC6.1"),
    remedy="Take it from `config.require_secret` or a vault, or mark it with `pulumi.Output.secret`.",
)
def secret_argument_is_marked(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """What nobody marked as secret stands in plain text in the state, in every diff, and in the logs of the pipeline.

    Asked of the arguments that providers other than AWS's mark as secrets themselves (passwords of databases, tokens
    and keys of providers, secrets of pipelines and of Kubernetes); those of AWS are the matter of
    `no-plain-credential`. The SDKs mark what they are given, so that an unmarked one came by another way: an older
    version, another language, an import, or a transform. References and placeholders are no secrets, and neither are
    public certificates.

    Refused:
        admin:
          type: gcp:sql/user:User
          properties: {instance: orders, name: admin, password: correct-horse-42}

    Mended:
        admin:
          type: gcp:sql/user:User
          properties: {instance: orders, name: app@acme.iam, type: CLOUD_IAM_SERVICE_ACCOUNT}
    """
    yield from settle(_at(resource, path) for path in secret_arguments()[resource.type])


def _at(resource: Resource, path: str) -> Iterator[Problem]:
    yield from settle(
        _judged(resource, path, key, one) for place in locate(resource.declared.raw, path) for key, one in _each(place)
    )


def _each(place: Located) -> Iterator[tuple[str, Located]]:
    """The value, or each value of the map or the list that it is, with its key in a map."""
    known = bare(place.value)
    if isinstance(known, dict):
        for key, value in known.items():
            yield key, Located(value, f"{place.path}.{key}", place.marked or isinstance(value, Secret))
    else:
        yield from (("", item) for item in place.items)


def _judged(resource: Resource, path: str, key: str, argument: Located) -> Iterator[Problem]:
    if argument.marked:
        return
    text = argument.text
    read = unpacked(text)
    whole = read.text if read else text
    # A map of secrets also has what is none: `username` beside `password`, `ca.crt` beside `tls.key`.
    is_none = not text.strip() or is_reference(text) or tells_about(key) or _is_certificate(whole)
    if find_shape(whole) or not is_none:
        fact = f"{argument.path} of {resource.name!r} is a secret that nobody marked as one"
        yield Problem(fact, argument.path, path)


def _is_certificate(text: str) -> bool:
    return "-----BEGIN CERTIFICATE-----" in text and "PRIVATE KEY" not in text
