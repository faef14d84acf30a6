"""This is where the least that a pack can be is: a servicer that judges nothing. `--pulumi` imports Pulumi first."""

import sys
from concurrent.futures import ThreadPoolExecutor

if "--pulumi" in sys.argv:
    import pulumi  # noqa: F401 - what every pack of the official SDK does

import grpc

if "--pulumi" in sys.argv:
    from pulumi.runtime.proto import analyzer_pb2 as messages
    from pulumi.runtime.proto import analyzer_pb2_grpc as service
else:
    from daypass_policies.serve.protocol import messages, service


class Empty(service.AnalyzerServicer):
    """Answers that there is nothing to say."""

    def Analyze(self, request, context):  # noqa: ANN001, ANN201, ARG002, N802 - the protocol's
        """Nothing."""
        return messages.AnalyzeResponse()

    def AnalyzeStack(self, request, context):  # noqa: ANN001, ANN201, ARG002, N802 - the protocol's
        """Nothing."""
        return messages.AnalyzeResponse()


def main() -> None:
    """Serve until the process is ended."""
    server = grpc.server(ThreadPoolExecutor(max_workers=4), options=[("grpc.max_receive_message_length", -1)])
    service.add_AnalyzerServicer_to_server(Empty(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
