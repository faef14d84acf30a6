"""OidcProvider: one for each issuer and account, created or taken as it is."""

from pathlib import Path

from tests.support.components import declared, exported, made

ARN = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
TYPE = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
GITHUB = "https://token.actions.githubusercontent.com"


def test_a_new_issuer_is_created_below_the_component(tmp_path: Path) -> None:
    body = f'pulumi.export("arn", OidcProvider("github", {{"issuer": "{GITHUB}"}}).arn)\n'
    preview = declared(tmp_path, body, update=True)
    assert exported(preview, "arn") == ARN
    provider = made(preview, TYPE)["github"]
    assert provider.urn == f"urn:pulumi:dev::p::daypass:index:OidcProvider${TYPE}::github"
    assert (provider.inputs["url"], list(provider.inputs["clientIdLists"])) == (GITHUB, ["sts.amazonaws.com"])


def test_an_existing_one_is_used_and_nothing_is_created(tmp_path: Path) -> None:
    body = f'pulumi.export("arn", OidcProvider("github", {{"issuer": "{GITHUB}", "arn": "{ARN}"}}).arn)\n'
    preview = declared(tmp_path, body)
    assert exported(preview, "arn") == ARN
    assert [resource.type for resource in preview.stack.resources] == [
        "pulumi:pulumi:Stack",
        "daypass:index:OidcProvider",
    ]


def test_audiences_and_the_path_of_an_issuer_are_kept(tmp_path: Path) -> None:
    args = {"issuer": "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC", "audiences": ["a", "b"]}
    provider = made(declared(tmp_path, f'OidcProvider("eks", {args})\n'), TYPE)["eks"]
    assert provider.inputs["url"] == args["issuer"]
    assert list(provider.inputs["clientIdLists"]) == ["a", "b"]


def test_an_issuer_is_kept_to_the_letter(tmp_path: Path) -> None:
    """A token says `https://acme.auth0.com/`, and AWS compares the whole of it."""
    provider = made(declared(tmp_path, 'OidcProvider("auth", {"issuer": "https://acme.auth0.com/"})\n'), TYPE)["auth"]
    assert provider.inputs["url"] == "https://acme.auth0.com/"


REFUSED = {
    "no issuer": ({}, "issuer: is missing"),
    "plain http": ({"issuer": "http://token.actions.githubusercontent.com"}, "'http://"),
    "a wildcard": ({"issuer": "https://*.example"}, "issuer"),
    "no host": ({"issuer": "https://"}, "issuer"),
    "a query": ({"issuer": "https://a.example/?x=1"}, "issuer"),
    "a port": ({"issuer": "https://a.example:8443"}, "issuer"),
    "credentials": ({"issuer": "https://me@a.example"}, "issuer"),
    "no audience": ({"issuer": GITHUB, "audiences": []}, "audiences"),
    "a blank audience": ({"issuer": GITHUB, "audiences": [" "]}, "audiences"),
    "one text as audiences": ({"issuer": GITHUB, "audiences": "sts.amazonaws.com"}, "audiences"),
    "the provider of another": ({"issuer": "https://a.example", "arn": ARN}, "is not the provider of a.example"),
    "no provider": ({"issuer": GITHUB, "arn": "arn:aws:iam::111122223333:role/x"}, "arn"),
    "an unknown argument": ({"issuer": GITHUB, "audience": "x"}, "'audiences'"),
}


def test_what_cannot_be_is_refused_before_anything_is_registered(tmp_path: Path) -> None:
    body = f"""
told = {{}}
for name, args in { ({name: args for name, (args, _) in REFUSED.items()})!r}.items():
    try:
        OidcProvider("github", args)
    except Exception as error:  # whatever the program is refused with, the test reads
        told[name] = f"{{type(error).__name__}} {{error}}"
pulumi.export("told", told)
"""
    preview = declared(tmp_path, body)
    told = exported(preview, "told")
    assert {name: told.get(name) for name, (_, word) in REFUSED.items() if word not in told.get(name, "")} == {}
    assert all(text.startswith("DeclarationError __main__.py:") for text in told.values())
    assert [resource.type for resource in preview.stack.resources] == ["pulumi:pulumi:Stack"]
