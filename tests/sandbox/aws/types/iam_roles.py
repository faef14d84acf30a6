"""This is where roles are: the role, its policies and attachments, and the profile that hands it to a machine."""

from collections.abc import Iterable
from typing import Any, Final

from tests.sandbox.aws.kind import Autoname, Kind, Made, Props
from tests.sandbox.aws.refusals import (
    INLINE_ROLE,
    Refused,
    json_problems,
    name_problems,
    refuse_long,
    refuse_permissions,
    refuse_trust,
    session_problems,
    size,
)
from tests.sandbox.aws.tags import as_map
from tests.sandbox.aws.types.iam_common import as_written, attachable, changed, checked_tags, iam, name_of, retag


def _create_role(inputs: Props) -> Made:
    name = name_of(inputs)
    refuse_trust(inputs["assumeRolePolicy"])
    boundary = inputs.get("permissionsBoundary")
    optional: dict[str, Any] = {"Description": inputs.get("description")}
    optional["PermissionsBoundary"] = attachable(boundary) if boundary else None
    role = iam().create_role(
        RoleName=name,
        AssumeRolePolicyDocument=inputs["assumeRolePolicy"],
        Path=inputs["path"],
        MaxSessionDuration=inputs["maxSessionDuration"],
        Tags=checked_tags(inputs),
        **{key: value for key, value in optional.items() if value},
    )["Role"]
    for policy in inputs.get("inlinePolicies") or ():
        _put_policy(name, policy["name"], policy["policy"])
    for arn in inputs.get("managedPolicyArns") or ():
        iam().attach_role_policy(RoleName=name, PolicyArn=arn)
    return Made(name, _role_outputs(role))


def _role_outputs(role: Props) -> Props:
    return {"arn": role["Arn"], "uniqueId": role["RoleId"], "createDate": role["CreateDate"].isoformat()}


def _read_role(name: str, state: Props) -> Props:
    role = iam().get_role(RoleName=name)["Role"]
    tags = as_map(role.get("Tags", []))
    return {
        **{key: value for key, value in state.items() if key != "permissionsBoundary"},
        **_role_outputs(role),
        "name": name,
        "path": role["Path"],
        "assumeRolePolicy": as_written(state.get("assumeRolePolicy"), role["AssumeRolePolicyDocument"]),
        "maxSessionDuration": role.get("MaxSessionDuration", 3_600),
        "forceDetachPolicies": state.get("forceDetachPolicies", False),
        "permissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "tags": tags or None,
        "tagsAll": tags,
    }


def _update_role(name: str, old: Props, new: Props) -> Props:
    refuse_trust(new["assumeRolePolicy"])
    iam().update_role(
        RoleName=name, MaxSessionDuration=new["maxSessionDuration"], Description=new.get("description", "")
    )
    iam().update_assume_role_policy(RoleName=name, PolicyDocument=new["assumeRolePolicy"])
    changed(
        old,
        new,
        "permissionsBoundary",
        lambda arn: iam().put_role_permissions_boundary(RoleName=name, PermissionsBoundary=attachable(arn)),
        lambda: iam().delete_role_permissions_boundary(RoleName=name),
    )
    retag("role", {"RoleName": name}, old, new)
    return {}


def _delete_role(name: str, state: Props) -> None:
    for policy in state.get("inlinePolicies") or ():
        iam().delete_role_policy(RoleName=name, PolicyName=policy["name"])
    for arn in state.get("managedPolicyArns") or ():
        iam().detach_role_policy(RoleName=name, PolicyArn=arn)
    iam().delete_role(RoleName=name)


def _check_role(inputs: Props) -> Iterable[tuple[str, str]]:
    yield from name_problems(inputs, 64)
    yield from session_problems(inputs)
    yield from json_problems(inputs, "assumeRolePolicy")


def _put_policy(role: str, name: str, policy: str) -> None:
    """Put one inline policy; all of a role's together are limited, each replaced one counts with its new text."""
    refuse_permissions(policy)
    others = [other for other in iam().list_role_policies(RoleName=role)["PolicyNames"] if other != name]
    documents = [iam().get_role_policy(RoleName=role, PolicyName=other)["PolicyDocument"] for other in others]
    total = sum(size(as_written(None, document)) for document in documents) + size(policy)
    if total > INLINE_ROLE:
        raise Refused(f"LimitExceeded: Maximum policy size of {INLINE_ROLE} bytes exceeded for role {role}")
    refuse_long(policy, INLINE_ROLE, "InlinePolicySizePerRole")
    iam().put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=policy)


def _create_role_policy(inputs: Props) -> Made:
    name = name_of(inputs)
    _put_policy(inputs["role"], name, inputs["policy"])
    return Made(f"{inputs['role']}:{name}")


def _read_role_policy(id_: str, state: Props) -> Props:
    role, name = id_.split(":")
    policy = iam().get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    return {**state, "role": role, "name": name, "policy": as_written(state.get("policy"), policy)}


def _update_role_policy(_id: str, _old: Props, new: Props) -> Props:
    _put_policy(new["role"], new["name"], new["policy"])
    return {}


def _attach(inputs: Props) -> Made:
    iam().attach_role_policy(RoleName=inputs["role"], PolicyArn=attachable(inputs["policyArn"]))
    return Made(f"{inputs['role']}/{inputs['policyArn']}")


def _read_attachment(_id: str, state: Props) -> Props | None:
    attached = iam().list_attached_role_policies(RoleName=state["role"])["AttachedPolicies"]
    return state if state["policyArn"] in {policy["PolicyArn"] for policy in attached} else None


def _create_profile(inputs: Props) -> Made:
    name = name_of(inputs)
    profile = iam().create_instance_profile(InstanceProfileName=name, Path=inputs["path"], Tags=checked_tags(inputs))[
        "InstanceProfile"
    ]
    if inputs.get("role"):
        iam().add_role_to_instance_profile(InstanceProfileName=name, RoleName=inputs["role"])
    outputs = {"arn": profile["Arn"], "uniqueId": profile["InstanceProfileId"]}
    return Made(name, {**outputs, "createDate": profile["CreateDate"].isoformat()})


def _delete_profile(name: str, state: Props) -> None:
    if state.get("role"):
        iam().remove_role_from_instance_profile(InstanceProfileName=name, RoleName=state["role"])
    iam().delete_instance_profile(InstanceProfileName=name)


TABLE: Final = (
    Kind(
        "aws:iam/role:Role",
        create=_create_role,
        read=_read_role,
        update=_update_role,
        delete=_delete_role,
        check=_check_role,
        required=("assumeRolePolicy",),
        replaces=("name", "namePrefix", "path"),
        computed=("arn", "uniqueId", "createDate"),
        defaults={"maxSessionDuration": 3_600, "path": "/", "forceDetachPolicies": False},
        autoname=Autoname(longest=64),
        tagged=True,
        regional=False,
    ),
    Kind(
        "aws:iam/rolePolicy:RolePolicy",
        create=_create_role_policy,
        read=_read_role_policy,
        update=_update_role_policy,
        delete=lambda _id, state: iam().delete_role_policy(RoleName=state["role"], PolicyName=state["name"]),
        check=lambda inputs: json_problems(inputs, "policy"),
        required=("role", "policy"),
        replaces=("name", "namePrefix", "role"),
        autoname=Autoname(longest=128),
        regional=False,
    ),
    Kind(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        create=_attach,
        read=_read_attachment,
        delete=lambda _id, state: iam().detach_role_policy(RoleName=state["role"], PolicyArn=state["policyArn"]),
        required=("role", "policyArn"),
        replaces=("role", "policyArn"),
        regional=False,
    ),
    Kind(
        "aws:iam/instanceProfile:InstanceProfile",
        create=_create_profile,
        delete=_delete_profile,
        required=(),
        replaces=("name", "namePrefix", "path"),
        computed=("arn", "uniqueId", "createDate"),
        defaults={"path": "/"},
        autoname=Autoname(longest=128),
        tagged=True,
        regional=False,
    ),
)
