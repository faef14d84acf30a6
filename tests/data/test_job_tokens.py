"""Each setting of the table says what is too much, as it is compared, and what then holds."""

from daypass.data.job_tokens import job_tokens


def test_each_says_what_is_too_much() -> None:
    assert job_tokens()
    for one in (one for each in job_tokens().values() for one in each):
        assert one.path
        assert one.fact
        assert one.wide in ("write", "true", "false")
