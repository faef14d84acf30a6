"""Who used data stands in the record, or nobody knows afterwards what a stolen session took."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.data_events import DataEvent, data_events
from daypass.graph.given import Given
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.iam.action import action_matches
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.iam.search.wanted import can_meet
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.service_roles import is_where_aws_puts_it
from daypass_policies.recording.recorded_things import ALL, recorded_things
from daypass_policies.recording.trails import STORE_TYPES, TRAIL_TYPES, Trails, is_on, recorded_data, records_management


@rule(
    "data-events-are-recorded",
    risk="evidence-gap",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=TRAIL_TYPES,
    stack=True,
    pack="account_baseline",
    controls=(
        "NIST-800-53:AU-12",
        "NIST-800-53:AU-2",
        "CIS-AWS-7.0.0:4.8",
        "CIS-AWS-7.0.0:4.9",
        "PCI-DSS-4.0.1:10.2.1.1",
        "SOC2:CC7.2",
    ),
    remedy="Let a trail record data events of what these identities use (advancedEventSelectors, eventCategory Data).",
    aliases=(
        "prowler:cloudtrail_s3_dataevents_read_enabled",
        "prowler:cloudtrail_s3_dataevents_write_enabled",
        "prowler:awslambda_function_invoke_api_operations_cloudtrail_logging_enabled",
    ),
)
def data_events_are_recorded(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A trail records changes of an account; reads and writes of objects, items and functions only where it is told to.

    Asked of a stack that has a trail of the account and identities whose policies name the use of objects in Amazon S3,
    of items in DynamoDB or of Lambda functions: some trail of the stack should record data events of that kind. Who may
    only write items takes none away, and is asked of in profile `strict`. Messages of SQS and SNS count where no trail
    records any use of data and nothing else is missing, and in profile `strict` always. Access to everything (`*`,
    `NotAction`) names no data, and neither does access to the trail's own bucket, nor a policy of AWS on the role of
    the service that it is for (AWS Backup, Glue). Where the selectors of a kind all name what they record by ARN, an
    identity is told that names things of its own and none of these.

    Refused:
        audit:
          type: aws:cloudtrail/trail:Trail
          properties: {s3BucketName: acme-logs, isMultiRegionTrail: true, enableLogFileValidation: true}
        invoices:
          type: aws:iam/role:Role
          properties:
            inlinePolicies:
              - name: write
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": "s3:PutObject", "Resource": "arn:aws:s3:::invoices/*"}]}

    Mended:
        audit:
          type: aws:cloudtrail/trail:Trail
          properties:
            s3BucketName: acme-logs
            isMultiRegionTrail: true
            enableLogFileValidation: true
            eventSelectors:
              - dataResources: [{type: "AWS::S3::Object", values: ["arn:aws:s3:::invoices/"]}]
        invoices:
          type: aws:iam/role:Role
          properties:
            inlinePolicies:
              - name: write
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": "s3:PutObject", "Resource": "arn:aws:s3:::invoices/*"}]}
    """
    # In an order of their own: that of registration differs from run to run.
    trails = tuple(sorted(stack.once(Trails).made, key=lambda trail: trail.urn))
    trail = _of_account(trails)
    if trail is None:
        return
    try:
        recorded = _recorded(stack, trails)
    except Undecided as stopped:
        yield Open(trail, (stopped.path,))
        return
    missing = [event for event in data_events() if event.type not in recorded and _is_missed(event, recorded, ask)]
    touched, unknown = _touched(stack, missing, _log_buckets(trails))
    told = [event for event in missing if event.type in touched]
    if ask.profile != "strict" and any(event.always for event in told):
        usual = [event.usual for event in told if event.always]
        touched, of_usual = _touched(stack, usual, _log_buckets(trails))
        told, unknown = [event for event in usual if event.type in touched], unknown or of_usual
    for event in told:
        fact = f"trail {trail.name!r} records no data events of {event.service}"
        message = f"{fact}, which {_user(touched[event.type])} may use"
        yield Problem(message, at="advancedEventSelectors", key=event.type, on=trail)
    yield from _beside(stack, trail, trails, recorded)
    if unknown and len(touched) < len(missing):
        yield Open(trail, unknown)


def _user(permissions: Permissions) -> str:
    return f"{permissions.noun} {permissions.identity.name!r}"


def _beside(stack: Stack, trail: Resource, trails: tuple[Resource, ...], recorded: set[str]) -> Iterator[Problem]:
    """What is recorded of other things only, with the first identity that names none of those."""
    logs = _log_buckets(trails)
    for event in data_events():
        if event.type not in recorded or not event.always:
            continue
        recorders = (*trails, *stack.of_type(*STORE_TYPES))
        things = {thing for recorder in recorders for thing in recorded_things(recorder, event.type)}
        if ALL in things:
            continue
        for found in sorted(stack.once(EffectivePermissions).each, key=lambda one: one.identity.urn):
            used = _used(found, event, logs)
            if used and not any(can_meet(thing, arn) for thing in things for arn in used):
                message = (
                    f"trail {trail.name!r} records the use of other data in {event.service} than {_user(found)} may use"
                )
                yield Problem(message, at="advancedEventSelectors", key=f"{event.type} beside", on=trail)
                break


def _used(found: Permissions, event: DataEvent, logs: frozenset[str]) -> frozenset[str]:
    """The ARNs of things that an identity names for such a use; none where one of them may be of any name."""
    if any(gap.may_give for gap in found.own_gaps):
        return frozenset()
    used: set[str] = set()
    for given in found.own:
        for statement in given.document.statements:
            if statement.effect != "Allow":
                continue
            if not statement.is_fully_known:
                return frozenset()
            if any(action_matches(pattern, action) for pattern in statement.actions for action in event.actions):
                if not statement.resources or not all(map(_is_named, statement.resources)):
                    return frozenset()
                used |= set() if _is_of_logs(statement, logs) else set(statement.resources)
    return frozenset(used)


def _is_named(resource: str) -> bool:
    """Whether it is about a thing with a name: `bucket/*`, `table/orders`, and no pattern or variable for that."""
    arn = Arn.parse(resource)
    name = "" if arn is None else arn.resource.partition("/")[0] if arn.service == "s3" else arn.resource
    return bool(name) and not has_wildcard(name.removesuffix(":*")) and "${" not in resource


def _is_missed(event: DataEvent, recorded: set[str], ask: Ask) -> bool:
    return event.always or not recorded or ask.profile == "strict"


def _of_account(trails: tuple[Resource, ...]) -> Resource | None:
    """The first trail that records what is done to the account, or may."""
    for trail in trails:
        try:
            if is_on(trail) and records_management(trail):
                return trail
        except Undecided:
            return trail
    return None


def _recorded(stack: Stack, trails: tuple[Resource, ...]) -> set[str]:
    return set().union(*map(recorded_data, (*trails, *stack.of_type(*STORE_TYPES))))


def _log_buckets(trails: tuple[Resource, ...]) -> frozenset[str]:
    """The known names of the buckets that trails write to: data events of those would feed themselves."""
    names = (trail.state.raw.get("s3BucketName") for trail in trails)
    return frozenset(name for name in names if isinstance(name, str))


def _touched(
    stack: Stack, missing: list[DataEvent], logs: frozenset[str]
) -> tuple[Mapping[str, Permissions], tuple[str, ...]]:
    """Type of event → the first identity that may cause one; and the path of what keeps others from being told."""
    found: dict[str, Permissions] = {}
    unknown: tuple[str, ...] = ()
    for permissions in sorted(stack.once(EffectivePermissions).each, key=lambda one: one.identity.urn):
        left = [event for event in missing if event.type not in found]
        if not left:
            break
        gap = next((gap for gap in permissions.own_gaps if gap.may_give), None)
        unknown = unknown or ((gap.path,) if gap else ())
        for given in permissions.own:
            if _is_of_the_service(given, permissions):
                continue
            try:
                found.update((event.type, permissions) for event in left if _names(given, event, logs))
            except Undecided as stopped:
                unknown = unknown or (stopped.path,)
    return found, unknown


def _is_of_the_service(given: Given, permissions: Permissions) -> bool:
    """Whether AWS's guides put it on the roles of a service, and this is one: what that uses, no author has named."""
    return given.is_of_aws and is_where_aws_puts_it(given.arn.partition(":policy/")[2], (permissions.identity,))


def _names(given: Given, event: DataEvent, logs: frozenset[str]) -> bool:
    if given.arn.endswith(_READS_ALL):
        return False
    return any(
        statement.effect == "Allow"
        and any(_fits(pattern, event) for pattern in statement.actions)
        and not _is_of_logs(statement, logs)
        for statement in given.document.statements
    )


_READS_ALL: Final = ":iam::aws:policy/ReadOnlyAccess"
"""What AWS lets auditors see names every service, and no data in particular."""


def _fits(pattern: str, event: DataEvent) -> bool:
    service = pattern.partition(":")[0]
    return not has_wildcard(service) and any(action_matches(pattern, action) for action in event.actions)


def _is_of_logs(statement: Statement, logs: frozenset[str]) -> bool:
    """Whether it is about the trail's bucket alone."""
    if not logs or not statement.is_fully_known or not statement.resources:
        return False
    arns = map(Arn.parse, statement.resources)
    return all(arn is not None and arn.service == "s3" and arn.resource.partition("/")[0] in logs for arn in arns)
