"""What works with a part of the data does not administer all of it."""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.stores.data_admins import data_admins
from daypass_policies.escalating.stores.guarded_domains import DOMAINS
from daypass_policies.escalating.stores.lakes import LAKES


@rule(
    "no-data-admin",
    risk="admin-access",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(*LAKES, *DOMAINS),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "PCI-DSS-4.0.1:7.2.5", "SOC2:CC6.3"),
    remedy="Name another administrator, and give the workload what it needs of its own databases or indexes.",
)
def no_data_admin(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A data lake and a search domain keep what they hold apart, but from nobody whom they name as administrator.

    Asked are the administrators whom the settings of Lake Formation name, where they are roles of workloads: whether
    IAM lets them grant permissions in the lake, or change the settings, and also use what they grant themselves, as
    they draw data access or change whatever table. An administrator may also lay a table over any location, and read
    what lies there, where IAM lets it create tables, of one database too, and draw data access. Who may only grant (a
    steward) decides for others, and who may do none of this is one in name alone.

    And the master users of search domains with fine-grained access control: whether IAM and the domain's own policy let
    them change users, roles and role mappings, by calls that put, patch or delete below `_plugins/_security`. To get,
    search and post does not; domains that names say are for tests are not asked.

    Left alone are the roles of pipelines, of people and for emergencies, and who is there for that: called so
    (`lake-admin`, `data-governance`, `search-setup`), or by the purpose on its tags.

    Refused:
        loader:
          type: aws:iam/role:Role
          properties:
            name: click-loader
            arn: arn:aws:iam::111122223333:role/click-loader
            assumeRolePolicy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                              "Principal": {"Service": "glue.amazonaws.com"}}]}
        loads:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: click-loader
            policy:
              Version: "2012-10-17"
              Statement:
                - {Effect: Allow, Action: ["lakeformation:GetDataAccess", "lakeformation:GrantPermissions"],
                   Resource: "*"}
        lake:
          type: aws:lakeformation/dataLakeSettings:DataLakeSettings
          properties: {admins: ["arn:aws:iam::111122223333:role/click-loader"]}

    Mended:
        loader:
          type: aws:iam/role:Role
          properties:
            name: click-loader
            arn: arn:aws:iam::111122223333:role/click-loader
            assumeRolePolicy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                              "Principal": {"Service": "glue.amazonaws.com"}}]}
        loads:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: click-loader
            policy:
              Version: "2012-10-17"
              Statement: [{Effect: Allow, Action: "lakeformation:GetDataAccess", Resource: "*"}]
        lake:
          type: aws:lakeformation/dataLakeSettings:DataLakeSettings
          properties: {admins: ["arn:aws:iam::111122223333:role/lake-admin"]}
    """
    yield from stack.once(data_admins, ask.settings)
