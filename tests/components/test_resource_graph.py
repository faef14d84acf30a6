"""What each component makes, held as a file: a new version that would replace or rename a resource shows here first.

A role that is replaced loses the sessions, trusts and policies that name it, so these files change only together with
a word in the changelog.
"""

from pathlib import Path
from typing import Any

import pytest
from tests.support.components import SETTINGS, declared
from tests.support.golden import assert_golden

from daypass.engine.preview import Preview
from daypass.model.resource import UNKNOWN, Secret

GRAPHS = Path(__file__).parent / "graphs"

PROGRAMS = {
    "workload_identity": 'WorkloadIdentity("invoice", ARGS).grant('
    'actions=["s3:GetObject"], resources=[aws.s3.Bucket("reports").arn])',
    "oidc_provider": 'OidcProvider("github", {"issuer": "https://token.actions.githubusercontent.com"})',
    "permissions_boundary": 'PermissionsBoundary("boundary", {})',
}

_MADE_BY_AWS = ("tagsAll", "forceDetachPolicies")
"""What the provider's check adds to inputs; not ours to hold."""


def plain(value: Any) -> Any:
    """A value as JSON: what is unknown or secret is said by its word."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key not in _MADE_BY_AWS}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return repr(value) if value is UNKNOWN or isinstance(value, Secret) else value


def graph(preview: Preview) -> list[dict[str, Any]]:
    """The component and what stands below it."""
    return sorted(
        (
            {
                "urn": resource.urn,
                "parent": resource.parent,
                "protect": resource.protect,
                "inputs": plain(resource.inputs.raw),
                "depends": {key: sorted(urns) for key, urns in resource.property_dependencies.items() if urns},
            }
            for resource in preview.stack.resources
            if "::daypass:index:" in resource.urn
        ),
        key=lambda entry: str(entry["urn"]),
    )


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_replaced_by_an_upgrade(name: str, tmp_path: Path) -> None:
    preview = declared(tmp_path, PROGRAMS[name], settings=SETTINGS)
    assert preview.error is None
    assert_golden(GRAPHS / f"{name}.json", graph(preview))
