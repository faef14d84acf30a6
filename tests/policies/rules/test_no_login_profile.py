"""A console password is refused, whichever provider makes it."""

from tests.support.rules import judge, messages, passes

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_login_profile import no_login_profile

NATIVE = "aws-native:iam:User"
SIGN_IN = "sign-in through IAM Identity Center"


def test_a_login_profile_is_refused_whatever_is_known_of_it() -> None:
    profile = Resource.of("aws:iam/userLoginProfile:UserLoginProfile", "anna", user=UNKNOWN)
    assert messages(judge(no_login_profile, profile)) == [
        f"login profile 'anna' is a console password that does not end; instead: {SIGN_IN}"
    ]


def test_a_user_of_the_other_provider_may_have_one_inside() -> None:
    for profile in ({"password": Secret("hunter2-canary")}, Secret({"password": "hunter2-canary"}), UNKNOWN):
        answer = judge(no_login_profile, Resource.of(NATIVE, "anna", loginProfile=profile))
        assert messages(answer) == [f"user 'anna' has a console password; instead: {SIGN_IN}"]
        assert "canary" not in str(answer)


def test_a_user_without_one_is_not_this_rules_matter() -> None:
    assert passes(judge(no_login_profile, Resource.of(NATIVE, "anna", userName="anna")))
    assert passes(judge(no_login_profile, Resource.of(NATIVE, "anna", loginProfile=None)))
