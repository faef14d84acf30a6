"""Lets a vendor in who watches our machines."""

import json

import pulumi_aws as aws

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "0f6d1c7e-acme"}},
        }
    ],
}

aws.iam.Role("monitoring", assume_role_policy=json.dumps(TRUST))
