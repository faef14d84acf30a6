"""This is where the language host is: the service `LanguageRuntime` for Python.

The official host is a Go program without a tagged module, so it cannot be built here. This one starts programs with
the SDK's own runner (`pulumi-language-python-exec`, copied beside the engine), packs as `python -m pulumi.policy`
behind the proxy that the official host puts before them, and component plugins by their folder.
"""
