"""No machine may become any other in Google Cloud or Azure, or give itself what it was not given."""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.foreign_grants import FOREIGN_GRANTS, told
from daypass_policies.elsewhere.service_grants import SERVICE_GRANTS


@rule(
    "no-path-to-owner-of-a-cloud",
    risk="privilege-escalation",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(*FOREIGN_GRANTS, *SERVICE_GRANTS),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3", "MAESTRO:X-PRIVILEGE-ESCALATION"),
    remedy="Give the role on the one service account it is meant for, or say by a condition which roles it grants.",
    aliases=(
        "checkov:CKV_GCP_41",
        "checkov:CKV_GCP_44",
        "checkov:CKV_GCP_45",
        "checkov:CKV_GCP_49",
        "prowler:iam_no_service_roles_at_project_level",
        "prowler:iam_role_user_access_admin_restricted",
    ),
)
def no_path_to_owner_of_a_cloud(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A role that makes tokens of any service account, or assigns any role, is worth as much as the strongest of them.

    Google: roles that let a machine act as any service account (`serviceAccountTokenCreator`, `workloadIdentityUser`,
    `serviceAccountKeyAdmin`, `serviceAccountAdmin`) or give itself any role (`projectIamAdmin`, `securityAdmin`), and
    custom roles with such a permission, given on a project, folder or organisation. Those that change custom roles
    are advice. `serviceAccountUser`, which needs something to run code with, is handed-over-accounts-are-named's. On
    one service account they are how it should be. Azure: User Access Administrator and Role Based Access Control
    Administrator, or a custom role that assigns roles, on a resource group, a subscription or above, unless a
    condition keeps it from giving itself a role that assigns any other: by the roles that it assigns, or by whom it
    assigns them to. The roles that change managed identities, machines that run as these, or who gets into a vault, on
    a subscription, are advice. Entra: permissions of Microsoft Graph by which an application gives itself roles or acts
    as any other. Snowflake: `MANAGE GRANTS` on the account, also as one of all its privileges. Vault: policies that let
    a machine rewrite a policy that it has, write roles of auth methods, or entities and groups, or make tokens with any
    policy (`sudo` on `auth/token/create`), unless parameters say which policies it may hand out; for some names alone
    it is advice, and so are secret ids of roles of any name. A role of the token store that gives any policy
    (`allowedPoliciesGlobs`). Consul: `acl = "write"` for a token, unless it is called after Vault, is advice.

    Services that are no clouds: a login of PostgreSQL that may run programs of its server or reach its files
    (`pg_execute_server_program`), and who may change the rules of a cluster of Kafka. Advice are who makes roles or
    users there, as Vault must, and such roles that are given to roles.

    Who is a machine, and which conditions count, is told as by `no-owner-of-a-cloud`.

    Refused:
        ci-tokens:
          type: gcp:projects/iAMMember:IAMMember
          properties:
            project: acme-prod
            role: roles/iam.serviceAccountTokenCreator
            member: serviceAccount:ci@acme-prod.iam.gserviceaccount.com

    Mended:
        ci-tokens:
          type: gcp:serviceaccount/iAMMember:IAMMember
          properties:
            serviceAccountId: projects/acme-prod/serviceAccounts/deploy@acme-prod.iam.gserviceaccount.com
            role: roles/iam.serviceAccountTokenCreator
            member: serviceAccount:ci@acme-prod.iam.gserviceaccount.com
    """
    del ask
    yield from told(stack, "more")
