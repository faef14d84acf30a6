"""An image or a snapshot is shared with accounts that are named, never with all there are."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.data.public_shares import EVERYONE, public_shares
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import Located, locate
from daypass_policies.mending.arguments import instead
from daypass_policies.mending.closing import ACCOUNT
from daypass_policies.settle import settle


@rule(
    "share-is-not-public",
    risk="public-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=tuple(public_shares()),
    controls=("NHI5:2025", "NHI2:2025", "NIST-800-53:AC-3", "NIST-800-53:SC-7", "SOC2:CC6.6"),
    remedy="Name the accounts that need it, and keep public sharing blocked for the whole account.",
    aliases=(
        "checkov:CKV_AWS_302",
        "checkov:CKV_AWS_303",
        "prowler:ec2_ami_public",
        "prowler:rds_snapshots_public_access",
        "prowler:ssm_documents_set_as_public",
    ),
)
def share_is_not_public(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever may copy an image or a snapshot has all that was left in it: keys, tokens, the whole database.

    Told are machine images, database snapshots and Systems Manager documents that are shared with `all`. Sharing with
    accounts, an organisation or one of its units is no finding: whom they name, the names say.

    Refused:
        nightly:
          type: aws:rds/snapshot:Snapshot
          properties: {dbInstanceIdentifier: orders, dbSnapshotIdentifier: nightly, sharedAccounts: [all]}

    Mended:
        nightly:
          type: aws:rds/snapshot:Snapshot
          properties: {dbInstanceIdentifier: orders, dbSnapshotIdentifier: nightly, sharedAccounts: ["444455556666"]}
    """
    del ask
    shared_with = locate(resource.declared.raw, public_shares()[resource.type].path)
    yield from settle(_of_entry(resource, entry) for entry in shared_with)


def _of_entry(resource: Resource, entry: Located) -> Iterator[Problem]:
    # Systems Manager takes several in one text, as in "111122223333,444455556666".
    if EVERYONE in (one.strip().lower() for one in entry.text.split(",")):
        noun = public_shares()[resource.type].noun
        yield Problem(
            f"{noun} {resource.name!r} is shared with every account there is",
            at=entry.path,
            mended=_mended(resource, entry),
        )


def _mended(resource: Resource, entry: Located) -> str | None:
    """An account in place of all, beside the others that are named; None where one of them is unknown or a secret."""
    argument = entry.path.partition("[")[0]
    listed = resource.declared.raw.get(argument)
    if entry.path == "group":
        return _MENDED
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        return None
    if entry.path not in (f"{argument}[{index}]" for index in range(len(listed))):
        return None
    return instead(argument, [ACCOUNT if one == entry.text else one for one in listed])


_MENDED: Final = json.dumps({"group": None, "accountId": ACCOUNT})
