"""This is where `make docs` writes what comes from the rules: a page for each, and one of what they cover."""

from pathlib import Path

from daypass_policies.coverage import coverage_page
from daypass_policies.pages import write_pages
from daypass_policies.rules import our_rules

FOLDER = Path(__file__).parent
write_pages(our_rules(), FOLDER / "rules")
(FOLDER / "coverage.md").write_text(coverage_page(our_rules().values()), encoding="utf-8")
