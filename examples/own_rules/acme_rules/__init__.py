"""The rules of acme."""

from acme_rules.vendor_role_names_its_contract import vendor_role_names_its_contract
from acme_rules.workload_has_an_owner_of_its_own import workload_has_an_owner_of_its_own

RULES = (vendor_role_names_its_contract, workload_has_an_owner_of_its_own)
