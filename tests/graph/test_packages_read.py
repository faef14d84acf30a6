"""Where scripts name no repository of packages, they come from the one that the role may read by its name."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

PLACE = f"arn:aws:codeartifact:eu-west-1:{ACCOUNT}"
REPOSITORY = aws("codeartifact/repository", "r", repository="internal", domain="acme")
PUBLISHES = allow("codeartifact:PublishPackageVersion", f"{PLACE}:package/acme/internal/*")
READS = allow("codeartifact:ReadFromRepository", f"{PLACE}:repository/acme/internal")
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-Ab1Cd2")
RELEASES = allow("codeartifact:PublishPackageVersion", f"{PLACE}:package/acme/internal/npm/acme/deploy-tools")


def build(*commands: str, name: str = "payout") -> Resource:
    lines = "".join(f"      - {command}\n" for command in commands)
    spec = f"version: 0.2\nphases:\n  install:\n    commands:\n{lines}"
    return aws("codebuild/project", name, name=name, serviceRole=f"{ARN}role/b", source={"buildspec": spec})


def judged(
    *commands: str, given: Any = PUBLISHES, reads: Any = READS, there: Resource = REPOSITORY, who: Any = None
) -> Answer:
    strong = (role("b", "codebuild.amazonaws.com"), may("b", reads, SECRET))
    own = who or role("plugins", "lambda.amazonaws.com")
    return judge_stack(no_path_to_more_rights, own, may(own.name, given), *strong, build(*commands), there)


@pytest.mark.parametrize(
    "command",
    [
        "npx @acme/deploy-tools@latest release",
        "npm install -g @acme/deploy-tools",
        "pnpm dlx @payout/tools",
        "npm install",
        "yarn",
        "npx acme-deploy@latest",
        "pip install acme-tools",
        "pip install -r requirements.txt",
        "dotnet tool install --global Acme.Release",
    ],
)
def test_what_it_installs_of_its_own_comes_from_there(command: str) -> None:
    text = only(messages(judged(command)))
    assert text.startswith("role 'plugins' leads to role 'b', which may secretsmanager:GetSecretValue")
    assert "(codeartifact-x01: codeartifact:PublishPackageVersion)" in text


@pytest.mark.parametrize(
    "command",
    [
        *(
            "npm ci",
            "npx --no-install deploy-tools",
            "npx @acme/deploy-tools@2.4.1",
            "npm ci && npx @acme/deploy-tools",
        ),
        *("npm i -g @sentry/cli", "npx eslint@latest .", "pip install awscli", "pip install --require-hashes -r r.txt"),
        "npm config set registry https://packages.example.com && npm install",
        "pip install --index-url https://packages.example.com/simple -r requirements.txt",
        f"npm set registry=https://acme-{ACCOUNT}.d.codeartifact.eu-west-1.amazonaws.com/npm/other/; npm install",
    ],
)
def test_what_a_lock_or_a_version_holds_or_comes_from_elsewhere_does_not(command: str) -> None:
    assert passes(judged(command))


@pytest.mark.parametrize(
    "reads",
    [
        allow("codeartifact:ReadFromRepository", f"{PLACE}:repository/acme/other"),
        allow("codeartifact:ReadFromRepository", f"{PLACE}:repository/acme/*"),
        allow("codeartifact:*"),
        allow("codeartifact:GetAuthorizationToken", f"{PLACE}:domain/acme"),
    ],
)
def test_who_may_not_read_it_or_may_read_any_does_not_say_that_it_does(reads: Any) -> None:
    assert passes(judged("npm install", reads=reads))


def test_who_publishes_below_a_name_of_its_own_decides_nothing() -> None:
    own = allow("codeartifact:PublishPackageVersion", f"{PLACE}:package/acme/internal/npm/acme-plugins/*")
    assert passes(judged("npx @acme/deploy-tools@latest", "npm install", given=own))


@pytest.mark.parametrize(
    "there",
    [
        native("codeartifact:Repository", "r", repositoryName="internal", domainName="acme"),
        aws(
            "codeartifact/repository",
            "r",
            repository="internal",
            domain="acme",
            arn=f"{PLACE}:repository/acme/internal",
        ),
    ],
)
def test_a_repository_is_known_however_it_is_made(there: Resource) -> None:
    assert messages(judged("npm install", there=there))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN])
def test_one_without_a_name_is_none(odd: Any) -> None:
    assert passes(judged("npm install", there=aws("codeartifact/repository", "r", repository=odd, domain="acme")))


def test_rights_that_are_not_known_leave_it_undecided() -> None:
    reads = aws("iam/rolePolicy", "reads", role="b", policy=UNKNOWN)
    made = (role("b", "codebuild.amazonaws.com"), may("b", SECRET), reads, build("npm install"), REPOSITORY)
    own = (role("plugins", "lambda.amazonaws.com"), may("plugins", PUBLISHES))
    answer = judge_stack(no_path_to_more_rights, *own, *made)
    assert (messages(answer), unknowns(answer)) == ([], ["policy"])


def release(name: str, repository: str) -> Resource:
    subject = {"StringEquals": {"token.actions.githubusercontent.com:sub": f"repo:acme/{repository}:environment:prod"}}
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": f"{ARN}oidc-provider/token.actions.githubusercontent.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": subject,
    }
    return role(name, trust, tags={"daypass:class": "pipeline"})


def test_the_pipeline_of_a_package_publishes_that_one() -> None:
    command = "npx @acme/deploy-tools@latest release"
    assert passes(judged(command, given=RELEASES, who=release("deploy-tools-release", "deploy-tools")))
    assert passes(judged(command, given=RELEASES, who=release("npm-publish", "deploy-tools")))
    (text,) = messages(judged(command, given=PUBLISHES, who=release("site-release", "site")))
    assert "'site-release'" in text
