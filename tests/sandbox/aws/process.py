"""This is where the provider's process begins: the engine starts it with its own address as the only argument."""

from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server
from tests.sandbox.aws.provider import Provider
from tests.sandbox.plugin import serve


def main(version: str) -> None:
    """Serve one engine as version `version` of the provider."""
    serve(lambda server: add_ResourceProviderServicer_to_server(Provider(version), server))
