"""This is where `make docs` writes docs/rules anew from the rules."""

from pathlib import Path

from daypass_policies.pages import write_pages
from daypass_policies.rules import catalog

write_pages(catalog(), Path(__file__).parent / "rules")
