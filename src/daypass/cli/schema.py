"""This is where `daypass schema` is: the JSON Schema of a file that people write, for editors and pipelines."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import click

from daypass.cli.output import print_out
from daypass.model.declaration import declaration_schema
from daypass.report.file_schemas import EXEMPTIONS_SCHEMA, policy_config_schema
from daypass.settings import SCHEMA
from daypass_policies.rules import catalog

SCHEMAS: Final[Mapping[str, Callable[[], Mapping[str, Any]]]] = {
    "identity": declaration_schema,
    "settings": lambda: SCHEMA,
    "policy-config": lambda: policy_config_schema(catalog()),
    "exemptions": lambda: EXEMPTIONS_SCHEMA,
}
"""Every file that people write, by the name that the command takes."""


@click.command()
@click.argument("name", type=click.Choice(tuple(SCHEMAS)))
def schema(name: str) -> int:
    """Print the JSON Schema of a file that people write.

    A TOML file is checked as the JSON of the same tables, its dates as text.
    """
    print_out(json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False) + "\n")
    return 0
