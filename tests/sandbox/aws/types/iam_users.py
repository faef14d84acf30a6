"""This is where users are, and what is made for them: keys, passwords, service credentials, policies, groups."""

from typing import Final

from tests.sandbox.aws.kind import Autoname, Kind, Made, Props
from tests.sandbox.aws.refusals import (
    INLINE_GROUP,
    INLINE_USER,
    Refused,
    json_problems,
    name_problems,
    refuse_long,
    refuse_permissions,
)
from tests.sandbox.aws.tags import as_map
from tests.sandbox.aws.types.iam_common import as_written, attachable, changed, checked_tags, iam, name_of, retag


def _create_user(inputs: Props) -> Made:
    boundary = inputs.get("permissionsBoundary")
    optional = {"PermissionsBoundary": attachable(boundary)} if boundary else {}
    user = iam().create_user(UserName=inputs["name"], Path=inputs["path"], Tags=checked_tags(inputs), **optional)[
        "User"
    ]
    return Made(inputs["name"], {"arn": user["Arn"], "uniqueId": user["UserId"]})


def _read_user(name: str, state: Props) -> Props:
    user = iam().get_user(UserName=name)["User"]
    tags = as_map(user.get("Tags", []))
    read = {"name": name, "path": user["Path"], "arn": user["Arn"], "uniqueId": user["UserId"]}
    return {**state, **read, "forceDestroy": state.get("forceDestroy", False), "tags": tags or None, "tagsAll": tags}


def _update_user(name: str, old: Props, new: Props) -> Props:
    changed(
        old,
        new,
        "permissionsBoundary",
        lambda arn: iam().put_user_permissions_boundary(UserName=name, PermissionsBoundary=attachable(arn)),
        lambda: iam().delete_user_permissions_boundary(UserName=name),
    )
    retag("user", {"UserName": name}, old, new)
    return {}


def _create_key(inputs: Props) -> Made:
    key = iam().create_access_key(UserName=inputs["user"])["AccessKey"]
    outputs = {"secret": key["SecretAccessKey"], "sesSmtpPasswordV4": f"B{key['SecretAccessKey'][::-1]}"}
    return Made(key["AccessKeyId"], {**outputs, "createDate": key["CreateDate"].isoformat()})


def _read_key(id_: str, state: Props) -> Props | None:
    keys = iam().list_access_keys(UserName=state["user"])["AccessKeyMetadata"]
    return state if id_ in {key["AccessKeyId"] for key in keys} else None


def _update_key(id_: str, old: Props, new: Props) -> Props:
    iam().update_access_key(UserName=old["user"], AccessKeyId=id_, Status=new["status"])
    return {}


def _create_login(inputs: Props) -> Made:
    password = "Made-up-4-" + inputs["user"]
    iam().create_login_profile(
        UserName=inputs["user"], Password=password, PasswordResetRequired=inputs.get("passwordResetRequired", False)
    )
    return Made(inputs["user"], {"password": password})


def _not_emulated(inputs: Props) -> Made:
    raise Refused(f"the emulator cannot make a credential for {inputs['serviceName']}; only its preview works here")


def _put_user_policy(inputs: Props) -> Made:
    name = name_of(inputs)
    refuse_permissions(inputs["policy"])
    refuse_long(inputs["policy"], INLINE_USER, "InlinePolicySizePerUser")
    iam().put_user_policy(UserName=inputs["user"], PolicyName=name, PolicyDocument=inputs["policy"])
    return Made(f"{inputs['user']}:{name}")


def _read_user_policy(id_: str, state: Props) -> Props:
    user, name = id_.split(":")
    policy = iam().get_user_policy(UserName=user, PolicyName=name)["PolicyDocument"]
    return {**state, "user": user, "name": name, "policy": as_written(state.get("policy"), policy)}


def _put_group_policy(inputs: Props) -> Made:
    name = name_of(inputs)
    refuse_permissions(inputs["policy"])
    refuse_long(inputs["policy"], INLINE_GROUP, "InlinePolicySizePerGroup")
    iam().put_group_policy(GroupName=inputs["group"], PolicyName=name, PolicyDocument=inputs["policy"])
    return Made(f"{inputs['group']}:{name}")


def _create_group(inputs: Props) -> Made:
    group = iam().create_group(GroupName=inputs["name"], Path=inputs["path"])["Group"]
    return Made(inputs["name"], {"arn": group["Arn"], "uniqueId": group["GroupId"]})


def _attach_user(inputs: Props) -> Made:
    iam().attach_user_policy(UserName=inputs["user"], PolicyArn=attachable(inputs["policyArn"]))
    return Made(f"{inputs['user']}/{inputs['policyArn']}")


def _attach_group(inputs: Props) -> Made:
    iam().attach_group_policy(GroupName=inputs["group"], PolicyArn=attachable(inputs["policyArn"]))
    return Made(f"{inputs['group']}/{inputs['policyArn']}")


def _join(inputs: Props) -> Made:
    for group in inputs["groups"]:
        iam().add_user_to_group(UserName=inputs["user"], GroupName=group)
    return Made(f"{inputs['user']}/{'/'.join(inputs['groups'])}")


def _leave(_id: str, state: Props) -> None:
    for group in state["groups"]:
        iam().remove_user_from_group(UserName=state["user"], GroupName=group)


TABLE: Final = (
    Kind(
        "aws:iam/user:User",
        create=_create_user,
        read=_read_user,
        update=_update_user,
        delete=lambda name, _state: iam().delete_user(UserName=name),
        check=lambda inputs: name_problems(inputs, 64),
        replaces=("name", "path"),
        computed=("arn", "uniqueId"),
        defaults={"path": "/", "forceDestroy": False},
        autoname=Autoname(longest=64),
        tagged=True,
        regional=False,
    ),
    Kind(
        "aws:iam/accessKey:AccessKey",
        create=_create_key,
        read=_read_key,
        update=_update_key,
        delete=lambda id_, state: iam().delete_access_key(UserName=state["user"], AccessKeyId=id_),
        required=("user",),
        replaces=("user", "pgpKey"),
        computed=("secret", "sesSmtpPasswordV4", "createDate", "encryptedSecret", "keyFingerprint"),
        secret=("secret", "sesSmtpPasswordV4"),
        defaults={"status": "Active"},
        regional=False,
    ),
    Kind(
        "aws:iam/userLoginProfile:UserLoginProfile",
        create=_create_login,
        delete=lambda user, _state: iam().delete_login_profile(UserName=user),
        required=("user",),
        replaces=("user", "pgpKey", "passwordLength", "passwordResetRequired"),
        computed=("password", "encryptedPassword", "keyFingerprint"),
        secret=("password",),
        defaults={"passwordLength": 20},
        regional=False,
    ),
    Kind(
        "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
        create=_not_emulated,
        delete=lambda _id, _state: None,
        required=("serviceName", "userName"),
        replaces=("serviceName", "userName", "credentialAgeDays"),
        computed=("servicePassword", "serviceUserName", "serviceSpecificCredentialId"),
        secret=("servicePassword",),
        defaults={"status": "Active"},
        regional=False,
    ),
    Kind(
        "aws:iam/userPolicy:UserPolicy",
        create=_put_user_policy,
        read=_read_user_policy,
        update=lambda _id, _old, new: _put_user_policy(new).outputs,
        delete=lambda _id, state: iam().delete_user_policy(UserName=state["user"], PolicyName=state["name"]),
        check=lambda inputs: json_problems(inputs, "policy"),
        required=("user", "policy"),
        replaces=("name", "namePrefix", "user"),
        autoname=Autoname(longest=128),
        regional=False,
    ),
    Kind(
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        create=_attach_user,
        delete=lambda _id, state: iam().detach_user_policy(UserName=state["user"], PolicyArn=state["policyArn"]),
        required=("user", "policyArn"),
        replaces=("user", "policyArn"),
        regional=False,
    ),
    Kind(
        "aws:iam/group:Group",
        create=_create_group,
        delete=lambda name, _state: iam().delete_group(GroupName=name),
        replaces=("name", "path"),
        computed=("arn", "uniqueId"),
        defaults={"path": "/"},
        autoname=Autoname(longest=128),
        regional=False,
    ),
    Kind(
        "aws:iam/groupPolicy:GroupPolicy",
        create=_put_group_policy,
        update=lambda _id, _old, new: _put_group_policy(new).outputs,
        delete=lambda _id, state: iam().delete_group_policy(GroupName=state["group"], PolicyName=state["name"]),
        check=lambda inputs: json_problems(inputs, "policy"),
        required=("group", "policy"),
        replaces=("name", "namePrefix", "group"),
        autoname=Autoname(longest=128),
        regional=False,
    ),
    Kind(
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        create=_attach_group,
        delete=lambda _id, state: iam().detach_group_policy(GroupName=state["group"], PolicyArn=state["policyArn"]),
        required=("group", "policyArn"),
        replaces=("group", "policyArn"),
        regional=False,
    ),
    Kind(
        "aws:iam/userGroupMembership:UserGroupMembership",
        create=_join,
        delete=_leave,
        required=("user", "groups"),
        replaces=("user", "groups"),
        regional=False,
    ),
)
