"""This is where it is told from which file systems of EFS a workload runs code that it finds below a mount.

Whoever may write there as a client decides what it runs, also where the workload itself may only read. Sources: Amazon
EFS User Guide, "Using IAM to control file system data access"; AWS Lambda Developer Guide, "Configuring file system
access for Lambda functions"; Amazon ECS Developer Guide, "Use Amazon EFS volumes with Amazon ECS"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.loaded_below import is_called_after_code, loads_by_setting
from daypass.graph.becoming.steering.machine_mounts import mounted_on
from daypass.graph.becoming.steering.programs.taking import NO_CODE, Code, code_taken
from daypass.graph.becoming.steering.run_below import VARIABLES, is_below, runs_by_command, runs_by_variable
from daypass.graph.becoming.steering.share_policies import SharePolicies, Shield, unread
from daypass.graph.becoming.steering.task_services import TASKS
from daypass.graph.becoming.steering.told import Setting, variables_of
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf, beginning, steps, texts_at, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare

_SERVICE: Final = "elasticfilesystem"
_SYSTEMS: Final[Mapping[str, Kind]] = {
    "aws:efs/fileSystem:FileSystem": Kind("file system", "file-system", "id"),
    "aws-native:efs:FileSystem": Kind("file system", "file-system", "fileSystemId"),
}
_POINTS: Final[Mapping[str, Kind]] = {
    "aws:efs/accessPoint:AccessPoint": Kind("access point", "access-point", "id"),
    "aws-native:efs:AccessPoint": Kind("access point", "access-point", "accessPointId"),
}
_OF: Final = "fileSystemId"
_USER_DATA: Final = "userData"
_ROOT: Final = "rootDirectory"
_THROUGH: Final = "elasticfilesystem:accesspointarn"
_BY_MOUNT: Final = ("elasticfilesystem:accessedviamounttarget", "true")
"""What a request brings. Source: Service Authorization Reference, "Amazon Elastic File System"; read 2026-11."""

_FUNCTIONS: Final[Mapping[str, str]] = {
    "aws:lambda/function:Function": "fileSystemConfig[]",
    "aws-native:lambda:Function": "fileSystemConfigs[]",
}


class Mounted(NamedTuple):
    """A file system, by its ARN, from which code is run, and what a request that writes it brings along.

    `unknown`: whether it is this one, whether code is run from there, and a policy of it that nobody can read yet.
    `policies` are the URNs of what says who may use it.
    """

    arn: str
    brings: tuple[tuple[str, str], ...]
    unknown: tuple[Untold, ...] = ()
    policies: tuple[str, ...] = ()


class _Settings(NamedTuple):
    """Where what runs says how: `variable` is the path to the value of the one named in it, the others are lists."""

    variable: str
    command: tuple[str, ...]
    directory: str


_OF_FUNCTION: Final = _Settings(
    'environment.variables["{}"]',
    ("imageConfig.entryPoints[]", "imageConfig.entryPoint[]", "imageConfig.commands[]", "imageConfig.command[]"),
    "imageConfig.workingDirectory",
)
_OF_CONTAINER: Final = _Settings("environment[name={}].value", ("entryPoint[]", "command[]"), "workingDirectory")


class _Said(NamedTuple):
    """What stands there: the values of variables with their names, the words of the command, and the directory.

    `code` is from where the code itself takes more, as far as it can be read; `settings` are all variables.
    """

    variables: tuple[tuple[str, Leaf], ...]
    command: tuple[Leaf, ...]
    directory: tuple[Leaf, ...]
    code: Code
    settings: tuple[Setting, ...]

    @classmethod
    def of(cls, holder: Leaf, settings: _Settings, code: Code = NO_CODE) -> "_Said":
        """In a function, or a container. Of several values of one name the last that is known counts."""
        found = ((name, walk(holder, steps(settings.variable.format(name)), loose=True)) for name in VARIABLES)
        variables = tuple((name, max(reversed(each), key=_is_known)) for name, each in found if each)
        command = tuple(leaf for path in settings.command for leaf in walk(holder, steps(path), loose=True))
        directory = tuple(walk(holder, steps(settings.directory), loose=True))
        return cls(variables, command, directory, code, tuple(variables_of(holder)))


class _Mount(NamedTuple):
    """One below which code is run, by what names its access point and its file system; `unknown`: whether it is."""

    point: Sequence[Leaf]
    system: Sequence[Leaf]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Mounts:
    """The file systems of EFS of a stack."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[Mounted]:
        """Those from which this workload runs code, in any partition, region and account where that is not known."""
        found = (one for mount in _mounts(workload) for one in self._mounted(workload, mount))
        yield from dict.fromkeys(found)

    def _mounted(self, workload: Resource, mount: _Mount) -> Iterator[Mounted]:
        point = self._meant(self._points, workload, mount.point)
        brings = ((_THROUGH, _arn(_POINTS, point, mount.point)), _BY_MOUNT)
        unknown = tuple(Untold.of(workload, path) for path in mount.unknown)
        by, at = workload, mount.system
        if point and not at:
            by, at = point, [Leaf(said(point, _OF), _OF)]
        system = self._meant(self._systems, by, at)
        arn = _arn(_SYSTEMS, system, at)
        ids = (system.id if system else "", *(text_of(leaf.value).rpartition("/")[2] for leaf in at))
        policies = tuple(SharePolicies(self.stack).of(system, ids))
        unknown = (*unknown, *filter(None, map(unread, policies)))
        urns = tuple(one.urn for one in policies)
        yield Mounted(arn, brings, unknown, urns)
        for other, doubts in self._beside(system, point):
            yield Mounted(arn, ((_THROUGH, _arn(_POINTS, other, ())), _BY_MOUNT), (*unknown, *doubts), urns)
        if arn.endswith(PROBE):
            place = next(iter((*at, *mount.point)), Leaf(None, _OF)).path
            yield Mounted(arn.replace(PROBE, ANY), brings, (*unknown, Untold.of(by, place)), urns)

    def shield(self, mounted: Mounted) -> Shield | None:
        """What the policies of the file system deny whoever writes there; None for nothing."""
        return SharePolicies(self.stack).shield((self.stack.by_urn[urn] for urn in mounted.policies), mounted.brings)

    def _beside(self, system: Resource | None, point: Resource | None) -> Iterator[tuple[Resource, tuple[Untold, ...]]]:
        """Other access points by which the same is reached, with what is not known of how far each reaches."""
        for other in self.stack.of_type(*_POINTS) if system else ():
            of = [Leaf(said(other, _OF), _OF)]
            if other is not point and self._meant(self._systems, other, of) is system:
                root = bare(said(other, _ROOT))
                if root is UNKNOWN:
                    yield other, (Untold.of(other, _ROOT),)
                elif (_path(point) if point else "/").startswith(_path(other)):
                    yield other, ()

    def _meant(self, names: Names, by: Resource, found: Sequence[Leaf]) -> Resource | None:
        """The thing of the stack that is named there by its ARN or id, else the one on which the property depends."""
        plain = [leaf._replace(value=text_of(leaf.value).rpartition("/")[2] or leaf.value) for leaf in found]
        key = beginning(found[0].path) if found else ""
        each = (names.meant(by, key, written) for written in (found, plain) if written)
        return next((self.stack.by_urn[one.urn] for meant in each if (one := meant[0]).urn), None)

    @cached_property
    def _points(self) -> Names:
        return Names.of(self.stack.resources, _POINTS)

    @cached_property
    def _systems(self) -> Names:
        return Names.of(self.stack.resources, _SYSTEMS)


def _arn(kinds: Mapping[str, Kind], thing: Resource | None, written: Iterable[Leaf]) -> str:
    """Its ARN; of what is not known one that is called as nobody calls anything."""
    kind = next(iter(kinds.values()))
    own = (text_of(said(thing, "arn")), thing.id, text_of(said(thing, kinds[thing.type].name))) if thing else ()
    texts = [text for text in (*own, *(text_of(leaf.value) for leaf in written)) if text]
    arns = (text for text in texts if (arn := Arn.parse(text)) and arn.service == _SERVICE)
    ids = (text for text in texts if Arn.parse(text) is None)
    return next(arns, f"arn:*:{_SERVICE}:*:*:{kind.in_arn}/{next(ids, PROBE)}")


def _path(point: Resource) -> str:
    """The directory in which an access point begins; the whole file system where none is said."""
    found = texts_at(point.state, f"{_ROOT}.path").texts
    return f"{next(iter(found), '').rstrip('/')}/"


def _mounts(workload: Resource) -> Iterator[_Mount]:
    """The mounts below which a workload runs code, or may do so."""
    whole = Leaf(workload.state.raw, workload.state.path)
    if workload.type in _FUNCTIONS:
        for one in walk(whole, steps(_FUNCTIONS[workload.type]), loose=True):
            point = walk(one, steps("arn"), loose=True)
            if all(map(_is_of_efs, point)):
                found = _running(_Said.of(whole, _OF_FUNCTION, code_taken(workload)), one, "localMountPath")
                yield from (_Mount(point, (), unknown) for unknown in found)
    elif workload.type in TASKS:
        yield from _of_task(whole)
    for on in dict.fromkeys(mounted_on(workload)):
        point = [Leaf(on.point, _USER_DATA)] if on.point else []
        yield _Mount(point, [Leaf(on.system, _USER_DATA)], ())


def _of_task(whole: Leaf) -> Iterator[_Mount]:
    """Each volume once, however often it is mounted, with as few doubts as there are for any mount of it."""
    least: dict[str, tuple[Leaf, tuple[str, ...]]] = {}
    for volume, doubts in _run_from(whole):
        if volume.path not in least or len(doubts) < len(least[volume.path][1]):
            least[volume.path] = (volume, doubts)
    yield from (_of_volume(volume, doubts) for volume, doubts in least.values())


def _run_from(task: Leaf) -> Iterator[tuple[Leaf, tuple[str, ...]]]:
    """A volume for each mount below which a container runs code, and the paths of what is not known of that."""
    volumes = grouped((text_of(name.value), (name, volume)) for name, volume in _volumes(task))
    every = tuple(one for each in volumes.values() for one in each)
    for container in walk(task, steps("containerDefinitions[]"), loose=True) if volumes else ():
        settings = _Said.of(container, _OF_CONTAINER)
        for mount in walk(container, steps("mountPoints[]"), loose=True):
            running = tuple(_running(settings, mount, "containerPath"))
            for name in walk(mount, steps("sourceVolume"), loose=True) if running else ():
                named = (*volumes.get(text_of(name.value), ()), *volumes.get("", ()))
                meant = every if name.value is UNKNOWN else named
                for unknown, (other, volume) in product(running, meant):
                    yield volume, (*unknown, *(one.path for one in (name, other) if not _is_known(one)))


def _volumes(task: Leaf) -> Iterator[tuple[Leaf, Leaf]]:
    """The name of each volume that is of EFS, and what is said of it."""
    for volume in walk(task, steps("volumes[]"), loose=True):
        for name in walk(volume, steps("name"), loose=True):
            yield from ((name, one) for one in walk(volume, steps("efsVolumeConfiguration"), loose=True))


def _of_volume(volume: Leaf, unknown: tuple[str, ...]) -> _Mount:
    point = walk(volume, steps("authorizationConfig.accessPointId"), loose=True)
    systems = (walk(volume, steps(key), loose=True) for key in (_OF, "filesystemId"))
    return _Mount(point, next(filter(None, systems), []), tuple(dict.fromkeys(unknown)))


def _is_known(leaf: Leaf) -> bool:
    return leaf.value is not UNKNOWN


def _is_of_efs(point: Leaf) -> bool:
    """Whether it is no access point of S3 Files, which functions mount as well."""
    arn = Arn.parse(text_of(point.value))
    return arn is None or arn.service == _SERVICE


def _running(settings: _Said, mount: Leaf, key: str) -> Iterator[tuple[str, ...]]:
    """Once where code is run from below the mount, with the paths of what may say so but is not known."""
    for at in walk(mount, steps(key), loose=True):
        told = [at.path] if at.value is UNKNOWN else list(_told(settings, text_of(at.value)))
        if True in told:
            yield ()
        elif doubts := dict.fromkeys(one for one in told if isinstance(one, str)):
            yield tuple(doubts)


def _told(settings: _Said, directory: str) -> Iterator[bool | str]:
    """Whether each setting says so; the path of one that is not known."""
    for name, leaf in settings.variables:
        yield leaf.path if leaf.value is UNKNOWN else runs_by_variable(name, text_of(leaf.value), directory)
    yield from loads_by_setting(settings.settings, directory)
    yield is_called_after_code(directory, settings.settings)
    for leaf in settings.directory:
        yield leaf.path if leaf.value is UNKNOWN else is_below(text_of(leaf.value), directory)
    yield runs_by_command([text_of(leaf.value) for leaf in settings.command], directory)
    yield from (leaf.path for leaf in settings.command if leaf.value is UNKNOWN)
    for leaf in settings.code.paths:
        yield leaf.path if leaf.value is UNKNOWN else is_below(text_of(leaf.value), directory)
    for leaf in settings.code.commands:
        yield leaf.path if leaf.value is UNKNOWN else runs_by_command([text_of(leaf.value)], directory)
