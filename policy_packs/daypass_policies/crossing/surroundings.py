"""This is where it is told in which environment is what a policy names, as settings, stacks and names say it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, Literal, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.lines import Library
from daypass.graph.becoming.settled import Settled
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.names import Names
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass.model.kind import Asked
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.model.urn import stack_matches, stack_of
from daypass.settings import Settings
from daypass_policies.crossing.environments import (
    NO_ENVIRONMENT,
    crosses,
    differs,
    is_environment_key,
    is_told_by_its_stack_alone,
    of_account,
    of_arn,
    of_name,
    of_resource,
    of_tags,
    of_things_tags,
    of_value,
)
from daypass_policies.crossing.part_of import whole_of
from daypass_policies.crossing.references import environments_of_outputs
from daypass_policies.crossing.taken_in import OF_BUCKETS, TakenIn, facts_of

By = Literal["account", "tag", "reference", "name"]

_ACCOUNTS: Final = ("aws:principalaccount", "aws:sourceaccount")
_ARNS: Final = ("aws:principalarn", "aws:sourcearn")
_TAG_OF_CALLER: Final = "aws:principaltag/"
_TAG_OF_RESOURCE: Final = "resourcetag/"
"""How its condition keys go on after the service: `aws:ResourceTag/…` and `ec2:ResourceTag/…`."""
_SHARED: Final = ("ecr", "route53", "acm")
"""Services of things that one stack has for all environments: images, names and certificates."""

_ALL_BELOW: Final = ("/*", ":*", "*")


class ToldEnvironment(NamedTuple):
    """An environment, and what tells it: the account's entry, a tag or the stack of the thing, a reference, a name."""

    environment: str
    by: By

    def is_foreign_to(self, own: str) -> bool:
        """Whether an identity of the environment `own` has no business there."""
        return differs(own, self.environment) if self.by == "account" else crosses(own, self.environment)


def spanned(told: Iterable[ToldEnvironment]) -> str:
    """`production and test`, where production is among several environments, else ""."""
    found = sorted({one.environment for one in told})
    return " and ".join(found) if PRODUCTION in found and len(found) > 1 else ""


class Caller(NamedTuple):
    """Someone whom a condition lets through: the environment told, and a noun and a name for a message."""

    told: ToldEnvironment
    noun: str
    name: str


class Surroundings:
    """What the settings and the resources of a stack, or of several joined, say of environments."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._stack = stack
        self._settings = settings
        self._among: dict[tuple[str, str], Mapping[str, TakenIn]] = {}
        self.library: Final = Library()

    def of(self, identity: Resource) -> str:
        """The environment of an identity of the stack. Raises `Undecided` where a tag would say it."""
        return of_resource(identity, self._settings)

    def brought_by(self, identity: Resource) -> Facts:
        """What requests of an identity are known to bring along."""
        reachability = self._stack.once(Reachability, self._settings)
        node = reachability.node(identity.urn)
        callers = [means.caller for means in reachability.means(node)] if node else []
        return callers[0].facts if len(callers) == 1 else NOTHING

    def is_tagged(self, identity: Resource) -> bool:
        """Whether a tag says the environment of an identity, and be it none. Raises `Undecided`."""
        return of_tags(Tags.of(identity.state, identity), self._settings) is not None

    def of_account(self, account: str) -> ToldEnvironment | None:
        """What the settings say of an account."""
        found = of_account(account, self._settings)
        return ToldEnvironment(found, "account") if found else None

    def of_named(self, by: Resource, text: str) -> ToldEnvironment | None:
        """What is known of the thing that an ARN names, or a pattern; the first that tells it decides."""
        arn = Arn.parse(text)
        if arn is None:
            return None
        if found := self.of_account(arn.account):
            return found
        if (made := self._made(by, text, arn)) and (told := self._of_made(by, made)) is not None:
            return ToldEnvironment(told, "tag") if told else None
        if (whole := self._by_arn.get(whole_of(text))) and (told := self._of_made(by, whole)) is not None:
            is_by_whole = of_arn(text) == of_arn(whole_of(text))
            if told or is_by_whole:  # what the part itself is called says more than a whole that no tag places
                return ToldEnvironment(told, "tag") if told else None
        if name := of_arn(text):  # a stack may put out what is another's, and name it so
            return ToldEnvironment(name, "name")
        referenced = "" if arn.service in _SHARED else self._referenced.get(text.removesuffix("/*"))
        return ToldEnvironment(referenced, "reference") if referenced else None

    def facts_of_named(self, by: Resource, text: str) -> Facts:
        """What requests to the thing that an ARN names are known to bring along."""
        arn = Arn.parse(text)
        made = self._made(by, text, arn) if arn else None
        return facts_of(made, text) if made and not was_looked_up(made) else NOTHING

    def tagged_among(self, by: Resource, pattern: str) -> Mapping[str, TakenIn]:
        """The environment that a tag tells → the things of the same stack that a pattern takes in and that have it.

        Of `*` alone, and of all that a service has, other rules speak.
        """
        arn = Arn.parse(pattern.partition("/")[0] if OF_BUCKETS in pattern else pattern)
        if arn is None or not has_wildcard(arn.resource) or not arn.resource.strip("*") or self._is_of_its_stack(by):
            return {}
        key = (stack_of(by.urn), ":".join(("arn", *arn)))
        if key not in self._among:
            self._among[key] = self._taken_in(*key)
        return self._among[key]

    def _taken_in(self, stack: str, pattern: str) -> Mapping[str, TakenIn]:
        found: dict[str, list[tuple[Resource, str]]] = {}
        for made in self._by_any_arn.near(pattern):
            arn = text_of(said(made, "arn"))
            is_here = not was_looked_up(made) and stack_of(made.urn) == stack
            if is_here and matches(pattern, arn) and (environment := self._tagged(made)):
                found.setdefault(environment, []).append((made, arn))
        return {environment: TakenIn(things) for environment, things in found.items()}

    def tagged_at(self, arn: str) -> str:
        """The environment that a tag says of what has this very ARN here; "" where none does."""
        made = self._by_arn.get(arn)
        return (self._tagged(made) or NO_ENVIRONMENT) if made else NO_ENVIRONMENT

    def asked_of_callers(self, by: Resource, asked: Asked) -> Iterator[Caller]:
        """The environments of the accounts, ARNs and tags that conditions in a policy of `by` let through."""
        for key, claims in asked.items():
            for claim in claims:
                if key in _ACCOUNTS and (told := self.of_account(claim.text)):
                    yield Caller(told, "account", claim.text)
                elif key in _ARNS and (told := self.of_named(by, claim.text)):
                    yield Caller(told, "", claim.text)
                elif self._is_tag(key, _TAG_OF_CALLER) and (found := of_value(claim.text)):
                    yield Caller(ToldEnvironment(found, "tag"), "callers tagged", claim.text)

    def asked_of_things(self, asked: Asked) -> frozenset[str]:
        """The environments of which conditions ask everything to be tagged that they let be touched."""
        tags = (claims for key, claims in asked.items() if self._is_tag(key.partition(":")[2], _TAG_OF_RESOURCE))
        return frozenset(found for claims in tags for claim in claims if (found := of_value(claim.text)))

    def _is_tag(self, key: str, prefix: str) -> bool:
        return key.startswith(prefix) and is_environment_key(key.removeprefix(prefix), self._settings)

    def of_owner(self, policy: Resource, target: str) -> str:
        """The environment of what a resource policy is of; `target` is the property that names it, or "".

        What the stack does not have is told by its name, before the stack is. Raises `Undecided`.
        """
        owner = self.owner_of(policy, target)
        if owner != policy:
            return self.of(owner)
        named = text_of(said(policy, target)) if target else ""
        return self._of_elsewhere(policy, named) or self.of(policy)

    def owner_of(self, policy: Resource, target: str) -> Resource:
        """What a resource policy is of, where the stack has that; else the policy itself."""
        urns = policy.property_dependencies.get(target, ())
        found = [self._stack.by_urn[urn] for urn in dict.fromkeys(urns) if urn in self._stack.by_urn]
        named = text_of(said(policy, target)) if target else ""
        made = found[0] if len(found) == 1 else self._by_id.get(named) or self._by_arn.get(named)
        return made or policy  # the policy of a topic calls the topic's ARN its own

    def _of_elsewhere(self, policy: Resource, named: str) -> str:
        """That of a thing which is called by its ARN, its name or its address."""
        told = self.of_named(policy, named)
        return told.environment if told else of_name(named.rpartition("/")[2] if "://" in named else named)

    def of_role(self, by: Resource, role: str) -> ToldEnvironment | None:
        """What is known of a role that a consumer uses: by its URN, its ARN or its name."""
        made = self._stack.by_urn.get(role)
        if made is not None and (told := self._of_made(by, made)) is not None:
            return ToldEnvironment(told, "tag") if told else None
        text = text_of(said(made, "arn")) or text_of(said(made, "name")) if made else role
        found = self.of_named(by, text)
        name = of_name(text) if found is None and not text.startswith("arn:") else NO_ENVIRONMENT
        return found or (ToldEnvironment(name, "name") if name else None)

    def of_user(self, consumer: Resource, role: str) -> str:
        """The environment of a consumer of that role. Raises `Undecided`.

        Beside a role of the same stack only a tag counts: the stack's name would say as much of the role.
        """
        made = self._stack.by_urn.get(role)
        if made is not None and not was_looked_up(made) and stack_matches(consumer.urn, made.urn):
            return self._tagged(consumer) or NO_ENVIRONMENT
        return self.of(consumer)

    def _made(self, by: Resource, text: str, arn: Arn) -> Resource | None:
        """The resource of the stack, or of another one that is scanned with it, that is meant."""
        if arn.service == "iam" and arn.resource.startswith("role/"):
            urn = self._roles.named(by, text).urn
            return self._stack.by_urn.get(urn)
        if arn.service == "s3":
            return self._by_arn.get(text.partition("/")[0].rstrip("*"))
        return next((found for end in ("", *_ALL_BELOW) if (found := self._by_arn.get(text.removesuffix(end)))), None)

    def _of_made(self, by: Resource, made: Resource) -> str | None:
        """Of what stands in the same stack only a tag says more than its name, which None leaves to be asked.

        Where only the stack says in which environment the other one is, the thing is in the same: a tag that a program
        gives it in every stack (`Environment: production`) leads nowhere else.
        """
        if was_looked_up(made):
            return self._tagged(made)
        if stack_matches(by.urn, made.urn):
            return NO_ENVIRONMENT if self._is_of_its_stack(by) else self._tagged(made)
        try:
            return of_resource(made, self._settings)
        except Undecided:
            return None

    def _is_of_its_stack(self, resource: Resource) -> bool:
        try:
            return is_told_by_its_stack_alone(resource, self._settings)
        except Undecided:
            return False

    def _tagged(self, made: Resource) -> str | None:
        try:
            tagged = of_things_tags(made, self._settings)
        except Undecided:
            return None
        return NO_ENVIRONMENT if tagged is None and not was_looked_up(made) else tagged

    @cached_property
    def _roles(self) -> Names:
        return Names.of(self._stack.resources, kinds_of(ROLE), by_last_part=True)

    @cached_property
    def _by_id(self) -> dict[str, Resource]:
        """Id → who has it; a bucket is named by its id."""
        return {resource.id: resource for resource in self._stack.resources if resource.id}

    @cached_property
    def _referenced(self) -> Mapping[str, str]:
        return environments_of_outputs(self._stack)

    @cached_property
    def _by_any_arn(self) -> Settled[Resource]:
        return Settled(self._by_arn.items())

    @cached_property
    def _by_arn(self) -> dict[str, Resource]:
        """ARN → who made it, else who looked it up; of several that made it, one that is production's."""
        found: dict[str, list[Resource]] = {}
        for resource in self._stack.resources:
            if arn := text_of(said(resource, "arn")):
                found.setdefault(arn, []).append(resource)
        return {arn: those[0] if len(those) == 1 else min(those, key=self._rank) for arn, those in found.items()}

    def _rank(self, made: Resource) -> tuple[bool, bool, str, str]:
        """How late it comes among others with its ARN, whatever the order in which they were registered."""
        tagged = self._tagged(made)
        return was_looked_up(made), tagged != PRODUCTION, tagged or NO_ENVIRONMENT, made.urn
