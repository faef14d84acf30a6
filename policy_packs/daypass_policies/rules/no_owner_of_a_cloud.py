"""No machine owns a project of Google, a subscription of Azure or a directory: whoever takes it over owns them too."""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.foreign_grants import FOREIGN_GRANTS, told, unsaid
from daypass_policies.elsewhere.service_grants import SERVICE_GRANTS


@rule(
    "no-owner-of-a-cloud",
    risk="admin-access",
    severity="critical",
    confidence="high",
    level="mandatory",
    applies_to=(*FOREIGN_GRANTS, *SERVICE_GRANTS),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "SOC2:CC6.3"),
    remedy="Give it the roles of the services it uses, on the resources or the resource group that it uses.",
    aliases=(
        "checkov:CKV_GCP_115",
        "checkov:CKV_GCP_116",
        "checkov:CKV_GCP_117",
        "checkov:CKV_AZURE_39",
        "checkov:CKV_GCP_42",
        "prowler:iam_sa_no_administrative_privileges",
        "prowler:iam_subscription_roles_owner_custom_not_created",
        "prowler:app_function_identity_without_admin_privileges",
    ),
)
def no_owner_of_a_cloud(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A basic role of Google, Owner of Azure or an administrator's role of Entra or Snowflake gives a machine all.

    Google: `owner`, `editor` and their successors `admin` and `writer`, and the administrators of folders and of the
    organisation, given on a project, folder or organisation to a service account or an identity pool; Google's own
    service agents are left alone. Azure: Owner, by its name or id, or a custom role that comes to it, on a subscription
    or above; Contributor is advice, as is Owner where a condition says which roles it may assign, and so are roles that
    come to all of a service there (Key Vault Administrator, Storage Blob Data Owner, unless a condition says which
    blobs), and a custom role of a subscription or above that may do everything and that the stack gives nobody yet.
    Entra: roles that come to Global Administrator, for all of the directory. Snowflake: `ACCOUNTADMIN`, `SECURITYADMIN`
    and `ORGADMIN`, given to a service user of the stack, or to a role that it holds; other users are people.

    A machine in Azure is what the assignment calls a service principal, and a service principal or managed identity of
    the stack. Users and groups, in Google too, are left alone, and so is an id that nothing in the stack knows. A
    condition of Google passes where each of its alternatives names resources (`resource.name`, `type` or `service`
    with `==` or `startsWith`), or the harmless roles that may be granted; one that only ends is advice, another counts
    for nothing, and one that is not read is undecided.

    And what administers a service that is no cloud: a client that is super administrator of Okta, a key or a service
    account that owns an organisation of MongoDB Atlas, a service principal that is account admin of Databricks, a
    client with all scopes of Auth0's Management API. Organisation administrators of Okta, owners of a project of Atlas
    and admins of a workspace of Databricks are advice. A management token of Nomad, a token of Consul with
    `global-management`, also by a role, and what machines log in to Vault by that is given the policy `root`, or one
    that may write everywhere (`path "*"`), as the stack says itself.

    So is who administers a server of databases or messages: a role of PostgreSQL that signs in and is superuser, or has
    `rds_superuser` or its like in other clouds; a user of MySQL with all privileges, or `SUPER`, on `*.*`;
    `atlasAdmin`, `superuser` of Elasticsearch, an account of Confluent that is `OrganizationAdmin`, who may do all with
    a cluster of Kafka, and a token with `sudo` of GitLab. Advice are roles that are given to roles; `administrator` of
    RabbitMQ; service accounts that are Admin of Grafana; and owners of a group or project of GitLab. Who may become one
    is told by `no-path-to-owner-of-a-cloud`.

    What Vault hands out counts as well, by a role of its secrets engines: users of AWS with AdministratorAccess, owners
    of a project or a subscription, `cluster-admin`, tokens that manage Consul or Nomad, and logins of databases that
    are superuser there.

    Refused:
        runner-owner:
          type: gcp:projects/iAMMember:IAMMember
          properties:
            project: acme-prod
            role: roles/owner
            member: serviceAccount:runner@acme-prod.iam.gserviceaccount.com

    Mended:
        runner-deploys:
          type: gcp:projects/iAMMember:IAMMember
          properties:
            project: acme-prod
            role: roles/run.developer
            member: serviceAccount:runner@acme-prod.iam.gserviceaccount.com
    """
    del ask
    yield from told(stack, "everything")
    yield from unsaid(stack)
