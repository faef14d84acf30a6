"""This is where it is told from where the machines take what they run on which Image Builder makes an image.

A pipeline, or an image, joins an infrastructure with a recipe, and the components of that run with the instance profile
of the infrastructure; so does the user data of the recipe. What they leave in the image runs on each machine that boots
it. A component and a recipe keep what they say for good, and what they download is whoever's who writes it, as is a
parameter that says on which image to build; of what is named by a part of its version (`1.x.x`) the newest is taken.
Sources: EC2 Image Builder API Reference, "CreateImagePipeline", "CreateImage", "CreateImageRecipe" and
"CreateContainerRecipe"; properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.machines.booted import BUILDING, Booted
from daypass.graph.becoming.steering.machines.components import DATA, downloads_of
from daypass.graph.becoming.steering.machines.parameters import bases_of
from daypass.graph.becoming.steering.machines.starting import scripts_of
from daypass.graph.becoming.steering.machines.versioned import MeantThing, Versioned
from daypass.graph.leaves import said
from daypass.graph.names import Kind
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
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
_BUILT_ON: Final = "infrastructureConfigurationArn"
_BUILT_BY: Final = ("imageRecipeArn", "containerRecipeArn")
_OF_A_RECIPE: Final = "components[].componentArn"
_WHATEVER: Final = f"arn:*:s3:::{ANY}/{ANY}"


class TakenObject(NamedTuple):
    """An object of S3 or a parameter, by its ARN, that a machine takes; `unknown`: whether it does."""

    arn: str
    unknown: tuple[Untold, ...] = ()


class NewerVersion(NamedTuple):
    """A version that somebody makes on a path, by its ARN; `unknown`: whether a machine takes it."""

    path: str
    arn: str
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class ImageRecipes:
    """Those of a stack."""

    stack: Stack

    def of(self, machine: Resource) -> Iterator[TakenObject]:
        """What the machines of an infrastructure take, and those that boot what is built; of anything else nothing."""
        for recipe in self._recipes(machine):
            yield from (TakenObject(arn, recipe.unknown) for arn in scripts_of(recipe.thing))
            for component in self._components.meant(recipe.thing, _OF_A_RECIPE):
                unknown = (*recipe.unknown, *component.unknown)
                yield from (TakenObject(arn, unknown) for arn in downloads_of(component.thing))
                if bare(said(component.thing, DATA)) is UNKNOWN:
                    yield TakenObject(_WHATEVER, (*unknown, Untold.of(component.thing, DATA)))

    def bases(self, machine: Resource) -> Iterator[TakenObject]:
        """The parameters that say which images are built on."""
        for recipe in self._recipes(machine):
            yield from (TakenObject(arn, recipe.unknown) for arn in bases_of(recipe.thing))

    def newer(self, machine: Resource) -> Iterator[NewerVersion]:
        """The versions of components and recipes that are taken once somebody has made them."""
        for one in self._joining(machine):
            for path in _BUILT_BY:
                yield from (NewerVersion(*newer, one.unknown) for newer in Versioned.newer(one.thing, path))
        for recipe in self._recipes(machine):
            newer = Versioned.newer(recipe.thing, _OF_A_RECIPE)
            yield from (NewerVersion(*one, recipe.unknown) for one in newer)

    def _recipes(self, machine: Resource) -> Iterator[MeantThing]:
        """The recipes by which images are made on an infrastructure, or that a machine boots."""
        for one in self._joining(machine):
            for path in _BUILT_BY:
                for by in self._every_recipe.meant(one.thing, path):
                    yield by._replace(unknown=(*one.unknown, *by.unknown))

    def _joining(self, machine: Resource) -> Iterator[MeantThing]:
        """What makes an image on an infrastructure, or for a machine."""
        yield from self._built_on.get(machine.urn, ())
        yield from self._booted.by(machine)

    @cached_property
    def _built_on(self) -> Mapping[str, tuple[MeantThing, ...]]:
        """URN of an infrastructure → what makes images on it."""
        return grouped(
            (on.thing.urn, MeantThing(one, on.unknown))
            for one in self.stack.of_type(*BUILDING)
            for on in self._infrastructures.meant(one, _BUILT_ON)
        )

    @cached_property
    def _booted(self) -> Booted:
        return Booted(self.stack)

    @cached_property
    def _infrastructures(self) -> Versioned:
        return Versioned(self.stack, INFRASTRUCTURE)

    @cached_property
    def _every_recipe(self) -> Versioned:
        return Versioned(self.stack, _RECIPES)

    @cached_property
    def _components(self) -> Versioned:
        return Versioned(self.stack, _COMPONENTS)
