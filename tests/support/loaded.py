"""This is what every command that a test runs has imported already: all commands, and all rules."""

from importlib import import_module

from daypass.cli.__main__ import COMMANDS
from daypass_policies.rules import catalog

for _name in COMMANDS:
    import_module(f"daypass.cli.{_name}")
catalog()
