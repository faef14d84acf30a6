"""This is where a Pulumi program runs: one file, started in the program's own Python, where daypass need not be.

It imports the standard library and `pulumi` alone, and works with every SDK from 3.150 on: what an SDK's functions do
not know is left out. The first line of standard input is the order (JSON, see `process.py`); the file descriptor
that it names takes one JSON line for the packages installed here, and one at the end that says how the program ended.
"""

# ruff: noqa: PTH118, PTH120, PTH123, PTH206, PTH207 - no pathlib, so that it starts quickly
# ruff: noqa: PLC0415 - pulumi only once it is known to be here
# ruff: noqa: SLF001 - what is wrapped has no public hook

from __future__ import annotations

import asyncio
import collections.abc
import concurrent.futures
import contextvars
import gc
import glob
import inspect
import json
import logging
import os
import runpy
import sys
import sysconfig
import threading
import traceback
import typing

SHAPE = "__daypassShape"
"""The argument of a look-up that carries the shape of its result to the monitor, which takes it out again."""

OUTPUT_FORM = "__daypassOutputForm"
"""The argument that says: the program asked for an output, so the answer may be unknown."""

UNKNOWN_ANSWER = "__daypassUnknown"
"""The key of an answer that is unknown as a whole."""

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
DEEPEST_SHAPE = 8
LONGEST_MESSAGE = 4000
NOT_THE_PROGRAMS = ("site-packages", "dist-packages", "daypass_components")


def main() -> None:
    """Run the program that standard input orders, and say how it ended."""
    order = json.loads(sys.stdin.buffer.readline())
    report = os.fdopen(order["report"], "w", encoding="utf-8")
    _die_with_the_parent()
    try:
        import pulumi  # noqa: F401 - an interpreter without it is answered, not a traceback of ours
    except ImportError as error:
        _tell(report, {"ended": {"kind": "import", "message": str(error)}})
        sys.exit(1)
    _tell(report, {"packages": _packages()})
    ending = _run(order)
    sys.stdout.flush()
    sys.stderr.flush()
    _tell(report, {"ended": ending})
    sys.exit(0 if ending["kind"] == "finished" else 1)


def _die_with_the_parent() -> None:
    """Whoever ordered this holds the other end of standard input; when that is gone, nobody waits for us any more."""
    lifeline = os.dup(0)  # no process that the program starts inherits it
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def watch() -> None:
        while os.read(lifeline, 1):
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _packages() -> dict[str, str]:
    """Package → version of the providers whose SDKs are installed here: what the language host tells the engine."""
    found = {}
    for path in glob.glob(os.path.join(sysconfig.get_path("purelib"), "*", "pulumi-plugin.json")):
        try:
            with open(path, encoding="utf-8") as file:
                plugin = json.load(file)
            if plugin.get("resource") and plugin.get("name"):
                found[plugin["name"]] = plugin.get("version") or ""
        except (OSError, ValueError, AttributeError):
            continue  # somebody else's file
    return found


def _run(order: dict[str, typing.Any]) -> dict[str, typing.Any]:
    import pulumi

    # A program makes resources and keeps them: looking for garbage among them took two thirds of the time.
    gc.set_threshold(100_000, 50, 100)
    _configure(pulumi, order)
    # The SDK tells the engine four times for each resource what it does; nobody listens, and each time it waits.
    pulumi.log.debug = lambda *_, **__: None
    _wrap_look_ups()
    _wrap_applies(pulumi)
    _wrap_secret_configuration(pulumi, order["unreadable"])
    if not order["dry_run"]:
        # The SDK itself stays in a dry run, because outside of one it turns what is unknown into None.
        pulumi.runtime.is_dry_run = lambda: False
    if os.path.realpath(sys.path[0]) == os.path.dirname(os.path.realpath(__file__)):
        del sys.path[0]  # the folder of this file, whose modules are not the program's
    sys.path.insert(0, order["working"])
    os.chdir(order["working"])
    sys.argv = [order["program"]]
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(concurrent.futures.ThreadPoolExecutor(order["parallel"]))
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _program(order["program"])))
    except SystemExit as error:
        return _exited(error)
    except KeyboardInterrupt:
        return {"kind": "interrupted", "message": "interrupted"}
    except BaseException as error:  # noqa: BLE001 - whatever a program raises is its answer
        return _failed(error, order, pulumi.RunError)
    return {"kind": "finished"}


def _program(path: str) -> None:
    runpy.run_path(path, run_name="__main__")


def _configure(pulumi: typing.Any, order: dict[str, typing.Any]) -> None:
    pulumi.runtime.set_all_config(order["config"], order["secrets"])
    known = inspect.signature(pulumi.runtime.Settings.__init__).parameters
    settings = {
        "project": order["project"],
        "stack": order["stack"],
        "organization": "organization",
        "monitor": order["address"],
        "engine": order["address"],
        "parallel": order["parallel"],
        "dry_run": True,
        "root_directory": order["root"],
    }
    pulumi.runtime.configure(pulumi.runtime.Settings(**{key: said for key, said in settings.items() if key in known}))


def _exited(error: SystemExit) -> dict[str, typing.Any]:
    if error.code in (None, 0):
        return {"kind": "finished"}
    if not isinstance(error.code, int):
        print(error.code, file=sys.stderr)  # noqa: T201 - what Python does with it
    return {"kind": "exited", "message": f"it ended itself with {error.code!r}"}


def _failed(error: BaseException, order: dict[str, typing.Any], run_error: type) -> dict[str, typing.Any]:
    """The program's own error with its place, and its traceback on standard error, without the frames of this file."""
    trace = _own(_origins.get(id(error), (None, error.__traceback__))[1])
    if not isinstance(error, run_error):
        traceback.print_exception(type(error), error, trace)
    place = _place(error, trace, order["root"])
    return {
        "kind": "failed",
        "error": type(error).__name__,
        "message": str(error)[:LONGEST_MESSAGE],
        "file": place[0],
        "line": place[1],
    }


def _own(trace: typing.Any) -> typing.Any:
    """The traceback from the program on: what comes before is how it was started."""
    own, this = trace, trace
    while this is not None:
        if this.tb_frame.f_code.co_filename in (__file__, runpy.__file__, "<frozen runpy>"):
            own = this.tb_next
        this = this.tb_next
    return own or trace


def _place(error: BaseException, trace: typing.Any, root: str) -> tuple[str, int]:
    """The innermost line of the project that the error, or what it came of, passed through; "" where there is none.

    Of a syntax error, the line it is about.
    """
    if isinstance(error, SyntaxError) and error.filename:
        return error.filename, error.lineno or 1
    this: BaseException | None = error
    seen: set[int] = set()
    while this is not None and id(this) not in seen:
        seen.add(id(this))
        frames = traceback.extract_tb(trace if this is error else this.__traceback__)
        own = [frame for frame in frames if frame.filename != __file__ and _is_own(frame.filename, root)]
        if own:
            return own[-1].filename, own[-1].lineno or 1
        this = this.__cause__ or this.__context__
    return "", 0


def _is_own(path: str, root: str) -> bool:
    parts = path.split(os.sep)
    return path.startswith(root + os.sep) and not any(part in parts for part in NOT_THE_PROGRAMS)


def _tell(report: typing.IO[str], message: dict[str, typing.Any]) -> None:
    report.write(json.dumps(message) + "\n")
    report.flush()


# Look-ups: a monitor has no schemas, but the SDK here has the declared type of each result.

_output_form: contextvars.ContextVar[bool] = contextvars.ContextVar("daypass_output_form", default=False)


def _wrap_look_ups() -> None:
    import pulumi

    module: typing.Any = sys.modules["pulumi.runtime.invoke"]  # `pulumi.runtime.invoke` is the function of that name
    original, original_output = module._invoke, module.invoke_output

    def look_up(
        tok: str,
        props: typing.Any,
        opts: typing.Any = None,
        typ: typing.Any = None,
        *rest: typing.Any,
        **named: typing.Any,
    ) -> typing.Any:
        marked = {**(props or {}), SHAPE: json.dumps(_shape_of(typ)), OUTPUT_FORM: _output_form.get()}
        # Without the type the SDK gives back what the monitor said, in which an unknown answer can still be seen.
        return _typed(original(tok, marked, opts, None, *rest, **named), typ)

    def output(*args: typing.Any, **named: typing.Any) -> typing.Any:
        token = _output_form.set(True)  # the SDK starts its tasks in there, and they take this context along
        try:
            return original_output(*args, **named)
        finally:
            _output_form.reset(token)

    module._invoke, module.invoke_output = look_up, output
    pulumi.runtime.invoke_output = output


async def _typed(answer: typing.Any, typ: typing.Any) -> typing.Any:
    from pulumi.runtime import rpc

    result = await answer
    if isinstance(result.value, dict) and result.value.get(UNKNOWN_ANSWER):
        result.value, result.is_known, result.is_secret = None, False, False
    elif typ is not None and result.is_known:
        result.value = rpc.translate_output_properties(result.value, lambda name: name, typ)
    return result


def _shape_of(typ: typing.Any) -> typing.Any:
    try:
        return _shape(typ, 0) if typ is not None else None
    except Exception:  # noqa: BLE001 - an SDK whose types cannot be read gives an answer without a shape
        return None


def _shape(typ: typing.Any, depth: int) -> typing.Any:
    """`str`, `int`, `float`, `bool`, a list of one shape, or an object of shapes; `{}` is a map, None anything else."""
    from pulumi import _types

    typ = _types.unwrap_optional_type(typ)
    if depth > DEEPEST_SHAPE:
        return None
    if _types.is_output_type(typ):
        names = _types._py_to_pulumi_names_from_py_properties(typ)
        return {names.get(key, key): _shape(member, depth + 1) for key, member in _types.output_type_types(typ).items()}
    origin = typing.get_origin(typ)
    if origin in (list, collections.abc.Sequence):
        return [_shape(typing.get_args(typ)[0], depth + 1)]
    if origin in (dict, collections.abc.Mapping):
        return {}
    return typ.__name__ if typ in (str, int, float, bool) else None


# Errors in applies: the SDK raises them again and again, and they lose their traceback on the way.

_origins: dict[int, tuple[BaseException, typing.Any]] = {}


def _wrap_applies(pulumi: typing.Any) -> None:
    original = pulumi.Output.apply

    def apply(self: typing.Any, func: typing.Any, *rest: typing.Any, **named: typing.Any) -> typing.Any:
        def remembered(value: typing.Any) -> typing.Any:
            try:
                return func(value)
            except Exception as error:  # whatever it is, it goes on; only its traceback is kept
                _origins.setdefault(id(error), (error, error.__traceback__))
                raise

        return original(self, remembered, *rest, **named)

    pulumi.Output.apply = apply


# Configuration that nobody here can decrypt.


def _wrap_secret_configuration(pulumi: typing.Any, unreadable: dict[str, str]) -> None:
    """Let the secret accessors of these keys give an unknown secret; inside an object only the encrypted part."""

    def wrapped(name: str, original: typing.Any) -> typing.Any:
        def accessor(self: typing.Any, key: str, *rest: typing.Any, **named: typing.Any) -> typing.Any:
            hidden = unreadable.get(self.full_key(key))
            if hidden is None:
                return original(self, key, *rest, **named)
            # The engine's text for an unknown is recognised wherever it ends up, also in the middle of a text.
            tree = json.loads(hidden)
            return _secret(pulumi, tree, known=name.endswith("_object") and tree != UNKNOWN)

        return accessor

    for name in dir(pulumi.Config) if unreadable else ():
        if name.startswith(("get_secret", "require_secret")):
            setattr(pulumi.Config, name, wrapped(name, getattr(pulumi.Config, name)))


def _secret(pulumi: typing.Any, tree: typing.Any, *, known: bool) -> typing.Any:
    def done(result: typing.Any) -> asyncio.Future[typing.Any]:
        future: asyncio.Future[typing.Any] = asyncio.get_event_loop().create_future()
        future.set_result(result)
        return future

    return pulumi.Output(set(), done(tree if known else None), done(known), done(True))


if __name__ == "__main__":
    main()
