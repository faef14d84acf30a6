"""This is where a Deployment is: all that the program registered so far, named and completed as by the engine.

It follows `pkg/resource/deploy/source_eval.go` and `step_generator.go` of Pulumi v3.274 for a stack that does not exist
yet. Nothing is created: an update only knows more than a preview.
"""

import threading
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pulumi.runtime.proto import callback_pb2, resource_pb2

from daypass.engine.options import options_of
from daypass.engine.providers import Package, Providers, package_for, provider_id
from daypass.engine.registration import Refused, Registration
from daypass.engine.simulated import checked, created, known_by_id
from daypass.engine.simulated_types import TYPES
from daypass.engine.transforms import Callbacks, Subject, dependencies_in, transform, with_dependencies, without_outputs
from daypass.engine.urns import PROVIDERS, STACK_TYPE, Reference, make_urn, package_of
from daypass.engine.wire import is_marked, plain, secret
from daypass.state.values import SECRET, UNKNOWN_TEXT

STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"
_DYNAMIC: Final = "pulumi-python:dynamic"
_TOKEN_PARTS: Final = 3


class Deployment:
    """The state of one run. Its methods may be called from many threads at once; they raise `Refused`."""

    def __init__(self, stack: str, project: str, providers: Providers, *, update: bool) -> None:
        self._stack, self._project, self._providers, self._update = stack, project, providers, update
        self._lock = threading.RLock()
        self._callbacks = Callbacks()
        self._registrations: dict[str, Registration] = {}
        self._transforms: dict[str, list[callback_pb2.Callback]] = {}
        self._stack_transforms: list[callback_pb2.Callback] = []
        self._component_providers: dict[str, Mapping[str, str]] = {}
        self._packages: dict[str, Package] = {}

    @property
    def registrations(self) -> tuple[Registration, ...]:
        """All resources, in the order in which they were registered."""
        with self._lock:
            return tuple(self._registrations.values())

    @property
    def callbacks(self) -> Callbacks:
        """The way back to functions of the program."""
        return self._callbacks

    def add_stack_transform(self, callback: callback_pb2.Callback) -> None:
        """Let a transform see every resource from now on."""
        with self._lock:
            self._stack_transforms.append(callback)

    def add_package(self, name: str, package: Package) -> str:
        """Remember a parameterized package under the reference that is given back."""
        reference = f"{name}-{package.version}"
        with self._lock:
            self._packages[reference] = package._replace(name=name)
        return reference

    # Registering

    def register(self, request: resource_pb2.RegisterResourceRequest) -> Registration:
        """Take a resource in."""
        try:
            return self._register(request)
        except Refused as refused:
            raise refused.at(frames_of(request)) from None

    def _register(self, request: resource_pb2.RegisterResourceRequest) -> Registration:
        _check_type(request)
        if request.remote:
            raise Refused(
                f"the remote component '{request.name}' of type {request.type} is built by its plugin, which cannot "
                "run here. Use `pulumi preview` with the policy packs for this program"
            )
        self._inherit(request)
        subject = Subject(
            request.type,
            request.name,
            request.custom,
            request.parent,
            plain(request.object),
            options_of(request, self._provider_for(request)),
        )
        dependencies, by_property = self._transformed(request, subject)
        made = Registration(
            urn="",
            type=request.type,
            name=request.name,
            parent=request.parent,
            provider=self._provider(request, subject),
            custom=request.custom,
            protect=subject.options.protect if subject.options.HasField("protect") else None,
            retained=subject.options.retain_on_delete,
            inputs=subject.properties,
            dependencies=dependencies,
            property_dependencies=by_property,
            frames=frames_of(request),
        )
        self._claim(made)
        with self._lock:
            self._transforms[made.urn] = list(request.transforms)
            if not request.custom:
                self._component_providers[made.urn] = self._providers_below(request.parent, subject.options.providers)
        self._complete(made, request, subject.options)
        return made

    def read(self, request: resource_pb2.ReadResourceRequest) -> Registration:
        """Take in a resource that exists (`.get()`, a stack reference): only what the program gives is known."""
        package = self._package(request.packageRef, request.type, request.version, request.pluginDownloadURL)
        made = Registration(
            urn="",
            type=request.type,
            name=request.name,
            parent=request.parent,
            provider=request.provider or self._default(package, request.type),
            external=True,
            id="" if request.id == UNKNOWN_TEXT else request.id,
            inputs=plain(request.properties),
            dependencies=tuple(request.dependencies),
            frames=frames_of(request),
        )
        self._claim(made)
        made.outputs = {**known_by_id(made.type, made.id), **_outputs_of_read(made)}
        return made

    def register_outputs(self, urn: str, outputs: dict[str, Any]) -> None:
        """Take in what a component (or the stack) says of itself in the end."""
        with self._lock:
            made = self._registrations.get(urn)
            if made is None:
                raise Refused(f"outputs were registered for {urn}, which is not registered")
            made.outputs = _as_an_update(outputs) if self._update and made.type == STACK_TYPE else outputs

    def find(self, urn: str) -> Registration:
        """A resource by its URN."""
        with self._lock:
            if urn not in self._registrations:
                raise Refused(f"unknown resource {urn}")
            return self._registrations[urn]

    def provider_of_call(self, token: str, provider: str, version: str, url: str, package_reference: str) -> str:
        """The reference of the provider that serves a function; its default one is registered, as for a resource."""
        return provider or self._default(self._package(package_reference, token, version, url), token)

    # The steps of a registration

    def _transformed(
        self, request: resource_pb2.RegisterResourceRequest, subject: Subject
    ) -> tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]:
        """Run the transforms; afterwards URNs that the whole depends on, and those that each property does."""
        by_property = {key: set(said.urns) for key, said in request.propertyDependencies.items()}
        if not by_property:
            by_property = {key: set(request.dependencies) for key in subject.properties}
        own = list(request.transforms)
        if own:
            subject.properties = with_dependencies(subject.properties, by_property)
        transform(subject, self._callbacks, [*own, *self._inherited_transforms(request.parent)])
        # What a transform of its own gives back carries its dependencies itself, as far as it does: so the engine.
        dependencies = subject.options.depends_on if own else request.dependencies
        before = {} if own else by_property
        after = {key: before.get(key, set()) | dependencies_in(value) for key, value in subject.properties.items()}
        subject.properties = {key: without_outputs(value) for key, value in subject.properties.items()}
        return tuple(sorted(dependencies)), {key: tuple(sorted(urns)) for key, urns in after.items()}

    def _inherit(self, request: resource_pb2.RegisterResourceRequest) -> None:
        """A child is protected as its parent is, unless it says otherwise itself."""
        with self._lock:
            parent = self._registrations.get(request.parent)
            if parent is not None and parent.protect is not None and not request.HasField("protect"):
                request.protect = parent.protect

    def _inherited_transforms(self, parent: str) -> list[callback_pb2.Callback]:
        found: list[callback_pb2.Callback] = []
        with self._lock:
            while parent:
                found += self._transforms.get(parent, [])
                above = self._registrations.get(parent)
                parent = above.parent if above else ""
            return [*found, *self._stack_transforms]

    def _provider_for(self, request: resource_pb2.RegisterResourceRequest) -> str:
        """The provider that the request or its parents name, before transforms."""
        package = package_of(request.type)
        with self._lock:
            parent = self._registrations.get(request.parent)
            inherited = parent.provider if parent else ""
            if not request.provider and inherited:
                type_ = Reference.parse(inherited).urn.split("::")[2]
                if not request.custom or type_ == f"{PROVIDERS}{package}":
                    return inherited
            above = self._component_providers.get(request.parent, {})
            return (
                request.provider or request.providers.get(package) or (above.get(package, "") if request.custom else "")
            )

    def _provider(self, request: resource_pb2.RegisterResourceRequest, subject: Subject) -> str:
        options = subject.options
        if not request.custom or request.type.startswith(PROVIDERS):
            return ""
        package = self._package(request.packageRef, request.type, options.version, options.plugin_download_url)
        return options.provider or self._default(package, request.type)

    def _providers_below(self, parent: str, providers: Mapping[str, str]) -> Mapping[str, str]:
        return {**self._component_providers.get(parent, {}), **providers}

    def _package(self, reference: str, token: str, version: str, url: str) -> Package:
        if not reference:
            return package_for(token, version, url)
        with self._lock:
            if reference not in self._packages:
                raise Refused(f"unknown provider package '{reference}'")
            return self._packages[reference]

    def _default(self, package: Package, wanted_by: str) -> str:
        return self._providers.default(package, wanted_by, self._claim)

    def _claim(self, made: Registration) -> None:
        """Give it its URN and its place in the order."""
        with self._lock:
            parent = self._registrations.get(made.parent)
            if made.parent and parent is None:
                raise Refused(f"could not find parent resource {made.parent}")
            made.urn = make_urn(self._stack, self._project, made.parent, made.type, made.name)
            if made.urn in self._registrations:
                raise Refused(f"Duplicate resource URN '{made.urn}'; try giving it a unique name")
            self._registrations[made.urn] = made

    def _complete(
        self,
        made: Registration,
        request: resource_pb2.RegisterResourceRequest,
        options: resource_pb2.TransformResourceOptions,
    ) -> None:
        """Give it the inputs, the id and the outputs that its provider would."""
        if made.type.startswith(PROVIDERS):
            self._complete_provider(made, request, options)
        elif not made.custom:
            made.outputs = {}
        elif made.type.startswith(_DYNAMIC):
            # In a preview the engine hands back the inputs; in an update the program's code may do as it likes.
            made.outputs = {} if self._update else dict(made.inputs)
        elif not (self._update or self._providers.is_configured(made.provider)):
            made.outputs = {}  # the engine does not even ask such a provider for a name
        else:
            around = self._providers.around(made.provider)
            made.inputs = checked(made.type, made.urn, made.inputs, around)
            made.id, made.outputs = created(made.type, made.urn, made.inputs, around, update=self._update)
        self._hide(made, options.additional_secret_outputs)

    def _hide(self, made: Registration, names: Iterable[str]) -> None:
        """Mark outputs as secret. Of a type that is not simulated they are all to come, and so will these be."""
        is_open = made.custom and made.type not in TYPES and not made.type.startswith(PROVIDERS)
        for name in names:
            if (name in made.outputs or is_open) and not is_marked(made.outputs.get(name), SECRET):
                made.outputs[name] = secret(made.outputs.get(name, UNKNOWN_TEXT))

    def _complete_provider(
        self,
        made: Registration,
        request: resource_pb2.RegisterResourceRequest,
        options: resource_pb2.TransformResourceOptions,
    ) -> None:
        package = self._packages.get(request.packageRef) if request.packageRef else None
        version = options.version or (package.version if package else "")
        if not version and not options.plugin_download_url:
            version = self._providers.installed_version(package_of(made.type))
        if version:
            made.inputs["version"] = version.removeprefix("v")
        if options.plugin_download_url:
            made.inputs["pluginDownloadURL"] = options.plugin_download_url
        made.outputs = dict(made.inputs)
        made.id = provider_id(made.urn) if self._update else ""
        self._providers.add(made)


def frames_of(
    request: resource_pb2.RegisterResourceRequest | resource_pb2.ReadResourceRequest,
) -> tuple[tuple[str, int], ...]:
    """The lines of the program that made the request, innermost first; older SDKs send one."""
    stack = [frame.pc for frame in request.stackTrace.frames] if request.HasField("stackTrace") else []
    positions: Iterable[Any] = stack or ([request.sourcePosition] if request.HasField("sourcePosition") else [])
    return tuple((position.uri, position.line) for position in positions if position.uri.startswith("file:"))


def _check_type(request: resource_pb2.RegisterResourceRequest) -> None:
    if request.custom and len(request.type.split(":")) != _TOKEN_PARTS:
        raise Refused(f"Type '{request.type}' is not a valid type token (must have format '*:*:*')")


def _outputs_of_read(made: Registration) -> dict[str, Any]:
    if made.type == STACK_REFERENCE:
        return {**made.inputs, "outputs": UNKNOWN_TEXT, "secretOutputNames": UNKNOWN_TEXT}
    return dict(made.inputs)


def _as_an_update(outputs: Any) -> Any:
    """Without the mark that the SDK puts on exported resources in a dry run, which it is for the SDK in any case."""
    if isinstance(outputs, dict):
        return {key: _as_an_update(item) for key, item in outputs.items() if key != "@isPulumiResource"}
    return [_as_an_update(item) for item in outputs] if isinstance(outputs, list) else outputs
