"""Each region is in the partition that AWS says, and the services there answer under its domain."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from daypass.data.partitions import partition_of, partitions


def of_botocore() -> list[dict[str, Any]]:
    spec = find_spec("botocore")
    assert spec
    assert spec.origin
    found: list[dict[str, Any]] = json.loads((Path(spec.origin).parent / "data/partitions.json").read_text("utf-8"))[
        "partitions"
    ]
    return found


def test_the_partitions_are_those_of_aws() -> None:
    said = {one["id"]: one["outputs"]["dnsSuffix"] for one in of_botocore()}
    assert {one.name: one.suffix for one in partitions()} == said


def test_every_region_is_in_its_partition() -> None:
    regions = {region: one["id"] for one in of_botocore() for region in one["regions"] if "global" not in region}
    assert len(regions) > 40
    assert {region: partition_of(region).name for region in regions} == regions


def test_every_partition_has_regions_of_its_own() -> None:
    """No prefix begins another, so that the order of the table decides nothing but which is the last."""
    assert [partition_of(f"{one.prefix}somewhere-1") for one in partitions()] == list(partitions())
    assert partition_of("") == partition_of("us-east-1") == partitions()[-1]
