"""This is where the pack folders are put into the wheel, so that another repository can use them."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKS = ("workload_identity", "account_baseline")
FILES = ("PulumiPolicy.yaml", "__main__.py")


class PackFolders(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own examples leave the config untyped
    """Adds `policy_packs/<name>` as `daypass/packs/<name>` to real wheels; an editable install reads the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each build; `version` is 'standard' or 'editable'."""
        if version == "standard":
            build_data["force_include"].update(
                {f"policy_packs/{name}/{file}": f"daypass/packs/{name}/{file}" for name in PACKS for file in FILES}
            )
