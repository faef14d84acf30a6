"""This is where a Ring is found: steps of which the last leads back to where the first began."""

from collections.abc import Iterator, Mapping

from daypass.graph.becoming.edges import Edge

Steps = Mapping[str, Mapping[str, Edge]]
"""Key of a node → key of each to which it leads → the step."""

Ring = tuple[Edge, ...]


def rings(steps: Steps) -> Iterator[Ring]:
    """Those of one step, then of two, then longer ones: each node that is on one is on some, if not on all of them."""
    yield from ((steps[key][key],) for key in sorted(steps) if key in steps[key])
    told: set[str] = set()
    for key in sorted(steps):
        for other in sorted(steps[key]):
            if key < other and key in steps.get(other, {}) and not {key, other} <= told:
                told |= {key, other}
                yield steps[key][other], steps[other][key]
    yield from _longer({key: steps[key] for key in steps if key not in told})


def _longer(steps: Steps) -> Iterator[Ring]:
    """By one walk over all steps, so that their number alone counts: no node is on two of them."""
    done: set[str] = set()
    told: set[str] = set()
    for start in sorted(steps):
        way: list[str] = []
        places: dict[str, int] = {}
        waiting = [iter((start,))]
        while waiting:
            key = next(waiting[-1], None)
            if key is None:
                waiting.pop()
                if way:
                    places.pop(way[-1])
                    done.add(way.pop())
            elif key in places and key != way[-1] and key not in told and way[-1] not in told:
                ring = way[places[key] :]
                told.update(ring)
                yield tuple(steps[one][other] for one, other in zip(ring, (*ring[1:], key), strict=True))
            elif key in steps and key not in done and key not in places:
                places[key] = len(way)
                way.append(key)
                waiting.append(iter(sorted(steps[key])))
