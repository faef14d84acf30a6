"""What `no-path-to-roles-of-pods` tells of who has the operator of External Secrets read for them."""

from typing import Any

import pytest
from tests.policies.rules.test_no_path_to_roles_of_pods import judged, pods
from tests.support.becoming import allow
from tests.support.clusters import RBAC, account, binding, rule_on
from tests.support.grants import ACCOUNT, ARN
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.role_does_not_become_another import role_does_not_become_another

ESO = "external-secrets.io"
ASKS = rule_on(ESO, "externalsecrets", "create", "update")
SEES = rule_on("", "secrets", "get")
ARN_OF = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:"
READS = allow("secretsmanager:GetSecretValue", f"{ARN_OF}ledger/bank-??????")
OPERATOR = pods("external-secrets", READS, "tools")
AS_LEDGER = {"jwt": {"serviceAccountRef": {"name": "ledger", "namespace": "pay"}}}


def widget(*rules: Any, who: str = "widget") -> tuple[Resource, ...]:
    """A service account of namespace `web` with these rules there."""
    made = Resource.of(f"{RBAC}:Role", "web-role", metadata={"name": "ops", "namespace": "web"}, rules=list(rules))
    return made, binding("ops", account(who, "web"), kind="RoleBinding", of="Role", namespace="web")


def store(kind: str = "ClusterSecretStore", namespace: str = "", conditions: Any = None, **aws: Any) -> Resource:
    spec = {"provider": {"aws": {"service": "SecretsManager", "region": "eu-west-1", **aws}}}
    return Resource.of(
        f"kubernetes:{ESO}/v1:{kind}",
        "store",
        metadata={"name": "store", **({"namespace": namespace} if namespace else {})},
        spec=spec if conditions is None else {**spec, "conditions": conditions},
    )


def namespace(**labels: str) -> Resource:
    return Resource.of("kubernetes:core/v1:Namespace", "web", metadata={"name": "web", "labels": labels})


def test_who_asks_for_whatever_secret_and_sees_it_reads_as_the_operator() -> None:
    message = only(judged(*widget(ASKS, SEES), store(), *OPERATOR))
    assert message == (
        "binding 'ops-binding' lets service account 'widget' have External Secrets fetch into its namespace what is "
        f"read by role 'external-secrets', which may secretsmanager:GetSecretValue on {ARN_OF}ledger/bank-??????, as "
        "it may not itself"
    )


@pytest.mark.parametrize(
    "made",
    [
        store("SecretStore", "web"),
        store(conditions=[{"namespaces": ["pay"]}, {"namespaces": ["web"]}]),
        store(conditions=[{"namespaceRegexes": ["^w"]}]),
        store(conditions=[{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "web"}}}]),
    ],
    ids=["of the namespace", "named", "pattern", "labels"],
)
def test_a_store_that_the_namespace_uses_counts_however_it_does(made: Resource) -> None:
    assert only(judged(*widget(ASKS, SEES), made, *OPERATOR))


def test_a_store_reads_as_the_account_or_the_role_that_it_names() -> None:
    ledger = pods("ledger", READS)
    for named in (store(auth=AS_LEDGER), store(role=f"{ARN}role/ledger")):
        assert "what is read by role 'ledger'" in only(judged(*widget(ASKS, SEES), named, *ledger))


def test_who_makes_a_store_without_credentials_reads_as_the_operator() -> None:
    makes = rule_on(ESO, "secretstores", "create")
    assert only(judged(*widget(ASKS, SEES, makes), *OPERATOR))
    assert passes(judged(*widget(ASKS, SEES), *OPERATOR))


def test_who_starts_pods_sees_what_is_mounted_there() -> None:
    message = only(judged(*widget(ASKS, rule_on("batch", "jobs", "create")), store(), *OPERATOR))
    assert "have External Secrets fetch" in message


@pytest.mark.parametrize("who", ["widget-deployer", "preview-deployer", "ci-widget"])
def test_a_pipeline_whose_name_says_for_what_it_is_reads_no_others(who: str) -> None:
    stack = (*widget(ASKS, SEES, who=who), store(), *OPERATOR)
    assert who in only(judged(*stack))
    assert judge_stack(role_does_not_become_another, *stack).problems


@pytest.mark.parametrize(
    "stack",
    [
        (*widget(ASKS), store(), *OPERATOR),
        (*widget(rule_on(ESO, "externalsecrets", "get", "list"), SEES), store(), *OPERATOR),
        (*widget(ASKS, SEES), store(conditions=[{"namespaces": ["pay"]}]), *OPERATOR),
        (
            *(*widget(ASKS, SEES), *OPERATOR, namespace(team="web")),
            store(conditions=[{"namespaceSelector": {"matchLabels": {"team": "pay"}}}]),
        ),
        (*widget(ASKS, SEES), store("SecretStore", "pay"), *OPERATOR),
        (*widget(ASKS, SEES), store(auth={"jwt": {"serviceAccountRef": {"name": "own"}}}), *OPERATOR),
        (*widget(ASKS, SEES), store(role=f"{ARN}role/web-secrets"), *OPERATOR),
        (*widget(ASKS, SEES), store(auth={"secretRef": {"accessKeyIDSecretRef": {"name": "k"}}}), *OPERATOR),
        (*widget(ASKS, SEES), store(service="ParameterStore"), *OPERATOR),
        (
            *(*widget(ASKS, SEES), store()),
            *pods("external-secrets", allow("secretsmanager:GetSecretValue", f"{ARN_OF}web/maps-??????"), "tools"),
        ),
        (*widget(ASKS, SEES), store(), *pods("widget", READS, "web"), *OPERATOR),
        (*widget(ASKS, SEES, who="deployer"), store(), *OPERATOR),
        (*widget(ASKS, SEES, who="prod-github-deploy"), store(), *OPERATOR),
        (*widget(ASKS, SEES, who="ledger-deployer"), store(), *OPERATOR),
        (
            *(*widget(ASKS, SEES, who="preview-deployer"), store()),
            *pods("external-secrets", allow("secretsmanager:GetSecretValue", f"{ARN_OF}previews/api-??????"), "tools"),
        ),
        (*widget(ASKS, SEES), store()),
    ],
    ids=[
        *("does not see", "does not ask", "condition", "labels", "other namespace", "account there", "role of its own"),
        *(
            "keys",
            "parameters",
            "called after it",
            "has it",
            "deploys",
            "deploys all",
            "deploys it",
            "previews",
            "nobody's",
        ),
    ],
)
def test_what_is_limited_or_gives_nothing_more_passes(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack))


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (store(conditions=UNKNOWN), "spec.conditions"),
        (store(conditions=[{"namespaces": [UNKNOWN]}]), "spec.conditions[0].namespaces[0]"),
        (store(conditions=[7]), "spec.conditions[0]"),
        (store(conditions=[{"namespaces": ["pay", {"a": 1}]}]), "spec.conditions[0].namespaces[1]"),
        (store(conditions=[{"namespaces": [["web"]]}]), "spec.conditions[0].namespaces[0]"),
        (store(conditions=[{"namespaceRegexes": [r"^\pL+$"]}]), "spec.conditions[0].namespaceRegexes[0]"),
        (
            store(conditions=[{"namespaceSelector": {"matchLabels": {"a": "b"}}}]),
            "spec.conditions[0].namespaceSelector",
        ),
        (store(auth=UNKNOWN), "spec.provider.aws.auth"),
        (store(role=UNKNOWN), "spec.provider.aws.role"),
    ],
)
def test_what_is_not_known_of_a_store_is_undecided(made: Resource, path: str) -> None:
    assert unknowns(judged(*widget(ASKS, SEES), made, *OPERATOR)) == [path]
    assert passes(judged(*widget(SEES), made, *OPERATOR))
