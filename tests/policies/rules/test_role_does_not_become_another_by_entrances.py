"""An entrance by which somebody works as another role of the stack is a chain of roles, and no other entrance is."""

from typing import Any

import pytest
from tests.support.becoming import allow, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.role_does_not_become_another import role_does_not_become_another

HERE = f"eu-west-1:{ACCOUNT}"
AUTHORITY = f"arn:aws:acm-pca:{HERE}:certificate-authority/11111111-2222-3333-4444-555555555555"
ANCHOR = f"arn:aws:rolesanywhere:{HERE}:trust-anchor/aaaaaaaa-1111-2222-3333-444444444444"
CLUSTER = f"arn:aws:rds:{HERE}:cluster:orders"
USERS = f"arn:aws:rds-db:{HERE}:dbuser:cluster-ABC"
READS = allow("s3:GetObject", "arn:aws:s3:::backups/*")
INVOKES = allow("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:payout")


def judged(*stack: Resource) -> Answer:
    return judge_stack(role_does_not_become_another, *stack)


def holder(given: dict[str, Any]) -> tuple[Resource, ...]:
    return role("ask"), may("ask", given), function("ask", "ask")


def database(*roles: Resource) -> tuple[Resource, ...]:
    said = {"clusterIdentifier": "orders", "arn": CLUSTER, "masterUsername": "boss", "clusterResourceId": "cluster-ABC"}
    return aws("rds/cluster", "db", **said, iamDatabaseAuthenticationEnabled=True), *roles


def acting() -> tuple[Resource, ...]:
    given = {"dbClusterIdentifier": "orders", "featureName": "Lambda", "roleArn": f"{ARN}role/acts"}
    association = aws("rds/clusterRoleAssociation", "association", **given)
    return role("acts", "rds.amazonaws.com"), may("acts", INVOKES), association


def test_who_signs_a_certificate_by_which_another_role_is_entered() -> None:
    source = {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": AUTHORITY}}
    anchor = aws("rolesanywhere/trustAnchor", "dc", arn=ANCHOR, enabled=True, source=source)
    entered = role("backup", "rolesanywhere.amazonaws.com"), may("backup", READS)
    stack = *holder(allow("acm-pca:IssueCertificate", AUTHORITY)), *entered, anchor
    assert "may sign a certificate by which role 'backup' is entered" in only(judged(*stack))
    assert only(judged(*stack)) == only(judge_stack(no_path_to_more_rights, *stack))
    named = *holder(allow("acm-pca:IssueCertificate", f"{AUTHORITY[:-1]}6")), *entered, anchor
    assert passes(judged(*named))


def test_who_signs_in_as_any_user_where_sql_acts_as_a_role() -> None:
    anyone = holder(allow("rds-db:connect", f"{USERS}/*"))
    acts = "which acts as role 'acts', which may lambda:InvokeFunction"
    assert acts in only(judged(*anyone, *database(*acting())))
    assert "sign in as any user" in only(judge_stack(no_path_to_more_rights, *anyone, *database(*acting())))


@pytest.mark.parametrize("user", ["*", "orders"])
def test_who_signs_in_where_sql_acts_as_nobody_passes(user: str) -> None:
    assert passes(judged(*holder(allow("rds-db:connect", f"{USERS}/{user}")), *database()))


def test_an_entrance_that_leads_to_no_role_is_an_escalation_alone() -> None:
    stack = holder(allow("eks:AssociateAccessPolicy", f"arn:aws:eks:{HERE}:access-entry/shop/*"))
    assert "make itself an administrator of a cluster" in only(judge_stack(no_path_to_more_rights, *stack))
    assert passes(judged(*stack))
