"""Who publishes the next version of a package that a workload installs decides what it runs."""

import base64
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.graph.becoming.steering.packages import Packages
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
LOGIN = "aws codeartifact login --tool pip --domain acme --repository shared"
URL = f"https://acme-{ACCOUNT}.d.codeartifact.eu-west-1.amazonaws.com"
"""How the endpoint of a domain is written, as a script would have it: nobody asks anything there."""
PACKAGE = f"arn:aws:codeartifact:eu-west-1:{ACCOUNT}:package/acme"
LEDGER = f"{PACKAGE}/shared/pypi//ledger-tools"


def build(*commands: str) -> Resource:
    lines = "".join(f"      - {command}\n" for command in commands)
    spec = f"version: 0.2\nphases:\n  install:\n    commands:\n{lines}"
    return aws("codebuild/project", "p", name="p", serviceRole=f"{ARN}role/b", source={"buildspec": spec})


def packages(*commands: str) -> list[str]:
    made = build(*commands)
    return [arn.partition(":package/")[2] for arn in Packages(Stack((made,))).of(made)]


def judged(*made: Resource, given: dict[str, Any]) -> Answer:
    strong = role("b", "codebuild.amazonaws.com", "ec2.amazonaws.com", **ADMINISTRATOR)
    return judge_stack(no_path_to_more_rights, role("a"), may("a", given), strong, *made)


def test_whoever_publishes_what_a_build_installs_may_act_as_it() -> None:
    answer = judged(build(LOGIN, "pip install ledger-tools"), given=allow("codeartifact:PublishPackageVersion", LEDGER))
    (text,) = messages(answer)
    assert text.startswith("role 'a' may act as role 'b'")
    assert "(codeartifact-x01: codeartifact:PublishPackageVersion)" in text


@pytest.mark.parametrize(
    "other",
    [
        f"{PACKAGE}/shared/pypi//other",
        f"{PACKAGE}/shared/npm//ledger-tools",
        f"{PACKAGE}/own/pypi//ledger-tools",
        LEDGER.replace("acme", "others"),
    ],
)
def test_other_packages_are_nothing_to_it(other: str) -> None:
    given = allow("codeartifact:PublishPackageVersion", other)
    assert passes(judged(build(LOGIN, "pip install ledger-tools"), given=given))


def test_a_machine_installs_too_when_it_starts() -> None:
    script = f"#!/bin/bash\n{LOGIN}\npip3 install ledger-tools\n"
    template = aws(
        "ec2/instance",
        "m",
        iamInstanceProfile="p",
        userDataBase64=base64.b64encode(script.encode()).decode(),
    )
    profile = aws("iam/instanceProfile", "p", name="p", role="b")
    given = allow("codeartifact:PublishPackageVersion", LEDGER)
    assert messages(judged(template, profile, given=given))


@pytest.mark.parametrize(
    ("command", "installed"),
    [
        ("pip install ledger-tools", "acme/shared/pypi//ledger-tools"),
        ("python -m pip install --upgrade Ledger_Tools", "acme/shared/pypi//ledger-tools"),
        ("uv pip install -q 'ledger.tools[aws]>=2,<3'", "acme/shared/pypi//ledger-tools"),
        ('pip install "ledger-tools==2.*"', "acme/shared/pypi//ledger-tools"),
        ("pip install -r requirements.txt ledger-tools", "acme/shared/pypi//ledger-tools"),
    ],
)
def test_what_names_no_one_version_is_the_newest(command: str, installed: str) -> None:
    assert packages(LOGIN, command) == [installed]


@pytest.mark.parametrize(
    "command",
    [
        "pip install ledger-tools==2.4.1",
        "pip install --require-hashes -r requirements.txt",
        "pip install -r requirements.txt",
        "pip install -e .",
        "pip install ./dist/ledger_tools-1.0-py3-none-any.whl",
        "pip install --target vendor",
        "npm install ledger-tools",
        "pip download ledger-tools",
    ],
)
def test_versions_files_and_other_tools_are_no_newest_package(command: str) -> None:
    assert packages(LOGIN, command) == []


@pytest.mark.parametrize(
    ("command", "installed"),
    [
        ("npm install @acme/ledger", "acme/web/npm/acme/ledger"),
        ("npm i ledger@latest", "acme/web/npm//ledger"),
        ("npx -y ledger@^2.0.0", "acme/web/npm//ledger"),
        ("pnpm add @acme/ledger@2", "acme/web/npm/acme/ledger"),
    ],
)
def test_packages_of_npm_have_a_scope_or_none(command: str, installed: str) -> None:
    assert packages(f"npm config set registry={URL}/npm/web/", command) == [installed]


@pytest.mark.parametrize("command", ["npm ci", "npm install", "npm install ledger@2.4.1", "npm run add"])
def test_what_a_lock_or_a_version_says_is_nobodys_to_change(command: str) -> None:
    assert packages(f"npm config set registry={URL}/npm/web/", command) == []


def test_what_a_line_only_mentions_is_not_installed() -> None:
    spec = f"phases:\n  install:\n    commands:\n      - {LOGIN}\n      # pip install ledger-tools\n"
    made = aws("codebuild/project", "p", source={"buildspec": spec})
    assert list(Packages(Stack((made,))).of(made)) == []


def test_a_repository_is_named_by_its_endpoint_too() -> None:
    assert packages(f"pip install --index-url https://aws:$T@{URL.removeprefix('https://')}/pypi/shared/simple/ x") == [
        "acme/shared/pypi//x"
    ]


def test_without_a_repository_of_codeartifact_there_is_none() -> None:
    assert packages("pip install ledger-tools") == []
    assert packages("aws codeartifact login --tool pip --domain acme", "pip install ledger-tools") == []


@pytest.mark.parametrize(
    "repository",
    [
        aws("codeartifact/repository", "r", repository="shared", domain="acme", upstreams=[{"repositoryName": "libs"}]),
        native("codeartifact:Repository", "r", repositoryName="shared", domainName="acme", upstreams=["libs"]),
    ],
)
def test_what_a_repository_draws_from_another_is_published_there_too(repository: Resource) -> None:
    back = aws(
        "codeartifact/repository", "s", repository="libs", domain="acme", upstreams=[{"repositoryName": "shared"}]
    )
    made = build(LOGIN, "pip install x")
    found = [arn.partition(":package/")[2] for arn in Packages(Stack((made, repository, back))).of(made)]
    assert found == ["acme/shared/pypi//x", "acme/libs/pypi//x"]
