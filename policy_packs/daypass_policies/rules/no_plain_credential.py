"""Credentials are handed to a workload by reference; where they stand in plain text, everyone who reads has them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from daypass.data.plain_places import PlainPlace, plain_places
from daypass.graph.property_path import beginning
from daypass.model.packed import is_torn
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Problem, Severity, rule
from daypass_policies.keeping.credentials import (
    Credential,
    find_credential,
    find_shape,
    is_reference,
    may_be_a_secret,
    promises_secret,
    words_of,
)
from daypass_policies.keeping.exposed import exposed, exposed_in_note, shape_in, unpacked
from daypass_policies.keeping.key_ids import ToldOfKey, is_id_beside, place_of, without_ids
from daypass_policies.keeping.plain_text import LIMIT, NamedEntry, assignments, entries, script, unnumbered
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle


@rule(
    "no-plain-credential",
    risk="secret-exposure",
    severity="critical",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=tuple(plain_places()),
    controls=(
        "NHI2:2025",
        "NIST-800-53:IA-5(7)",
        "PCI-DSS-4.0.1:8.6.2",
        "SOC2:CC6.1",
        "MAESTRO:X-DATA-LEAKAGE",
    ),
    remedy="Keep it in Secrets Manager, let the workload's role read it there, and pass no more than its ARN.",
    aliases=(
        "checkov:CKV_AWS_41",
        "checkov:CKV_AWS_45",
        "checkov:CKV_AWS_46",
        "checkov:CKV_AWS_295",
        "checkov:CKV_AZURE_45",
        "trivy:AWS-0036",
        "trivy:AWS-0029",
        "prowler:awslambda_function_no_secrets_in_variables",
        "prowler:ecs_task_definitions_no_environment_secrets",
        "prowler:ec2_instance_secrets_user_data",
        "prowler:ec2_launch_template_no_secrets",
        "prowler:autoscaling_find_secrets_ec2_launch_configuration",
        "prowler:codebuild_project_no_secrets_in_variables",
        "prowler:batch_job_definition_no_secrets",
        "prowler:stepfunctions_statemachine_no_secrets_in_definition",
        "prowler:ssm_document_secrets",
        "prowler:amplify_app_no_secrets_in_environment",
        "prowler:apigateway_restapi_no_secrets_in_stage_variables",
        "prowler:datapipeline_pipeline_no_secrets_in_definition",
        "prowler:elasticbeanstalk_environment_no_secrets_in_configuration",
        "prowler:glue_catalog_connection_no_secrets",
        "prowler:glue_etl_jobs_no_secrets_in_arguments",
        "prowler:sagemaker_notebook_instance_no_secrets",
    ),
)
def no_plain_credential(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """What stands in an environment, in user data or in a plain argument is read by everyone who may look.

    Looked at are environments (Lambda, ECS, Batch, CodeBuild, App Runner, Kubernetes, functions and containers of
    Google and Azure, jobs of Nomad and Databricks, Workers and pages of Cloudflare, Vercel, DigitalOcean and others),
    variables of pipelines (GitHub, GitLab, Bitbucket, Azure DevOps, HCP Terraform), keys of Consul, scripts and
    templates (user data in base64 and gzip too, build specifications, state machines, inputs of schedules and events,
    commands), headers that webhooks and checks send (of Datadog, GitLab, Grafana, Okta and others), SSM parameters,
    tags and descriptions of what is most common, and arguments that are secrets, such as a database's password, where
    nobody marked them as one. A credential is known by its shape (an access key, a private key, a token with its
    issuer's prefix, an authorization header, a URL or a command with a password) or by a name that promises one
    (`DB_PASSWORD`). References (`arn:...`, `{{resolve:...}}`, `${...}`, `/path/of/parameter`), what a script works out,
    and placeholders (`changeme`, `<...>`) are none; a weak one that is used as is (`POSTGRES_PASSWORD=postgres`,
    `JWT_SECRET=my-jwt-secret`) is one. What may be the name of a secret (`CLIENT_SECRET=acme-client-secret`) is advice
    beside two credentials in plain text.

    Pulumi's mark hides a secret in the state, not in the console of the service that it is given to. So a marked value
    in an environment counts when its name promises a secret, of severity high, and is advisory when it does not; one
    that is handed to a command, a chart, another vendor's webhook or a provider of Pulumi does not count, nor does a
    marked id. The id of an access key is told with the secret beside it. Only names are reported. In profile `baseline`
    a shape, a password or a marked secret is told, and not what a name and its randomness suggest.

    Refused:
        api:
          type: aws:lambda/function:Function
          properties:
            role: arn:aws:iam::111122223333:role/api
            environment: {variables: {DB_PASSWORD: "correct-horse-42"}}

    Mended:
        api:
          type: aws:lambda/function:Function
          properties:
            role: arn:aws:iam::111122223333:role/api
            environment:
              variables:
                DB_PASSWORD_SECRET: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:api-db-AbCdEf"
    """
    found = settle(_in_place(resource, place) for place in plain_places()[resource.type])
    yield from found


def _in_place(resource: Resource, place: PlainPlace) -> Iterator[Problem]:
    found = tuple(locate(resource.declared.raw, place.path))
    yield from settle(_IN_FORM[place.form](resource, one) for one in found if not _is_kept_by_pulumi(resource, one))
    if not found and place.form in _READ_THROUGH:
        yield from settle(_in_tree(resource, one) for one in _of_another_shape(resource, place))


def _is_kept_by_pulumi(resource: Resource, one: Located) -> bool:
    """Whether it is a marked argument of a provider, which is in the state alone: encrypted, and shown by no service.

    Source: https://www.pulumi.com/docs/iac/concepts/secrets/ ; read 2026-12.
    """
    return one.marked and resource.type.startswith("pulumi:providers:")


_READ_THROUGH: Final = ("tree", "script")


def _of_another_shape(resource: Resource, place: PlainPlace) -> Iterator[Located]:
    """Texts where the property should hold more: whatever they are taken for, they are there to be read."""
    first = beginning(place.path)
    odd = (item for one in locate(resource.declared.raw, first) if first != place.path for item in one.items)
    yield from (one for one in odd if isinstance(bare(one.value), str))


def _in_tree(resource: Resource, tree: Located) -> Iterator[Problem]:
    yield from _in_entries(resource, tree, entries(tree.value, tree.path, lines=True))


def _in_handed(resource: Resource, tree: Located) -> Iterator[Problem]:
    """Whoever marks what a command or a chart is handed has told it well, and the id of a key with it."""
    if not tree.marked:
        kept = [one for one in entries(tree.value, tree.path) if one.marked]
        plain = entries(tree.value, tree.path, marked=False, lines=True)
        yield from _in_entries(resource, tree, (one for one in plain if not is_id_beside(one, kept)))


def _in_entries(resource: Resource, tree: Located, found: Iterable[NamedEntry]) -> Iterator[Problem]:
    unknown, told, quiet = "", [], []
    for entry in _within_limit(found):
        if entry is None:
            told.append(ToldOfKey(_too_large(resource, tree.path)))
        elif entry.is_line:
            told += [ToldOfKey(problem, entry) for problem in _in_line(resource, entry, told)]
        elif entry.text is None and not (entry.marked and promises_secret(entry.name)):
            unknown = unknown or entry.path
        else:
            problems = list(_in_entry(resource, entry))
            told += [ToldOfKey(problem, entry) for problem in problems]
            quiet += [] if problems else [entry]
    yield from without_ids(told)
    yield from _likely_beside(resource, quiet, told)
    if unknown:
        raise Undecided(unknown)


def _likely_beside(resource: Resource, quiet: Iterable[NamedEntry], told: Iterable[ToldOfKey]) -> Iterator[Problem]:
    """What may be the name of a secret, beside several that stand in plain text: who writes those looks up none."""
    plain = Counter(place_of(one.entry) for one in told if one.entry and not (one.entry.marked or one.entry.hidden))
    for entry in quiet:
        if plain[place_of(entry)] >= _SEVERAL and not entry.hidden and may_be_a_secret(entry.name, entry.text or ""):
            fact = "holds a secret in plain text like those beside it, unless it is the name of one"
            message = f"{entry.name} of {resource.name!r} {fact}"
            yield Problem(message, entry.path, entry.name, "medium", "low", advisory=True)


_SEVERAL: Final = 2


def _in_line(resource: Resource, line: NamedEntry, told: Iterable[ToldOfKey]) -> Iterator[Problem]:
    """A password that a command takes in its own way (`mysql -pSECRET`), unless one of its arguments is told."""
    if any(one.entry and one.entry.path.startswith(f"{line.path}[") for one in told):
        return
    if found := find_shape(line.text or ""):
        shown = _HIDDEN_ALL if line.hidden else ""
        fact = f"{line.name} of {resource.name!r} holds {found.phrase} in plain text{shown}"
        yield Problem(fact, line.path, line.name, _OF_HIDDEN if shown else None, confidence=found.confidence)


def _within_limit(found: Iterable[NamedEntry]) -> Iterator[NamedEntry | None]:
    """As much as can be looked through; None last, where that is not all."""
    read = 0
    for entry in found:
        read += len(entry.text or "")
        if read > LIMIT:
            yield None
            return
        yield entry


def _in_entry(resource: Resource, entry: NamedEntry) -> Iterator[Problem]:
    text = entry.text or ""
    read = unpacked(text)
    if read and not read.whole:
        yield _too_large(resource, entry.path)
    found = exposed(entry.name, text, read)
    if entry.marked and not is_reference(text) and (found is None or found.confidence != "high"):
        if promises_secret(entry.name):
            found = Credential("a secret", "high")
        elif found is None and text.strip() and words_of(entry.name)[-1:] != ["id"]:
            fact = "holds a value that Pulumi's secret mark hides in the state alone: the service shows it"
            # A key of its own: a baseline that knows a marked value does not know what stands there unmarked later.
            key = f"{entry.name} (marked)"
            yield Problem(f"{entry.name} of {resource.name!r} {fact}", entry.path, key, "medium", advisory=True)
    if found:
        shown = _HIDDEN if entry.marked else _HIDDEN_ALL if entry.hidden else ""
        severity = _OF_HIDDEN if shown else None
        fact = f"{entry.name} of {resource.name!r} holds {found.phrase} in plain text{shown}"
        yield Problem(fact, entry.path, entry.name, severity, confidence=found.confidence)


_HIDDEN: Final = ", which Pulumi's secret mark hides in the state alone: the service shows it"
_HIDDEN_ALL: Final = ", which the mark on all of it hides in the state alone: the service shows it"
_OF_HIDDEN: Final[Severity] = "high"
"""Whoever reads the state does not see it, and whoever looks at the thing in the console does."""


def _in_script(resource: Resource, packed: Located) -> Iterator[Problem]:
    path, read = packed.path, script(packed.text)
    shown, severity = (_HIDDEN, _OF_HIDDEN) if packed.marked else ("", None)
    if not read.whole:
        yield _too_large(resource, path)
    if shape := shape_in(read.text):
        yield Problem(
            f"{path} of {resource.name!r} holds {shape.phrase} in plain text{shown}", path, shape.phrase, severity
        )
    for name, value in dict(reversed(list(assignments(read.text)))).items():
        if not find_shape(value) and (found := find_credential(name, value)):
            fact = f"{path} of {resource.name!r} sets {name} to {found.phrase} in plain text{shown}"
            yield Problem(fact, path, name, severity, confidence=found.confidence)
    if is_torn(packed.text, LIMIT + 1):
        raise Undecided(path)


def _in_argument(resource: Resource, argument: Located) -> Iterator[Problem]:
    """Pulumi keeps what is marked encrypted in its state, and the service keeps it as the secret that it expects."""
    yield from settle(_in_plain_argument(resource, item) for item in argument.items if not item.marked)


def _in_plain_argument(resource: Resource, argument: Located) -> Iterator[Problem]:
    text = argument.text
    if text.strip() and (find_shape(text) or not is_reference(text)):
        name = unnumbered(argument.path).rpartition(".")[2]
        fact = "is a secret that nobody marked as one; read it as one (`requireSecret`)"
        yield Problem(f"{argument.path} of {resource.name!r} {fact}", argument.path, name)


def _in_parameter(resource: Resource, parameter: Located) -> Iterator[Problem]:
    properties = resource.declared
    if properties.get("type", "String") == "SecureString":
        yield from _in_argument(resource, parameter)
        return
    named = (properties.get(key) for key in _NAMES if properties.is_known(key))
    name = next((name for name in named if isinstance(name, str)), resource.name)
    if isinstance(bare(parameter.value), list | dict):
        yield from _in_tree(resource, parameter)
    elif found := _in_value(name.rpartition("/")[2], parameter):
        fact = f"parameter {resource.name!r} holds {found.phrase} in plain text"
        yield Problem(fact, parameter.path, confidence=found.confidence)
    elif (late := next((key for key in _NAMES if not properties.is_known(key)), "")) and _in_value(_ANY, parameter):
        raise Undecided(late)


def _in_variable(resource: Resource, variable: Located) -> Iterator[Problem]:
    """Whoever marks what the service keeps from eyes or logs has told it to both."""
    if not (variable.marked and _is_kept_back(resource)):
        yield from _in_parameter(resource, variable)


def _is_kept_back(resource: Resource) -> bool:
    """Whether its service is told to; Vercel's teams may ask for it of every variable that says nothing.

    A file is too long for a mask of GitLab's. Raises `Undecided`.
    """
    properties = resource.declared
    if properties.get("variableType") == "file" or any(properties.get(key) in _YES for key in _KEEPING_BACK):
        return True
    return resource.type.startswith("vercel:") and properties.get("sensitive") is None


_YES: Final = (True, "true")
_KEEPING_BACK: Final = ("masked", "hidden", "sensitive", "encrypted", "isEncrypted", "secret", "secured")


def _in_value(name: str, value: Located) -> Credential | None:
    """What is marked is a secret under such a name, also where an export holds no more of it than its cipher."""
    if value.marked and bare(value.value) is UNKNOWN and promises_secret(name):
        return Credential("a secret", "high")
    return find_credential(name, value.text[:LIMIT])


def _in_note(resource: Resource, tree: Located) -> Iterator[Problem]:
    """Whatever is unknown in a tag counts only where its name promises a secret: most name what is made beside it."""
    unknown = ""
    for entry in entries(tree.value, tree.path, marked=False):
        if entry.text is None and promises_secret(entry.name):
            unknown = unknown or entry.path
        if entry.text and (found := exposed_in_note(entry.name, entry.text[:LIMIT])):
            fact = f"{entry.path} of {resource.name!r} holds {found.phrase} in plain text"
            # A key of its own: a variable of the same name is another place.
            yield Problem(fact, entry.path, f"{tree.path} {entry.name}", confidence=found.confidence)
    if unknown:
        raise Undecided(unknown)


_NAMES: Final = ("name", "variableName", "key", "keyName", "displayName")
_ANY: Final = "password"
"""What a name that is not known yet may turn out to be."""

_IN_FORM = {
    "tree": _in_tree,
    "handed": _in_handed,
    "script": _in_script,
    "secret": _in_argument,
    "parameter": _in_parameter,
    "variable": _in_variable,
    "note": _in_note,
}


def _too_large(resource: Resource, path: str) -> Problem:
    fact = f"{path} of {resource.name!r} is larger than can be looked through ({LIMIT} characters)"
    return Problem(fact, path, unnumbered(path))
