"""That a key exists decides; nothing about it needs to be known."""

import pytest
from tests.support.rules import judge, messages

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_long_lived_key import no_long_lived_key

ROLE = "a role entered by OIDC, by the instance, task or pod, or by Roles Anywhere"


@pytest.mark.parametrize("type_", no_long_lived_key.applies_to)
@pytest.mark.parametrize("inputs", [{"user": "ci"}, {"user": UNKNOWN}, {"user": "ci", "status": "Inactive"}, {}])
def test_a_key_is_refused_whatever_is_known_of_it(type_: str, inputs: dict[str, object]) -> None:
    answer = judge(no_long_lived_key, Resource.of(type_, "ci", **inputs))
    instead = "an S3 bucket that a role may use" if "lightsail" in type_ else ROLE
    assert messages(answer) == [f"access key 'ci' never expires; instead: {instead}"]
    assert answer.undecided == ()


def test_nothing_of_the_key_is_said() -> None:
    key = Resource.of("aws:iam/accessKey:AccessKey", "ci", user="ci", secret=Secret("wJalrXUtnFEMI"))
    assert "wJalrXUtnFEMI" not in str(judge(no_long_lived_key, key))
