"""With a machine's credential in hand, a person is the machine at whoever takes it."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final

from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.graph.ways import PERMISSION_SET, ROLE, USER, kinds_of
from daypass.iam.admitted import Admitted
from daypass.iam.arn import Arn
from daypass.iam.document import Document, MalformedDocument
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import words_in
from daypass_policies.escalating.actors import Actors
from daypass_policies.mending.leaving_out import in_json, without_principals
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.openness import whole_account
from daypass_policies.opening.resource_policies import ask_document, documents_of, reported, types_of
from daypass_policies.owning.ends import is_for_a_while, last_day
from daypass_policies.owning.ownership import read_fact
from daypass_policies.rights import mentions
from daypass_policies.settle import collect
from daypass_policies.trusting.called_after import is_for_those_on_call
from daypass_policies.trusting.machine_users import is_machines_name
from daypass_policies.trusting.people import FOR_EMERGENCIES, Person, is_a_persons, people_among
from daypass_policies.trusting.workloads import is_peoples
from daypass_policies.wording import listed

_READ: Final = "secretsmanager:GetSecretValue"
_SHOWN: Final = 3
_ROTATES: Final = frozenset(("rotation", "rotations", "rotator", "rotate", "rotates"))
"""Words by which a role is called that changes a secret, be it a machine's or a person's."""

_ADMINISTRATORS: Final = frozenset(("AdministratorAccess", "AWSAdministratorAccess"))
"""Permission sets of administrators, as AWS calls them.

Sources: IAM Identity Center User Guide, "Predefined permissions for AWS managed policies"; AWS Control Tower User
Guide, "IAM Identity Center groups for AWS Control Tower"; read 2026-12.
"""


@rule(
    "secret-of-a-workload-names-no-people",
    risk="human-use",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=types_of(lambda place: place.service == "secretsmanager"),
    stack=True,
    controls=("NHI10:2025", "NIST-800-53:IA-5", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:8.6.1", "SOC2:CC6.1"),
    remedy="Take people out of the secret's policy, and give them a credential of their own.",
)
def secret_of_a_workload_names_no_people(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever reads a machine's secret signs in with it as the machine, and what they do there the machine did.

    Told is the policy of a secret that lets people read its value (`secretsmanager:GetSecretValue`, also by a wildcard)
    beside the role of a workload or a service: roles of IAM Identity Center, SAML providers and roles called after
    people, and users whose name is no machine's. Where it names nobody else, or but who rotates it, the secret is
    theirs. Who manages it without reading its value passes, and so do those on call, class `break-glass`, those whom a
    Deny keeps out, what ends within a year (`aws:CurrentTime`), and administrators: who has all of IAM, and the
    permission sets that AWS makes for them (`AdministratorAccess`, `AWSAdministratorAccess`).

    Refused:
        key:
          type: aws:secretsmanager/secretPolicy:SecretPolicy
          properties:
            secretArn: arn:aws:secretsmanager:eu-west-1:111122223333:secret:sms-a1B2c3
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
                              "Principal": {"AWS": [
                                "arn:aws:iam::111122223333:role/sms-sender",
                                "arn:aws:iam::111122223333:role/AWSReservedSSO_Developers_0123456789abcdef"]}}]}

    Mended:
        key:
          type: aws:secretsmanager/secretPolicy:SecretPolicy
          properties:
            secretArn: arn:aws:secretsmanager:eu-west-1:111122223333:secret:sms-a1B2c3
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
                              "Principal": {"AWS": ["arn:aws:iam::111122223333:role/sms-sender"]}}]}
    """
    known = _Known(stack, ask)
    for resource in stack.of_type(*secret_of_a_workload_names_no_people.applies_to):
        yield from reported(resource, _judged(resource, known, ask))


class _Known:
    """Whom a stack knows of those whom policies name."""

    def __init__(self, stack: Stack, ask: Ask) -> None:
        self._stack, self._ask = stack, ask
        self._names = {noun: Names.of(stack.resources, kinds_of(noun), by_last_part=True) for noun in (ROLE, USER)}
        sets = stack.of_type(*kinds_of(PERMISSION_SET))
        self._sets = {str(one.state.raw.get("name")): one for one in sets}

    def named(self, by: Resource, arn: str) -> Resource | None:
        """The role or user of this ARN."""
        noun = USER if ":user/" in arn else ROLE
        return self._stack.by_urn.get(self._names[noun].named(by, arn).urn)

    def is_for_emergencies(self, by: Resource, person: Person) -> bool:
        """Whether these people are there for that, or a tag of who they are says so. Raises `Undecided`."""
        made = self._made(by, person)
        tagged = made is not None and read_fact(made, self._ask, "class") == FOR_EMERGENCIES
        return tagged or is_for_those_on_call(person.key)

    def is_administrator(self, by: Resource, person: Person) -> bool:
        """Whether these people have all of IAM, or, where the stack has not made them, AWS calls them so."""
        made = self._made(by, person)
        if made is None:
            return not person.likely and person.key in _ADMINISTRATORS
        actor = self._stack.once(Actors, self._ask.settings).by_urn.get(made.urn)
        return actor is not None and actor.has_all_of_iam

    def _made(self, by: Resource, person: Person) -> Resource | None:
        return self._sets.get(person.key) or self.named(by, person.by.principal if person.by else "")


def _judged(resource: Resource, known: _Known, ask: Ask) -> Iterator[Problem]:
    try:
        documents = tuple(documents_of(resource))
        for document in documents:
            yield from _of(resource, document, known, ask)
    except MalformedDocument:
        return  # the rule about everyone says so


def _of(resource: Resource, document: Document, known: _Known, ask: Ask) -> Iterator[Problem]:
    reading = partial(_reading, today=ask.today)
    grants, unread = collect([ask_document(document, reading, wanted=(_READ,))])
    people, unknown = collect(_people(resource, grant, known) for grant in grants)
    if people and any(_is_workloads(resource, arn, known) for grant in grants for arn in _named(grant)):
        yield _told(resource, people, document)
    elif stopped := unread or unknown:
        raise stopped


def _reading(grant: Grant, today: date) -> Iterator[Grant]:
    """The grant, where it lets somebody read the value, for good. Raises `Undecided`."""
    is_given = mentions(grant.statement, _READ) and not grant.left().is_taken
    if is_given and not is_for_a_while(last_day(grant.statement), today):
        yield grant


def _people(resource: Resource, grant: Grant, known: _Known) -> Iterator[Person]:
    """The people whom it lets in, without administrators, those for emergencies, and users who are machines."""
    account = whole_account(grant)
    one = Admitted("undecided", grant.statement.index, kind=grant.kind, principal=grant.principal, account=account)
    for person in people_among((one,), grant.document, _READ):
        is_machine = person.likely and is_machines_name(person.key)
        is_meant = known.is_administrator(resource, person) or known.is_for_emergencies(resource, person)
        if not (is_machine or is_meant):
            yield person


def _named(grant: Grant) -> Iterator[str]:
    """The service, or the ARNs of whom it names, or for whom it asks."""
    yield grant.principal
    asked = (one for one in grant.conditions if one.is_on("aws:PrincipalArn") and not one.test.negated)
    yield from (value for condition in asked for value in condition.values)


def _is_workloads(resource: Resource, name: str, known: _Known) -> bool:
    """Whether this is a service, or a role that is neither people's nor there to change the secret."""
    if name.endswith(".amazonaws.com"):
        return True
    arn = Arn.parse(name)
    if arn is None or not arn.resource.startswith(("role/", "assumed-role/")):
        return False
    called = arn.resource.split("/")
    if not _ROTATES.isdisjoint(words_in(called[-1] if called[0] == "role" else called[1])):
        return False
    made = known.named(resource, name)
    return not (made and is_peoples(made)) and not is_a_persons(name)


def _told(resource: Resource, people: list[Person], document: Document) -> Problem:
    """All of them at once, those first who are certain."""
    first, *_ = people = sorted(people, key=lambda one: (one.likely, one.who))
    statement = document.statements[first.by.statement] if first.by and first.by.statement is not None else None
    named = {one.by.principal for one in people if one.by and first.by and one.by.statement == first.by.statement}
    hidden = document.secret or statement is None
    return Problem(
        f"secret policy {resource.name!r} lets {listed((one.who for one in people), _SHOWN)} read what a "
        "workload signs in with",
        at=statement.path if statement else None,
        key=" ".join(sorted({one.key for one in people})),
        witness=None if hidden or first.by is None else first.by.principal,
        mended=None if hidden or statement is None else in_json(without_principals(statement, named)),
    )
