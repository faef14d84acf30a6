"""This is where the risks are, and what each names. A rule has exactly one."""

from typing import Final

RISKS: Final = {
    "unowned-identity": "no named owner, contact, purpose or review date",
    "ungoverned-identity": "an identity without its boundary or outside our care",
    "long-lived-credential": "a credential without an end, or with one too far away",
    "secret-exposure": "a secret where it can be read: environment, user data, output, plain argument",
    "federated-trust": "an OIDC or SAML trust that admits more than the one workload",
    "public-trust": "a trust or resource policy open to anyone",
    "cross-account-trust": "a whole foreign account or vendor trusted without a condition",
    "confused-deputy": "a service or vendor that can be made to act for a stranger",
    "admin-access": "everything, or everything in a service",
    "pass-role": "the right to hand any role to a service",
    "privilege-escalation": "rights that let the holder obtain more rights",
    "role-chaining": "a role that can become another, stronger one",
    "shared-identity": "one identity for several workloads",
    "environment-crossing": "an identity that reaches from one environment into another",
    "long-session": "a session longer than its class allows, or a term that nothing enforces",
    "human-use": "a person can act as the workload",
    "lifecycle": "review overdue, expired, orphaned, offboarded but alive",
    "agent-control": "an agent, tool gateway or model access without its guard",
    "evidence-gap": "what happened cannot be proven, or the proof can be deleted",
    "revocation-gap": "access that nobody could cut off in time",
}
