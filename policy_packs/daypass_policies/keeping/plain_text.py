"""This is where the plain text of a resource is found: names with their values, and scripts, at any depth.

Reads at most LIMIT characters of one property; AWS takes far less of each, so more is said, not skipped.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from daypass.model.json_text import JsonError, json_value
from daypass.model.packed import unpacked
from daypass.model.resource import UNKNOWN, Secret, bare
from daypass_policies.keeping.credentials import promises_secret

LIMIT: Final = 2**20
"""Characters of one property. A Lambda environment holds 4 KB, user data 16 KB, a task definition 64 KB."""


class NamedEntry(NamedTuple):
    """A value and the name it stands under. `marked`: it carries Pulumi's mark itself; `text` is None where unknown.

    `hidden`: it stands in what is marked as a whole, as all containers of a task are for one password in them.
    `is_line`: it is a command with all of its arguments, each of which came before.
    """

    name: str
    text: str | None
    path: str
    marked: bool
    hidden: bool = False
    is_line: bool = False


class _Line(NamedTuple):
    """A command by its arguments, to be read as one text."""

    arguments: list[Any]

    @property
    def text(self) -> str:
        """With blanks between them; what is marked as secret, or not known, is a reference in it."""
        return " ".join(one if isinstance(one, str) else _REFERENCE for one in self.arguments)


_COMMANDS: Final = ("command", "entryPoint", "entrypoint", "args")
"""What containers call the lists of which each is a command, or ends one."""

_REFERENCE: Final = "${ARGUMENT}"


def entries(value: Any, path: str, *, marked: bool = True, lines: bool = False) -> Iterator[NamedEntry]:
    """Every text below the value, in order; JSON text is read as what it says. A list of our own: input may be deep.

    Not `marked`: what is marked as secret, or stands in what is, is left out. `lines`: commands as a whole, too.
    """
    todo: list[tuple[str, Any, str, bool]] = [(path.rpartition(".")[2], value, path, False)]
    while todo:
        name, raw, where, hidden = todo.pop()
        is_marked = isinstance(raw, Secret)
        if is_marked and not marked:
            continue
        known = bare(raw)
        if isinstance(known, dict | list):
            below = [(*one, hidden or is_marked) for one in _below(name, known, where, lines=lines)]
            todo.extend(one for one in reversed(below) if not (_is_sealed(known) and (one[-1] or _is_marked(one[1]))))
        elif isinstance(known, _Line):
            yield NamedEntry(name, known.text, where, marked=False, hidden=hidden, is_line=True)
        elif known is UNKNOWN:
            yield NamedEntry(name, None, where, is_marked, hidden)
        elif isinstance(known, str):
            inner = _from_json(known)
            if inner is None:
                yield NamedEntry(name, known, where, is_marked, hidden)
            else:
                todo.extend((*one, hidden or is_marked) for one in _within_text(name, inner, where))
        elif isinstance(known, int | float) and not isinstance(known, bool):
            yield NamedEntry(name, str(known), where, is_marked, hidden)


def _below(name: str, held: dict[str, Any] | list[Any], path: str, *, lines: bool) -> Iterator[tuple[str, Any, str]]:
    if isinstance(held, list):
        yield from _arguments(name, held, path)
        if lines and name in _COMMANDS:
            yield name, _Line(held), path
    elif len(held) == 1 and not _ATTRIBUTE.isdisjoint(held):
        yield from ((name, item, path) for item in held.values())
    elif held.keys() == _TYPED:
        yield name, held["value"], f"{path}.value"
    else:
        yield from _named(held, path)


def _is_sealed(held: Any) -> bool:
    """Whether it is an entry that its service keeps as a secret, so that to mark it is all there is to do."""
    if not isinstance(held, dict):
        return False
    return any(held.get(key) is not None for key in _SECURE) or bare(held.get("type")) in _SEALED


def _is_marked(value: Any) -> bool:
    return isinstance(value, Secret)


_SECURE: Final = ("secureValue", "secretValue")
_SEALED: Final = ("SECRET", "secret_text")
"""How an entry says so. Sources: Microsoft Learn, "Set environment variables in container instances" (`secureValue`),
"Manage variable groups" (`secretValue`, as pulumi-azuredevops names what is secret);
DigitalOcean, "App spec" (`envs[].type`); Cloudflare, "Workers: bindings" and "Pages: projects"; read 2026-12.
"""

_TYPED: Final = frozenset({"type", "value"})
"""How Cloudflare Pages and App Service write what a variable holds, below its name."""


def _within_text(name: str, inner: Any, path: str) -> Iterator[tuple[str, Any, str]]:
    """What a text holds that is JSON. Under a name that promises a secret its `key` is one: `JWT_SECRET={"key": …}`."""
    key = bare(inner).get(_KEY) if isinstance(inner, dict) and promises_secret(name) else None
    if isinstance(key, str):
        yield f"{name}_{_KEY}", key, f"{path}.{_KEY}"
        inner = {one: item for one, item in inner.items() if one != _KEY}
    yield name, inner, path


_KEY: Final = "key"


def unnumbered(path: str) -> str:
    """The path without its indices, which another entry before it would change."""
    return re.sub(r"\[[0-9]+\]", "", path)


class Script(NamedTuple):
    """A script with all that it packs. Not `whole`: larger than can be looked through, and the rest is not here."""

    text: str
    whole: bool


def script(text: str) -> Script:
    """The text with what it packs: base64, gzip, and the encoded parts inside it, each to LIMIT characters at most."""
    plain = unpacked(text[: LIMIT + 1], LIMIT + 1) or text
    parts, left = [plain[:LIMIT]], LIMIT
    for run in _ENCODED.finditer(parts[0]):
        inner = unpacked(run[0], left + 1) or ""
        left -= len(inner)
        if left < 0:  # many small bombs are one large one
            break
        parts.append(inner)
    return Script("\n".join(parts), whole=max(len(text), len(plain)) <= LIMIT and left >= 0)


def assignments(text: str) -> Iterator[tuple[str, str]]:
    """Names and values that a script sets: `export NAME=value`, `"name": "value"`, `--name value`, `?name=value`.

    After a colon a bare word is prose (`# password: see the wiki`), so only what no sentence holds counts there. Of an
    entry with a name and a value (`"name": "TOKEN", "value": "…"`), as containers have them, both are told.
    """
    text = _EDITS.sub(_edited, text) if "sed" in text or "perl" in text else text
    text = _ESCAPED.sub("", text) if "\\" in text else text
    for entry in _ENTRY.finditer(text) if "alue" in text else ():
        yield entry["name"], entry["value"]
    for match in _ASSIGNMENT.finditer(text):
        if _is_value(match, text):
            yield match["name"], match["value"]
        inner, *query = re.split("[?&]", match["value"])
        # What a flag sets (`--from-literal=password=…`), and the query of an address.
        for part in (*([inner] if match["flag"] else ()), *query):
            name, is_set, value = part.partition("=")
            if is_set and value:
                yield name, value


_SUBSTITUTION: Final = re.compile(
    r"""(?<![=:]["'])(?<=["';{\s])s(?P<by>[/|#@,!%~])(?P<old>(?:\\.|(?!(?P=by))[^\n\\]){1,256})(?P=by)"""
    r"""(?P<new>(?:\\.|(?!(?P=by))[^\n\\]){0,512})(?P=by)"""
)
"""What `sed` and `perl` put in place of what they find. Source: POSIX.1-2024, "sed"; read 2026-11."""

_EDITS: Final = re.compile(r"^.*(?<![\w-])(?:sed|perl)[ \t][^\n]*$", re.MULTILINE)
"""A line on which either is called."""

_PATTERN: Final = re.compile(r"\.[*+]|\[\^|\\[SsWwdD]")
"""What stands in an expression for texts that it fits, and in no value."""


def _edited(line: "re.Match[str]") -> str:
    return _SUBSTITUTION.sub(_substituted, line[0])


def _substituted(match: "re.Match[str]") -> str:
    """The two sides each on its own line; of the first what stands before it only says what is looked for."""
    pattern = _PATTERN.search(match["old"])
    old = match["old"][: pattern.start()] if pattern else match["old"]
    return f"{old}\n{match['new']}\n"


def _is_value(match: "re.Match[str]", text: str) -> bool:
    """Whether it sets anything: not in prose, before a nested map or an expression, nor `<` a file."""
    start, value = match.start("value"), match["value"]
    if text[start - 1] not in "\"'" and (
        _CALL.fullmatch(value) or (text[start - 1] == " " and _MEMBER.fullmatch(value))
    ):
        return False
    if value == match["name"] and (text.startswith((",", ")"), match.end()) or text.endswith(".", 0, match.start())):
        return False  # `connect(password=password)` and `self.password = password` hand on what they were handed
    if match["sign"] == ":" and (value.isalpha() or _is_no_entry(match, text)):
        return False
    return value[0] not in "{[(<" or text[start - 1] in "\"'" or value.startswith("{{")


def _is_no_entry(match: "re.Match[str]", text: str) -> bool:
    """Whether what a colon follows is no key: `${NAME:?what is missing}`, `$PWD:/src`, and an anchor, `key: &key`."""
    start, value = match.start(), match["value"]
    return (value[0] in "?+" and text.endswith("${", 0, start)) or text.endswith("$", 0, start) or value[0] == "&"


def _arguments(name: str, items: list[Any], path: str) -> Iterator[tuple[str, Any, str]]:
    """A list's items under its own name; in a command's arguments what follows `--password` stands under that."""
    flag = None
    for index, item in enumerate(items):
        text = found if isinstance(found := bare(item), str) else ""
        is_flag = bool(_FLAG.fullmatch(text))
        yield name if is_flag or flag is None else flag, item, f"{path}[{index}]"
        # Only what reads as such a name is repeated as one: `-pHunter22` is a password itself.
        flag = text if is_flag and promises_secret(text) else None


_FLAG: Final = re.compile(r"--?[A-Za-z][\w.-]{0,63}")


def _named(mapping: dict[str, Any], path: str) -> Iterator[tuple[str, Any, str]]:
    """A map's own entries; where two of them are one entry written as name and value, that one in their place."""
    key = next((key for key in _NAMES if isinstance(bare(mapping.get(key)), str)), None)
    value = next((key for key in _VALUES if key in mapping), None)
    if key and value:
        # A reference to a parameter or a secret is how it should be: only its name stands here.
        if bare(mapping.get("type", "PLAINTEXT")) not in ("PARAMETER_STORE", "SECRETS_MANAGER"):
            named = str(bare(mapping[key]))
            yield named.rpartition("/")[2] if key == _PATH else named, mapping[value], f"{path}.{value}"
        mapping = {one: item for one, item in mapping.items() if one not in (key, value)}
    for one, item in mapping.items():
        if one not in _REFERENCES:
            yield str(one), item, f"{path}.{one}" if path else str(one)


_PATH: Final = "path"
_NAMES: Final = ("name", "Name", "parameterKey", "key", "optionName", "headerName", "variable", _PATH)
_VALUES: Final = ("value", "Value", "parameterValue", "headerValue", *_SECURE, "text", "default")
"""What lists of pairs call the two, from one service to the next."""

_ATTRIBUTE: Final = frozenset({"S", "N"})
"""How DynamoDB writes the type of what an item holds: `"password": {"S": "…"}`."""

_REFERENCES: Final = frozenset({"valueFrom", "valueSource", "secretKeyRef", "secretRef", "imagePullSecrets"})
"""Below these keys a container says where its secrets are."""


def _from_json(text: str) -> Any:
    """The map or list that a text holds; None where it is looked through as any other text."""
    if text[:64].lstrip()[:1] not in ("{", "["):
        return None
    try:
        found = json_value(text)
    except JsonError:
        return None
    return found if isinstance(found, dict | list) else None


_CALL: Final = re.compile(r"[A-Za-z_][\w.]{0,128}[(\[](?:[^\n]{0,512}[)\]}=];?)?")
_MEMBER: Final = re.compile(r"[A-Za-z_]\w{0,64}(?:\.[A-Za-z_]\w{0,64})+[)\]}]{0,8}")
"""What a program works out: `get_password(`, `os.environ[`, and, where a space stands before it, `event.token`."""

_ENCODED: Final = re.compile(r"(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]{0,76}={0,2}|[A-Za-z0-9+/]{40,}={0,2}")
_ASSIGNMENT: Final = re.compile(
    r"""(?<![\w-])(?:\$[Ee]nv:)?(?P<flag>--)?(?P<name>[A-Za-z_][\w-]{0,63})["']?
    (?:[ \t]{0,4}(?P<sign>[=:])[ \t]{0,4} | (?(flag)[ \t]{1,4}|(?!)))
    ["']?(?P<value>[^\s"',;]{1,512})""",
    re.VERBOSE,
)
_ENTRY: Final = re.compile(
    r"""\b[Nn]ame["']?[ ]{0,4}:[ ]{0,4}["']?(?P<name>[A-Za-z_][\w.-]{0,127})["']?[ ]{0,4},?\s{0,64}
    ["']?[Vv]alue["']?[ ]{0,4}:[ ]{0,4}["']?(?P<value>(?:\{\{|[^\s"',;{\[(])[^\s"',;]{0,511})""",
    re.VERBOSE,
)
_ESCAPED: Final = re.compile(r"\\{1,8}(?=[\"'])")
"""How JSON writes a quote inside a text, such as the input of a state machine inside its definition."""
