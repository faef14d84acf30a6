"""This is where it is told from where the machines take what they run on which Image Builder makes an image.

A pipeline, or an image, joins an infrastructure with a recipe, and the components of that run with the instance profile
of the infrastructure; so does the user data of the recipe. A component and a recipe keep what they say for good, and
what they download is whoever's who writes it, as is a parameter that says on which image to build. A version may be
named in part (`1.x.x`). Sources: EC2 Image Builder API Reference, "CreateImagePipeline", "CreateImage",
"CreateImageRecipe" and "CreateContainerRecipe"; its User Guide, "Semantic versioning in Image Builder"; properties of
pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.machines.components import DATA, downloads_of
from daypass.graph.becoming.steering.machines.parameters import bases_of
from daypass.graph.becoming.steering.machines.starting import scripts_of
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf, beginning, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare

INFRASTRUCTURE: Final[Mapping[str, Kind]] = {
    f"{module}:InfrastructureConfiguration": Kind("infrastructure", "infrastructure-configuration", "name")
    for module in ("aws:imagebuilder/infrastructureConfiguration", "aws-native:imagebuilder")
}
_COMPONENTS: Final[Mapping[str, Kind]] = {
    f"{module}:Component": Kind("component", "component", "name")
    for module in ("aws:imagebuilder/component", "aws-native:imagebuilder")
}
_RECIPES: Final[Mapping[str, Kind]] = {
    "aws:imagebuilder/imageRecipe:ImageRecipe": Kind("recipe", "image-recipe", "name"),
    "aws-native:imagebuilder:ImageRecipe": Kind("recipe", "image-recipe", "name"),
    "aws:imagebuilder/containerRecipe:ContainerRecipe": Kind("recipe", "container-recipe", "name"),
    "aws-native:imagebuilder:ContainerRecipe": Kind("recipe", "container-recipe", "name"),
}
_JOINING: Final = (
    *("aws:imagebuilder/imagePipeline:ImagePipeline", "aws-native:imagebuilder:ImagePipeline"),
    *("aws:imagebuilder/image:Image", "aws-native:imagebuilder:Image"),
)
_BUILT_ON: Final = "infrastructureConfigurationArn"
_BUILT_BY: Final = ("imageRecipeArn", "containerRecipeArn")
_OF_A_RECIPE: Final = "components[].componentArn"
_WHATEVER: Final = f"arn:*:s3:::{ANY}/{ANY}"
_PLACEHOLDER: Final = "x"
"""What stands for any number in a version."""


class TakenObject(NamedTuple):
    """An object of S3 or a parameter, by its ARN, that a machine takes; `unknown`: whether it does."""

    arn: str
    unknown: tuple[Untold, ...] = ()


class _Meant(NamedTuple):
    thing: Resource
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class ImageRecipes:
    """Those of a stack."""

    stack: Stack

    def of(self, infrastructure: Resource) -> Iterator[TakenObject]:
        """What the machines of an infrastructure take; of anything else nothing."""
        for recipe in self._recipes.get(infrastructure.urn, ()):
            yield from (TakenObject(arn, recipe.unknown) for arn in scripts_of(recipe.thing))
            for component in self._components.meant(recipe.thing, _OF_A_RECIPE):
                unknown = (*recipe.unknown, *component.unknown)
                yield from (TakenObject(arn, unknown) for arn in downloads_of(component.thing))
                if bare(said(component.thing, DATA)) is UNKNOWN:
                    yield TakenObject(_WHATEVER, (*unknown, Untold.of(component.thing, DATA)))

    def bases(self, infrastructure: Resource) -> Iterator[TakenObject]:
        """The parameters that say which images its machines boot."""
        for recipe in self._recipes.get(infrastructure.urn, ()):
            yield from (TakenObject(arn, recipe.unknown) for arn in bases_of(recipe.thing))

    @cached_property
    def _recipes(self) -> Mapping[str, tuple[_Meant, ...]]:
        """URN of an infrastructure → the recipes by which images are made on it."""
        return grouped(
            (on.thing.urn, _Meant(by.thing, (*on.unknown, *by.unknown)))
            for one in self.stack.of_type(*_JOINING)
            for on in self._infrastructures.meant(one, _BUILT_ON)
            for path in _BUILT_BY
            for by in self._every_recipe.meant(one, path)
        )

    @cached_property
    def _infrastructures(self) -> "_Versioned":
        return _Versioned(self.stack, INFRASTRUCTURE)

    @cached_property
    def _every_recipe(self) -> "_Versioned":
        return _Versioned(self.stack, _RECIPES)

    @cached_property
    def _components(self) -> "_Versioned":
        return _Versioned(self.stack, _COMPONENTS)


@dataclass(frozen=True)
class _Versioned:
    """Things of Image Builder, which go by a name and mostly a version."""

    stack: Stack
    kinds: Mapping[str, Kind]

    def meant(self, by: Resource, path: str) -> Iterator[_Meant]:
        """Those that a property names: each unknown value stands for one of what the property depends on."""
        found = walk(Leaf(by.state.raw, by.state.path), steps(path), loose=True)
        urns = dict.fromkeys(urn for leaf in found for urn in self._named(by, text_of(leaf.value)))
        yield from (_Meant(self.stack.by_urn[urn]) for urn in urns)
        missing = [leaf for leaf in found if leaf.value is UNKNOWN]
        behind = [urn for urn in self._names.behind(by, beginning(path)) if urn not in urns] if missing else ()
        is_sure = len(behind) == len(missing) and not any(leaf.whole for leaf in missing)
        unknown = () if is_sure else tuple(Untold.of(by, leaf.path) for leaf in missing[:1])
        yield from (_Meant(self.stack.by_urn[urn], unknown) for urn in behind)

    def _named(self, by: Resource, text: str) -> Iterator[str]:
        """By its ARN, else by the name in that and a version that fits."""
        if urn := self._names.named(by, text).urn:
            yield urn
        elif arn := Arn.parse(text):
            kind, name, *version = arn.resource.lower().split("/")
            for one in self._by_name.get((kind, name), ()):
                if _fits(next(iter(version), ""), text_of(said(one, "version"))):
                    yield self._names.canonical[one.urn]

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], tuple[Resource, ...]]:
        """What stands in the ARN for the kind, and for the name, of each."""
        return grouped(
            ((self.kinds[one.type].in_arn, text_of(said(one, "name")).lower().replace(" ", "-")), one)
            for one in self.stack.of_type(*self.kinds)
        )

    @cached_property
    def _names(self) -> Names:
        return Names.of(self.stack.resources, self.kinds)


def _fits(wanted: str, version: str) -> bool:
    """Whether a version is the one that is wanted, each part of which may be any."""
    parts = zip_longest(wanted.split("."), version.split("."), fillvalue="")
    return all(part in (_PLACEHOLDER, own) for part, own in parts)
