"""This is where rules are tested: one resource, a stack, an export, a program, or the packs over their real protocol.

    from daypass.testing import judge, resource

    def test_a_vendors_role_names_its_contract() -> None:
        judged = judge(vendor_role_names_its_contract, resource("aws:iam/role:Role", "vendor", assumeRolePolicy=TRUST))
        assert judged.messages == ["role 'vendor' lets in account 444455556666 and names no contract"]

pytest finds the fixtures of `daypass.pytest_plugin` by itself wherever daypass is installed.
"""

from daypass.model.resource import UNKNOWN, Secret
from daypass.testing.asking import Judged, judge, resource
from daypass.testing.examples import assert_examples
from daypass.testing.packs import Pack, Said, running_pack
from daypass.testing.reports import check, failed, scan

__all__ = [
    "UNKNOWN",
    "Judged",
    "Pack",
    "Said",
    "Secret",
    "assert_examples",
    "check",
    "failed",
    "judge",
    "resource",
    "running_pack",
    "scan",
]
