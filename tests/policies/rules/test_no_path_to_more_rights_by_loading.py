"""Who has a graph database load as the role of its cluster, and queries it, reads what that role reads."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

GRAPH = f"arn:aws:neptune-db:eu-west-1:{ACCOUNT}:cluster-ABC/*"
BOTH = ["neptune-db:StartLoaderJob", "neptune-db:ReadDataViaQuery"]
RAW, EDGES = "arn:aws:s3:::genomes/*", "arn:aws:s3:::edges/*"
TOLD = "'preview' may have graph database 'kin' load what its role may s3:GetObject on arn:aws:s3:::genomes/*"


def cluster(**inputs: Any) -> Resource:
    return aws("neptune/cluster", "kin", clusterIdentifier="kin", iamRoles=[f"{ARN}role/loads"], **inputs)


def judged(
    *given: dict[str, Any], of: tuple[Resource, ...] = (), reads: tuple[str, ...] = (RAW, EDGES), by: str = "preview"
) -> Answer:
    loads = role("loads", "rds.amazonaws.com"), may("loads", allow("s3:GetObject", list(reads)))
    return judge_stack(no_path_to_more_rights, role(by), may(by, *given), *loads, *(of or (cluster(),)))


@pytest.mark.parametrize("on", ["*", GRAPH])
@pytest.mark.parametrize("known", [{}, {"clusterResourceId": "cluster-ABC"}], ids=["id is made up", "id is known"])
def test_who_loads_and_queries_reads_what_the_role_of_the_cluster_reads(on: str, known: dict[str, Any]) -> None:
    assert TOLD in only(judged(allow(BOTH, on), of=(cluster(**known),)))


def test_it_is_so_of_a_cluster_of_the_other_provider() -> None:
    roles = [{"roleArn": f"{ARN}role/loads"}]
    assert TOLD in only(judged(allow(BOTH), of=(native("neptune:DbCluster", "kin", associatedRoles=roles),)))


@pytest.mark.parametrize(
    "given",
    [
        [allow(BOTH[0])],
        [allow(BOTH[1])],
        [allow(BOTH), allow("s3:GetObject", [RAW, EDGES])],
        [allow(BOTH), deny(BOTH[0])],
        [allow(BOTH, GRAPH.replace("ABC", "XYZ"))],
    ],
    ids=["only loads", "only queries", "reads it anyhow", "is denied", "another graph"],
)
def test_who_does_not_do_both_or_reads_it_anyhow_passes(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given, of=(cluster(clusterResourceId="cluster-ABC"),)))


def test_what_the_graph_is_there_for_and_what_is_called_like_them_is_no_gain() -> None:
    assert passes(judged(allow(BOTH), reads=(RAW,)))
    assert passes(judged(allow(BOTH), by="genomes-edges"))


def test_which_of_two_clusters_is_meant_is_not_known_before_they_have_ids() -> None:
    other = aws("neptune/cluster", "other", iamRoles=[f"{ARN}role/loads"], clusterResourceId=UNKNOWN)
    answer = judged(allow(BOTH, GRAPH), of=(cluster(clusterResourceId=UNKNOWN), other))
    assert not answer.problems
    assert unknowns(answer)
