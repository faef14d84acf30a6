"""This is where a deployment is: the part that every state of Pulumi has in common, as Resources.

The fields are those of `apitype.DeploymentV3` and `ResourceV3`. Older versions lack some, newer ones have more; a
field of the wrong type makes the whole source unreadable, because a guess could hide a resource.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from daypass.errors import UnreadableError
from daypass.model.resource import Partial, Place, Properties, Provider, Resource
from daypass.model.urn import Urn
from daypass.state.fields import Fields
from daypass.state.json_file import EXPORT_AGAIN
from daypass.state.position import START, first_own, inherited
from daypass.state.values import decode

NEWEST: Final = 4
"""The newest version of a deployment whose fields are known to mean what they meant."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What one state holds: the resources that exist, the stack's name, and sentences about what is not judged."""

    resources: tuple[Resource, ...]
    stack: str = ""
    notes: tuple[str, ...] = ()


def check_version(version: object) -> None:
    """Refuse a version that this was not written for."""
    if not isinstance(version, int) or isinstance(version, bool):
        raise UnreadableError("it is no whole number", place="version", remedy=EXPORT_AGAIN)
    if not 1 <= version <= NEWEST:
        raise UnreadableError(
            f"version {version!s:.20} of Pulumi's state is not known (1 to {NEWEST} are)",
            place="version",
            remedy="Use the daypass that belongs to your Pulumi.",
        )


def read_deployment(value: object, place: str) -> Deployment:
    """The Deployment in the JSON object at `place` of its file. Raises UnreadableError with the place."""
    fields = Fields.of(value, place)
    if "resources" not in fields and "manifest" not in fields:
        raise UnreadableError("it has neither a manifest nor resources", place=place, remedy=EXPORT_AGAIN)
    written = [Fields.of(item, f"{place}.resources[{index}]") for index, item in enumerate(fields.items("resources"))]
    alive = [resource for resource in written if not resource.flag("delete")]
    resources = tuple(_resources(alive, _provider_inputs(written)))
    notes = _notes(len(written) - len(alive), len(fields.items("pending_operations")))
    return Deployment(resources, _stack_name(resources), notes)


def _resources(written: list[Fields], providers: Mapping[str, Properties]) -> Iterator[Resource]:
    urns = [_urn(fields) for fields in written]
    own = dict(zip(urns, map(_own_place, written), strict=True))
    places = inherited(own, {urn: fields.text("parent") for urn, fields in zip(urns, written, strict=True)})
    for urn, fields in zip(urns, written, strict=True):
        yield _resource(fields, urn, providers, places.get(urn, START))


def _resource(fields: Fields, urn: str, providers: Mapping[str, Properties], place: Place) -> Resource:
    return Resource(
        urn=urn,
        type=_type(fields, urn),
        name=Urn.parse(urn).name,
        inputs=_properties(fields, "inputs"),
        outputs=_outputs(fields),
        parent=fields.text("parent"),
        provider=_provider(fields.text("provider"), providers),
        custom=fields.flag("custom") or bool(fields.text("id")),
        external=fields.flag("external"),
        protect=fields.flag("protect"),
        retained=fields.flag("retainOnDelete"),
        id=fields.text("id"),
        dependencies=fields.texts("dependencies"),
        property_dependencies=fields.map_of_texts("propertyDependencies"),
        place=place,
    )


def _outputs(fields: Fields) -> Properties:
    """What the resource came to be. One that was looked up, and of which nothing is written down, is known to exist."""
    outputs = _properties(fields, "outputs")
    return outputs if len(outputs) or not fields.flag("external") else Properties(Partial())


def _properties(fields: Fields, name: str) -> Properties:
    tree = decode(fields.map(name))
    if not isinstance(tree, dict):  # a mark where the names of the properties should be
        raise UnreadableError("it is no map of properties", place=f"{fields.place}.{name}", remedy=EXPORT_AGAIN)
    return Properties(tree)


def _urn(fields: Fields) -> str:
    urn = fields.required_text("urn")
    if not urn.startswith("urn:pulumi:") or urn.count("::") < 3:  # noqa: PLR2004 - stack, project, type, name
        raise UnreadableError("it is no URN of Pulumi", place=f"{fields.place}.urn", remedy=EXPORT_AGAIN)
    return urn


def _type(fields: Fields, urn: str) -> str:
    """The type decides which rules ask, so it must be the one that the URN says as well."""
    type_ = fields.required_text("type")
    if type_ != Urn.parse(urn).type.rpartition("$")[2]:
        raise UnreadableError("it is not the type in the URN", place=f"{fields.place}.type", remedy=EXPORT_AGAIN)
    return type_


def _own_place(fields: Fields) -> Place | None:
    frames = [Fields.of(frame, fields.place).text("sourcePosition") for frame in fields.items("stackTrace")]
    return first_own([*frames, fields.text("sourcePosition")])


def _provider_inputs(written: list[Fields]) -> dict[str, Properties]:
    return {
        fields.text("urn"): _properties(fields, "inputs")
        for fields in written
        if fields.text("type").startswith("pulumi:providers:")
    }


def _provider(reference: str, providers: Mapping[str, Properties]) -> Provider:
    """The reference is `URN::ID`; the id says nothing that a rule could use."""
    urn = reference.rpartition("::")[0]
    if not urn:
        return Provider()
    parsed = Urn.parse(urn)
    return Provider(urn, parsed.type.rpartition("$")[2], parsed.name, providers.get(urn, Properties({})))


def _stack_name(resources: tuple[Resource, ...]) -> str:
    names = {Urn.parse(resource.urn).stack: None for resource in resources}
    return next(iter(names), "") if len(names) <= 1 else "multiple"


def _notes(deleted: int, pending: int) -> tuple[str, ...]:
    notes = []
    if deleted:
        notes.append(f"resources that wait for their deletion are not judged: {deleted}")
    if pending:
        notes.append(f"operations were interrupted, and the state may not say all that exists: {pending}")
    return tuple(notes)
