"""The options of a component reach what it makes, as those of any Pulumi component."""

from pathlib import Path

from tests.support.components import declared, exported, made, the_role

COMPONENT = "daypass:index:WorkloadIdentity"


def test_a_parent_stands_above(tmp_path: Path) -> None:
    body = """
class Team(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("acme:index:Team", name)
        WorkloadIdentity("invoice", ARGS, pulumi.ResourceOptions(parent=self))
Team("payments")
"""
    role = the_role(declared(tmp_path, body))
    assert role.urn == f"urn:pulumi:dev::p::acme:index:Team${COMPONENT}$aws:iam/role:Role::invoice"


def test_an_explicit_provider_makes_the_children_and_says_where_they_are(tmp_path: Path) -> None:
    body = """
other = aws.Provider("other", region="eu-west-1", allowed_account_ids=["222233334444"])
WorkloadIdentity("aa", ARGS, pulumi.ResourceOptions(provider=other))
WorkloadIdentity("bb", ARGS, pulumi.ResourceOptions(providers=[other]))
WorkloadIdentity("cc", ARGS, pulumi.ResourceOptions(providers={"aws": other}))
WorkloadIdentity("dd", ARGS)
"""
    preview = declared(tmp_path, body)
    assert preview.error is None
    roles = made(preview, "aws:iam/role:Role")
    assert [roles[name].provider.name for name in ("aa", "bb", "cc")] == ["other"] * 3
    accounts = {name: role.inputs["permissionsBoundary"].split(":")[4] for name, role in roles.items()}
    assert accounts == {**dict.fromkeys(("aa", "bb", "cc"), "222233334444"), "dd": "111122223333"}


def test_the_component_waits_for_what_it_depends_on(tmp_path: Path) -> None:
    body = (
        'bucket = aws.s3.Bucket("reports")\nWorkloadIdentity("aa", ARGS, pulumi.ResourceOptions(depends_on=[bucket]))\n'
    )
    preview = declared(tmp_path, body)
    component = made(preview, COMPONENT)["aa"]
    assert [urn.rpartition("::")[2] for urn in component.dependencies] == ["reports"]
    order = [resource.type for resource in preview.stack.resources]
    assert order.index("aws:s3/bucket:Bucket") < order.index(COMPONENT) < order.index("aws:iam/role:Role")


def test_transforms_and_aliases_are_passed_on(tmp_path: Path) -> None:
    body = """
seen = {}
def tagged(args):
    seen[args.type_] = len(args.opts.aliases or [])
    if args.type_ == "aws:iam/role:Role":
        return pulumi.ResourceTransformResult({**args.props, "tags": {**args.props["tags"], "cost": "42"}}, args.opts)
options = pulumi.ResourceOptions(transforms=[tagged], aliases=[pulumi.Alias(name="bill")])
identity = WorkloadIdentity("invoice", ARGS, options)
pulumi.export("seen", identity.role_name.apply(lambda _: dict(seen)))
"""
    preview = declared(tmp_path, body)
    assert the_role(preview).inputs["tags"]["cost"] == "42"
    assert exported(preview, "seen")[COMPONENT] == 1


def test_one_identity_may_stand_beside_another_of_the_same_grants(tmp_path: Path) -> None:
    preview = declared(tmp_path, 'WorkloadIdentity("a1", ARGS)\nWorkloadIdentity("a2", ARGS)\n')
    assert preview.error is None
    assert set(made(preview, "aws:iam/rolePolicy:RolePolicy")) == {"a1-s3-put-object", "a2-s3-put-object"}
