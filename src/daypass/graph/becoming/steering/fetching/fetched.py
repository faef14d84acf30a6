"""This is where it is told what a workload fetches by its scripts, and then runs: as often as they do so.

Whoever writes the parameter, the secret or the configuration decides what it does, as its role, and so does who leads
the name of a host elsewhere from which it fetches. What a script only reads, as flags and settings, is nobody's code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.issuers.zones import HostedZones, repointing
from daypass.graph.becoming.steering.fetching.discovered import REGISTERS, DiscoveredHosts
from daypass.graph.becoming.steering.fetching.kept_values import parameter_arn, secret_arn, values_in
from daypass.graph.becoming.steering.fetching.led import hosts_believed
from daypass.graph.becoming.steering.fetching.profiles import Profiles
from daypass.graph.becoming.steering.fetching.running import is_run
from daypass.graph.becoming.steering.fetching.sessions import AskedConfiguration, configurations_in
from daypass.graph.becoming.steering.scripts import command_of, containers_of, script_texts_of
from daypass.graph.becoming.steering.variables import run_secrets_of, run_variables_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import Resource

_PARAMETER: Final = "ssm-x09"
_SECRET: Final = ("secretsmanager-x01", "secretsmanager-x02")
LEADS: Final = "route53-x01"
"""The path on which somebody leads the name of a host elsewhere."""

_OVERWRITES: Final = (("ssm:overwrite", "true"),)
"""What a request brings that writes to a parameter that is there. Source: Service Authorization Reference, "AWS Systems
Manager"; read 2026-11."""

_WRITES_PARAMETERS: Final = frozenset((_PARAMETER, "appconfig-x03"))


class Fetched(NamedTuple):
    """`path` is the id of an escalation path, and `arn` what is written on it; else as in `Source`.

    `says` is what a request has that writes it, where that is not what each such request has.
    """

    path: str
    arn: str
    unknown: tuple[Untold, ...] = ()
    beside: tuple[str, ...] = ()
    says: tuple[tuple[str, Value], ...] = ()

    @property
    def brings(self) -> tuple[tuple[str, Value], ...]:
        """What a request has that writes it."""
        return _OVERWRITES if self.path in _WRITES_PARAMETERS else self.says


@dataclass(frozen=True)
class Fetches:
    """What the workloads of a stack fetch."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[Fetched]:
        """What one of them runs, each once."""
        yield from dict.fromkeys(chain(self._by_scripts(workload), _by_variables(workload), self._from_hosts(workload)))

    def deployed(self, workload: Resource) -> Iterator[str]:
        """The configurations that it runs, by the ids by which a pipeline that deploys them names them."""
        yield from dict.fromkeys(key for asked in _configurations(workload) for key in self._profiles.keys(asked))

    def _by_scripts(self, workload: Resource) -> Iterator[Fetched]:
        for text in _every_script(workload):
            for value in values_in(text):
                if is_run(text, value.command):
                    yield from _written(value.arn, is_secret=value.is_secret)
        for asked in _configurations(workload):
            for one in self._profiles.of(asked):
                yield Fetched(one.path, one.arn, one.unknown, one.beside)

    def _from_hosts(self, workload: Resource) -> Iterator[Fetched]:
        for host in dict.fromkeys(chain.from_iterable(map(hosts_believed, _every_script(workload)))):
            for zone in self._zones.within(host):
                for says in repointing(host):
                    yield Fetched(LEADS, f"arn:*:route53:::hostedzone/{zone.id}", zone.unknown, says=says)
            yield from (Fetched(REGISTERS, one.arn, one.unknown) for one in self._discovered.of(host))

    @cached_property
    def _zones(self) -> HostedZones:
        return HostedZones(self.stack)

    @cached_property
    def _discovered(self) -> DiscoveredHosts:
        return DiscoveredHosts(self.stack)

    @cached_property
    def _profiles(self) -> Profiles:
        return Profiles(self.stack)


def _configurations(workload: Resource) -> Iterator[AskedConfiguration]:
    """Those of AppConfig."""
    for text in _every_script(workload):
        for got in configurations_in(text):
            if is_run(text, got.command, prints=got.prints, into=got.into):
                yield got.asked


def _every_script(workload: Resource) -> tuple[str, ...]:
    return (*script_texts_of(workload), *map(command_of, containers_of(workload)))


def _by_variables(workload: Resource) -> Iterator[Fetched]:
    for arn in filter(None, map(parameter_arn, run_variables_of(workload))):
        yield from _written(arn, is_secret=False)
    for arn in filter(None, map(secret_arn, run_secrets_of(workload))):
        yield from _written(arn, is_secret=True)


def _written(arn: str, *, is_secret: bool) -> Iterator[Fetched]:
    """The ways to write one of them."""
    yield from (Fetched(path, arn) for path in (_SECRET if is_secret else (_PARAMETER,)))
