"""A vendor is let in for as long as there is a contract, so the role says which."""

import re
from collections.abc import Iterator

from daypass.iam.document import Document
from daypass.iam.trust import admissions
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule

CONTRACT = re.compile(r"V-[0-9]{4}")


@rule(
    "vendor-role-names-its-contract",
    risk="cross-account-trust",
    severity="medium",
    confidence="high",
    level="mandatory",
    applies_to=("aws:iam/role:Role",),
    controls=("NHI3:2025", "ACME:VENDOR-7"),
    remedy="Give the role the tag acme:contract with the number of the vendor's contract.",
    options={"ours": {"type": "string", "default": "", "description": "Our own account, twelve digits."}},
)
def vendor_role_names_its_contract(resource: Resource, ask: Ask) -> Iterator[Problem | str]:
    """A role that lets in another account outlives the contract with its owner, unless somebody can tell which one.

    The trust policy is read as AWS reads it; what is not known yet leaves the answer undecided.

    Refused:
        vendor:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::444455556666:root"}
                  Action: sts:AssumeRole
                  Condition: {StringEquals: {"sts:ExternalId": 0f6d1c7e-acme}}

    Mended:
        vendor:
          type: aws:iam/role:Role
          properties:
            tags: {"acme:contract": V-2026}
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::444455556666:root"}
                  Action: sts:AssumeRole
                  Condition: {StringEquals: {"sts:ExternalId": 0f6d1c7e-acme}}
    """
    trust = Document.at(resource.declared, "assumeRolePolicy")
    accounts = sorted({one.account for one in admissions(trust) if one.account} - {ask.options["ours"]})
    tags = resource.declared.get("tags") or {}
    if accounts and not CONTRACT.fullmatch(str(tags.get("acme:contract", ""))):
        yield f"role {resource.name!r} lets in account {' and '.join(accounts)} and names no contract"
