"""Who has their own code run in a group that they were given has its role; one that is another's was not given."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

GROUP = f"arn:aws:athena:eu-west-1:{ACCOUNT}:workgroup/explore"
RUNS = ["athena:StartSession", "athena:StartCalculationExecution"]
RESULTS = allow("s3:PutObject", "arn:aws:s3:::explore-results/*")


def of_actuaries(*given: dict[str, Any], by: str = "cacher", **of: Any) -> Answer:
    group = aws("athena/workgroup", "actuary", name="actuary", configuration={"executionRole": f"{ARN}role/spark"})
    reads = allow("s3:GetObject", "arn:aws:s3:::holders/*")
    runs = role("spark", "athena.amazonaws.com"), may("spark", reads), group
    return judge_stack(no_path_to_more_rights, role(by, **of), may(by, *given), *runs)


def test_code_in_a_group_that_is_called_otherwise_shows_what_its_role_reads() -> None:
    runs = allow(RUNS, GROUP.replace("explore", "actuary"))
    assert "which may s3:GetObject on arn:aws:s3:::holders/*" in only(of_actuaries(runs))
    for given in (runs, allow("s3:GetObject", "arn:aws:s3:::holders/*")), (allow(RUNS[0], "*"),), (runs, deny(RUNS[1])):
        assert passes(of_actuaries(*given))
    assert passes(of_actuaries(runs, by="actuary-cacher"))
    assert passes(of_actuaries(runs, tags={"daypass:class": "pipeline"}))


def judged(*given: dict[str, Any]) -> Answer:
    group = aws("athena/workgroup", "explore", name="explore", configuration={"executionRole": f"{ARN}role/spark"})
    runs = role("spark", "athena.amazonaws.com"), may("spark", RESULTS), group
    return judge_stack(no_path_to_more_rights, role("tables"), may("tables", *given), *runs)


@pytest.mark.parametrize("on", [GROUP, [GROUP, f"{GROUP}/session/*"]])
def test_sessions_of_a_group_that_is_named_are_given_with_it(on: str | list[str]) -> None:
    assert passes(judged(allow(RUNS, on)))


@pytest.mark.parametrize("on", ["*", f"{GROUP.removesuffix('explore')}*", f"{GROUP[:-2]}*"])
def test_sessions_of_any_group_are_not(on: str) -> None:
    told = messages(judged(allow(RUNS, on)))
    assert any("which may s3:PutObject on arn:aws:s3:::explore-results/*" in one for one in told)
