"""This is where a pack judges: the bench that it was configured to, and the resources that the engine has shown it."""

import sys
from collections.abc import Mapping
from datetime import date

from daypass.errors import UsageError
from daypass.graph.stack import Stack
from daypass.report.bench import Bench
from daypass.report.policy_config import PolicyConfig
from daypass.rule import Rule
from daypass_policies.serve.answer import one_line, respond
from daypass_policies.serve.config import configuration, make_bench
from daypass_policies.serve.info import analyzer_info
from daypass_policies.serve.protocol import messages
from daypass_policies.serve.resources import Inputs
from daypass_policies.serve.unasked import Unasked, undecided
from daypass_policies.serve.version import VERSION


class Judgement:
    """One pack, which judges with defaults until it is configured, and judges nothing once that was refused."""

    def __init__(self, pack: str, rules: Mapping[str, Rule], today: date) -> None:
        self._pack, self._rules, self._today = pack, rules, today
        self._bench: Bench | None = make_bench(pack, rules, PolicyConfig(), today)
        self._unasked: Unasked | None = None
        self._inputs = Inputs()
        self._warned: set[str] = set()

    def info(self) -> messages.AnalyzerInfo:
        """The pack and its rules, disabled ones and those of larger profiles too."""
        return analyzer_info(self._pack, VERSION, self._rules)

    def configure(self, request: messages.ConfigureAnalyzerRequest) -> None:
        """Take levels, options and files. Raises `DaypassError` where something is wrong; then nothing is judged."""
        self._bench = self._unasked = None
        self._warned.clear()
        self._bench = make_bench(self._pack, self._rules, configuration(request, self._rules), self._today)

    def resource(self, request: messages.AnalyzeRequest) -> messages.AnalyzeResponse:
        """What the resource rules say of one resource."""
        resource = self._inputs.single(request)
        bench = self._configured()
        self._warn(bench, Stack((resource,)))
        found = bench.resource(resource)
        unjudged = [*self._unasked_of(bench).about(resource.type), *undecided(found)]
        return respond(found, self._pack, VERSION, unjudged)

    def stack(self, request: messages.AnalyzeStackRequest) -> messages.AnalyzeResponse:
        """What the stack rules say of all resources."""
        stack = self._inputs.whole(request)
        bench = self._configured()
        self._warn(bench, stack)
        found = bench.stack(stack)
        unjudged = [*self._unasked_of(bench).across(), *undecided(found, stack.root.urn)]
        return respond(found, self._pack, VERSION, unjudged)

    def _unasked_of(self, bench: Bench) -> Unasked:
        """Made when the first resource comes: a pack that is only asked for its rules needs none."""
        if self._unasked is None:
            self._unasked = Unasked(bench.rules, bench.config, bench.profile)
        return self._unasked

    def _configured(self) -> Bench:
        if self._bench is None:
            raise UsageError("the configuration was refused, so that nothing is judged", remedy="Mend it first.")
        return self._bench

    def _warn(self, bench: Bench, stack: Stack) -> None:
        """Say on standard error, which the engine shows, what ends soon; once for each stack and configuration."""
        name = stack.root.urn
        if name not in self._warned:
            self._warned.add(name)
            for warning in bench.warnings(stack):
                sys.stderr.write(f"daypass: warning: {one_line(warning)}\n")
