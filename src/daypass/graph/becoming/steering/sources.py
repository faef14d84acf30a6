"""This is where it is told from where workloads take what they run, and where somebody gets into them."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final, NamedTuple

from daypass.data.escalation_paths import EscalationPath, paths_here
from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.steering.apis.fields import Fields
from daypass.graph.becoming.steering.apis.integrations import Integrations
from daypass.graph.becoming.steering.apis.rewriting import Rewriting
from daypass.graph.becoming.steering.artifacts import ARTIFACTS, Artifacts, Outside
from daypass.graph.becoming.steering.builds import builds_of
from daypass.graph.becoming.steering.commands.aims import Aims
from daypass.graph.becoming.steering.commands.doings import Doings
from daypass.graph.becoming.steering.commands.granting import GRANTING, granting_of
from daypass.graph.becoming.steering.commands.orders import Orders
from daypass.graph.becoming.steering.commands.readings import readings_of
from daypass.graph.becoming.steering.commands.seals import Seal
from daypass.graph.becoming.steering.commands.senders import Commands
from daypass.graph.becoming.steering.commands.starting import MachineStart, Starts
from daypass.graph.becoming.steering.commands.to_hosts import ToHosts
from daypass.graph.becoming.steering.commands.to_machines import ToMachines
from daypass.graph.becoming.steering.documents.applied import Documents
from daypass.graph.becoming.steering.documents.patching import Patching
from daypass.graph.becoming.steering.documents.run_by_others import runbooks_of
from daypass.graph.becoming.steering.documents.started import StartedRunbooks
from daypass.graph.becoming.steering.documents.starters import Starters, Unforbidden
from daypass.graph.becoming.steering.fetching.copied_code import copied_code
from daypass.graph.becoming.steering.fetching.fetched import Fetches
from daypass.graph.becoming.steering.images import Images
from daypass.graph.becoming.steering.included import included_in
from daypass.graph.becoming.steering.joined_clusters import JOINS, Bound, JoinedClusters
from daypass.graph.becoming.steering.lifecycles import LifecycleScripts, lifecycles_of
from daypass.graph.becoming.steering.machines.bundles import Bundles
from daypass.graph.becoming.steering.machines.deployments import Deployments
from daypass.graph.becoming.steering.machines.image_recipes import ImageRecipes
from daypass.graph.becoming.steering.machines.latest import Latest
from daypass.graph.becoming.steering.machines.parameters import labelled_of, parameters_of
from daypass.graph.becoming.steering.machines.picked import Machines
from daypass.graph.becoming.steering.machines.starting import scripts_of
from daypass.graph.becoming.steering.merges import Merges
from daypass.graph.becoming.steering.model_archives import archives_of
from daypass.graph.becoming.steering.model_pipelines import step_scripts
from daypass.graph.becoming.steering.mounts import Mounts
from daypass.graph.becoming.steering.packages import Packages
from daypass.graph.becoming.steering.pickles import pickles_of
from daypass.graph.becoming.steering.pipelines import Brought, Pipelines
from daypass.graph.becoming.steering.placed import caches_of, code_of, placed_of
from daypass.graph.becoming.steering.programs.obeying import has_code
from daypass.graph.becoming.steering.programs.reading import run_from
from daypass.graph.becoming.steering.programs.telling import SENDS, Tellings
from daypass.graph.becoming.steering.programs.vended_as_read import vended_as_read
from daypass.graph.becoming.steering.replicated import Replications
from daypass.graph.becoming.steering.resolvers import Resolvers
from daypass.graph.becoming.steering.said_to_grant import said_to_grant
from daypass.graph.becoming.steering.said_to_run import SAID_TO_RUN, SaidToRun
from daypass.graph.becoming.steering.share_policies import Shield
from daypass.graph.becoming.steering.shells import Shells
from daypass.graph.becoming.steering.signing import Signed, Signings
from daypass.graph.becoming.steering.spaces import Spaces
from daypass.graph.becoming.steering.task_files import files_of
from daypass.graph.becoming.steering.task_queues import task_queues_of
from daypass.graph.becoming.steering.webhooks import Webhooks
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import Resource

_WRITES: Final = "s3-x01"
_MOUNTS: Final = "efs-x01"
CACHED: Final = "codebuild-x05"
"""The path on which somebody writes what a build keeps for those to come."""

_COMMITS: Final = ("codecommit-x01", "codecommit-x02", "codecommit-x03")
_REFERENCE: Final = "codecommit:references"
"""The condition key. Source: Service Authorization Reference, "AWS CodeCommit"; read 2026-11."""

_COMMITS_AS_DEFAULT: Final = ("codecommit-x04", "codecommit-x05", "codecommit-x06")
"""Paths on which somebody has the build take another branch: they make it the default one, which it follows."""

_OPENS_BUCKET: Final = "s3-x02"
_OPENS_REPOSITORY: Final = "ecr-x04"
"""Paths on which somebody writes the policy of where the code is kept, and lets themselves write that."""

_PUSHES: Final = "ecr-x01"
_FREES: Final = ("ecr-x02", "ecr-x03")
"""Paths on which somebody pushes who first makes the tag free that nobody moves."""

_CHANGES: Final[Mapping[str, tuple[str, ...]]] = {
    "S3": ("codepipeline-x08",),
    "CodeCommit": _COMMITS,
    "ECR": ("codepipeline-x09",),
}
"""Provider of what a pipeline takes → the paths on which somebody puts something else there."""

BRINGS: Final = frozenset((*_CHANGES["S3"], *_CHANGES["ECR"]))
"""The paths on which what a pipeline takes up is put where it takes that from."""

SETS_OFF: Final = BRINGS | GRANTING
"""The paths on which somebody changes nothing, but brings what a pipeline takes up, or names what a machine gives."""

_CHANGES_AND_AGREES: Final[Mapping[str, tuple[str, ...]]] = {
    "S3": ("codepipeline-x03",),
    "CodeCommit": ("codepipeline-x04", "codepipeline-x05", "codepipeline-x06"),
    "ECR": ("codepipeline-x07",),
}
"""The same where they also give the approval that comes before anything is done with it."""

_ENTERS: Final = "ecs-x05"
_ENTERS_BY_SESSION: Final = "ecs-x06"
_DEPLOYS: Final = "codedeploy-x01"
_CONFIGURES: Final = "sagemaker-x15"
_VERSIONS: Final = "ec2-x06"
_PUTS: Final = "ssm-x09"
_PUTS_AND_LABELS: Final = "ssm-x25"
_OVERWRITES: Final = (("ssm:overwrite", "true"),)
"""What a request brings that writes to a parameter that is there. Source: as above, "AWS Systems Manager"."""

_REWRITES: Final = "ssm-x10"
_REWRITES_LATEST: Final = "ssm-x11"
PATCHES: Final = "ssm-x26"
"""The path on which somebody says from where patches are installed."""

_OF_A_RUNBOOK: Final = {False: "ssm-x12", True: "ssm-x13"}
"""The path on which somebody writes what a runbook does, by whether it is the latest version that runs."""


_CHANGES_AND_STARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "S3": ("codepipeline-x10",),
    "CodeCommit": ("codepipeline-x11", "codepipeline-x12", "codepipeline-x13"),
}
"""The same where they also start the pipeline with what they put there, wherever else that is."""


Hold = Signed | MachineStart | Shield | Bound | Unforbidden | Outside
"""What else is asked of somebody who goes a path."""


class Source(NamedTuple):
    """What is written, pushed or entered on a path, and what a request that does so brings along: `Member.brings`.

    `unknown` says what may keep it from the workload: () where nothing does. `beside` is all that the other actions of
    the path are asked on, where that is not whatever there is, and `seal` a key that is needed to see what comes of it.
    `hold`: what else is asked of who goes it, as it takes signed code alone, must be started, or denies something, or
    has this anyway. `reads` is the object of S3, the queue, or the repository of packages from which the role of the
    workload must be let take, where nothing else says that it does.
    """

    path: EscalationPath
    arn: str
    brings: tuple[tuple[str, Value], ...] = ()
    unknown: tuple[Untold, ...] = ()
    beside: tuple[str, ...] = ()
    seal: Seal | None = None
    hold: Hold | None = None
    reads: str = ""


class Sources:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._images, self._shells, self._pipelines = Images(stack), Shells(stack), Pipelines(stack)
        self._commands, self._orders, machines = Commands(stack), Orders(stack), Machines(stack)
        self._documents, self._deployments = Documents(stack, machines), Deployments(stack, machines)
        self._patching = Patching(stack, machines)
        self._to_machines, self._doings = ToMachines(stack, machines), stack.once(Doings)
        self._latest, self._resolvers, self._signings = Latest(stack), Resolvers(stack), stack.once(Signings)
        self._fields = stack.once(Fields)
        self._mounts, self._replications, self._packages = Mounts(stack), Replications(stack), Packages(stack)
        self._recipes, self._merges, self._fetches = ImageRecipes(stack), Merges(stack), Fetches(stack)
        self._starts, self._aims = stack.once(Starts), stack.once(Aims)
        self._integrations, self._to_hosts = stack.once(Integrations), ToHosts(stack, machines)
        self._rewriting, self._bundles = Rewriting(stack), Bundles(stack)
        self._tellings, self._joined = Tellings(stack), JoinedClusters(stack)
        self._said_to_run, self._starters = SaidToRun(stack), Starters(stack, machines)
        self._lifecycles, self._artifacts = LifecycleScripts(stack), Artifacts(stack)
        self._webhooks, self._spaces, self._runbooks = Webhooks(stack), Spaces(stack), StartedRunbooks(stack)

    def of(self, workload: Resource) -> Iterator[Source]:
        """The sources of one workload."""
        taken = (*self._recipes.of(workload), *self._bundles.of(workload))
        scripts = dict.fromkeys((*scripts_of(workload), *copied_code(workload), *self._lifecycles.copied_by(workload)))
        placed = (*code_of(workload), *scripts, *files_of(workload), *included_in(workload), *archives_of(workload))
        named = (*(one.arn for one in step_scripts(workload)), *(one.arn for one in taken if not one.unknown))
        code = (*placed, *named)
        for id_, arns in (
            (_WRITES, code),
            (CACHED, caches_of(workload)),
            (_OPENS_BUCKET, dict.fromkeys(arn.partition("/")[0] for arn in code)),
            (_DEPLOYS, self._deployments.of(workload)),
            (_VERSIONS, self._latest.of(workload)),
        ):
            yield from (Source(paths_here()[id_], arn) for arn in arns)
        doubted = [(one.arn, one.unknown) for one in placed_of(workload) if one.unknown]
        doubted += [(one.arn, one.unknown) for one in taken if one.unknown]
        doubted += [(one.arn, one.unknown) for one in self._replications.of(code)]
        yield from (Source(paths_here()[_WRITES], arn, unknown=unknown) for arn, unknown in doubted)
        unsaid = self._images.unsaid(workload)
        moved = ((id_, self._images.of) for id_ in (_PUSHES, _OPENS_REPOSITORY))
        for id_, pulled in (*moved, *((id_, self._images.fixed) for id_ in _FREES)):
            yield from (Source(paths_here()[id_], arn, unknown=unsaid) for arn in pulled(workload))
        yield from self._entered(workload)
        for id_, arns in ((_PUTS, parameters_of(workload)), (_PUTS_AND_LABELS, labelled_of(workload))):
            yield from (Source(paths_here()[id_], arn, _OVERWRITES) for arn in arns)
        yield from self._applied_to(workload)
        for mounted in self._mounts.of(workload):
            yield Source(
                paths_here()[_MOUNTS], mounted.arn, mounted.brings, mounted.unknown, hold=self._mounts.shield(mounted)
            )
        yield from self._brought_to(workload)
        yield from (*self._built_for(workload), *self._fetched_by(workload), *self._sent_to(workload))
        if not has_code(workload):
            yield from self._said_of(workload)
        yield from (Source(paths_here()[one.path], one.arn, unknown=one.unknown) for one in self._webhooks.of(workload))
        for reading in readings_of(workload):
            seen = (reading.executions,) if reading.executions else ()
            yield Source(
                paths_here()[reading.path], reading.arn, unknown=reading.unknown, beside=seen, seal=reading.seal
            )

    def _entered(self, workload: Resource) -> Iterator[Source]:
        """Where somebody opens a shell in it, or brings the host on which it is run."""
        for shell in self._shells.of(workload):
            yield Source(paths_here()[_ENTERS], shell.arn, shell.brings, shell.unknown)
            yield Source(paths_here()[_ENTERS_BY_SESSION], shell.arn, unknown=shell.unknown)
        for joined in self._joined.of(workload):
            yield Source(
                paths_here()[JOINS], joined.arn, unknown=joined.unknown, beside=(joined.host,), hold=joined.bound
            )

    def _applied_to(self, workload: Resource) -> Iterator[Source]:
        """What Systems Manager applies to it: documents, and what it says of patches."""
        for applied in self._documents.of(workload):
            rewritten = paths_here()[_REWRITES_LATEST if applied.is_latest else _REWRITES]
            yield Source(rewritten, applied.arn, unknown=applied.unknown)
        for baseline in self._patching.of(workload):
            yield Source(paths_here()[PATCHES], baseline.arn, unknown=baseline.unknown)

    def _built_for(self, workload: Resource) -> Iterator[Source]:
        """What decides which image is built there or is booted by it, and what it runs when it starts."""
        for base in self._recipes.bases(workload):
            yield Source(paths_here()[_PUTS], base.arn, _OVERWRITES, base.unknown)
        for newer in self._recipes.newer(workload):
            yield Source(paths_here()[newer.path], newer.arn, unknown=newer.unknown)
        for build in builds_of(workload):
            yield Source(paths_here()[build.path], build.arn)
        for one in lifecycles_of(workload):
            yield Source(paths_here()[_CONFIGURES], one.arn, unknown=one.unknown)

    def _brought_to(self, workload: Resource) -> Iterator[Source]:
        """What a pipeline brings it, or deploys as the configuration that it runs."""
        deployed = (self._pipelines.deploying(one) for one in self._fetches.deployed(workload))
        for one in (*self._pipelines.of(workload), *chain.from_iterable(deployed)):
            if one.starts:
                yield from self._started_with(one)
                continue
            brings = ((_REFERENCE, one.branch),) if one.branch else ()
            ids = (_CHANGES_AND_AGREES if one.approvals else _CHANGES)[one.provider]
            ids = _COMMITS_AS_DEFAULT if one.is_moved else ids
            ids = (*ids, *self._merges.into(one.arn)) if ids == _COMMITS else ids
            yield from (Source(paths_here()[id_], one.arn, brings, one.unknown, one.approvals) for id_ in ids)
        for handed in self._artifacts.of(workload):
            yield Source(paths_here()[ARTIFACTS], handed.arn, unknown=handed.unknown, hold=handed.outside)

    def _started_with(self, one: Brought) -> Iterator[Source]:
        """What a pipeline brings that somebody starts with it, unless somebody has to agree."""
        for id_ in () if one.approvals else _CHANGES_AND_STARTS[one.provider]:
            yield Source(paths_here()[id_], one.arn, (), one.unknown, (one.starts,))

    def _fetched_by(self, workload: Resource) -> Iterator[Source]:
        """What its scripts fetch and run, or install, and what it loads."""
        for package in self._packages.of(workload):
            yield Source(paths_here()[package.path], package.arn, unknown=package.unknown, reads=package.reads)
        for one in self._fetches.of(workload):
            yield Source(paths_here()[one.path], one.arn, one.brings, one.unknown, one.beside)
        for loaded in pickles_of(workload):
            for id_, arn in ((_WRITES, loaded.arn), (_OPENS_BUCKET, loaded.arn.partition("/")[0])):
                yield Source(paths_here()[id_], arn, unknown=loaded.unknown, reads=loaded.arn)
        for run in (*run_from(workload), *vended_as_read(workload)):
            yield Source(paths_here()[run.path], run.arn, run.brings, run.unknown, reads=run.reads)

    def _sent_to(self, workload: Resource) -> Iterator[Source]:
        """Where it is said what this one runs: in an event, a message, or the input of a state machine."""
        for command in self._commands.of(workload):
            yield Source(paths_here()[command.path], command.arn, command.brings)
        for order in self._orders.of(workload):
            yield Source(paths_here()[order.path], order.arn, order.brings)
        for sent in self._to_machines.of(workload):
            yield Source(paths_here()[sent.path], sent.arn, sent.brings)
        for one in self._to_hosts.of(workload):
            yield Source(paths_here()[one.path], one.arn, one.brings, one.unknown)
        for starter in self._starters.of(workload):
            yield Source(paths_here()[starter.path], starter.arn, starter.brings, starter.unknown, hold=starter.hold)
        for queue in task_queues_of(workload):
            yield Source(paths_here()[SENDS], queue.arn, unknown=queue.unknown, reads=queue.arn)
        for told in self._tellings.of(workload):
            yield Source(paths_here()[told.path], told.arn, told.brings, told.unknown)
        for aim in self._aims.of(workload):
            yield Source(paths_here()[aim.path], aim.arn, aim.brings)
        doings = ((one.path, one.arn, one.brings, one.is_asked) for one in self._doings.of(workload))
        grants = ((one.path, one.arn, one.brings, one.is_asked) for one in granting_of(workload))
        for path, arn, brings, is_asked in dict.fromkeys((*doings, *grants)):
            hold = self._starts.of(workload, arn) if is_asked else None
            yield Source(paths_here()[path], arn, brings, hold=hold)

    def _said_of(self, workload: Resource) -> Iterator[Source]:
        """What words say of what it does, where its code does not stand in the stack."""
        for queue in self._said_to_run.of(workload):
            yield Source(paths_here()[SAID_TO_RUN], queue.arn, unknown=queue.unknown, reads=queue.arn)
        for one in said_to_grant(workload):
            yield Source(paths_here()[one.path], one.arn, one.brings, one.unknown)

    def itself(self, path: EscalationPath, workload: Resource, arn: str, unknown: tuple[Untold, ...]) -> Source:
        """A workload that is changed itself on a path, under this ARN."""
        return Source(path, arn, unknown=unknown, hold=self._signings.of(path, workload))

    def opened(self, path: EscalationPath, profile: Resource, account: str) -> Iterator[Source]:
        """The spaces of a user profile of SageMaker that somebody opens on a path."""
        return (Source(path, arn, unknown=unknown) for arn, unknown in self._spaces.of(path, profile, account))

    def resolved(self, path: EscalationPath, data_source: Resource, account: str) -> Iterator[Source]:
        """What is done to a data source of AppSync on a path."""
        for one in self._resolvers.of(path, data_source, account):
            yield Source(path, one.arn, unknown=one.unknown, beside=(one.beside,))

    def queried(self, path: EscalationPath, data_source: Resource, account: str) -> Iterator[Source]:
        """By which fields somebody says on a path what a data source of AppSync is asked about."""
        every = dict.fromkeys((one.arn, one.unknown) for one in self._fields.of(path, data_source, account))
        return (Source(path, arn, unknown=unknown) for arn, unknown in every)

    def invoked(self, path: EscalationPath, integration: Resource) -> Iterator[Source]:
        """By which requests somebody says on a path what an integration of API Gateway is about."""
        return (Source(path, one.arn, unknown=one.unknown) for one in self._integrations.choosing(integration))

    def rewritten(self, path: EscalationPath, integration: Resource) -> Iterator[Source]:
        """What is done on a path to an integration of API Gateway so that it asks for something else."""
        every = self._rewriting.of(path.id, integration)
        return (Source(path, one.arn, unknown=one.unknown, beside=one.beside) for one in every)

    def written(self, path: EscalationPath, runbook: Resource) -> Iterator[Source]:
        """What is done on a path to the document of what runs by itself, or is said for what its scripts do."""
        run = (*runbooks_of(runbook), *self._runbooks.of(runbook))
        every = (one for one in run if _OF_A_RUNBOOK[one.is_latest] == path.id)
        yield from (Source(path, one.arn, unknown=one.unknown) for one in every)
        for one in self._starters.scripting(path.id, runbook):
            yield Source(path, one.arn, one.brings, one.unknown, hold=one.hold)
