"""Who starts workloads in Google Cloud or Azure hands them the accounts that it was given, not whichever there is."""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.foreign_grants import FOREIGN_GRANTS, told


@rule(
    "handed-over-accounts-are-named",
    risk="pass-role",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=FOREIGN_GRANTS,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "SOC2:CC6.3", "MAESTRO:X-PRIVILEGE-ESCALATION"),
    remedy="Give the role on the one service account or managed identity that it hands over, not on all of them.",
    aliases=("checkov:CKV_GCP_41", "checkov:CKV_GCP_49", "prowler:iam_no_service_roles_at_project_level"),
)
def handed_over_accounts_are_named(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever may hand any account to what it starts runs its own code as the strongest of them.

    Google: `serviceAccountUser`, `iam.serviceAccounts.actAs` in a custom role, on a project, a folder or the
    organisation, for a machine; with the right to deploy anything (Cloud Run, functions, machines, builds) beside it
    that is every account there. Azure: Managed Identity Operator on a subscription or above. On one account, or one
    identity, it is how it should be, and a condition of the binding that names some counts as one.

    Who may make tokens or keys of any account is `no-path-to-owner-of-a-cloud`'s. Source: Google Cloud, "Attach service
    accounts to resources" and "Roles for service account authentication"; Microsoft Learn, "Managed Identity
    Operator"; read 2026-12.

    Refused:
        deploys:
          type: gcp:projects/iAMMember:IAMMember
          properties:
            project: acme-prod
            role: roles/iam.serviceAccountUser
            member: serviceAccount:deploy@acme-prod.iam.gserviceaccount.com

    Mended:
        deploys:
          type: gcp:serviceaccount/iAMMember:IAMMember
          properties:
            serviceAccountId: projects/acme-prod/serviceAccounts/web@acme-prod.iam.gserviceaccount.com
            role: roles/iam.serviceAccountUser
            member: serviceAccount:deploy@acme-prod.iam.gserviceaccount.com
    """
    del ask
    yield from told(stack, "handing")
