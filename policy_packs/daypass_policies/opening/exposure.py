"""This is where it is told what shuts a resource off from strangers whatever its policy says, and what opens it.

S3 ignores or refuses a public policy where a public access block says so, an access point has one unless its maker
takes it off, a search domain within a network or with users of its own asks for more than its policy, and Secrets
Manager refuses a public policy where it is asked to. Source: S3 User Guide, "Blocking public access to your Amazon S3
storage"; OpenSearch Service Developer Guide, "Launching your domains within a VPC" and "Fine-grained access control";
Secrets Manager API, PutResourcePolicy; read 2026-11.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from daypass.data.resource_policies import PolicyPlace
from daypass.graph.buckets import BUCKET_NAMES
from daypass.graph.leaves import declared, said, text_of, was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.located import Located, locate
from daypass_policies.public_names import says_public

_BUCKET_BLOCK: Final = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
_ACCOUNT_BLOCK: Final = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
_OWNERSHIP: Final = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
_NATIVE_BUCKET: Final = "aws-native:s3:Bucket"
_WEBSITES: Final = (
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2",
)
_BUCKETS: Final = tuple(BUCKET_NAMES)
_ACCESS_POINTS: Final = ("aws:s3/accessPoint:AccessPoint", "aws-native:s3:AccessPoint")
_DOMAINS: Final = (
    "aws:opensearch/domain:Domain",
    "aws:elasticsearch/domain:Domain",
    "aws-native:opensearchservice:Domain",
)
_APIS: Final = ("aws:apigateway/restApi:RestApi", "aws-native:apigateway:RestApi")

_BLOCKS: Final = ("restrictPublicBuckets", "blockPublicPolicy")
_PUBLIC_LISTS: Final = ("public-read",)
_CALLED: Final = ("bucket", "bucketName")
"""The arguments that hold a bucket's own name."""
_NAMES: Final = ("bucket", "bucketName", "name", "domainName", "arn", "id")


class Exposure:
    """What the stack says beside the policies about who reaches its resources. Made once for all rules that ask."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        types = {_BUCKET_BLOCK, _ACCOUNT_BLOCK, _OWNERSHIP, *_WEBSITES, *_BUCKETS, *_ACCESS_POINTS, *_DOMAINS, *_APIS}
        self._by_type: dict[str, list[Resource]] = {}
        for resource in stack.resources:
            if resource.type in types:
                self._by_type.setdefault(resource.type, []).append(resource)
        self._names: dict[str, frozenset[str]] = {}

    def is_shut(self, resource: Resource, place: PolicyPlace) -> bool:
        """Whether strangers stay out though the policy of this resource would let them in. Raises `Undecided`."""
        if place.exposure == "network":
            return True
        if place.exposure == "web":
            return not any(map(_is_private, self._meant(resource, place.target, _APIS)))
        if place.service == "secretsmanager":
            return _is_on(resource, "blockPublicPolicy")
        if place.service == "es":
            return any(map(_has_own_guard, self._meant(resource, place.target, _DOMAINS)))
        if place.noun == "access point policy":
            return any(map(_is_blocked_point, self._meant(resource, place.target, _ACCESS_POINTS)))
        return place.service == "s3" and self.is_blocked(resource, place.target, _BLOCKS)

    def may_be_website(self, resource: Resource, target: str) -> bool:
        """Whether the stack says that the bucket is a website, made to be read by everyone, or will say so perhaps."""
        if any(_given(one, path) for one in self._meant(resource, target, _BUCKETS) for path in _SITES):
            return True
        return self._has_site(resource, target)

    def is_website(self, resource: Resource, target: str) -> bool:
        """The same where it is certain."""
        buckets = self._meant(resource, target, _BUCKETS)
        if any(_given(one, path) and _is_known(one, path) for one in buckets for path in _SITES):
            return True
        return self._has_site(resource, target)

    def _has_site(self, resource: Resource, target: str) -> bool:
        mine = self._bucket_names(resource, target)
        return any(mine & self._named(site, "bucket") for site in self._of(*_WEBSITES))

    def opened_by(self, resource: Resource, target: str) -> str:
        """By what the stack says that it means the bucket to be read by everyone, in words; "" where it does not."""
        buckets = self._meant(resource, target, _BUCKETS)
        if self._is_unblocked(buckets, self._bucket_names(resource, target)):
            return "its public access block says no to blockPublicPolicy and restrictPublicBuckets"
        is_listed = any(text_of(declared(one, "acl")) in _PUBLIC_LISTS for one in buckets)
        return "its access control list is public-read" if is_listed else ""

    def _is_unblocked(self, buckets: Iterable[Resource], names: frozenset[str]) -> bool:
        """Whether the stack itself says no to what would keep public policies off the bucket.

        A no to one of the two does, where nothing is said of the other, which is a no as well.
        """
        native = (one for one in buckets if one.type == _NATIVE_BUCKET)
        if any(_says_no(one, [f"publicAccessBlockConfiguration.{key}" for key in _BLOCKS]) for one in native):
            return True
        blocks = [one for one in self._of(_BUCKET_BLOCK) if self._named(one, "bucket") & names]
        return any(_says_no(block, _BLOCKS) for block in blocks)

    def is_called_public(self, resource: Resource, target: str) -> bool:
        """Whether the bucket's name says that it is public, as those are called from which programs are handed out."""
        buckets = self._meant(resource, target, _BUCKETS)
        real = [text for one in buckets for key in _CALLED if (text := text_of(said(one, key)))]
        named = text_of(declared(resource, target)) if target else ""
        # What the program calls it counts where Pulumi makes the name from that.
        return any(map(says_public, [named] if named else real or [one.name for one in buckets]))

    def is_blocked(self, resource: Resource, target: str, keys: tuple[str, ...]) -> bool:
        """Whether one of these keys of a public access block says yes of the bucket. Raises `Undecided`.

        `target` is the property that names the bucket, "" where the resource is it itself.
        """
        buckets = self._meant(resource, target, _BUCKETS)
        if any(_is_on(one, f"publicAccessBlockConfiguration.{key}") for one in buckets for key in keys):
            return True
        mine, nameless = self._bucket_names(resource, target), False
        for block in self._of(_BUCKET_BLOCK):
            names = self._named(block, "bucket")
            nameless = nameless or not names or not mine
            if names & mine and any(_is_on(block, key) for key in keys):
                return True
        if any(_is_on(block, key) for block in self._accounts(resource) for key in keys):
            return True
        if nameless:
            raise Undecided(target or "bucket")
        return False

    def has_no_lists(self, resource: Resource, target: str) -> bool:
        """Whether the bucket's owner owns all of it, so that access control lists count for nothing."""
        mine = self._bucket_names(resource, target)
        controls = [one for one in self._of(_OWNERSHIP) if self._named(one, "bucket") & mine]
        buckets = [one for one in self._meant(resource, target, _BUCKETS) if one.type == _NATIVE_BUCKET]
        said_so = (
            *(found for one in controls for found in _at(one, "rule.objectOwnership")),
            *(found for one in buckets for found in _at(one, "ownershipControls.rules[].objectOwnership")),
        )
        return any(found.known == "BucketOwnerEnforced" for found in said_so)

    def _accounts(self, resource: Resource) -> Iterator[Resource]:
        """The blocks of the whole account in which the same provider makes the resource."""
        return (one for one in self._of(_ACCOUNT_BLOCK) if one.provider.urn == resource.provider.urn)

    def _bucket_names(self, resource: Resource, target: str) -> frozenset[str]:
        return self._named(resource, target) if target else self._own_names(resource)

    def _meant(self, resource: Resource, target: str, types: tuple[str, ...]) -> list[Resource]:
        """The resources of these types that something is of: itself, or those that its target names."""
        if not target:
            return [resource] if resource.type in types else []
        wanted = self._named(resource, target)
        return [one for one in self._of(*types) if wanted & self._own_names(one)]

    def _of(self, *types: str) -> Iterator[Resource]:
        return (one for type_ in types for one in self._by_type.get(type_, ()))

    def _own_names(self, resource: Resource) -> frozenset[str]:
        """By what others may call it: its URN, and its id, names and ARN as far as they are known, within its stack."""
        if resource.urn not in self._names:
            scope = _scope(resource)
            texts = {resource.id, *(text_of(said(resource, key)) for key in _NAMES)} - {""}
            self._names[resource.urn] = frozenset({resource.urn, *(f"{scope} {_last(text)}" for text in texts)})
        return self._names[resource.urn]

    def _named(self, resource: Resource, key: str) -> frozenset[str]:
        """What a property calls another resource: its value, and the names of what the value comes from."""
        text = text_of(declared(resource, key)) or text_of(said(resource, key))
        behind = [urn for urn in resource.property_dependencies.get(key, ()) if not text]
        names = {f"{_scope(resource)} {_last(text)}"} if text else set()
        for urn in behind:
            one = self._stack.by_urn.get(urn)
            names |= self._own_names(one) if one else {urn}
        return frozenset(names)


_SITES: Final = ("website", "websiteConfiguration", "websites")


def _scope(resource: Resource) -> str:
    return "::".join(resource.urn.split("::", 2)[:2])


def _last(text: str) -> str:
    """A name as it stands alone: the last part of an ARN of S3 or a search domain."""
    return text.rpartition(":")[2].removeprefix("domain/") if text.startswith("arn:") else text


def _at(resource: Resource, path: str) -> Iterator[Located]:
    """What the resource says at a path, as it is declared."""
    first = path.partition(".")[0]
    yield from locate({first: declared(resource, first)}, path)


def _is_on(resource: Resource, path: str) -> bool:
    """Whether the property says yes. Raises `Undecided` where it is not known, or neither yes nor no."""
    for found in _at(resource, path):
        says = yes_or_no(found.value, default=False)
        if says is None:
            raise Undecided(found.path)
        return says
    return False


def _says_no(resource: Resource, paths: Iterable[str]) -> bool:
    """Whether the program says no to any of these, and to the others no or nothing."""
    said = [path for path in paths if _given(resource, path) and path not in _filled_in(resource)]
    return bool(said) and all(_is_off(resource, path) for path in said)


def _is_off(resource: Resource, path: str) -> bool:
    """Whether the program says no: not where nothing is said, which is a no as well, nor where it is not known."""
    if was_looked_up(resource) or path in _filled_in(resource):
        return False
    said_so = [yes_or_no(found.value) for found in _at(resource, path)]
    return bool(said_so) and all(says is False for says in said_so)


def _filled_in(resource: Resource) -> list[Any]:
    """The names of what the provider put in because nobody said it."""
    names = bare(resource.inputs.raw.get("__defaults"))
    return names if isinstance(names, list) else []


def _is_known(resource: Resource, path: str) -> bool:
    return all(bare(found.value) is not UNKNOWN for found in _at(resource, path))


def _given(resource: Resource, path: str) -> bool:
    """Whether the property is written at all, also one that is not known yet."""
    return any(bare(found.value) not in ("", [], {}) for found in _at(resource, path))


def _is_blocked_point(point: Resource) -> bool:
    """An access point has a block unless it says otherwise, and one within a network needs none."""
    if _given(point, "vpcConfiguration"):
        return True
    if not _given(point, "publicAccessBlockConfiguration"):
        return True
    return any(_is_on_by_default(point, f"publicAccessBlockConfiguration.{key}") for key in _BLOCKS)


def _is_on_by_default(resource: Resource, path: str) -> bool:
    return _is_on(resource, path) if _given(resource, path) else True


def _has_own_guard(domain: Resource) -> bool:
    """A search domain within a network, or one that asks for a user of its own."""
    if _given(domain, "vpcOptions.subnetIds") or _given(domain, "vpcOptions.subnetIds[]"):
        return True
    return _is_on(domain, "advancedSecurityOptions.enabled") and not _is_on(
        domain, "advancedSecurityOptions.anonymousAuthEnabled"
    )


def _is_private(api: Resource) -> bool:
    """An API that only networks reach through an endpoint: whose, its policy must say."""
    kinds = [
        found for path in ("endpointConfiguration.types", "endpointConfiguration.types[]") for found in _at(api, path)
    ]
    if any(bare(found.value) is UNKNOWN for found in kinds):
        raise Undecided("endpointConfiguration.types")
    return any(bare(found.value) == "PRIVATE" for found in kinds)
