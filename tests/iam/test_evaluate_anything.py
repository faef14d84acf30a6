"""Whatever documents and requests there are: a decision, an unknown or an error, in time that grows with their size."""

from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.support.work import work_of

from daypass.errors import DaypassError
from daypass.iam.context import Context
from daypass.iam.decision import Decision
from daypass.iam.document import Document
from daypass.iam.evaluate import evaluate
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.model.resource import UNKNOWN, Undecided

HOME, AWAY = "111122223333", "444455556666"
OBJECT = "arn:aws:s3:::reports/q3.csv"
KEY = f"arn:aws:kms:eu-west-1:{HOME}:key/k1"
TARGET = f"arn:aws:iam::{HOME}:role/target"
ROOT = f"arn:aws:iam::{HOME}:root"
ROLE = f"arn:aws:iam::{HOME}:role/ops/app"
SESSION = f"arn:aws:sts::{HOME}:assumed-role/app/s1"
USER = f"arn:aws:iam::{HOME}:user/ana"
FEDERATED = f"arn:aws:sts::{HOME}:federated-user/ana"
LINKED = f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForSupport/s1"
LAMBDA = "lambda.amazonaws.com"
GITHUB = f"arn:aws:iam::{HOME}:oidc-provider/token.actions.githubusercontent.com"

Made = dict[str, Any]


def allow(**elements: Any) -> Made:
    return {"Effect": "Allow", "Action": "*", "Resource": "*", **elements}


def deny(**elements: Any) -> Made:
    return allow(**elements) | {"Effect": "Deny"}


def document(*statements: Any, path: str = "policy") -> Document:
    return Document.parse({"Version": "2012-10-17", "Statement": list(statements)}, path=path)


NOTHING = document(allow(Action="none:Nothing"))
EVERYTHING = document(allow())


WORDS = [
    "",
    "*",
    "?",
    "a",
    "s3:GetObject",
    "s3:*",
    OBJECT,
    "arn:aws:s3:::*",
    ROLE,
    SESSION,
    HOME,
    "${aws:username}",
    "${",
]
VALUES = [*WORDS, "true", "10", "2026-11-25", "10.0.0.0/8", "QUJD", "o-1", "${k, 'x'}", "\ud800"]
BASES = [
    "StringEquals",
    "StringNotLike",
    "ArnLike",
    "NumericLessThan",
    "DateEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "Null",
]
OPERATORS = [
    f"{start}{base}{end}"
    for start in ("", "ForAllValues:", "ForAnyValue:")
    for base in BASES
    for end in ("", "IfExists")
]
KEYS = ["k", "K", "aws:username", "aws:SourceIp"]

texts = st.one_of(st.sampled_from(VALUES), st.text(max_size=4))
some = st.one_of(texts, st.lists(texts, max_size=3), st.just(UNKNOWN), st.lists(st.just(UNKNOWN), max_size=1))
named = st.one_of(
    st.just("*"), st.dictionaries(st.sampled_from(["AWS", "Service", "Federated", "CanonicalUser"]), some)
)
conditions = st.dictionaries(
    st.sampled_from(OPERATORS), st.dictionaries(st.sampled_from(KEYS), some, max_size=2), max_size=3
)
wide = st.one_of(st.just("*"), st.just("*"), some)


def one_of(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Made]:
    """The element, now and then in its place the one that leaves out."""
    return st.builds(lambda element, value: {element: value}, st.sampled_from([name, name, f"Not{name}"]), values)


nothing: st.SearchStrategy[Made] = st.just({})
statements = st.builds(
    lambda effect, *elements: {key: value for part in ({"Effect": effect}, *elements) for key, value in part.items()},
    st.sampled_from(["Allow", "Allow", "Deny"]),
    one_of("Action", wide),
    st.one_of(nothing, one_of("Resource", wide), one_of("Resource", wide)),
    st.one_of(nothing, one_of("Principal", named)),
    st.one_of(nothing, nothing, conditions.map(lambda made: {"Condition": made})),
)
principals = st.sampled_from(
    [ROLE, SESSION, USER, FEDERATED, ROOT, LINKED, LAMBDA, GITHUB, f"arn:aws:iam::{AWAY}:role/x"]
)
contexts = st.dictionaries(
    st.sampled_from(["k", "aws:username", "aws:SourceIp"]),
    st.one_of(texts, st.lists(texts, max_size=3), st.integers(), st.booleans()),
)


@st.composite
def documents(draw: st.DrawFn) -> Document | None:
    """Any that can be read."""
    version = draw(st.sampled_from(["2008-10-17", "2012-10-17"]))
    try:
        return Document.parse({"Version": version, "Statement": draw(st.lists(statements, max_size=3))}, path="policy")
    except DaypassError:
        return None


@st.composite
def requests(draw: st.DrawFn) -> Request:
    resource = draw(st.sampled_from([OBJECT, KEY, TARGET, "*", "arn:::::", "arn:aws:s3:::\ud800"]))
    action = draw(st.sampled_from(["s3:GetObject", "kms:Decrypt", "sts:AssumeRole", "kms:RetireGrant"]))
    owner = draw(st.sampled_from(["", HOME, AWAY]))
    return Request(action, resource, Principal.parse(draw(principals)), Context.of(draw(contexts)), owner)


def present(*found: Document | None) -> tuple[Document, ...]:
    return tuple(one for one in found if one is not None)


any_policies = st.builds(
    lambda one, two, three, four, five, six, seven: Policies(
        identity=present(one, two),
        boundary=three,
        session=present(four),
        resource=five,
        service_control=(present(six),) if six else (),
        resource_control=(present(seven),) if seven else (),
    ),
    *[documents()] * 7,
)


def outcome(request: Request, policies: Policies) -> Decision | str:
    """The decision, or which error there is."""
    try:
        return evaluate(request, policies)
    except Undecided:
        return "undecided"
    except DaypassError as error:
        return "error" if error.place and error.remedy else "an error that helps nobody"


@settings(max_examples=400, deadline=None)
@given(requests(), any_policies)
def test_there_is_a_decision_or_an_error_and_nothing_else(request: Request, policies: Policies) -> None:
    found = outcome(request, policies)
    event(found if isinstance(found, str) else found.verdict)
    assert outcome(request, policies) == found
    assert found != "an error that helps nobody"
    if isinstance(found, Decision):
        assert (found.missing is not None) == (found.verdict == "implicitDeny")
        assert {one.effect for one in found.statements} <= {"Deny" if found.verdict == "explicitDeny" else "Allow"}
        assert (found.verdict == "explicitDeny") <= bool(found.statements)


@settings(max_examples=200, deadline=None)
@given(requests(), any_policies)
def test_a_deny_of_everything_denies_and_a_boundary_only_takes_away(request: Request, policies: Policies) -> None:
    before = outcome(request, policies)
    denied = outcome(request, Policies(**{**vars_of(policies), "identity": (*policies.identity, document(deny()))}))
    assert denied == "error" or (isinstance(denied, Decision) and denied.verdict == "explicitDeny")
    narrowed = Policies(**{**vars_of(policies), "boundary": NOTHING})
    after = outcome(request, narrowed)
    if isinstance(after, Decision) and after.is_allowed and policies.boundary is None:
        assert isinstance(before, Decision)
        assert before.is_allowed


def vars_of(policies: Policies) -> Made:
    names = ("identity", "boundary", "session", "resource", "service_control", "resource_control")
    return {name: getattr(policies, name) for name in names}


@settings(max_examples=200, deadline=None)
@given(requests(), st.lists(statements, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_count(request: Request, made: list[Made], random: Any) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)
    try:
        one, other = (outcome(request, Policies(identity=(document(*order),))) for order in (made, shuffled))
    except DaypassError:
        return
    plain = [found if isinstance(found, str) else (found.verdict, found.missing) for found in (one, other)]
    assert plain[0] == plain[1]


@pytest.mark.parametrize(
    "statement",
    [
        allow(Action="s3:Get{}*"),
        deny(Action=["s3:*a*b*{}"]),
        allow(Resource="arn:aws:s3:::${{aws:username}}/{}"),
        allow(Condition={"StringLike": {"k": "*{}*?*"}}),
    ],
)
def test_the_cost_grows_with_the_number_of_statements_alone(statement: Made) -> None:
    request = Request(
        "s3:GetObject", OBJECT, Principal.parse(SESSION), Context.of({"k": "x" * 50, "aws:username": "ana"})
    )

    def filled(value: Any, number: int) -> Any:
        if isinstance(value, dict):
            return {key: filled(part, number) for key, part in value.items()}
        if isinstance(value, list):
            return [filled(part, number) for part in value]
        return value.format(number)

    def tried(size: int) -> int:
        policies = Policies(identity=(document(*[filled(statement, number) for number in range(size)]),))
        return work_of(lambda: evaluate(request, policies))

    assert tried(6_144) <= 11 * tried(614)
