"""A project of Argo CD that takes anything from anywhere to anywhere is an administrator of its clusters for all."""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.argo_projects import PROJECTS, deploys_anywhere, hidden_projects, open_projects


@rule(
    "argo-project-names-what-it-deploys",
    risk="admin-access",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=PROJECTS,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3"),
    remedy="Name the repositories (sourceRepos) and the namespaces (destinations) of the project's applications.",
)
def argo_project_names_what_it_deploys(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Argo CD deploys as itself, with rights on all of a cluster: a project is what keeps its applications from those.

    Told is a project that takes pods from any repository (`sourceRepos: ["*"]`) into any namespace, `kube-system`
    among them, of its own cluster or of any (`destinations`). One of them by name is enough to pass, and so is a
    service account that it deploys as (`destinationServiceAccounts`), whose rights then count.

    Source: Argo CD documentation, "Projects" and "Security"; read 2026-12.

    Refused:
        shop:
          type: kubernetes:argoproj.io/v1alpha1:AppProject
          properties:
            metadata: {name: shop, namespace: argocd}
            spec: {sourceRepos: ["*"], destinations: [{server: "*", namespace: "*"}]}

    Mended:
        shop:
          type: kubernetes:argoproj.io/v1alpha1:AppProject
          properties:
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/shop-deploy.git"]
              destinations: [{server: "https://kubernetes.default.svc", namespace: shop}]
    """
    del ask
    for project, hidden in hidden_projects(stack):
        yield Open(project, hidden)
    unclear = {project.urn for project, _ in hidden_projects(stack)}
    for each in open_projects(stack):
        if each.resource.urn not in unclear and deploys_anywhere(each.resource):
            fact = f"project {each.resource.name!r} of Argo CD deploys from any repository to any namespace"
            yield Problem(fact, at="spec.destinations", on=each.resource)
