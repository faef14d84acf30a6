"""Roles of Vault whose revocation leaves the login in the database are told; those that take it away are not."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.revoked_login_is_taken_away import revoked_login_is_taken_away as rule


def judged(*statements: Any, **inputs: Any) -> Answer:
    given = {"revocationStatements": list(statements), **inputs}
    return judge(rule, Resource.of("vault:database/secretBackendRole:SecretBackendRole", "orders", **given))


@pytest.mark.parametrize(
    "statements",
    [
        ("SELECT 1;",),
        ("SELECT 1",),
        ("select now();", "COMMIT;"),
        (";",),
        ("-- DROP ROLE is done at night\n",),
        ("/* DROP USER '{{name}}' */ SELECT 1;",),
        ("INSERT INTO audit.leases VALUES ('{{name}}', now());",),
        ("BEGIN; SELECT 1; COMMIT;",),
        ("SELECT count(*) FROM pg_roles WHERE rolname = '{{name}}';",),
        ('GRANT CONNECT ON DATABASE orders TO "{{name}}";',),
        ("INSERT INTO audit.revoked VALUES ('{{name}}');",),
        ("INSERT INTO revoked_logins (name) VALUES ('{{name}}');",),
        ("INSERT INTO expired VALUES ('x')",),
        ("SELECT 'drop';",),
        ('SELECT "drop" AS done;',),
        ("INSERT INTO log(what) VALUES ('password of {{name}}; delete it');",),
        ("SELECT count(*) FROM dropped;",),
        ("U0VMRUNUIDE7",),
        ("UPDATE audit.logins SET revoked = true WHERE name = '{{name}}';",),
        ("UPDATE audit.users SET password = '', disabled = 1 WHERE name = '{{name}}';",),
        ('update only "ops"."leases" set state = 2;',),
        ("UPDATE revoked_users SET at = now() WHERE name = '{{name}}'",),
        ('ALTER ROLE "{{name}}" SET search_path = x;',),
        ('ALTER USER "{{name}}" IN DATABASE orders RESET ALL;',),
        ("ALTER ROLE x SET default_transaction_read_only = on",),
    ],
)
def test_what_takes_nothing_away_is_told(statements: tuple[str, ...]) -> None:
    assert only(judged(*statements)) == "logins that Vault makes by 'orders' stay in the database when they are revoked"


def test_a_secret_counts_as_what_it_is_and_is_not_said() -> None:
    assert "SELECT" not in only(judged(Secret("SELECT 1;")))


@pytest.mark.parametrize(
    "statements",
    [
        (),
        ("",),
        ('DROP ROLE IF EXISTS "{{name}}";',),
        ('REVOKE ALL PRIVILEGES ON ALL TABLES IN SCHEMA public FROM "{{name}}";', 'DROP ROLE "{{name}}";'),
        ("SELECT 1;", "DROP USER '{{name}}'@'%';"),
        ('ALTER ROLE "{{name}}" NOLOGIN;',),
        ("ALTER LOGIN [{{name}}] DISABLE;",),
        ("ALTER USER {{username}} ACCOUNT LOCK;",),
        ("drop user {{name}}",),
        ('DROP USER "{{username}}"',),
        ("EXEC sp_droplogin '{{name}}'",),
        ("CALL admin.offboard('{{name}}');",),
        ("SELECT security.close_login('{{name}}');",),
        ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{{name}}';",),
        ("SELECT '--'; DROP USER '{{name}}';",),
        ("SELECT 1 DROP LOGIN [{{name}}]",),
        ("SELECT 'it\\'s'; DROP USER '{{name}}'",),
        ("/*! DROP USER '{{name}}' */",),
        ("sp_droplogin '{{name}}'",),
        ("WITH gone AS (DELETE FROM logins RETURNING 1) SELECT 1;",),
        ('SELECT security."drop_login"(oid) FROM logins;',),
        ("INSERT INTO ops.revocation_queue VALUES ('{{name}}');",),
        ("BEGIN DROP LOGIN [{{name}}] END",),
        ("closeTheLogins",),
        ("UPDATE mysql.user SET account_locked = 'Y' WHERE User = '{{name}}';",),
        ("UPDATE LOW_PRIORITY `mysql`.`global_priv` SET Priv = '{}'",),
        ("update pg_catalog.pg_authid set rolcanlogin = false where rolname = '{{name}}'",),
        ("UPDATE system_auth.roles SET can_login = false WHERE role = '{{name}}';",),
        ("UPDATE mysql_users SET active = 0 WHERE username = '{{name}}'; LOAD MYSQL USERS TO RUNTIME;",),
        ("UPDATE ops.revocation_requests SET due = now() WHERE name = '{{name}}'",),
        ("UPDATE audit.logins SET gone = drop_login('{{name}}')",),
        ("ALTER USER x SET DISABLED = TRUE",),
        ("ALTER ROLE x SET search_path = y; ALTER ROLE x NOLOGIN",),
        ('{"db": "admin"}',),
        ('["ACL", "DELUSER", "{{username}}"]',),
        ("RFJPUCBST0xFIElGIEVYSVNUUyAie3tuYW1lfX0iOw==",),
    ],
)
def test_what_takes_the_login_away_passes(statements: tuple[str, ...]) -> None:
    assert passes(judged(*statements))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(UNKNOWN))
    assert unknowns(judged("SELECT 1;", UNKNOWN))
    assert unknowns(judged(revocationStatements=UNKNOWN))
    assert passes(judged("DROP ROLE x;", UNKNOWN))
