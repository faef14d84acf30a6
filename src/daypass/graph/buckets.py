"""This is where it is told which resources of a stack are buckets of S3, and where each says its name.

Source: properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; read 2026-12.
"""

from collections.abc import Mapping
from typing import Final

BUCKET_NAMES: Final[Mapping[str, str]] = {
    "aws:s3/bucket:Bucket": "bucket",
    "aws:s3/bucketV2:BucketV2": "bucket",
    "aws-native:s3:Bucket": "bucketName",
}
"""Type → the property with the name."""
