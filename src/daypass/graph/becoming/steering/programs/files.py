"""This is where the files of a function are found whose text stands in the stack: in an archive, or as one text.

Sources: Pulumi, "Assets and archives" (`StringAsset` in an `AssetArchive`); AWS CloudFormation Template Reference,
"AWS::Lambda::Function Code" (`ZipFile` becomes the file `index` of its runtime); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from daypass.graph.becoming.steering.scripts import MOST
from daypass.graph.leaves import declared, said, text_of
from daypass.model.resource import UNKNOWN, Resource, bare

FUNCTIONS: Final = ("aws:lambda/function:Function", "aws-native:lambda:Function")
_CODE: Final = "code"
_ZIPPED: Final = "zipFile"
_ASSETS: Final = "assets"
_TEXT: Final = "text"
_DEEPEST: Final = 4
"""Archives within archives that are looked into."""

Language = Literal["python", "javascript"]
_ENDS: Final[Mapping[str, Language]] = {
    ".py": "python",
    **dict.fromkeys((".js", ".mjs", ".cjs"), "javascript"),
}
_RUNTIMES: Final[Mapping[str, tuple[str, Language]]] = {
    "python": ("index.py", "python"),
    "nodejs": ("index.js", "javascript"),
}
"""How runtimes begin → the file that a text alone is for them, and what it is written in."""


class File(NamedTuple):
    """One by its name in the archive; `text` is None where it is not known yet, and `path` says where it stands."""

    name: str
    language: Language
    text: str | None
    path: str


def files_of(function: Resource) -> Iterator[File]:
    """Those of a function that can be read, or may be once they are known; none of what lies on a disk, or in S3."""
    code = bare(declared(function, _CODE)) if function.type in FUNCTIONS else None
    if not isinstance(code, Mapping):
        return
    yield from _in_archive(code, "", _CODE, _DEEPEST)
    if _ZIPPED in code:
        runtime = text_of(said(function, "runtime"))
        for name, language in (one for begins, one in _RUNTIMES.items() if runtime.startswith(begins)):
            yield from _file(name, language, code[_ZIPPED], f"{_CODE}.{_ZIPPED}")


def _in_archive(archive: Mapping[str, Any], folder: str, path: str, left: int) -> Iterator[File]:
    assets = bare(archive.get(_ASSETS))
    for name, value in assets.items() if isinstance(assets, Mapping) and left else ():
        asset, called, at = bare(value), f"{folder}{name}", f"{path}.{_ASSETS}[{name!r}]"
        language = next((one for end, one in _ENDS.items() if called.endswith(end)), None)
        if isinstance(asset, Mapping) and _ASSETS in asset:
            yield from _in_archive(asset, f"{called}/", at, left - 1)
        elif isinstance(asset, Mapping) and language:
            yield from _file(called, language, asset.get(_TEXT), f"{at}.{_TEXT}")
        elif asset is UNKNOWN and language:
            yield File(called, language, None, at)


def _file(name: str, language: Language, value: Any, path: str) -> Iterator[File]:
    if bare(value) is UNKNOWN:
        yield File(name, language, None, path)
    elif text := text_of(value)[:MOST]:
        yield File(name, language, text, path)
