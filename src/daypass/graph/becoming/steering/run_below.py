"""This is where it is told whether the settings of a workload have it run what is below a directory.

Settings that name a directory for data alone, as an argument of a program, say nothing of the kind; a script that is
given to a program as an option is one that it runs. Sources: ld.so(8); GNU Bash Reference Manual, "Bash Startup Files";
Python Setup and Usage, "Command line and environment"; Node.js, "Command-line API"; perlrun; the manual of Ruby; Java
Development Kit, "The java Command"; .NET, "Host startup hook"; AWS Lambda Developer Guide, "Modifying the runtime
environment" (wrapper scripts); read 2026-11.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from daypass.graph.becoming.steering.loaded_below import loads_by_option

_PLACES: Final = (
    *("PATH", "BASH_ENV", "ENV", "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "AWS_LAMBDA_EXEC_WRAPPER"),
    *("PYTHONPATH", "PYTHONHOME", "NODE_PATH", "PERL5LIB", "RUBYLIB", "GEM_PATH", "CLASSPATH", "DOTNET_STARTUP_HOOKS"),
)
"""Environment variables that say where code is, and nothing else."""

_OPTIONS: Final = ("NODE_OPTIONS", "PERL5OPT", "RUBYOPT", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
"""Those that hold options of an interpreter, of which some say where code is."""

VARIABLES: Final = (*_PLACES, *_OPTIONS)
"""Environment variables by which a process finds code that it runs."""

_MOST: Final = 20_000
"""Characters that are looked through; Lambda takes 4 KB of variables, and ECS a task definition of 64 KB."""

_NO_START: Final = r"(?<![\w.~})-])"
_NO_END: Final = r"(?![\w.~-])"
"""A path is not found within another one: `/mnt/a` is no part of `/opt/mnt/a`, nor of `/mnt/a-old`."""

_OPTION: Final = r"""(?<!\S)["']?(?:
    -javaagent:|-agentpath:|-Xbootclasspath/[ap]:|-Djava\.(?:class|library)\.path=|-I
    |(?:--(?:require|loader|experimental-loader|class-path|module-path|chdir|app-dir|pythonpath|rcfile)
       |-classpath|-cp)(?:=|\s{1,8})
    )["']?(?:[^\s:;,]{0,250}[:;,]){0,8}"""
"""An option that takes code, and what stands before the path in a list of several."""

_INTERPRETER: Final = r"""(?<![\w.-])(?:
    (?:python|pypy|node|deno|bun|perl|ruby|php|lua|java|dotnet|Rscript|pwsh|(?:ba|da|z|k|a)?sh)[\d.]{0,8}
    |tsx|ts-node|source|exec|env|sudo|nohup|tini|dumb-init|ansible-playbook
    )(?:\s{1,8}(?:-|[A-Za-z_]\w{0,64}=)[^\s"']{0,250}){0,16}\s{1,8}["']?"""
"""What runs the first thing that it is given, after options and variables."""

_FIRST: Final = r"""(?:^|[;&|(`\n]|\b(?:then|do|else|timeout\s{1,4}\w{1,8})\s)\s{0,8}
    (?:\.\s{1,8}|[A-Za-z_]\w{0,64}=[^\s;&|]{0,250}\s{1,8}){0,8}["']?"""
"""Where a program, or a file that a shell reads with `.`, is named in what is run."""

_GOES_TO: Final = r"""(?<![\w.-])cd\s{1,8}["']?"""
_RUNS_THERE: Final = r"""[^\s;&|"']{0,250}["']?\s{0,8}(?:&&|;|\n)\s{0,8}(?:exec\s{1,8})?
    (?:\./|(?:npm|pnpm|yarn|make)\b|[\w.+-]{1,64}(?:\s{1,8}-[^\s]{0,64}){0,8}\s{1,8}(?![-/]))"""
"""A directory that is gone to, and something that is run in it: not what an absolute path says."""

_GIVEN: Final = r"""(?<!\S)--(?!(?:out|dest|target|log|to|save|write|dump|exclude|ignore|skip)(?:[-_=\s]|put))
    [a-z][\w-]{0,64}(?:=|\s{1,8})["']?"""
_SCRIPT: Final = r"""[^\s;&|"']{0,250}\.(?:sh|bash|zsh|ksh|pl|rb|ps1|py|m?js|jar|so)(?![\w.-])"""
"""An option of any program, but one that says where something is written, and a script by how it ends: a hook, say."""

_DATA: Final = (
    r"(?![^\s;&|]{0,250}\.(?:csv|tsv|json|ya?ml|xml|txt|log|parquet|avro|gz|zip|tar|db|sqlite|pdf|png|jpe?g)\b)"
)
"""What is no program by how it ends: an argument for what the image starts."""


def runs_by_variable(name: str, value: str, directory: str) -> bool:
    """Whether an environment variable has a process run what is below the directory."""
    starts = _NO_START if name in _PLACES else _OPTION
    return name in VARIABLES and _is_in(value, starts, directory)


def runs_by_command(parts: Sequence[str], directory: str) -> bool:
    """Whether a command does: the entry point, as far as it is said, and what that is given."""
    return _runs(" ".join(parts)[:_MOST], directory)


@lru_cache(maxsize=512)
def _runs(text: str, directory: str) -> bool:
    """Remembered, since a task has several mounts below one directory."""
    ways = ((_FIRST, _DATA), (_INTERPRETER, ""), (_OPTION, ""), (_GOES_TO, _RUNS_THERE), (_GIVEN, _SCRIPT))
    return any(_is_in(text, starts, directory, then) for starts, then in ways) or loads_by_option(text, directory)


def is_below(path: str, directory: str) -> bool:
    """Whether a path, as of a working directory, is the directory or below it."""
    return _is_in(path, "^", directory)


def _is_in(text: str, starts: str, directory: str, then: str = "") -> bool:
    plain = directory.rstrip("/")
    if not plain or plain not in text:
        return False
    return re.search(rf"(?:{starts}){re.escape(plain)}{_NO_END}{then}", text[:_MOST], re.VERBOSE) is not None
