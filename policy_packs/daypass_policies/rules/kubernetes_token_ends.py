"""A pod gets a token that its node renews, not one that lies in a Secret."""

from collections.abc import Iterator
from typing import Final

from daypass.data.credential_tokens import types_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import problem, word_at

_OF_SERVICE_ACCOUNT: Final = "kubernetes.io/service-account-token"


@rule(
    "kubernetes-token-ends",
    risk="long-lived-credential",
    severity="high",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=types_of("kubernetes"),
    controls=("NHI7:2025", "NHI2:2025", "NIST-800-53:IA-5(7)", "SOC2:CC6.1"),
    remedy="Mount a projected service-account token, or ask the TokenRequest API for one that ends.",
)
def kubernetes_token_ends(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A Secret of type `kubernetes.io/service-account-token` is filled with a token that works until it is deleted.

    Everyone who may read Secrets in the namespace may be that service account, from anywhere. Other types of Secret are
    not looked at here.

    Refused:
        deployer-token:
          type: kubernetes:core/v1:Secret
          properties:
            type: kubernetes.io/service-account-token
            metadata: {annotations: {kubernetes.io/service-account.name: deployer}}

    Mended:
        deployer:
          type: kubernetes:core/v1:Pod
          properties:
            spec:
              serviceAccountName: deployer
              volumes:
                - name: token
                  projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 3600, audience: api}}]}
    """
    if word_at(resource, "type") == _OF_SERVICE_ACCOUNT:
        yield problem(resource, "never expires", "type")
