"""This is where the options of a registration become those that a transform sees and may change."""

from pulumi.runtime.proto import alias_pb2, resource_pb2

from daypass.engine.protocol import message


def options_of(request: resource_pb2.RegisterResourceRequest, provider: str) -> resource_pb2.TransformResourceOptions:
    """The options as the engine hands them to transforms; `provider` is what the request or its parents name."""
    options = message(
        resource_pb2.TransformResourceOptions,
        depends_on=request.dependencies,
        ignore_changes=request.ignoreChanges,
        replace_on_changes=request.replaceOnChanges,
        version=request.version,
        aliases=[*(alias_pb2.Alias(urn=urn) for urn in request.aliasURNs), *request.aliases],
        provider=provider,
        providers=request.providers,
        plugin_download_url=request.pluginDownloadURL,
        deleted_with=request.deletedWith,
        additional_secret_outputs=request.additionalSecretOutputs,
    )
    setattr(options, "import", request.importId)  # a keyword of Python
    if request.HasField("protect"):
        options.protect = request.protect
    if request.HasField("retainOnDelete"):
        options.retain_on_delete = request.retainOnDelete
    if request.deleteBeforeReplaceDefined or request.deleteBeforeReplace:
        options.delete_before_replace = request.deleteBeforeReplace
    if request.HasField("customTimeouts"):
        options.custom_timeouts.CopyFrom(request.customTimeouts)
    if request.HasField("hooks"):  # older SDKs have both of these, or neither
        options.hooks.CopyFrom(request.hooks)
    return options
