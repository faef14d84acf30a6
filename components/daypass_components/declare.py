"""This is where a folder of declarations becomes the identities of a Pulumi stack."""

import json
from pathlib import Path

import pulumi

from daypass.errors import DaypassError, DeclarationError
from daypass.model.declaration import read_declarations
from daypass.model.draft import Draft
from daypass.model.grant import Grant
from daypass.model.substitution import Substitutions
from daypass.settings import find_settings
from daypass_components.arguments import refuse
from daypass_components.whereabouts import Whereabouts
from daypass_components.workload_identity import WorkloadIdentity, WorkloadIdentityArgs


def declare(folder: Path | str, opts: pulumi.ResourceOptions | None = None) -> dict[str, WorkloadIdentity]:
    """Create the identities that the TOML files of a folder declare for this stack: name → identity.

    The environment is the stack's name; one that no file names is an error, never an empty stack. `opts` go to each
    identity. Raises DaypassError with file, field and remedy, before anything is registered.
    """
    environment = pulumi.get_stack()
    settings = find_settings(Path.cwd())
    opts = opts or pulumi.ResourceOptions()
    provider = opts.provider or _aws(opts.providers)
    here = Whereabouts(
        pulumi.InvokeOptions(provider=provider, parent=opts.parent),
        provider,
        environment,
        entry=settings.account_of(environment),
    )
    substitutions = Substitutions(here.facts(), _configured)
    drafts = []
    for declaration in read_declarations(_shown(Path(folder)), environment):
        draft = declaration.draft(environment, substitutions)
        try:
            refuse(draft, settings)
        except DaypassError as refused:
            raise refused.at(str(declaration.path)) from None
        drafts.append(draft)
    return {draft.name: WorkloadIdentity(draft.name, _arguments(draft), opts) for draft in drafts}


def _shown(folder: Path) -> Path:
    """The same folder as a person in the program's folder would write it: errors name its files."""
    working = Path.cwd()
    return folder.relative_to(working) if folder.is_relative_to(working) else folder


def _arguments(draft: Draft) -> WorkloadIdentityArgs:
    args: WorkloadIdentityArgs = {
        "owner": draft.owner,
        "revoker": draft.revoker or draft.owner,
        "workload_class": draft.workload_class,
        "purpose": draft.purpose,
        "review_by": draft.review_by.isoformat(),
        "environment": draft.environment,
        "federation": dict(draft.federation),
        "grants": [_grant(grant) for grant in draft.grants],
    }
    if draft.term:
        args["term"] = draft.term
    return args


def _grant(grant: Grant) -> str:
    table = {
        "actions": list(grant.actions),
        "resources": list(grant.resources),
        "conditions": grant.as_statement().get("Condition", {}),
        "wildcard": grant.wildcard,
        "name": grant.name,
    }
    return json.dumps({key: value for key, value in table.items() if value})


def _configured(key: str) -> str:
    """What the stack's configuration says: `KEY` in the project's namespace, `NAMESPACE:KEY` in another."""
    namespace, _, name = key.rpartition(":")
    if not name:
        raise DeclarationError("names no key", remedy="Write ${config:KEY}, or ${config:NAMESPACE:KEY}.")
    config = pulumi.Config(namespace or None)
    if pulumi.runtime.is_config_secret(config.full_key(name)):
        # It would stand in clear text in policies and in the state.
        raise DeclarationError("is a secret", remedy="A secret cannot be part of a declaration.")
    value = config.get(name)
    if value is None:
        raise DeclarationError("is not configured", remedy=f"Run `pulumi config set {key} …`.")
    return value


def _aws(providers: object) -> pulumi.ProviderResource | None:
    found = providers.values() if isinstance(providers, dict) else providers if isinstance(providers, list) else ()
    return next((provider for provider in found if provider.package == "aws"), None)
