"""This is where managed policies and identity providers are."""

import json
from collections.abc import Iterable
from typing import Final

from tests.sandbox.aws.kind import Autoname, Kind, Made, Props
from tests.sandbox.aws.refusals import MANAGED, json_problems, name_problems, refuse_long, refuse_permissions
from tests.sandbox.aws.tags import as_map
from tests.sandbox.aws.types.iam_common import as_written, attachable, checked_tags, iam, name_of, retag

VERSIONS = 5
"""Versions that IAM keeps of one policy."""


def _create_policy(inputs: Props) -> Made:
    refuse_permissions(inputs["policy"])
    refuse_long(inputs["policy"], MANAGED, "PolicySize")
    description = {"Description": inputs["description"]} if inputs.get("description") else {}
    policy = iam().create_policy(
        PolicyName=name_of(inputs),
        PolicyDocument=inputs["policy"],
        Path=inputs["path"],
        Tags=checked_tags(inputs),
        **description,
    )["Policy"]
    return Made(policy["Arn"], {"arn": policy["Arn"], "policyId": policy["PolicyId"], "attachmentCount": 0})


def _read_policy(arn: str, state: Props) -> Props:
    policy = iam().get_policy(PolicyArn=arn)["Policy"]
    version = iam().get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    tags = as_map(policy.get("Tags", []))
    return {
        **state,
        "arn": arn,
        "policyId": policy["PolicyId"],
        "attachmentCount": policy["AttachmentCount"],
        "name": policy["PolicyName"],
        "path": policy["Path"],
        "policy": as_written(state.get("policy"), version["Document"]),
        "tags": tags or None,
        "tagsAll": tags,
    }


def _update_policy(arn: str, old: Props, new: Props) -> Props:
    refuse_permissions(new["policy"])
    refuse_long(new["policy"], MANAGED, "PolicySize")
    if json.loads(old["policy"]) != json.loads(new["policy"]):
        _make_room(arn)
        iam().create_policy_version(PolicyArn=arn, PolicyDocument=new["policy"], SetAsDefault=True)
    retag("policy", {"PolicyArn": arn}, old, new)
    return {}


def _make_room(arn: str) -> None:
    versions = iam().list_policy_versions(PolicyArn=arn)["Versions"]
    oldest = sorted(
        (version for version in versions if not version["IsDefaultVersion"]), key=lambda v: str(v["CreateDate"])
    )
    if len(versions) >= VERSIONS:
        iam().delete_policy_version(PolicyArn=arn, VersionId=oldest[0]["VersionId"])


def _delete_policy(arn: str, _state: Props) -> None:
    for version in iam().list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam().delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    iam().delete_policy(PolicyArn=arn)


def _check_policy(inputs: Props) -> Iterable[tuple[str, str]]:
    yield from name_problems(inputs, 128)
    yield from json_problems(inputs, "policy")


def _create_oidc(inputs: Props) -> Made:
    arn = iam().create_open_id_connect_provider(
        Url=inputs["url"],
        ClientIDList=inputs["clientIdLists"],
        # AWS looks the thumbprint up where none is given; the emulator wants one.
        ThumbprintList=inputs.get("thumbprintLists") or ["0" * 40],
        Tags=checked_tags(inputs),
    )["OpenIDConnectProviderArn"]
    return Made(arn, {"arn": arn, "thumbprintLists": inputs.get("thumbprintLists") or ["0" * 40]})


def _read_oidc(arn: str, state: Props) -> Props:
    provider = iam().get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    tags = as_map(provider.get("Tags", []))
    read = {"arn": arn, "url": provider["Url"], "clientIdLists": provider["ClientIDList"]}
    return {**state, **read, "thumbprintLists": provider["ThumbprintList"], "tags": tags or None, "tagsAll": tags}


def _update_oidc(arn: str, old: Props, new: Props) -> Props:
    before, after = set(old["clientIdLists"]), set(new["clientIdLists"])
    for audience in sorted(after - before):
        iam().add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID=audience)
    for audience in sorted(before - after):
        iam().remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID=audience)
    retag("open_id_connect_provider", {"OpenIDConnectProviderArn": arn}, old, new)
    return {}


def _create_saml(inputs: Props) -> Made:
    arn = iam().create_saml_provider(
        SAMLMetadataDocument=inputs["samlMetadataDocument"], Name=inputs["name"], Tags=checked_tags(inputs)
    )["SAMLProviderArn"]
    return Made(arn, {"arn": arn})


def _attach_everywhere(inputs: Props) -> Made:
    arn = attachable(inputs["policyArn"])
    for role in inputs.get("roles") or ():
        iam().attach_role_policy(RoleName=role, PolicyArn=arn)
    for user in inputs.get("users") or ():
        iam().attach_user_policy(UserName=user, PolicyArn=arn)
    for group in inputs.get("groups") or ():
        iam().attach_group_policy(GroupName=group, PolicyArn=arn)
    return Made(inputs["name"])


def _detach_everywhere(_id: str, state: Props) -> None:
    for role in state.get("roles") or ():
        iam().detach_role_policy(RoleName=role, PolicyArn=state["policyArn"])
    for user in state.get("users") or ():
        iam().detach_user_policy(UserName=user, PolicyArn=state["policyArn"])
    for group in state.get("groups") or ():
        iam().detach_group_policy(GroupName=group, PolicyArn=state["policyArn"])


TABLE: Final = (
    Kind(
        "aws:iam/policy:Policy",
        create=_create_policy,
        read=_read_policy,
        update=_update_policy,
        delete=_delete_policy,
        check=_check_policy,
        required=("policy",),
        replaces=("name", "namePrefix", "path", "description"),
        computed=("arn", "policyId", "attachmentCount"),
        defaults={"path": "/"},
        autoname=Autoname(longest=128),
        tagged=True,
        regional=False,
    ),
    Kind(
        "aws:iam/policyAttachment:PolicyAttachment",
        create=_attach_everywhere,
        delete=_detach_everywhere,
        required=("policyArn",),
        replaces=("name", "policyArn", "roles", "users", "groups"),
        autoname=Autoname(),
        regional=False,
    ),
    Kind(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        create=_create_oidc,
        read=_read_oidc,
        update=_update_oidc,
        delete=lambda arn, _state: iam().delete_open_id_connect_provider(OpenIDConnectProviderArn=arn),
        required=("url", "clientIdLists"),
        replaces=("url",),
        computed=("arn", "thumbprintLists"),
        tagged=True,
        regional=False,
    ),
    Kind(
        "aws:iam/samlProvider:SamlProvider",
        create=_create_saml,
        delete=lambda arn, _state: iam().delete_saml_provider(SAMLProviderArn=arn),
        required=("samlMetadataDocument",),
        replaces=("name", "samlMetadataDocument"),
        computed=("arn", "validUntil"),
        autoname=Autoname(longest=128),
        tagged=True,
        regional=False,
    ),
)
