"""This is where it is told whether a trust lets in people, and whether what it belongs to is a workload's.

Source: IAM User Guide, "AWS JSON policy elements: Principal"; IAM Identity Center User Guide, "Referencing permission
sets in resource policies" (the roles `aws-reserved/sso.amazonaws.com/…/AWSReservedSSO_NAME_SUFFIX`); read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import SECOND_FACTOR
from daypass.iam.admitted import Admitted
from daypass.iam.asked import asked_of
from daypass.iam.condition import Condition
from daypass.iam.document import EVERYONE, Document
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass.model.term import CLASSES
from daypass.rule import Ask
from daypass_policies.owning.ownership import read_fact
from daypass_policies.trusting.kept_out import WAY_IN, is_kept_out
from daypass_policies.wording import shown

FOR_EMERGENCIES: Final = "break-glass"
"""The class of roles that are for people."""

_PERSON: Final = re.compile(
    r"arn:[\w-]+:(?:iam|sts)::[0-9*?]*:(?:"
    r"(?P<user>user/(?:.*/)?(?P<user_name>[^/]+))"
    r"|(?P<set>role/aws-reserved/sso\.amazonaws\.com/(?:.*/)?(?P<set_name>[^/]+))"
    r"|(?P<session>(?:assumed-role/|role/)AWSReservedSSO_(?P<session_name>[^/]+)(?:/.*)?)"
    r"|(?P<federated>federated-user/(?P<federated_name>.+)))"
)
_PREFIX: Final = "AWSReservedSSO_"
_SUFFIX: Final = re.compile(r"_(?:[0-9a-f]{16}|[0-9a-f]*[*?]+)$")
"""What Identity Center puts behind a permission set's name, or the pattern that stands for it."""

_ANY_SET: Final = re.compile(
    r".*(?:AWSReservedSSO_(?P<name>[^/]*).*|sso\.amazonaws\.com/.*|aws-reserved/(?:\*|s[a-z.?]*\*).*)", re.DOTALL
)
"""A pattern that takes in roles of permission sets, wherever it begins: `*` in one of ARNs stands for `/` as well."""

_ROLE: Final = re.compile(r"arn:[\w-]+:(?:iam|sts)::[0-9*?]*:(?:assumed-)?role/(?:.*/)?(?P<name>[^/]+)")
_OF_PEOPLE: Final = re.compile(
    r"(?i)(?:^|.*[-_.])?(?:developer|engineer|analyst|human)s?(?:[-_]?(?:access|role|users?|sso))*[-_.]?[*?]*"
)
"""Roles that are called after those who enter them: `Developers`, `data-engineer-access`; not `developer-portal`."""

_PUBLIC_SIGN_IN: Final = re.compile(
    r"(?:.*:oidc-provider/)?(?:cognito-identity\.amazonaws\.com|cognito-idp\.[\w.-]+/.+|graph\.facebook\.com"
    r"|www\.amazon\.com|appleid\.apple\.com)"
)
"""Providers at which customers sign in. Google's is none of them: service accounts come with its tokens too."""

_DIRECTORIES: Final = re.compile(
    r"(?:^|[/.])(?:accounts\.google\.com|okta(?:preview)?\.com|auth0\.com|login\.microsoftonline\.com|sts\.windows\.net"
    r"|onelogin\.com|pingone\.\w+|pingidentity\.com)(?:/|$)"
)
"""Issuers that vouch for people and for workloads, so that a trust in them says nothing of either."""

_EXTERNAL_ID: Final = "sts:externalid"


class Person(NamedTuple):
    """Someone who gets in: words for a message, and `key`, a stable name.

    `likely`: it is probable and no more; `customer`: whoever signs up, for whom no class of identity is meant.
    `by` is the admission by which they first get in.
    """

    who: str
    key: str
    likely: bool = False
    customer: bool = False
    by: Admitted | None = None


def people_among(admitted: tuple[Admitted, ...], document: Document, action: str = WAY_IN) -> Iterator[Person]:
    """Whom of these the trust lets in as a person, each once. Raises `Undecided` where a condition would decide.

    Of another thing's policy: whom it lets do this.
    """
    seen: set[Person] = set()
    for one in admitted:
        if one.kind in ("AWS", "*", "Federated"):
            for person in _people(one, document, action):
                if person not in seen:
                    seen.add(person)
                    yield person._replace(by=one)


def is_a_persons(arn: str) -> bool:
    """Whether an ARN says by itself that it is a user's, a permission set's, or that of a role called after people."""
    return _by_arn(arn, (), quoted=False) is not None


def asks_for_an_id(conditions: tuple[Condition, ...]) -> bool:
    """Whether an external id has to be shown: a pattern is none, as whatever fits is shown."""
    asked = (one for one in conditions if one.is_on(_EXTERNAL_ID) and one.operator.startswith("String"))
    return any(
        not (one.test.negated or one.if_exists or one.qualifier == "ForAllValues")
        and not (one.test.takes_wildcards and any(map(has_wildcard, one.values)))
        for one in asked
    )


def is_workloads(resource: Resource, ask: Ask, admitted: tuple[Admitted, ...]) -> bool:
    """Whether a role is a workload's: a service or an issuer of workloads enters it, or its tags say so.

    A role that only people enter is theirs. Raises `Undecided` where a tag would decide.
    """
    class_ = read_fact(resource, ask, "class")
    if class_ == FOR_EMERGENCIES:
        return False
    return workloads_enter(admitted) or class_ in CLASSES or bool(read_fact(resource, ask, "workload"))


def workloads_enter(admitted: tuple[Admitted, ...]) -> bool:
    """Whether a service or an issuer of workloads is among those let in."""
    return any(one.kind == "Service" or _is_issuer_of_workloads(one) for one in admitted)


def _is_issuer_of_workloads(one: Admitted) -> bool:
    is_oidc = one.kind == "Federated" and ":oidc-provider/" in one.principal
    return is_oidc and not _PUBLIC_SIGN_IN.fullmatch(one.principal) and not _DIRECTORIES.search(one.principal)


def _people(one: Admitted, document: Document, action: str) -> Iterator[Person]:
    if one.kind == "Federated":
        if ":saml-provider/" in one.principal:
            yield from _by_saml(one, document)
        elif match := _PUBLIC_SIGN_IN.fullmatch(one.principal):
            yield Person("whoever signs in as a customer", f"sign-in {_host(match[0])}", customer=True)
        return
    conditions = document.statements[one.statement].conditions if one.statement is not None else ()
    if found := _by_arn(one.principal, conditions, quoted=not document.secret):
        if not is_kept_out(one.principal, document, action):
            yield found
        return
    for condition in conditions:
        if condition.is_on("aws:PrincipalArn"):
            yield from _by_arns(condition, conditions, document, action)
        elif one.account or one.principal == EVERYONE:
            yield from _users(condition, conditions, quoted=not document.secret)
    if any(_asks_for_second_factor(condition) for condition in conditions):
        yield Person("whoever has a second factor, which no workload has", "MFA", likely=True)


def _by_saml(one: Admitted, document: Document) -> Iterator[Person]:
    """Whoever signs in, unless the trust names the subject of assertions exactly, which may be a machine's.

    An address is a person's in all likelihood.
    """
    conditions = document.statements[one.statement].conditions if one.statement is not None else ()
    subjects = asked_of(conditions, document.version).get("saml:sub", ())
    if not subjects or not all(subject.exact for subject in subjects):
        yield Person("whoever signs in through a SAML provider", "SAML")
        return
    for subject in subjects:
        if "@" in subject.text:
            who = "the subject of a SAML provider" if document.secret else f"{shown(subject.text)} by a SAML provider"
            yield Person(who, "SAML subject" if document.secret else subject.text, likely=True)


def _by_arns(
    condition: Condition, conditions: tuple[Condition, ...], document: Document, action: str
) -> Iterator[Person]:
    quoted = not document.secret
    for value in () if condition.test.negated else condition.values:
        named = _by_pattern(condition, value, quoted=quoted) or _by_arn(value, conditions, quoted=quoted)
        if named and not is_kept_out(value, document, action):
            yield named


def _by_pattern(condition: Condition, value: str, *, quoted: bool) -> Person | None:
    """The permission sets whose roles fit a pattern that names them but not their path."""
    match = _ANY_SET.fullmatch(value) if condition.test.takes_wildcards and has_wildcard(value) else None
    if match is None:
        return None
    name = _SUFFIX.sub("", match["name"] or "").strip("*?_")
    if not name or not quoted:
        return Person("the people of permission sets", "permission sets")
    return Person(f"the people of permission set {shown(name)}", name)


def _users(condition: Condition, conditions: tuple[Condition, ...], *, quoted: bool) -> Iterator[Person]:
    """IAM users whom a condition on who comes from an account names: nobody else has these keys, or such ids."""
    is_asking = not (condition.test.negated or condition.if_exists or condition.qualifier == "ForAllValues")
    key = condition.key.lower()
    if not is_asking or not condition.operator.startswith("String") or _is_vendors(conditions):
        return
    if any(_ANY_USER.get(key) == value.lower() for value in condition.values):
        yield Person("IAM users", "users", likely=True)
    for value in condition.values if key in _OF_USERS else ():
        if value.startswith(_OF_USERS[key]):
            who = f"IAM user {shown(value)}" if quoted else "IAM user"
            yield Person(who, value if quoted else "user", likely=True)


_ANY_USER: Final = {"aws:principaltype": "user", "sts:rolesessionname": "${aws:username}"}
"""Key, in small letters → the value, in small letters, that no role has: roles have no user's name. Source: IAM User
Guide, "IAM JSON policy elements: Variables and tags", where each principal has which value.
"""

_OF_USERS: Final = {"aws:username": "", "aws:userid": "AIDA"}
"""Key, in small letters → how its value begins where it is an IAM user's. Source: IAM User Guide, "Global condition
context keys", and "IAM identifiers", unique ids.
"""


def _by_arn(arn: str, conditions: tuple[Condition, ...], *, quoted: bool) -> Person | None:
    match = _PERSON.fullmatch(arn)
    if match is None and (role := _ROLE.fullmatch(arn)) and _OF_PEOPLE.fullmatch(role["name"]):
        name = role["name"] if quoted else ""
        return Person(f"people, as the role {shown(name)} says" if quoted else "people", name or "people", likely=True)
    if match is None or (match["user"] and _is_vendors(conditions)):
        return None
    noun, name = next((_NOUNS[group], match[f"{group}_name"]) for group in _NOUNS if match[group])
    stable = _SUFFIX.sub("", name.removeprefix(_PREFIX))
    if not quoted:
        return Person(noun, noun.split()[-1], likely=bool(match["user"]))
    return Person(f"{noun} {shown(stable)}", stable, likely=bool(match["user"]))


_NOUNS: Final = {
    "set": "the people of permission set",
    "session": "the people of permission set",
    "user": "IAM user",
    "federated": "federated user",
}


def _is_vendors(conditions: tuple[Condition, ...]) -> bool:
    """A vendor's own user, who shows an external id, is a machine: nobody types one in."""
    return asks_for_an_id(conditions)


def _asks_for_second_factor(condition: Condition) -> bool:
    if condition.key.lower() not in SECOND_FACTOR or condition.if_exists:
        return False
    return condition.operator.startswith("Numeric") or {value.lower() for value in condition.values} == {"true"}


def _host(provider: str) -> str:
    return provider.rpartition(":oidc-provider/")[2].partition("/")[0]
