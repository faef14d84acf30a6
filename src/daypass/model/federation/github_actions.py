"""This is where `github_actions` is: jobs of one GitHub repository, in one environment, on one ref or of one workflow.

Source: GitHub Docs, "OpenID Connect reference"; IAM User Guide, "Available keys for AWS OIDC federation"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from daypass.errors import DeclarationError
from daypass.model.github_claims import HOST
from daypass.model.kind import Field, Kind, OidcFederation

AUDIENCE: Final = "sts.amazonaws.com"

_SHORT_OF_REF: Final = "give `environment`, or the full `ref` such as refs/heads/main"


@dataclass(frozen=True, slots=True)
class GithubActions(OidcFederation):
    """The jobs that may come: of `repository` (ORG/REPO), and of an environment, a ref or a workflow, or all of these.

    A job in an environment has a subject without its ref, so `environment` with `ref` asks for the ref as a claim of
    its own. `workflow` is the file that runs, at its ref (`ORG/REPO/.github/workflows/x.yml@refs/heads/main`).
    The ids survive a rename, and a stranger who registers the abandoned name does not have them.
    """

    repository: str
    repository_id: str = ""
    owner_id: str = ""
    environment: str = ""
    ref: str = ""
    workflow: str = ""
    enterprise: str = ""

    kind: ClassVar[str] = "github_actions"

    def __post_init__(self) -> None:
        KIND.check_made(self)
        if not self._context:
            raise DeclarationError(
                f"{self.repository!r} alone admits every branch and every pull request of the repository",
                place="federation",
                remedy=f"Pin the workload: {_SHORT_OF_REF}.",
            )

    @property
    def issuer_path(self) -> str:
        """An enterprise may have an issuer of its own, below GitHub's; then every key carries that path too."""
        return f"{HOST}/{self.enterprise}" if self.enterprise else HOST

    @property
    def proof(self) -> str:
        """One line for tables."""
        parts = (("environment", self.environment), ("ref", self.ref), ("workflow", self.workflow))
        return ", ".join([f"GitHub job of {self.repository}", *(f"{name} {value}" for name, value in parts if value)])

    def required_claims(self) -> Mapping[str, tuple[str, ...]]:
        """Audience and subject always; further claims as far as they are declared."""
        claims = {"aud": (AUDIENCE,), "sub": tuple(self._subjects())}
        also = {
            "repository_id": self.repository_id,
            "repository_owner_id": self.owner_id,
            "ref": self.ref if self.environment else "",
            "job_workflow_ref": self.workflow,
        }
        return claims | {claim: (value,) for claim, value in also.items() if value}

    def warnings(self, profile: str) -> tuple[str, ...]:
        """That names without ids can be taken over: a warning, and a `DeclarationError` in profile `strict`."""
        if self.repository_id and self.owner_id:
            return ()
        fact = f"{self.repository!r} is trusted by name alone, and whoever gets that name later is trusted too"
        remedy = "Give `repository_id` and `owner_id` (gh api repos/ORG/REPO --jq '.id, .owner.id')."
        if self.repository_id:
            fact = (
                f"without `owner_id` the immutable subject of {self.repository!r} is not trusted, only the one by name"
            )
        elif profile == "strict":
            raise DeclarationError(fact, place="federation.repository_id", remedy=remedy)
        return (f"{fact}. {remedy}",)

    @property
    def _context(self) -> str:
        """The end of the subject: what GitHub writes there for a job of this environment, or on this ref."""
        if self.environment:
            return f"environment:{self.environment.replace(':', '%3A')}"  # so that a colon always ends a value
        file, _, workflow_ref = self.workflow.partition("@")
        # A workflow of the repository itself runs on its own ref; one of another repository runs on any ref of ours.
        is_own = file.startswith(f"{self.repository}/") and workflow_ref.startswith("refs/")
        own = workflow_ref if is_own else ""
        return f"ref:{self.ref or own}" if self.ref or own else ""

    def _subjects(self) -> Iterator[str]:
        """Both spellings where both ids are known: GitHub sends the immutable one for new and renamed repositories."""
        yield f"repo:{self.repository}:{self._context}"
        if self.owner_id and self.repository_id:
            owner, name = self.repository.split("/")
            yield f"repo:{owner}@{self.owner_id}/{name}@{self.repository_id}:{self._context}"


def github_actions(
    *,
    repository: str,
    repository_id: str = "",
    owner_id: str = "",
    environment: str = "",
    ref: str = "",
    workflow: str = "",
    enterprise: str = "",
) -> dict[str, str]:
    """The `federation` argument for a GitHub Actions job; fields as in `GithubActions`."""
    fields = {
        "repository": repository,
        "repository_id": repository_id,
        "owner_id": owner_id,
        "environment": environment,
        "ref": ref,
        "workflow": workflow,
        "enterprise": enterprise,
    }
    return {"kind": "github_actions", **{name: value for name, value in fields.items() if value}}


_REF: Final = r"refs/(?:heads|tags)/[^\s~^:?*\[\\]+"
_ID: Final = r"^[1-9][0-9]{0,19}$"

KIND: Final = Kind(
    name="github_actions",
    description="A job of one GitHub repository, in one environment, on one ref or of one workflow",
    fields={
        "repository": Field(
            "Write ORG/REPO.",
            r"^[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[A-Za-z0-9._-]{1,100}$",
            required=True,
            example="acme/invoice",
        ),
        "repository_id": Field(
            "Write the number that `gh api repos/ORG/REPO --jq .id` prints.", _ID, example="123456789"
        ),
        "owner_id": Field(
            "Write the number that `gh api repos/ORG/REPO --jq .owner.id` prints.", _ID, example="987654"
        ),
        "environment": Field(
            "Write the name of one environment of the repository.", r"^[^\x00-\x1f\x7f*?$]{1,255}$", example="prod"
        ),
        "ref": Field(
            "Write the full name of one branch or tag, as in refs/heads/main.", f"^{_REF}$", example="refs/heads/main"
        ),
        "workflow": Field(
            "Write ORG/REPO/.github/workflows/FILE.yml@refs/heads/main.",
            rf"^[A-Za-z0-9][A-Za-z0-9_-]{{0,38}}/[A-Za-z0-9._-]{{1,100}}/\.github/workflows/[\w.-]+\.ya?ml@(?:{_REF}|[0-9a-f]{{40}})$",
            example="acme/invoice/.github/workflows/deploy.yml@refs/heads/main",
        ),
        "enterprise": Field(
            "Write the enterprise's slug, where it has an issuer of its own.", r"^[A-Za-z0-9][A-Za-z0-9-]{0,59}$"
        ),
    },
    make=GithubActions,
)
