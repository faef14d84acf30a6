"""This is where the components are served to every Pulumi language, as a plugin process."""

from importlib.metadata import version

from pulumi.provider.experimental import component_provider_host

from daypass_components import COMPONENTS

if __name__ == "__main__":
    component_provider_host(name="daypass", version=version("daypass"), components=list(COMPONENTS))
