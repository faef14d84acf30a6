"""A resource policy names the roles of another account, not everyone whom its administrators let come."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from daypass.data.known_accounts import is_of_aws
from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.action import whole_service
from daypass.iam.arn import Arn
from daypass.iam.asked import asked_of, limiting_keys
from daypass.iam.document import MalformedDocument, Statement
from daypass.iam.glob import has_wildcard, matches
from daypass.iam.who import OWN_ACCOUNT, TELLS_NOTHING, is_anyones, said_who
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.mending.closing import condition, principals, role_instead
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.openness import account_in, is_everyone, only_pulls, whole_account
from daypass_policies.opening.own_accounts import OwnAccounts, about
from daypass_policies.opening.resource_policies import ask_grants, reported, types_of
from daypass_policies.opening.taken_back import Conditions
from daypass_policies.settle import collect
from daypass_policies.wording import listed

_BY_ACCOUNT: Final = frozenset(("events", "logs", "oam", "backup", "xray", "schemas", "execute-api", "organizations"))
"""Services whose policies share with accounts by design: most name nothing smaller, or only take something in."""

_NOUNS_BY_ACCOUNT: Final = frozenset(("layer permission", "registry policy"))


@rule(
    "resource-policy-names-no-whole-account",
    risk="cross-account-trust",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=types_of(lambda place: place.service not in _BY_ACCOUNT and place.noun not in _NOUNS_BY_ACCOUNT),
    stack=True,
    controls=("NHI3:2025", "NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-20", "SOC2:CC6.3"),
    remedy="Name the roles that need it, or narrow the account by aws:PrincipalArn or aws:PrincipalOrgID.",
    aliases=(
        "checkov:CKV_AWS_385",
        "prowler:s3_bucket_cross_account_access",
        "prowler:dynamodb_table_cross_account_access",
        "prowler:eventbridge_schema_registry_cross_account_access",
    ),
)
def resource_policy_names_no_whole_account(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A key or bucket that is shared with an account is shared with whoever that account's administrators say.

    An account is named by its root's ARN, by its twelve digits, or by `*` with aws:PrincipalAccount, kms:CallerAccount,
    or aws:SourceAccount, for which services come. A condition that lets only a part of it through (a principal's ARN or
    tag, the organisation, a network, `kms:ViaService`) narrows it; what callers write themselves (a session's name, a
    tag of the request) does not. Never told are the stack's own account, which a key policy must name, accounts of the
    settings' `[accounts]`,
    those from which AWS delivers logs, and what is shared by account by design: event buses, log destinations,
    layers, backups, the administration of an organisation, and except in profile `strict` images that may only be
    pulled. The own account is the provider's or the settings', else the one that the ARNs of the resource, its policy
    and its neighbours name. Where that stays open, the account that may do everything to a key is its own, and what is
    told of others is less certain.

    Refused:
        reports:
          type: aws:s3/bucketPolicy:BucketPolicy
          properties:
            bucket: reports
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
                              "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}

    Mended:
        reports:
          type: aws:s3/bucketPolicy:BucketPolicy
          properties:
            bucket: reports
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/report-reader"},
                              "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}
    """
    places = resource_policies()
    for resource in stack.resources:
        if resource.type in _ASKED:
            yield from reported(resource, _judged(stack, ask, resource, places[resource.type]))


_ASKED: Final = frozenset(resource_policy_names_no_whole_account.applies_to)


def _judged(stack: Stack, ask: Ask, resource: Resource, place: PolicyPlace) -> Iterator[Problem]:
    try:
        found, unknown = collect([ask_grants(resource, partial(_of_grant, _Home(stack, ask, resource, place)))])
    except MalformedDocument:
        return  # the rules about everyone refuse what nobody can read
    for alike in grouped(((one.grant.where, one.is_behind, one.own), one) for one in found).values():
        yield _told(resource, place, alike)
    if unknown:
        raise unknown


class _Let(NamedTuple):
    """A whole account that a grant lets in.

    `is_behind`: it is services that come for it; `own`: the account of the stack, "" where nothing says it.
    """

    account: str
    grant: Grant
    is_behind: bool
    own: str


class _Home:
    """The account in which the resource is made, worked out once for each statement of its policy."""

    def __init__(self, stack: Stack, ask: Ask, resource: Resource, place: PolicyPlace) -> None:
        self.accounts = stack.once(OwnAccounts, ask.settings)
        self.is_strict = ask.profile == "strict"
        self._resource, self._place = resource, place
        self._found: dict[int, str] = {}
        self._owner: str | None = None

    def of(self, grant: Grant) -> str:
        """Twelve digits, or "" where nothing says it for certain."""
        index = grant.statement.index
        if index not in self._found:
            said = self.accounts.of(self._resource, self._place, about(grant))
            self._found[index] = said or self._owner_of_key(grant)
        return self._found[index]

    def _owner_of_key(self, grant: Grant) -> str:
        """Who a key policy leaves the key to, as one must; "" for other policies and where it is unclear."""
        if self._owner is None:
            statements = grant.document.statements if self._place.service == "kms" else ()
            found = {account for statement in statements for account in _managing(statement)}
            self._owner = next(iter(found)) if len(found) == 1 else ""
        return self._owner


def _of_grant(home: _Home, grant: Grant) -> Iterator[_Let]:
    if not home.is_strict and only_pulls(grant):
        return
    for account in _accounts(grant):
        if is_of_aws(account) or home.accounts.is_ours(account):
            continue
        own = home.of(grant)
        is_behind = account in _behind(grant)
        if account in (own, OWN_ACCOUNT) or (is_behind and not own) or grant.is_closed(_is_narrowed):
            continue
        yield _Let(account, grant, is_behind, own)


def _told(resource: Resource, place: PolicyPlace, alike: Sequence[_Let]) -> Problem:
    """One problem for all the accounts of a statement, which one change of it mends."""
    _, grant, is_behind, own = alike[0]
    accounts = list(dict.fromkeys(one.account for one in alike))
    return Problem(
        f"{place.noun} {resource.name!r} lets in {'services for ' if is_behind else ''}{_said(grant, accounts)}",
        at=grant.where,
        key=None if grant.hidden else " ".join(filter(None, (grant.sid, *sorted(accounts)))),
        severity="high" if _gives_all(grant) else None,
        confidence=None if own else "low",
        witness=None if grant.hidden or is_behind else accounts[0],
        mended=None if grant.hidden else _mended(place, grant, accounts),
    )


def _said(grant: Grant, accounts: Sequence[str]) -> str:
    if grant.hidden:
        return "a whole account, whose number is marked as secret"
    return f"the whole account {accounts[0]}" if len(accounts) == 1 else f"the whole accounts {listed(accounts)}"


def _mended(place: PolicyPlace, grant: Grant, accounts: Sequence[str]) -> str | None:
    """A role of each account, in its place or beside everyone of it."""
    if place.form == "grant":
        return json.dumps({place.path: f"arn:aws:iam::{accounts[0]}:role/ROLE"})
    if accounts[0] in _behind(grant):
        return condition("ArnLike", "aws:SourceArn", [f"arn:aws:SERVICE:*:{one}:RESOURCE" for one in accounts])
    if is_everyone(grant):
        roles = [f"arn:aws:iam::{one}:role/ROLE" for one in _accounts(grant)]
        return condition("ArnEquals", "aws:PrincipalArn", roles)
    return principals(grant.statement, role_instead(accounts))


def _accounts(grant: Grant) -> tuple[str, ...]:
    """The whole accounts that the grant is for."""
    if account := whole_account(grant):
        return (account,)
    if not is_everyone(grant) or not grant.conditions:
        return ()
    said = said_who(asked_of(grant.conditions, grant.document.version))
    return tuple(filter(None, (said.accounts or said.behind).split(", ")))


def _behind(grant: Grant) -> tuple[str, ...]:
    """Of these the accounts for which a service comes, told by aws:SourceAccount: a stack's own is often said so."""
    if not is_everyone(grant) or not grant.conditions:
        return ()
    return tuple(said_who(asked_of(grant.conditions, grant.document.version)).behind.split(", "))


def _managing(statement: Statement) -> Iterator[str]:
    """The whole accounts to which the statement gives everything."""
    try:
        if statement.effect == "Allow" and any(map(whole_service, statement.actions)):
            yield from filter(None, map(account_in, (statement.principals or {}).get("AWS", ())))
    except Undecided:
        return


def _is_narrowed(conditions: Conditions, version: str) -> bool:
    telling = (one for one in conditions if not any(map(_is_all_of_it, one.values)))
    keys = limiting_keys(telling, version) - TELLS_NOTHING - _NAMES_ACCOUNT
    return any(not is_anyones(key) for key in keys)


def _is_all_of_it(value: str) -> bool:
    """Whether an ARN that a condition asks for is that of whoever comes from some account, or nearly so."""
    arn = Arn.parse(value)
    if arn is None:
        return value.startswith("arn:") and has_wildcard(value)
    return arn.resource == "root" or all(matches(arn.resource, one) for one in _ANY_TWO)


_ANY_TWO: Final = ("role/8f14e45f-ops", "role/x/c9f0f895")
"""Of roles that nobody named, two: what takes in both takes in all."""

_NAMES_ACCOUNT: Final = frozenset(("kms:calleraccount", "aws:sourceaccount", "aws:sourceowner"))
"""Condition keys that say the account, and no less than all of it."""


def _gives_all(grant: Grant) -> bool:
    try:
        return any(map(whole_service, grant.actions))
    except Undecided:
        return False
