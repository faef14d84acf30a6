"""This is where the provider's look-ups are: what a program asks of AWS instead of declaring it."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.sandbox.aws.clients import account, client, region
from tests.sandbox.aws.kind import Props
from tests.sandbox.aws.refusals import Refused
from tests.sandbox.aws.tags import as_map


def _caller(_args: Props) -> Props:
    caller = client("sts").get_caller_identity()
    return {"accountId": caller["Account"], "arn": caller["Arn"], "userId": caller["UserId"], "id": caller["Account"]}


def _region(args: Props) -> Props:
    name = args.get("region") or region()
    return {"region": name, "name": name, "id": name, "description": name, "endpoint": f"ec2.{name}.amazonaws.com"}


def _partition(_args: Props) -> Props:
    return {"partition": "aws", "dnsSuffix": "amazonaws.com", "id": "aws", "reverseDnsPrefix": "com.amazonaws"}


def _zones(_args: Props) -> Props:
    zones = client("ec2").describe_availability_zones()["AvailabilityZones"]
    names = sorted(zone["ZoneName"] for zone in zones)
    return {
        "names": names,
        "zoneIds": sorted(zone["ZoneId"] for zone in zones),
        "groupNames": [region()],
        "id": region(),
    }


def _oidc(args: Props) -> Props:
    arn = args.get("arn") or f"arn:aws:iam::{account()}:oidc-provider/{args['url'].removeprefix('https://')}"
    provider = client("iam").get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    found = {"arn": arn, "id": arn, "url": provider["Url"], "clientIdLists": provider["ClientIDList"]}
    return {**found, "thumbprintLists": provider["ThumbprintList"], "tags": as_map(provider.get("Tags", []))}


def _role(args: Props) -> Props:
    role = client("iam").get_role(RoleName=args["name"])["Role"]
    found = {"arn": role["Arn"], "id": role["RoleName"], "name": role["RoleName"], "path": role["Path"]}
    return {**found, "uniqueId": role["RoleId"], "maxSessionDuration": role.get("MaxSessionDuration", 3_600)}


def _policy(args: Props) -> Props:
    policy = client("iam").get_policy(PolicyArn=args["arn"])["Policy"]
    return {"arn": policy["Arn"], "id": policy["Arn"], "name": policy["PolicyName"], "path": policy["Path"]}


def _policy_document(args: Props) -> Props:
    # The document's semantics are the provider's; they are written once, where the embedded engine answers it too.
    from daypass.engine.policy_document import policy_document_answer

    return policy_document_answer(args)


def _parameter(args: Props) -> Props:
    found = client("ssm").get_parameter(Name=args["name"], WithDecryption=True)["Parameter"]
    return {
        "arn": found["ARN"],
        "id": found["Name"],
        "name": found["Name"],
        "type": found["Type"],
        "value": found["Value"],
    }


LOOKUPS: Final[Mapping[str, Callable[[Props], Props]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": _oidc,
    "aws:iam/getPolicyDocument:getPolicyDocument": _policy_document,
    "aws:iam/getPolicy:getPolicy": _policy,
    "aws:iam/getRole:getRole": _role,
    "aws:ssm/getParameter:getParameter": _parameter,
}


def look_up(token: str, args: Props) -> Props:
    """The answer of AWS. Raises Refused for a look-up that is not in the table, or as boto3 does."""
    if token not in LOOKUPS:
        raise Refused(f"look-up {token!r} is not supported by the sandbox: add it to tests/sandbox/aws/invokes.py")
    return LOOKUPS[token](args)
