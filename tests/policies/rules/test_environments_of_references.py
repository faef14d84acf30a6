"""What a stack takes from another by reference is in the environment of that one."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes

from daypass.model.resource import Properties, Resource, Secret
from daypass_policies.rules.rights_stay_in_their_environment import rights_stay_in_their_environment

LEDGER = "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger"


def reference(name: str, **outputs: Any) -> Resource:
    made = Resource.of("pulumi:pulumi:StackReference", name.replace("/", "-"), in_stack="main", name=name)
    return replace(made, outputs=Properties({"name": name, "outputs": outputs}))


def reaching(resource: str, *references: Resource) -> list[str]:
    role = Resource.of("aws:iam/role:Role", "api", in_stack="main", name="api", tags={"daypass:environment": "dev"})
    statement = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": resource}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    given = Resource.of("aws:iam/rolePolicy:RolePolicy", "rows", in_stack="main", role="api", policy=document)
    return messages(judge_stack(rights_stay_in_their_environment, role, given, *references))


def test_what_a_stack_of_production_puts_out_is_productions() -> None:
    assert reaching(LEDGER) == []
    assert reaching(LEDGER, reference("acme/ledger/prod", table=LEDGER)) == [
        f"role 'api' of development reaches '{LEDGER}' of production"
    ]
    assert reaching(f"{LEDGER}/*", reference("acme/ledger/prod-eu", tables=[{"arn": LEDGER}]))


@pytest.mark.parametrize("name", ["acme/ledger/dev", "acme/ledger/main", "acme/prod/dev", "", "prod/"])
def test_another_stack_tells_nothing_of_production(name: str) -> None:
    assert reaching(LEDGER, reference(name, table=LEDGER)) == []


def test_a_name_counts_for_more_than_the_stack_that_hands_it_on() -> None:
    assert reaching(f"{LEDGER}-prod", reference("acme/ledger/dev", table=f"{LEDGER}-prod"))
    assert reaching(f"{LEDGER}-dev", reference("acme/platform/prod", table=f"{LEDGER}-dev")) == []


@pytest.mark.parametrize("shared", ["ecr:eu-west-1:111122223333:repository/api", "route53:::hostedzone/Z1"])
def test_images_and_names_are_everybodys(shared: str) -> None:
    assert reaching(f"arn:aws:{shared}", reference("acme/platform/prod", shared=f"arn:aws:{shared}")) == []


def test_what_stacks_of_several_environments_put_out_is_of_none() -> None:
    assert reaching(LEDGER, *(reference(f"acme/ledger/{one}", table=LEDGER) for one in ("prod", "dev"))) == []


def test_outputs_that_are_not_readable_say_nothing() -> None:
    assert reaching(LEDGER, replace(reference("acme/ledger/prod"), outputs=Properties({"outputs": 7}))) == []
    assert reaching(LEDGER, reference("acme/ledger/prod", table=Secret("other"))) == []


def test_a_tag_of_the_thing_itself_counts_for_more_than_the_reference() -> None:
    table = Resource.of("aws:dynamodb/table:Table", "ledger", in_stack="main", tags={"daypass:environment": "dev"})
    known = replace(table, outputs=Properties({"arn": LEDGER}))
    assert reaching(LEDGER, reference("acme/ledger/prod", table=LEDGER), known) == []
    assert passes(judge_stack(rights_stay_in_their_environment, reference("acme/ledger/prod", table=LEDGER)))
