"""Who publishes the next version of a package that a workload installs decides what it runs."""

import base64
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.packages import Packages
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource
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
    return packages_of(build(*commands))


def packages_of(made: Resource, *others: Resource) -> list[str]:
    return [one.arn.partition(":package/")[2] for one in Packages(Stack((made, *others))).of(made)]


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
        ("pip install -c constraints.txt ledger-tools > pip.log", "acme/shared/pypi//ledger-tools"),
    ],
)
def test_what_names_no_one_version_is_the_newest(command: str, installed: str) -> None:
    assert packages(LOGIN, command) == [installed]


@pytest.mark.parametrize(
    "command",
    [
        "pip install ledger-tools==2.4.1",
        "pip install --require-hashes -r requirements.txt",
        "pip install -c constraints.txt -r requirements.txt",
        "pip install --no-deps .",
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


@pytest.mark.parametrize(
    "command",
    [
        *("npm ci", "npm clean-install", "npm install ledger@2.4.1", "npm run add", "npm init", "npm install ./a.tgz"),
        *("npm install --package-lock-only", "yarn install --frozen-lockfile", "yarn --immutable", "yarn build"),
        *("pnpm install", "pnpm install --frozen-lockfile", "echo yarn", "npm run yarn"),
    ],
)
def test_what_a_lock_or_a_version_says_is_nobodys_to_change(command: str) -> None:
    assert packages(f"npm config set registry={URL}/npm/web/", command) == []


@pytest.mark.parametrize(
    ("commands", "installed"),
    [
        (["npx @acme/deploy@latest release ledger"], ["acme/web/npm/acme/deploy"]),
        (["npx -p @acme/deploy -p ledger deploy release"], ["acme/web/npm/acme/deploy", "acme/web/npm//ledger"]),
        (["npm exec --yes --package=@acme/deploy -- deploy"], ["acme/web/npm/acme/deploy"]),
        (["npm exec @acme/deploy"], ["acme/web/npm/acme/deploy"]),
        (["npx --package @acme/deploy -c 'deploy release'"], ["acme/web/npm/acme/deploy"]),
        (["npx -c 'deploy release'"], []),
        (["npx --no-install deploy release"], []),
        (["npx --no deploy"], []),
        (["npx @acme/deploy --offline"], ["acme/web/npm/acme/deploy"]),
        (["npx @acme/deploy@2.4.1 release"], []),
        (["npm ci", "npx @acme/deploy release"], []),
        (["npm ci", "npx @acme/deploy@latest release"], ["acme/web/npm/acme/deploy"]),
        (["pnpm install --frozen-lockfile", "pnpm dlx @acme/deploy release"], ["acme/web/npm/acme/deploy"]),
    ],
)
def test_what_runs_one_package_installs_no_other(commands: list[str], installed: list[str]) -> None:
    assert packages(f"npm config set registry={URL}/npm/web/", *commands) == installed


OF_PROJECT = "acme/web/npm//daypass-probe"


@pytest.mark.parametrize(
    "command",
    [
        *(
            "npm install",
            "npm i --no-audit",
            "npm install --prefix web",
            "npm install && npm run build",
            '"npm install"',
        ),
        *("npm install > install.log 2>&1", "npm install  # all of it", "npm update", "npm install -w api"),
        *("yarn", "yarn install", "yarn --silent", "cd web && yarn && yarn build", "yarn upgrade"),
        *("pnpm update", "pnpm install --no-frozen-lockfile"),
    ],
)
def test_what_a_project_asks_for_is_any_package_where_no_lock_holds_it(command: str) -> None:
    assert packages(f"npm config set registry={URL}/npm/web/", command) == [OF_PROJECT]


@pytest.mark.parametrize(
    "command",
    ["pip install -r requirements.txt", "pip3 install --requirement=dev.txt", "pip install .", "pip install -e ."],
)
def test_requirements_without_digests_are_any_package(command: str) -> None:
    assert packages(LOGIN, command) == ["acme/shared/pypi//daypass-probe"]


@pytest.mark.parametrize(
    ("command", "installed"),
    [
        ("dotnet add src/App package Acme.Ledger", ["acme/shared/nuget//acme.ledger"]),
        ("dotnet tool install --global Acme.Release", ["acme/shared/nuget//acme.release"]),
        ("nuget install Acme.Ledger", ["acme/shared/nuget//acme.ledger"]),
        ("dotnet add package Acme.Ledger --version 2.4.1", []),
        ("dotnet restore", []),
        ("mvn -s settings.xml package", []),
        ("gradle build", []),
    ],
)
def test_other_tools_take_the_oldest_version_or_the_one_that_is_named(command: str, installed: list[str]) -> None:
    assert packages(LOGIN.replace("pip", "dotnet"), command) == installed


def test_who_is_logged_in_to_publish_installs_nothing() -> None:
    assert packages(LOGIN.replace("pip", "twine"), "pip install ledger-tools", "twine upload dist/*") == []


@pytest.mark.parametrize(
    "told",
    [
        "aws codeartifact login --tool npm --domain acme --repository web --namespace @acme",
        f"npm config set @acme:registry={URL}/npm/web/",
        f"npm config set @acme:registry {URL}/npm/web/",
    ],
)
def test_of_a_scope_alone_nothing_else_comes_from_there(told: str) -> None:
    assert packages(told, "npm install") == ["acme/web/npm/acme/daypass-probe"]
    assert packages(told, "npm install ledger") == []
    assert packages(told, "npm install @acme/ledger") == ["acme/web/npm/acme/ledger"]


def test_whoever_publishes_any_package_may_act_as_what_installs_its_project() -> None:
    made, publish = build(LOGIN.replace("pip", "npm"), "npm install"), "codeartifact:PublishPackageVersion"
    for every in (f"{PACKAGE}/shared/*", f"{PACKAGE}/*", f"{PACKAGE}/shared/npm/*", f"{PACKAGE}/shared/npm//*"):
        assert "(codeartifact-x01: " in only(messages(judged(made, given=allow(publish, every))))
    for few in ("npm/mobile/*", "npm//mobile-*", "pypi/*"):
        assert passes(judged(made, given=allow(publish, f"{PACKAGE}/shared/{few}")))
    assert passes(judged(made, given=allow(publish, f"{PACKAGE}/own/*")))
    assert passes(judged(made, given=allow("codeartifact:ReadFromRepository", f"{PACKAGE}/*")))
    assert passes(judged(build(LOGIN.replace("pip", "npm"), "npm ci"), given=allow(publish, f"{PACKAGE}/*")))


def group(pattern: Any, mode: Any, *repositories: Any, urn: str = "g") -> Resource:
    publish = {"restrictionMode": mode, "repositories": list(repositories)}
    controls = {"restrictions": {"publish": publish}}
    return native("codeartifact:PackageGroup", urn, domainName="acme", pattern=pattern, originConfiguration=controls)


@pytest.mark.parametrize(
    ("groups", "is_open"),
    [
        ([group("/*", "BLOCK")], False),
        ([group("/pypi/*", "BLOCK")], False),
        ([group("/npm/*", "BLOCK")], True),
        ([group("/pypi//ledger-tools$", "BLOCK")], False),
        ([group("/pypi//ledger~", "BLOCK")], False),
        ([group("/pypi//ledger$", "BLOCK")], True),
        ([group("/*", "ALLOW_SPECIFIC_REPOSITORIES", "release")], False),
        ([group("/*", "ALLOW_SPECIFIC_REPOSITORIES", "release", "shared")], True),
        ([group("/*", "BLOCK"), group("/pypi//ledger-tools$", "ALLOW", urn="h")], True),
        ([group("/*", "BLOCK"), group("/pypi/*", "INHERIT", urn="h")], False),
        ([group("/*", "ALLOW")], True),
        ([group(UNKNOWN, "BLOCK")], True),
    ],
)
def test_a_group_of_packages_says_where_they_may_be_published(groups: list[Resource], *, is_open: bool) -> None:
    given = allow("codeartifact:PublishPackageVersion", LEDGER)
    assert bool(messages(judged(build(LOGIN, "pip install ledger-tools"), *groups, given=given))) is is_open


@pytest.mark.parametrize("mode", [UNKNOWN, "ALLOW_SPECIFIC_REPOSITORIES"])
def test_a_group_that_is_not_known_yet_leaves_it_undecided(mode: Any) -> None:
    given = allow("codeartifact:PublishPackageVersion", LEDGER)
    answer = judged(build(LOGIN, "pip install ledger-tools"), group("/*", mode, UNKNOWN), given=given)
    assert not messages(answer)
    assert unknowns(answer) == ["originConfiguration"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, [7], [UNKNOWN], {"restrictions": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    made = build(LOGIN, "pip install ledger-tools")
    repository = aws("codeartifact/repository", "r", repository=odd, domain=odd, upstreams=odd)
    every = native("codeartifact:PackageGroup", "g", domainName="acme", pattern="/*", originConfiguration=odd)
    assert packages_of(made, repository, every, group(odd, odd, odd, urn="h")) == ["acme/shared/pypi//ledger-tools"]


def test_a_repository_that_is_made_with_it_is_drawn_from() -> None:
    libs = aws("codeartifact/repository", "l", repository="libs", domain="acme")
    shared = aws(
        "codeartifact/repository", "s", repository="shared", domain="acme", upstreams=[{"repositoryName": UNKNOWN}]
    )
    shared = replace(shared, property_dependencies={"upstreams": (libs.urn,)})
    found = packages_of(build(LOGIN, "pip install x"), shared, libs)
    assert found == ["acme/shared/pypi//x", "acme/libs/pypi//x"]


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
    assert packages_of(made, repository, back) == ["acme/shared/pypi//x", "acme/libs/pypi//x"]
