"""This is where it is told what Consul and Nomad give to those who show no token, and other services to anybody.

Sources: Consul documentation, "ACL tokens" (the anonymous token and its accessor) and "Control access to the Consul
DNS" (whoever resolves names reads nodes, services and queries); Nomad documentation, "ACL policies" (the policy
`anonymous`), and "ACL policy specification" (capabilities); input properties of pulumi-consul 3.15.2 and pulumi-nomad
2.6.1; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from daypass.data.nameless import Asked, Nameless, nameless
from daypass.graph.leaves import text_of
from daypass.graph.stack import Stack
from daypass.model.hcl import Body, HclError, read_hcl
from daypass.model.resource import Resource, Undecided, bare
from daypass.words import words_in
from daypass_policies.elsewhere.consul_grants import CONSUL_GRANTS, EVERYTHING, RULES, ConsulGrants, rules_of
from daypass_policies.elsewhere.named_things import NamedThing
from daypass_policies.keeping.standing import text_at
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle

NOMAD_POLICY: Final = "nomad:index/aclPolicy:AclPolicy"
NAMELESS: Final = (*nameless(), *CONSUL_GRANTS, NOMAD_POLICY)
_ANONYMOUS: Final = "00000000-0000-0000-0000-000000000002"
_NOMADS_NAME: Final = "anonymous"
_NOMADS_RULES: Final = "rulesHcl"
_MADE: Final = ":AclToken"
_TOKEN: Final = "tokenId"  # noqa: S105 - an argument
_FOR_NAMES: Final = "dns"
_HARMLESS: Final = frozenset(("node", "node_prefix", "service", "service_prefix", "query", "query_prefix"))
"""What Consul's name service reads for whoever asks it."""

_OF_NOMAD: Final = frozenset(("agent", "node", "quota", "plugin", "node_pool"))
"""What Nomad's own pages show of its machines, without what runs there."""

_OBJECT: Final = "{}"
"""What the table says of an object, which holds nothing that matters."""

_LISTS: Final = frozenset(("deny", "list-jobs", "csi-list-volume"))
_READS: Final = ("read", "list", "csi-list", "csi-read", "host-volume-read")

Power = Literal["", "reads", "writes"]


class GivenToAll(NamedTuple):
    """What a resource gives to whom it does not know, and where it says so. `within` is where that stands."""

    who: str
    what: str
    power: Power
    at: str
    unread: Resource | None = None


def given_to_all(stack: Stack, resource: Resource) -> Iterator[GivenToAll]:
    """All that it does; `unread` is the policy that nobody could read. Raises `Undecided`."""
    if resource.type in nameless():
        yield from settle(_of_row(resource, row) for row in nameless()[resource.type])
    elif resource.type == NOMAD_POLICY:
        yield from _of_nomad(resource)
    elif _is_of_the_anonymous_token(stack, resource):
        yield from settle(_of_consul(stack, one) for one in stack.once(ConsulGrants).given(resource))


def _is_of_the_anonymous_token(stack: Stack, resource: Resource) -> bool:
    """Whether it is that token, or says what that has. One that the stack makes is another. Raises `Undecided`."""
    if resource.type.endswith(_MADE):
        return text_at(resource, "accessorId") == _ANONYMOUS
    behind = [urn for urn in resource.property_dependencies.get(_TOKEN, ()) if urn in stack.by_urn]
    is_made = any(stack.by_urn[urn].type.endswith(_MADE) for urn in behind)
    return not is_made and text_at(resource, _TOKEN) == _ANONYMOUS


def _of_row(resource: Resource, row: Nameless) -> Iterator[GivenToAll]:
    for place in locate(resource.declared.raw, row.at):
        is_meant = _said(place) in row.values and _all_hold(resource, row.only) and not _is_narrowed(resource, row)
        if is_meant and not _any_says(resource, row.but):
            yield GivenToAll(row.who, row.what, "reads" if _any_says(resource, row.reads) else "writes", place.path)


def _said(place: Located) -> str:
    known = place.known
    if isinstance(known, Mapping):
        return _OBJECT
    return str(known).lower() if isinstance(known, bool) else place.text.strip().lower()


def _is_narrowed(resource: Resource, row: Nameless) -> bool:
    """Whether all of some list must be met as well. Raises `Undecided`."""
    places = locate(resource.declared.raw, row.narrowed) if row.narrowed else ()
    return any(_narrows(place.known, row.at.rpartition(".")[2]) for place in places)


_ANY_MACHINE: Final = "anyValidServiceToken"
_ALL_ADDRESSES: Final = frozenset(("0.0.0.0/0", "::/0"))


def asks_more(entry: Mapping[str, object], everybody: str = "everyone") -> bool:
    """Whether an entry of what Cloudflare Access requires leaves anybody out: not all, any token or any address."""
    return any(
        key not in (everybody, "everyone", _ANY_MACHINE)
        and bare(value) not in (None, False)
        and not (isinstance(value, Mapping) and _ALL_ADDRESSES.intersection(map(text_of, value.values())))
        for key, value in entry.items()
    )


def _narrows(entry: object, everybody: str) -> bool:
    """Whether an entry asks for something else than to be one of all, or any machine of the account."""
    return asks_more(entry, everybody) if isinstance(entry, Mapping) else bool(entry)


def _all_hold(resource: Resource, asked: Asked) -> bool:
    """Whether each argument that is written says one of its values. Raises `Undecided`."""
    return all(text_at(resource, argument).lower() in {"", *values} for argument, values in asked)


def _any_says(resource: Resource, asked: Asked) -> bool:
    return any(text_at(resource, argument).lower() in values for argument, values in asked)


def _of_nomad(policy: Resource) -> Iterator[GivenToAll]:
    if text_at(policy, "name") != _NOMADS_NAME:
        return
    text = text_of(policy.declared.raw.get(_NOMADS_RULES)) if policy.declared.is_known(_NOMADS_RULES) else ""
    try:
        power = power_of(read_hcl(text), _OF_NOMAD) if text else None
    except HclError:
        power = None
    if power is None:
        raise Undecided(_NOMADS_RULES)
    if power:
        yield GivenToAll("whoever shows no token", "rights at Nomad", power, _NOMADS_RULES)


def _of_consul(stack: Stack, policy: NamedThing) -> Iterator[GivenToAll]:
    made = stack.by_urn.get(policy.urn)
    rules = rules_of(made) if made else None
    if policy.text in EVERYTHING:
        power: Power = "writes"
    elif made and rules is None:
        yield GivenToAll("", "", "", RULES, made)
        return
    elif rules is None and _FOR_NAMES not in words_in(policy.text):
        raise Undecided(policy.at)
    else:
        power = power_of(rules, _HARMLESS) if rules else ""
    if power:
        yield GivenToAll("whoever shows no token", "rights at Consul", power, policy.at)


def power_of(rules: Body, harmless: frozenset[str], kind: str = "") -> Power:
    """The most that rules of Consul or Nomad allow, without reads of kinds that are harmless."""
    found = {_power(keys[0], value, harmless, kind) for keys, value in rules.entries if keys}
    return "writes" if "writes" in found else "reads" if "reads" in found else ""


def _denies(capabilities: object) -> bool:
    """Whether they take all of a block away, whatever else it says. Source: Nomad, "ACL policy specification"."""
    return isinstance(capabilities, list) and "deny" in capabilities


def _power(key: str, value: object, harmless: frozenset[str], kind: str) -> Power:
    if isinstance(value, Body):
        if any(keys == ("capabilities",) and _denies(given) for keys, given in value.entries):
            return ""
        return power_of(value, harmless, kind if kind in harmless else key)
    words = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if all(one in _LISTS for one in words):
        return ""
    if not all(one.startswith(_READS) for one in words):
        return "writes"
    return "" if kind in harmless or key in harmless else "reads"
