"""The table of services that act for whoever calls them is what its reader takes it for."""

from daypass.data.acting_services import acting_services
from daypass.data.table import read_table


def test_each_service_acts_by_actions_of_its_own() -> None:
    rows = read_table("acting_services").rows
    assert [row["service"] for row in rows] == sorted({row["service"] for row in rows})
    for service, actions in acting_services().items():
        assert {action.partition(":")[0] for action in actions} == {service.removesuffix(".amazonaws.com")}
        assert list(actions) == sorted(actions)


def test_who_only_looks_at_templates_has_nothing_made() -> None:
    acting = acting_services()["cloudformation.amazonaws.com"]
    assert {"cloudformation:CreateStack", "cloudformation:ExecuteChangeSet", "cloudformation:CreateResource"} <= {
        *acting
    }
    assert not {"cloudformation:ValidateTemplate", "cloudformation:EstimateTemplateCost"} & {*acting}
