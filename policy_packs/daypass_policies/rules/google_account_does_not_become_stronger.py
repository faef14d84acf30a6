"""A workload's service account makes tokens of its equals, not of what deploys or administers."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from daypass.data.google_things import google_things
from daypass.graph.becoming.class_order import is_above
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.google_places import GoogleAccount, GooglePlaces
from daypass_policies.elsewhere.google_conditions import left
from daypass_policies.elsewhere.google_grants import GoogleCustomRoles
from daypass_policies.escalating.google_strength import GivenRole, GoogleStrength
from daypass_policies.located import Located, locate
from daypass_policies.owning.ownership import read_fact
from daypass_policies.settle import collect, settle
from daypass_policies.trusting.machine_users import is_pipelines_name
from daypass_policies.trusting.proposals import is_their_build, is_their_runner, says_it_runs_them

_NOTES: Final = ("displayName", "description")
_BECOMING: Final = frozenset(
    (
        *("roles/iam.serviceAccountTokenCreator", "roles/iam.workloadIdentityUser"),
        *("roles/iam.serviceAccountKeyAdmin", "roles/iam.serviceAccountAdmin"),
        *("roles/iam.securityAdmin", "roles/owner"),
        *("iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.signJwt"),
        *("iam.serviceAccounts.signBlob", "iam.serviceAccounts.setIamPolicy", "iam.serviceAccountKeys.create"),
    )
)
"""Roles, and permissions of custom ones, by which one acts as the account that they are given on, or lets itself."""
_SHOWING: Final = frozenset(("roles/iam.serviceAccountOpenIdTokenCreator", "iam.serviceAccounts.getOpenIdToken"))
"""Those by which one shows oneself as the account to others, and uses no role that Google gives it."""
_PIPELINE: Final = "pipeline"
_ABOVE: Final = (_PIPELINE, "break-glass")
"""Classes that are trusted more than a workload's."""
_PROPOSED: Final = "batch"
"""As what counts a pipeline that runs what anybody proposes: as no more than any other job."""


@rule(
    "google-account-does-not-become-stronger",
    risk="role-chaining",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(type_ for type_, thing in google_things().items() if thing.noun == "service account"),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3", "MAESTRO:X-LATERAL-MOVEMENT"),
    remedy="Take the binding away, and give the workload the few rights that it needs on its own account.",
)
def google_account_does_not_become_stronger(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Who takes over a web service that makes tokens of the deployer deploys what they like.

    Told is a binding by which a service account that the stack makes, and that is a workload's, makes tokens or keys of
    another one of the stack, or lets itself do so, which is of a class that is trusted more (`class=pipeline` in its
    description), is called after deploying, or has a role that changes things (`cloudsql.editor`, a custom one with
    `run.services.update`) on a project or above, or writes a secret or destroys a key, where the workload has no role
    that does the same. What is a pipeline's by its class or name passes, but for becoming the account for emergencies:
    to become what deploys is its work. So do who makes tokens of itself, as for signed URLs, and a binding that ends.

    Of who makes ID tokens alone (`serviceAccountOpenIdTokenCreator`) counts whom they show, and not what roles that one
    has: nothing on a project asks for such a token.

    To run code as another account (`serviceAccountUser`), and to become any of a project, others tell. Source: Google
    Cloud, "Roles for service account authentication" and "Service account impersonation"; read 2026-12.

    Refused:
        shop: {type: "gcp:serviceaccount/account:Account", properties: {accountId: shop, project: acme-prod}}
        release: {type: "gcp:serviceaccount/account:Account", properties: {accountId: release, project: acme-prod}}
        shop-as-release:
          type: gcp:serviceaccount/iAMMember:IAMMember
          properties:
            serviceAccountId: projects/acme-prod/serviceAccounts/release@acme-prod.iam.gserviceaccount.com
            role: roles/iam.serviceAccountTokenCreator
            member: serviceAccount:shop@acme-prod.iam.gserviceaccount.com

    Mended:
        shop: {type: "gcp:serviceaccount/account:Account", properties: {accountId: shop, project: acme-prod}}
        mailer: {type: "gcp:serviceaccount/account:Account", properties: {accountId: mailer, project: acme-prod}}
        shop-as-mailer:
          type: gcp:serviceaccount/iAMMember:IAMMember
          properties:
            serviceAccountId: projects/acme-prod/serviceAccounts/mailer@acme-prod.iam.gserviceaccount.com
            role: roles/iam.serviceAccountTokenCreator
            member: serviceAccount:shop@acme-prod.iam.gserviceaccount.com
    """
    told = dict[tuple[str, tuple[str, ...]], Open]()
    for grant in stack.of_type(*google_account_does_not_become_stronger.applies_to):
        found, unknown = collect([_judged(grant, stack, ask)])
        yield from (one for one in found if isinstance(one, Problem))
        left = [one for one in found if isinstance(one, Open)] + ([Open(grant, (unknown.path,))] if unknown else [])
        told.update(((one.on.urn, one.paths), one) for one in left)
    yield from told.values()  # a role on a project that nobody knows is said once, however many may become it


_Way = Literal["", "shows", "becomes"]
_WAYS: Final[tuple[_Way, ...]] = ("", "shows", "becomes")


class _Side(NamedTuple):
    """A service account that the stack makes, and how it is known to whoever gives it roles."""

    account: GoogleAccount
    made: Resource

    @property
    def name(self) -> str:
        return text_of(said(self.made, "accountId")) or self.made.name

    def workload_class(self, ask: Ask) -> str:
        return (read_fact(self.made, ask, "class") or "").strip()

    def rank(self, ask: Ask) -> str:
        """Its class, that of a pipeline where it has none and is called so, and runs no pull requests.

        Raises `Undecided`.
        """
        found = self.workload_class(ask) or (_PIPELINE if is_pipelines_name(self.name) else "")
        return _PROPOSED if found == _PIPELINE and self._runs_proposals() else found

    def _runs_proposals(self) -> bool:
        """Whether it is called so, or what it says of itself. Raises `Undecided`."""
        notes = [place for key in _NOTES for place in locate(self.made.state.raw, key)]
        known = (text_of(place.value) for place in notes)
        if is_their_runner(self.name) or is_their_build(self.name) or any(map(says_it_runs_them, known)):
            return True
        if hidden := next((place.path for place in notes if bare(place.value) is UNKNOWN), ""):
            raise Undecided(hidden)
        return False


def _judged(grant: Resource, stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Raises `Undecided`."""
    kind, roles = google_things()[grant.type], list(locate(grant.state.raw, "role"))
    if all(bare(place.value) is not UNKNOWN and not _lets_become(grant, place, stack) for place in roles):
        return
    things = [one for place in locate(grant.state.raw, kind.thing) if (one := _of_thing(grant, place, stack))]
    ways = [_lets_become(grant, place, stack) for place in roles] if things else []
    if way := max(ways, key=_WAYS.index, default=_WAYS[0]):
        members = locate(grant.state.raw, kind.member)
        yield from settle(_of_member(grant, member, things, way, stack, ask) for member in members)


def _lets_become(grant: Resource, role: Located, stack: Stack) -> _Way:
    """Raises `Undecided`."""
    custom = stack.once(GoogleCustomRoles).of(grant, role)
    permissions = [bare(one.value) for one in locate(custom.state.raw, "permissions[]")] if custom else []
    held = {one for one in permissions if isinstance(one, str)} if custom else {role.text.strip()}
    if not _BECOMING.isdisjoint(held):
        return "becomes"
    if UNKNOWN in permissions:
        raise Undecided(role.path)
    return "" if _SHOWING.isdisjoint(held) else "shows"


def _of_member(
    grant: Resource, member: Located, things: list[_Side], way: _Way, stack: Stack, ask: Ask
) -> Iterator[Problem | Open]:
    """What there is to say of one who may become these accounts. Raises `Undecided`."""
    holder = _side(stack.once(GooglePlaces).account(grant, member), stack)
    if holder is None:
        return
    for target in (one for one in things if one.made is not holder.made):
        why = _stronger(holder, target, way, stack, ask)
        if why and _ends(grant):
            return
        if isinstance(why, Open):
            yield why
        elif why:
            fact = f"{holder.account.called} may become {target.account.called}, {why}"
            yield Problem(fact, at=member.path, key=f"{holder.made.name} to {target.made.name}", on=grant)


def _of_thing(grant: Resource, place: Located, stack: Stack) -> _Side | None:
    """The account that a binding is on, by its address or by what the stack makes it of. Raises `Undecided`."""
    if bare(place.value) is UNKNOWN:
        return _side(stack.once(GooglePlaces).account(grant, place), stack)
    address = f"serviceAccount:{place.text.rpartition('/')[2]}"
    return _side(stack.once(GooglePlaces).account(grant, place._replace(value=address)), stack)


def _side(account: GoogleAccount | None, stack: Stack) -> _Side | None:
    made = stack.by_urn.get(account.key) if account else None
    return _Side(account, made) if account and made else None


def _ends(grant: Resource) -> bool:
    """Whether its condition leaves no more of it than a while. Raises `Undecided`."""
    return any(left(one.text, None) == "a while" for one in locate(grant.state.raw, "condition.expression"))


def _stronger(holder: _Side, target: _Side, way: _Way, stack: Stack, ask: Ask) -> str | Open:
    """By what the one is trusted more than the other, in words; "" where by nothing that is seen."""
    low, high = holder.rank(ask), target.rank(ask)
    if high in _ABOVE and (low not in _ABOVE or is_above(low, high)):
        return f"which is of class {high}" if target.workload_class(ask) else "which is there to deploy"
    if low in _ABOVE or way == "shows":
        return ""
    more = stack.once(GoogleStrength).more(target.account.key, holder.account.key)
    return f"which has {more}" if isinstance(more, GivenRole) else more or ""
