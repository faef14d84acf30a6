"""Who may only send a document whose steps are fixed does not decide what a machine does."""

import json
from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from tests.support.becoming import allow, deny, graph, may, named, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.graph.becoming.steering.documents.sending import Sending
from daypass.graph.becoming.steering.documents.steps import leaves_open
from daypass.graph.becoming.steering.documents.words import is_held_to_words
from daypass.graph.becoming.steering.documents.written import WrittenDocuments
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Partial, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

STRONG = role("strong", "ec2.amazonaws.com", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
PROFILE = aws("iam/instanceProfile", "strong", name="strong", role="strong")
HOST = aws("ec2/instance", "db", id="i-7", iamInstanceProfile="strong", tags={"tier": "db"})
HOSTS = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/*"
DOCUMENTS = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:document/"
FLUSH = f"{DOCUMENTS}dns-flush"
OF_AWS = "arn:aws:ssm:eu-west-1::document/AWS-"
BY_TIER: dict[str, Any] = {"Condition": {"StringEquals": {"ssm:resourceTag/tier": "db"}}}
TARGETS = allow("ssm:SendCommand", HOSTS, **BY_TIER)

FIXED: dict[str, Any] = {
    "schemaVersion": "2.2",
    "mainSteps": [{"action": "aws:runShellScript", "name": "x", "inputs": {"runCommand": ["resolvectl flush-caches"]}}],
}


def running(*commands: str, action: str = "aws:runShellScript", **parameters: Any) -> dict[str, Any]:
    steps = [{"action": action, "name": "x", "inputs": {"runCommand": list(commands)}}]
    return {"schemaVersion": "2.2", "parameters": parameters, "mainSteps": steps}


def written(content: Any, kind: str = "Command", name: str = "dns-flush") -> Resource:
    text = content if isinstance(content, str) or content is UNKNOWN else json.dumps(content)
    return aws("ssm/document", "doc", name=name, arn=f"{DOCUMENTS}{name}", documentType=kind, content=text)


def judged(*given: dict[str, Any], document: Resource | None = None) -> Answer:
    made = () if document is None else (document,)
    return judge_stack(no_path_to_more_rights, role("ops"), may("ops", *given), STRONG, PROFILE, HOST, *made)


def sends(document: str | list[str]) -> tuple[dict[str, Any], ...]:
    return TARGETS, allow("ssm:SendCommand", document)


def test_a_document_of_fixed_steps_does_what_its_author_wrote() -> None:
    assert passes(judged(*sends(FLUSH), document=written(FIXED)))
    (message,) = messages(judged(*sends(FLUSH), document=written(running("{{ what }}", what={"type": "String"}))))
    assert "(ssm-002: ssm:SendCommand)" in message


@pytest.mark.parametrize(
    ("action", "path"), [("ssm:CreateAssociation", "ssm-x01"), ("ssm:CreateAssociationBatch", "ssm-x08")]
)
def test_whoever_associates_a_document_with_a_machine_sends_it(action: str, path: str) -> None:
    targets = allow(action, HOSTS, **BY_TIER)
    message = only(judged(targets, allow(action, f"{OF_AWS}RunShellScript")))
    assert message.startswith("role 'ops' may act as role 'strong'")
    assert f"({path}: {action})" in message
    assert passes(judged(targets, allow(action, f"{OF_AWS}GatherSoftwareInventory")))
    assert passes(judged(targets, allow(action, FLUSH), document=written(FIXED)))


def test_documents_in_yaml_and_as_objects_are_read_too() -> None:
    fixed = (
        'schemaVersion: "2.2"\nmainSteps:\n- action: aws:runShellScript\n  name: x\n  inputs: {runCommand: ["df -h"]}\n'
    )
    assert passes(judged(*sends(FLUSH), document=written(fixed)))
    message = only(judged(*sends(FLUSH), document=written(fixed.replace("df -h", "{{ssm:/ops/what}}"))))
    assert "ssm-002: ssm:SendCommand" in message
    assert passes(judged(*sends(FLUSH), document=native("ssm:Document", "doc", name="dns-flush", content=FIXED)))


def test_a_document_may_have_the_word_account_in_its_name() -> None:
    for content, is_open in ((FIXED, False), (running("{{ what }}", what={"type": "String"}), True)):
        document = native("ssm:Document", "doc", name="ACCOUNT-setup", content=content)
        assert bool(messages(judged(*sends(f"{DOCUMENTS}ACCOUNT-setup"), document=document))) is is_open


@pytest.mark.parametrize(
    "more",
    [
        allow("ssm:UpdateDocument", FLUSH),
        allow("ssm:Update*", f"{DOCUMENTS}dns-*"),
        allow(["ssm:DeleteDocument", "ssm:CreateDocument"], f"{DOCUMENTS}*"),
        allow("ssm:SendCommand", f"{OF_AWS}RunShellScript"),
        allow("ssm:SendCommand", f"arn:aws:ssm:*:{ACCOUNT}:document/AWS-Run*"),
        allow("ssm:SendCommand", f"{DOCUMENTS}*"),
        allow("ssm:SendCommand", f"{DOCUMENTS}made-elsewhere"),
        allow("ssm:Send*"),
    ],
    ids=str,
)
def test_who_also_writes_it_or_may_send_another_decides(more: dict[str, Any]) -> None:
    assert "ssm-002" in only(judged(*sends(FLUSH), more, document=written(FIXED)))


@pytest.mark.parametrize(
    "given",
    [
        (*sends(FLUSH), allow("ssm:UpdateDocument", f"{DOCUMENTS}other")),
        (*sends(FLUSH), allow("ssm:UpdateDocument"), deny("ssm:UpdateDocument", FLUSH)),
        (*sends(FLUSH), allow("ssm:CreateDocument")),
        sends(f"{DOCUMENTS}dns-*"),
        sends([FLUSH, f"{OF_AWS}UpdateSSMAgent", f"{OF_AWS}RunPatchBaseline"]),
        (allow("ssm:SendCommand"), {"Effect": "Deny", "Action": "ssm:SendCommand", "NotResource": [FLUSH, HOSTS]}),
    ],
    ids=str,
)
def test_who_may_send_nothing_else_does_not(given: tuple[dict[str, Any], ...]) -> None:
    given = tuple(
        {key: value for key, value in one.items() if key != "Resource" or "NotResource" not in one} for one in given
    )
    assert passes(judged(*given, document=written(FIXED)))


def test_who_names_machines_alone_may_have_the_documents_from_elsewhere() -> None:
    assert "ssm-002: ssm:SendCommand" in only(judged(TARGETS, document=written(FIXED)))


def test_a_document_that_is_not_known_yet_is_undecided() -> None:
    answer = judged(*sends(FLUSH), document=written(UNKNOWN))
    assert not answer.problems
    assert answer.undecided


CHECKED: dict[str, Any] = {"Condition": {"BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"}}}
TAILS = f"{DOCUMENTS}tail-log"


def session(document: Resource, *more: dict[str, Any], machines: dict[str, Any] = CHECKED) -> Answer:
    return judged(
        allow("ssm:StartSession", HOSTS, **machines), allow("ssm:StartSession", TAILS), *more, document=document
    )


def tails(command: str, kind: str = "InteractiveCommands") -> Resource:
    parameters = {"log": {"type": "String", "allowedPattern": "^[a-z]+$"}, "any": {"type": "String"}}
    properties = {"linux": {"commands": command, "runAsElevated": True}}
    content = {"schemaVersion": "1.0", "sessionType": kind, "parameters": parameters, "properties": properties}
    return written(content, "Session", "tail-log")


def test_a_session_of_fixed_commands_is_no_shell_where_its_document_is_checked() -> None:
    fixed = tails("tail -f /var/log/{{ log }}.log")
    assert passes(session(fixed))
    assert "path ssm-001" in only(session(fixed, machines={}))
    assert "path ssm-001" in only(session(fixed, allow("ssm:StartSession", f"{DOCUMENTS}SSM-SessionManagerRunShell")))
    assert "path ssm-001" in only(session(fixed, allow("ssm:StartSession", f"{OF_AWS}StartInteractiveCommand")))
    assert passes(session(fixed, allow("ssm:StartSession", f"{OF_AWS}StartPortForwardingSession")))
    assert "ssm-001: ssm:StartSession" in only(session(tails("{{ any }}")))
    assert "ssm-001: ssm:StartSession" in only(session(tails("", kind="Standard_Stream")))


@pytest.mark.parametrize(
    ("content", "is_open"),
    [
        (FIXED, False),
        (running("systemctl restart {{ unit }}", unit={"type": "String"}), True),
        (running("systemctl restart {{unit}}", unit={"type": "String", "allowedValues": ["cups", "ntpd"]}), False),
        (running("echo {{" + " " * 9 + "what\t\n" + " " * 9 + "}}", what={"type": "String"}), True),
        (running("echo {{" + "w" * 513 + "}}", **{"w" * 513: {"type": "String"}}), True),
        (running("echo {{ nobody }}", unit={"type": "String"}), False),
        (running("echo {{ssm:/ops/words}}"), True),
        (running(action="aws:runDocument"), True),
        (
            {"schemaVersion": "1.2", "runtimeConfig": {"aws:runShellScript": {"properties": [{"runCommand": "df"}]}}},
            False,
        ),
        ({**running(), "mainSteps": [{"inputs": UNKNOWN}]}, None),
        ("no document: [", None),
        ("mainSteps:\n- action: aws:runShellScript\n  inputs:\n    runCommand: [df]", False),
        ("mainSteps:\n- action: aws:downloadContent", True),
        ("sessionType: Standard_Stream", True),
        ("mainSteps:\n- action: &x aws:runShellScript\n  inputs: {runCommand: [*x]}", None),
        ("parameters:\n  unit: {type: Integer}\nmainSteps:\n- inputs:\n    runCommand: ['echo {{ unit }}']", False),
        ("- 1", None),
        (UNKNOWN, None),
    ],
    ids=str,
)
def test_what_a_document_leaves_to_its_sender_is_known(content: Any, *, is_open: bool | None) -> None:
    assert leaves_open(aws("ssm/document", "doc", name="x", content=content)) is is_open


ECHOES = running("echo {{ what }}")
TEXT = {"type": "String"}


@pytest.mark.parametrize(
    "content",
    [
        {**ECHOES, "parameters": UNKNOWN},
        {**ECHOES, "parameters": Secret(UNKNOWN)},
        {**ECHOES, "parameters": Partial()},
        {**ECHOES, "parameters": {"what": UNKNOWN}},
        {**ECHOES, "parameters": {"what": {"type": UNKNOWN}}},
        {**ECHOES, "parameters": {"what": {**TEXT, "allowedValues": UNKNOWN}}},
        {**ECHOES, "parameters": {"what": {**TEXT, "allowedPattern": UNKNOWN}}},
        Partial({**FIXED, "parameters": {}}),
        {**FIXED, "mainSteps": [Partial()]},
    ],
    ids=str,
)
def test_what_is_not_known_of_a_document_leaves_it_undecided(content: Any) -> None:
    answer = judged(*sends(FLUSH), document=native("ssm:Document", "doc", name="dns-flush", content=content))
    assert not answer.problems
    assert answer.undecided


@pytest.mark.parametrize(
    ("content", "is_open"),
    [
        ({**FIXED, "parameters": UNKNOWN}, False),
        ({**running("echo {{ what }} {{ ssm:/ops/words }}"), "parameters": UNKNOWN}, True),
        (running("echo {{ other }} {{ what }}", what=UNKNOWN, other=TEXT), True),
        (running("echo {{ other }}", what=UNKNOWN, other={"type": "Boolean"}), False),
        (Partial(running("{{ what }}", what=TEXT)), True),
    ],
    ids=str,
)
def test_what_is_known_of_a_document_decides_beside_what_is_not(content: Any, *, is_open: bool) -> None:
    assert leaves_open(native("ssm:Document", "doc", name="x", content=content)) is is_open


def deep(text: str) -> list[Any]:
    found: list[Any] = [text]
    for _ in range(3_000):
        found = [found]
    return found


def test_steps_may_be_nested_as_deep_as_anyone_likes() -> None:
    for text, is_open in (("df", False), ("{{ what }}", True)):
        content = {"parameters": {"what": {"type": "String"}}, "mainSteps": deep(text)}
        one = native("ssm:Document", "doc", name="dns-flush", content=content)
        assert leaves_open(one) is is_open
        assert bool(messages(judged(*sends(FLUSH), document=one))) is is_open


@pytest.mark.parametrize("depth", [100, 900, 964, 100_000])
def test_a_text_that_is_nested_too_deep_to_be_read_is_never_refused_for_certain(depth: int) -> None:
    text = f'{{"mainSteps":{"[" * depth}{"]" * depth}}}'
    answer = judged(*sends(FLUSH), document=written(text))
    assert not answer.problems
    assert not answer.error
    assert not leaves_open(written(text))


@pytest.mark.parametrize(
    ("parameter", "is_held"),
    [
        ({"type": "Boolean"}, True),
        ({"allowedValues": ["a", "b"]}, True),
        ({"allowedPattern": "^[a-z0-9][a-z0-9.-]{0,62}$"}, True),
        ({"allowedPattern": "^(start|stop)$"}, True),
        ({"allowedPattern": r"^\w+(?:\.service)?$"}, True),
        ({"allowedPattern": "^start|stop$"}, False),
        ({"allowedPattern": "^.*$"}, False),
        ({"allowedPattern": "[a-z]+"}, False),
        ({"allowedPattern": "^[A-z]+$"}, False),
        ({"allowedPattern": "^[^;]+$"}, False),
        ({"allowedPattern": "^[+-z]+$"}, False),
        ({"allowedPattern": r"^[\w\s]+$"}, False),
        ({"allowedPattern": r"^a\nb$"}, False),
        ({"allowedValues": []}, False),
        ({"type": "StringList"}, False),
        ("String", False),
        (UNKNOWN, None),
        ({"type": UNKNOWN}, None),
        ({"type": "String", "allowedValues": UNKNOWN}, None),
        ({"type": "String", "allowedPattern": UNKNOWN}, None),
        ({"type": UNKNOWN, "allowedValues": ["a"]}, True),
        ({"type": "String", "allowedValues": [UNKNOWN]}, True),
        (Partial({"allowedPattern": "^.*$"}), None),
    ],
    ids=str,
)
def test_only_words_are_held_to(parameter: Any, *, is_held: bool | None) -> None:
    assert is_held_to_words(parameter) is is_held


Makes = Callable[[int], tuple[list[Any], list[Resource]]]
"""For so many documents: what is granted each of their senders, and the documents."""


def many(count: int, content: Any = FIXED, **more: Any) -> list[Resource]:
    return [native("ssm:Document", f"d{i}", name=f"team-{i:03}", content=content, **more) for i in range(count)]


def placed(count: int) -> list[Resource]:
    return [
        aws("ssm/document", f"d{i}", arn=f"{DOCUMENTS}team-{i:03}", content=json.dumps(FIXED)) for i in range(count)
    ]


def own(count: int, pattern: str = f"{DOCUMENTS}team-{{}}") -> list[Any]:
    return [sends(pattern.format(f"{i:03}")) for i in range(count)]


def any_of_them(count: int, *, changing: bool = False) -> list[Any]:
    changed = [(allow("ssm:UpdateDocument", f"{DOCUMENTS}other-{i}"),) if changing else () for i in range(count)]
    return [(*sends(f"{DOCUMENTS}team-*"), *one) for one in changed]


@pytest.mark.parametrize(
    ("make", "is_known"),
    [
        (lambda count: (own(count), many(count)), True),
        (lambda count: (own(count), placed(count)), True),
        (lambda count: ([sends([f"{DOCUMENTS}team-{i:03}" for i in range(count)])], many(count)), True),
        (lambda count: ([sends([f"arn:*:ssm:*:*:document/team-{i:03}" for i in range(count)])], placed(count)), True),
        (lambda count: (own(count, "arn:*:ssm:*:*:document/team-{}*"), placed(count)), True),
        (lambda count: (own(count, "arn:aws:ssm:*:*:document/*-{}"), placed(count)), True),
        (lambda count: (any_of_them(count), placed(count)), True),
        (lambda count: (any_of_them(count, changing=True), many(count)), True),
        (lambda count: (any_of_them(count), many(count, UNKNOWN)), False),
    ],
    ids=[
        "own",
        "own, placed",
        "all by name",
        "all by pattern",
        "beginnings",
        "ends",
        "any",
        "any, writing others",
        "unknown",
    ],
)
def test_many_senders_and_documents_cost_what_there_is_of_them(make: Makes, *, is_known: bool) -> None:
    def stack(count: int) -> list[Resource]:
        granted, documents = make(count)
        every = [(role(f"ops-{i}"), may(f"ops-{i}", *given)) for i, given in enumerate(granted)]
        return [STRONG, PROFILE, HOST, *documents, *chain.from_iterable(every)]

    few, lots = stack(25), stack(100)
    answer = judge_stack(no_path_to_more_rights, *few)
    assert passes(answer) if is_known else answer.undecided and not answer.problems
    assert calls(lambda: judge_stack(no_path_to_more_rights, *lots)) < 5 * calls(
        lambda: judge_stack(no_path_to_more_rights, *few)
    )


def test_who_may_have_been_given_more_may_send_a_document_that_no_statement_names() -> None:
    spared = {"Effect": "Deny", "Action": "ssm:SendCommand", "NotResource": [FLUSH, HOSTS]}
    more = aws("iam/rolePolicyAttachment", "more", role="ops", policyArn=UNKNOWN)
    fixed = deny(["ssm:UpdateDocument", "ssm:DeleteDocument"])
    found = graph(role("ops"), may("ops", *sends(f"{DOCUMENTS}gone"), spared, fixed), more)
    (means,) = found.means(named(found, "ops"))
    for content, is_possible in ((running("{{ what }}", what=TEXT), True), (FIXED, False)):
        answer = Sending(WrittenDocuments(Stack((written(content),)))).runs_anything(means, "ssm:SendCommand")
        assert answer.possible is is_possible
        assert bool(answer.unknown) is is_possible
