"""This is where `aws.iam.get_policy_document` is answered: without AWS, and the answer is the provider's to the byte.

The semantics are those of `internal/service/iam/policy_document_data_source.go` and `policy_model.go` in
hashicorp/terraform-provider-aws: what is a set there comes out sorted backwards, a list of one as its only item,
texts with Go's escapes, and sets of blocks in the order of their hash.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from daypass.engine.go_json import go_json
from daypass.errors import DaypassError
from daypass.model.json_text import JsonError, json_value

VERSIONS: Final = ("2008-10-17", "2012-10-17")
_SID: Final = re.compile(r"[A-Za-z0-9]*")


class RefusedDocument(DaypassError):  # noqa: N818 - what the provider does, as an error of ours
    """Arguments that the real provider refuses as well."""


def policy_document_answer(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The whole answer of the look-up: `json`, `minifiedJson`, `id`, and its arguments. Raises `RefusedDocument`."""
    document = _document(arguments)
    text = go_json(document, indent=2)
    made = {"json": text, "minifiedJson": go_json(document), "id": str(zlib.crc32(text.encode()))}
    return {"version": VERSIONS[1], **arguments, **made}


def _document(arguments: Mapping[str, Any]) -> dict[str, Any]:
    for unused in ("sourceJson", "overrideJson"):
        if arguments.get(unused):
            raise RefusedDocument("is no longer used by the provider", place=unused)
    version = arguments.get("version") or VERSIONS[1]
    if version not in VERSIONS:
        raise RefusedDocument(f"expected version to be one of {VERSIONS}, got {version}")
    merged: dict[str, Any] = {"Version": "", "Id": "", "Statement": []}
    for document in _sources(arguments.get("sourcePolicyDocuments") or []):
        _merge(merged, document)
    own = {"Version": version, "Id": arguments.get("policyId") or "", "Statement": _statements(arguments, version)}
    _merge(merged, own)
    for index, override in enumerate(arguments.get("overridePolicyDocuments") or []):
        if override is not None:
            _merge(merged, _parsed(override, f"override document {index}"))
    return _printed(merged)


def _sources(texts: Iterable[str | None]) -> list[dict[str, Any]]:
    documents, seen = [], set()
    for index, text in enumerate(texts):
        if text is None:
            continue
        documents.append(_parsed(text, f"source document {index}"))
        for statement in documents[-1]["Statement"]:
            sid = statement["Sid"]
            if sid and sid in seen:
                raise RefusedDocument(
                    f"duplicate Sid ({sid}) in source_policy_documents. Remove the Sid or ensure Sids are unique"
                )
            seen.add(sid)
    return documents


def _merge(into: dict[str, Any], document: Mapping[str, Any]) -> None:
    """A later id wins, a higher version wins, a statement replaces the one of the same Sid and else is added."""
    into["Id"] = document["Id"] or into["Id"]
    into["Version"] = max(into["Version"], document["Version"])
    for statement in document["Statement"]:
        same = [
            i
            for i, existing in enumerate(into["Statement"])
            if statement["Sid"] and existing["Sid"] == statement["Sid"]
        ]
        if same:
            into["Statement"][same[0]] = statement
        else:
            into["Statement"].append(statement)


# What the program writes.


def _statements(arguments: Mapping[str, Any], version: str) -> list[dict[str, Any]]:
    statements, seen = [], set()
    for said in arguments.get("statements") or []:
        made = _statement(said, version)
        if made["Sid"] in seen:
            raise RefusedDocument(f"duplicate Sid ({made['Sid']}). Remove the Sid or ensure the Sid is unique")
        seen.update({made["Sid"]} - {""})
        statements.append(made)
    return statements


def _statement(said: Mapping[str, Any], version: str) -> dict[str, Any]:
    sid, effect = said.get("sid") or "", said.get("effect") or "Allow"
    if not _SID.fullmatch(sid) or effect not in ("Allow", "Deny"):
        raise RefusedDocument(f"a statement has the Sid {sid!r} and the effect {effect!r}")

    def replaced(text: str) -> str:
        if version == VERSIONS[0] and "&{" in text:
            raise RefusedDocument(
                f"found &{{ sequence in ({text}), which is not supported in document version {version}"
            )
        return text.replace("&{", "${")

    def listed(key: str, change: Callable[[str], str] = str) -> Any:
        return _one_or_sorted(said.get(key) or [], change)

    return {
        "Sid": sid,
        "Effect": effect,
        "Action": listed("actions"),
        "NotAction": listed("notActions"),
        "Resource": listed("resources", replaced),
        "NotResource": listed("notResources", replaced),
        "Principal": _principals(said.get("principals") or [], replaced),
        "NotPrincipal": _principals(said.get("notPrincipals") or [], replaced),
        "Condition": _conditions(said.get("conditions") or [], replaced),
    }


def _principals(blocks: Iterable[Mapping[str, Any]], change: Callable[[str], str]) -> list[tuple[str, Any]]:
    ordered = _in_order_of_hash(blocks, _hashed_principal)
    return [(block["type"], _one_or_sorted(block.get("identifiers") or [], change)) for block in ordered]


def _conditions(blocks: Iterable[Mapping[str, Any]], change: Callable[[str], str]) -> list[tuple[str, str, list[str]]]:
    ordered = _in_order_of_hash(blocks, _hashed_condition)
    return [
        (block["test"], block["variable"], [change(value or "") for value in block.get("values") or []])
        for block in ordered
    ]


def _one_or_sorted(texts: Iterable[str], change: Callable[[str], str]) -> Any:
    """A set of texts: alone as itself, several sorted backwards; the change comes after the sorting."""
    unique = sorted(set(texts), reverse=True)
    return change(unique[0]) if len(unique) == 1 else [change(text) for text in unique]


def _in_order_of_hash(
    blocks: Iterable[Mapping[str, Any]], hashed: Callable[[Mapping[str, Any]], str]
) -> list[Mapping[str, Any]]:
    """Blocks as a set of the Terraform SDK lists them: by the decimal text of the CRC of their serialisation."""
    by_hash = {str(zlib.crc32(hashed(block).encode())): block for block in blocks}
    return [by_hash[key] for key in sorted(by_hash)]


def _hashed_principal(block: Mapping[str, Any]) -> str:
    members = {str(zlib.crc32(f"{text};".encode())): text for text in block.get("identifiers") or []}
    inside = "".join(f"{members[key]};" for key in sorted(members))
    return f"identifiers:{{{inside}}};type:{block['type']};"


def _hashed_condition(block: Mapping[str, Any]) -> str:
    inside = "".join(f"{value or ''};" for value in block.get("values") or [])
    return f"test:{block['test']};values:({inside});variable:{block['variable']};"


# What another document says.


def _parsed(text: str, what: str) -> dict[str, Any]:
    try:
        said = json_value(text)
        # The provider's type is a list, and it refuses a single statement too: so does taking a map apart.
        statements = [_read(statement) for statement in said.get("Statement") or []]
        return {"Version": said.get("Version") or "", "Id": said.get("Id") or "", "Statement": statements}
    except (JsonError, ValueError, TypeError, AttributeError, KeyError):
        raise RefusedDocument(f"merging {what}: it is no policy document with a list of statements") from None


def _read(said: Mapping[str, Any]) -> dict[str, Any]:
    conditions = [
        (test, variable, _condition_values(values))
        for test, variables in (said.get("Condition") or {}).items()
        for variable, values in variables.items()
    ]
    kept = {key: said.get(key) or [] for key in ("Action", "NotAction", "Resource", "NotResource")}
    principals = {key: _read_principals(said.get(key)) for key in ("Principal", "NotPrincipal")}
    return {
        "Sid": said.get("Sid") or "",
        "Effect": said.get("Effect") or "",
        **kept,
        **principals,
        "Condition": conditions,
    }


def _read_principals(said: Any) -> list[tuple[str, Any]]:
    if said is None:
        return []
    if isinstance(said, str):
        return [("*", ["*"])]
    return [(kind, names if isinstance(names, str) else sorted(names)) for kind, names in said.items()]


def _condition_values(said: Any) -> list[str]:
    if isinstance(said, bool):
        return [str(said).lower()]
    if isinstance(said, str):
        return [said]
    if not isinstance(said, list) or not all(isinstance(item, str) for item in said):
        raise TypeError
    return said


# What comes out.


def _printed(merged: Mapping[str, Any]) -> dict[str, Any]:
    statements = [_printed_statement(statement) for statement in merged["Statement"]]
    return {
        key: said
        for key, said in (("Version", merged["Version"]), ("Id", merged["Id"]), ("Statement", statements))
        if said
    }


def _printed_statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    changed = {
        **statement,
        "Principal": _printed_principals(statement["Principal"]),
        "NotPrincipal": _printed_principals(statement["NotPrincipal"]),
        "Condition": _printed_conditions(statement["Condition"]),
    }
    return {key: said for key, said in changed.items() if said not in ("", [], {})}


def _printed_principals(pairs: list[tuple[str, Any]]) -> Any:
    if len(pairs) == 1 and pairs[0][0] == "*" and pairs[0][1] in ("*", ["*"]):
        return "*"
    found: dict[str, Any] = {}
    for kind, names in pairs:
        before = found.get(kind)
        if isinstance(names, list):
            found[kind] = ([before] if isinstance(before, str) else before or []) + sorted(names, reverse=True)
        else:
            found[kind] = names if before is None else [*([before] if isinstance(before, str) else before), names]
    return dict(sorted(found.items()))


def _printed_conditions(triples: list[tuple[str, str, list[str]]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, list[str]]] = {}
    for test, variable, values in triples:
        found.setdefault(test, {}).setdefault(variable, []).extend(values)
    return {
        test: {variable: values[0] if len(values) == 1 else values for variable, values in sorted(variables.items())}
        for test, variables in sorted(found.items())
    }
