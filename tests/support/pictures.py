"""This is where tests make pictures by hand: maps of a few spots, and names that nobody should trust in them."""

from dataclasses import replace

from daypass.report.findings import Report
from daypass.report.render.graph_map import Arrow, Map, Spot

SPOTS = (
    Spot("world", "outside", "gitlab.com", "project_path:acme/*", "outside", "organisation"),
    Spot("deploy", "identity", "role", "deploy", "escalates", "it may go the way lambda-003"),
    Spot("api", "workload", "function", "api", "admin", "its roles may"),
    Spot("robot", "user", "user", "robot", "nothing"),
)
MAP = Map(
    SPOTS,
    (
        Arrow("world", "deploy", ("federation",), certain=True, says=("gitlab may become role 'deploy'",)),
        Arrow("deploy", "api", ("code", "pass role"), certain=False, says=("deploy may change api",)),
        Arrow("api", "deploy", ("runs as",), certain=True, says=("api runs as deploy",)),
    ),
    more_spots=2,
    more_ways=7,
)


def hostile(text: str) -> Map:
    """The same with this text wherever somebody else's may stand."""
    spots = (
        Spot("a", "outside", text, text, "outside", text),
        Spot("b", "identity", "role", text, "admin", text),
        Spot("c", "workload", "function", text, "writes", text),
        Spot("d", "user", "user", text, "unknown", text),
    )
    return Map(spots, (Arrow("a", "b", ("assume",), certain=True, says=(text,)),))


def pictured(report: Report, map_: Map = MAP) -> Report:
    """The report with this map."""
    return replace(report, becoming=lambda: map_)
