"""A credential is told in jobs, apps and variables of other clouds, and left in peace where its service keeps it."""

from typing import Any, Final

import pytest
from tests.support.consumers import said
from tests.support.rules import judge, messages, passes, unknowns

from daypass.data.plain_places import plain_places
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_plain_credential import no_plain_credential
from daypass_policies.rules.secret_argument_is_marked import secret_argument_is_marked

PASSWORD: Final = "tr0ub4dor"
TOKEN: Final = "9fceb02d0ae598e95dc970b7"
PROVIDERS: Final = (
    "azure:",
    "gcp:",
    "databricks:",
    "cloudflare:",
    "digitalocean:",
    "heroku:",
    "consul:",
    "kubernetes:",
)
IN_PAIRS: Final = [
    (type_, place.path)
    for type_, places in plain_places().items()
    for place in places
    if place.form in ("tree", "handed") and type_.startswith(PROVIDERS) and "eaders" not in place.path
]
SCRIPTS: Final = [
    (type_, place.path)
    for type_, places in plain_places().items()
    for place in places
    if place.form == "script" and not type_.startswith(("aws", "pulumi"))
]
VARIABLES: Final = [
    (type_, place.path)
    for type_, places in plain_places().items()
    for place in places
    if place.form in ("variable", "parameter") and not type_.startswith("aws")
]
JOB: Final = """job "api" {
  group "api" {
    task "api" {
      driver = "docker"
      config {
        image = "registry.acme.example/api:1"
        auth {
          username = "ci"
          password = "%s"
        }
      }
      env {
        DB_HOST     = "db.internal"
        DB_PASSWORD = "%s"
      }
      template {
        data = <<EOH
API_TOKEN={{ with nomadVar "nomad/jobs/api" }}{{ .token }}{{ end }}
DB_PASS="{{ .Data.data.password }}"
EOH
        env  = true
      }
    }
  }
}
"""


def found(type_: str, **inputs: Any) -> list[str]:
    return messages(judge(no_plain_credential, Resource.of(type_, "it", **inputs)))


@pytest.mark.parametrize(("type_", "path"), IN_PAIRS)
def test_a_password_is_told_in_each_place(type_: str, path: str) -> None:
    for value in ({"DB_PASSWORD": PASSWORD}, [{"name": "DB_PASSWORD", "value": PASSWORD}]):
        (message,) = found(type_, **said(path, value))
        assert PASSWORD not in message
    for value in ({"DB_PASSWORD": "${db.password}"}, [{"name": "DB_HOST", "value": "db.internal"}]):
        assert found(type_, **said(path, value)) == []


@pytest.mark.parametrize(("type_", "path"), SCRIPTS)
def test_a_password_is_told_in_each_script(type_: str, path: str) -> None:
    assert len(found(type_, **said(path, f"export DB_PASSWORD={PASSWORD}"))) == 1
    assert found(type_, **said(path, "export DB_PASSWORD=$(cat /run/secrets/db)")) == []


@pytest.mark.parametrize(("type_", "path"), VARIABLES)
def test_a_variable_is_told_by_the_name_beside_it(type_: str, path: str) -> None:
    inputs = said(path, PASSWORD)
    assert len(found(type_, key="DB_PASSWORD", **inputs)) == 1
    assert found(type_, key="DB_HOST", **said(path, "db.internal")) == []


@pytest.mark.parametrize(
    ("registry", "database", "number"),
    [(PASSWORD, PASSWORD, 2), ("${var.registry}", PASSWORD, 1), ("${var.registry}", "${var.database}", 0)],
)
def test_a_job_of_nomad_is_read_as_a_script(registry: str, database: str, number: int) -> None:
    assert len(found("nomad:index/job:Job", jobspec=JOB % (registry, database))) == number


def test_a_job_of_nomad_in_json_is_read_too() -> None:
    spec = f'{{"Job": {{"TaskGroups": [{{"Tasks": [{{"Env": {{"DB_PASSWORD": "{PASSWORD}"}}}}]}}]}}}}'
    assert len(found("nomad:index/job:Job", jobspec=spec)) == 1


def test_a_key_of_consul_is_told_by_the_end_of_its_path_also_where_it_is_marked() -> None:
    keys = [{"path": "secrets/shop/db_host", "value": "db-1a2b3c4d5e6f.internal"}]
    assert found("consul:index/keys:Keys", keys=keys) == []
    for value in (PASSWORD, Secret(PASSWORD)):
        (message,) = found("consul:index/keys:Keys", keys=[*keys, {"path": "shop/prod/db_password", "value": value}])
        assert message.startswith("db_password of 'it' holds a password")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fs.azure.account.key.acme.dfs.core.windows.net", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3=="),
        ("fs.azure.account.oauth2.client.secret.acme.dfs.core.windows.net", "x8Q~a1B2c3D4e5F6g7H8i9J0k1L2m3"),
        ("spark.hadoop.fs.s3a.secret.key", "wJalrXUtnFEMIK7MDENGbPxRfiCYzEXAMPLE"),
        ("spark.hadoop.javax.jdo.option.ConnectionPassword", PASSWORD),
    ],
)
def test_what_spark_is_told_is_told_but_for_references_to_a_scope(name: str, value: str) -> None:
    cluster = "databricks:index/cluster:Cluster"
    assert len(found(cluster, sparkConf={name: value})) == 1
    assert found(cluster, sparkConf={name: "{{secrets/shop/key}}", "spark.speculation": "true"}) == []


def test_parameters_of_a_job_are_told_by_their_defaults_and_their_flags() -> None:
    job = "databricks:index/job:Job"
    assert len(found(job, parameters=[{"name": "api_token", "default": TOKEN}])) == 1
    tasks = [{"sparkPythonTask": {"parameters": ["--password", PASSWORD]}}]
    assert len(found(job, tasks=tasks)) == 1


@pytest.mark.parametrize(
    ("type_", "path", "entry"),
    [
        ("cloudflare:index/workersScript:WorkersScript", "bindings[]", {"type": "secret_text", "name": "API_TOKEN"}),
        ("digitalocean:index/app:App", "spec.services[].envs[]", {"type": "SECRET", "key": "API_TOKEN"}),
    ],
)
def test_what_its_service_keeps_as_a_secret_is_told_where_nobody_marked_it(
    type_: str, path: str, entry: dict[str, Any]
) -> None:
    value = "text" if "name" in entry else "value"
    assert len(found(type_, **said(path, {**entry, value: TOKEN}))) == 1
    assert found(type_, **said(path, {**entry, value: Secret(TOKEN)})) == []
    assert found(type_, **said(path, Secret({**entry, value: TOKEN}))) == []
    plain = {**entry, "type": "plain_text", value: Secret(TOKEN)}
    (message,) = found(type_, **said(path, plain))
    assert message.endswith("the service shows it")


def test_what_digitalocean_has_sealed_is_no_secret() -> None:
    env = {"type": "SECRET", "key": "API_TOKEN", "value": "EV[1:YvyGTbkAQ1Kg:jq2oJTmdsaSr]"}
    assert found("digitalocean:index/app:App", spec={"envs": [env]}) == []


def test_a_variable_of_a_page_has_its_value_below_its_name() -> None:
    plain = {"API_TOKEN": {"type": "plain_text", "value": TOKEN}, "B_TOKEN": {"type": "secret_text", "value": TOKEN}}
    kept = {"API_TOKEN": {"type": "secret_text", "value": Secret(TOKEN)}}
    path = "deploymentConfigs.production.envVars"
    pages = "cloudflare:index/pagesProject:PagesProject"
    assert [message.partition(" ")[0] for message in found(pages, **said(path, plain))] == ["API_TOKEN", "B_TOKEN"]
    assert found(pages, **said(path, kept)) == []


def test_a_secure_value_of_azure_needs_its_mark_alone() -> None:
    script = "azure:core/resourceDeploymentScriptAzureCli:ResourceDeploymentScriptAzureCli"
    env = {"name": "DB_PASSWORD"}
    assert found(script, environmentVariables=[{**env, "secureValue": Secret(PASSWORD)}]) == []
    assert len(found(script, environmentVariables=[{**env, "secureValue": PASSWORD}])) == 1
    assert len(found(script, environmentVariables=[{**env, "value": Secret(PASSWORD)}])) == 1


@pytest.mark.parametrize("kind", ["variableGroup:VariableGroup", "buildDefinition:BuildDefinition"])
def test_so_does_a_secret_value_of_azure_devops(kind: str) -> None:
    type_, plain = f"azuredevops:index/{kind}", {"name": "REGION", "value": "westeurope"}
    kept = {"name": "DB_PASSWORD", "secretValue": Secret(PASSWORD), "isSecret": True}
    assert found(type_, variables=[plain, kept, {"name": "API_TOKEN"}]) == []
    assert found(type_, variables=Secret([plain, {**kept, "secretValue": PASSWORD}])) == []
    for shown in ({"value": PASSWORD}, {"value": Secret(PASSWORD), "secretValue": None}):
        assert len(found(type_, variables=[plain, {"name": "DB_PASSWORD", **shown}])) == 1
    assert len(found(type_, variables=[plain, {**kept, "secretValue": PASSWORD}])) == 1


def test_a_variable_beside_its_group_in_azure_devops_is_read_as_well() -> None:
    variable = "azuredevops:index/variableGroupVariable:VariableGroupVariable"
    assert len(found(variable, name="DB_PASSWORD", value=PASSWORD)) == 1
    assert found(variable, name="REGION", value="westeurope") == []
    assert found(variable, name="DB_PASSWORD", secretValue=Secret(PASSWORD)) == []
    kept = Resource.of(variable, "it", name="DB_PASSWORD", secretValue=PASSWORD)
    assert len(messages(judge(secret_argument_is_marked, kept))) == 1


@pytest.mark.parametrize(
    ("type_", "kept"),
    [
        ("gitlab:index/projectVariable:ProjectVariable", {"masked": True}),
        ("gitlab:index/groupVariable:GroupVariable", {"hidden": True}),
        ("gitlab:index/projectVariable:ProjectVariable", {"variableType": "file"}),
        ("tfe:index/variable:Variable", {"sensitive": True}),
        ("vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable", {"sensitive": True}),
        ("azure:automation/stringVariable:StringVariable", {"encrypted": True}),
        ("azure:apimanagement/namedValue:NamedValue", {"secret": True}),
        ("bitbucket:index/deploymentVariable:DeploymentVariable", {"secured": True}),
    ],
)
def test_a_variable_that_is_kept_back_needs_its_mark_alone(type_: str, kept: dict[str, Any]) -> None:
    shown = {key: False for key in kept if key != "variableType"}
    assert found(type_, key="DB_PASSWORD", value=Secret(PASSWORD), **kept) == []
    assert len(found(type_, key="DB_PASSWORD", value=PASSWORD, **kept)) == 1
    assert len(found(type_, key="DB_PASSWORD", value=Secret(PASSWORD), **shown)) == 1
    assert found(type_, key="DB_HOST", value=Secret("db.internal"), **shown) == []


def test_a_team_may_keep_back_what_says_nothing_of_it() -> None:
    variable = "vercel:index/sharedEnvironmentVariable:SharedEnvironmentVariable"
    assert found(variable, key="DB_PASSWORD", value=Secret(PASSWORD)) == []


def test_a_variable_of_which_it_is_not_known_whether_it_is_kept_back_is_undecided() -> None:
    inputs = {"key": "DB_PASSWORD", "value": Secret(PASSWORD), "masked": UNKNOWN}
    variable = Resource.of("gitlab:index/projectVariable:ProjectVariable", "it", **inputs)
    assert unknowns(judge(no_plain_credential, variable)) == ["masked"]


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        ("azure:containerapp/app:App", "secrets[].value"),
        ("azure:containerservice/group:Group", "containers[].secureEnvironmentVariables.DB"),
        ("nomad:index/variable:Variable", "items.db"),
        ("heroku:app/app:App", "sensitiveConfigVars.DB"),
        ("databricks:index/secret:Secret", "stringValue"),
    ],
)
def test_what_a_service_keeps_is_told_where_nobody_marked_it(type_: str, path: str) -> None:
    assert len(messages(judge(secret_argument_is_marked, Resource.of(type_, "it", **said(path, TOKEN))))) == 1
    assert passes(judge(secret_argument_is_marked, Resource.of(type_, "it", **said(path, Secret(TOKEN)))))
