"""What Cloud Control declares is looked at in each place, as what the classic provider declares is."""

from typing import Any, Final

import pytest
from tests.support.consumers import said
from tests.support.rules import judge, messages, passes

from daypass.data.plain_places import PlainPlace, plain_places
from daypass.model.resource import Resource, Secret
from daypass_policies.rules.no_plain_credential import no_plain_credential

CARELESS: Final[dict[str, tuple[Any, ...]]] = {
    "secret": ("hunter2",),
    "tree": ({"DB_PASSWORD": "hunter2"}, [{"name": "DB_PASSWORD", "value": "hunter2"}]),
    "handed": ({"clientSecret": "9fceb02d0ae598e95dc970b7"},),
    "script": ("export DB_PASSWORD=hunter2",),
    "note": ([{"key": "DB_PASSWORD", "value": "Tr0ub4dor&3SKN2"}], {"DB_PASSWORD": "Tr0ub4dor&3SKN2"}),
}
CAREFUL: Final[dict[str, Any]] = {
    "secret": Secret("hunter2"),
    "tree": {"DB_HOST": "db.internal", "DB_PASSWORD": "{{resolve:secretsmanager:db}}"},
    "handed": Secret({"clientSecret": "hunter2"}),
    "script": "export DB_HOST=db.internal",
    "note": [{"key": "Owner", "value": "team-orders"}],
}
HEADER: Final = ("headerName", "headerValue")

NATIVE: Final = [
    (type_, place)
    for type_, places in plain_places().items()
    for place in places
    if type_.startswith("aws-native:") and place.form in CARELESS and not place.path.endswith("escription")
]


@pytest.mark.parametrize(("type_", "place"), NATIVE, ids=lambda one: getattr(one, "path", one))
def test_a_credential_is_found_in_each_place_of_aws_native(type_: str, place: PlainPlace) -> None:
    for value in CARELESS[place.form]:
        found = messages(judge(no_plain_credential, Resource.of(type_, "it", **said(place.path, value))))
        assert len(found) == 1, value
        assert not any(secret in found[0] for secret in ("hunter2", "9fceb02d", "Tr0ub4dor"))
    assert passes(judge(no_plain_credential, Resource.of(type_, "it", **said(place.path, CAREFUL[place.form]))))


@pytest.mark.parametrize(
    ("type_", "path", "pair"),
    [
        (
            "cloudfront:Distribution",
            "distributionConfig.origins[].originCustomHeaders[]",
            ("headerName", "headerValue"),
        ),
        ("lightsail:Container", "containerServiceDeployment.containers[].environment[]", ("variable", "value")),
        ("cloudformation:StackSet", "parameters[]", ("parameterKey", "parameterValue")),
        ("elasticbeanstalk:ConfigurationTemplate", "optionSettings[]", ("optionName", "value")),
        ("iot:TopicRule", "topicRulePayload.actions[].http.headers[]", ("key", "value")),
    ],
)
def test_a_pair_is_read_whatever_the_service_calls_the_two(type_: str, path: str, pair: tuple[str, str]) -> None:
    name, value = pair
    for written, number in (("hunter2", 1), ("{{resolve:secretsmanager:api}}", 0)):
        inputs = said(path, {name: "API_PASSWORD", value: written})
        assert len(judge(no_plain_credential, Resource.of(f"aws-native:{type_}", "it", **inputs)).problems) == number
