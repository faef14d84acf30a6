"""What programs of careful people hold is left in peace; what gives access is found, whatever it is called."""

import base64
import json
import random
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.rules import judge, passes

from daypass.data.credential_shapes import shapes
from daypass.model.resource import Resource, Secret
from daypass_policies.keeping.credentials import find_credential, is_reference
from daypass_policies.rules.no_plain_credential import no_plain_credential

RANDOM = random.Random(7)
LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def some(count: int, of: str = LETTERS) -> str:
    return "".join(RANDOM.choice(of) for _ in range(count))


def said(resource: Resource) -> list[str]:
    return [problem.message for problem in judge(no_plain_credential, resource).problems]


def function(**variables: Any) -> Resource:
    return Resource.of("aws:lambda/function:Function", "api", environment={"variables": variables})


UUID = "550e8400-e29b-41d4-a716-446655440000"

ISSUED = {
    "Alibaba": "LTAI" + some(20),
    "GitLab runner": "glrt-" + some(20),
    "Discord": "https://discord.com/api/webhooks/123456789012345678/" + some(68),
    "Teams": f"https://acme.webhook.office.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/{some(32, HEX)}/{UUID}",
    "webhook": "whsec_" + some(32),
    "Mailchimp": some(32, HEX) + "-us12",
    "DigitalOcean": "dop_v1_" + some(64, HEX),
    "Heroku": "HRKU-AA" + some(58),
    "Shopify": "shpat_" + some(32, HEX),
    "Square": "sq0csp-" + some(43),
    "Google API": "AIza" + some(35),
    "Google client": "GOCSPX-" + some(28),
    "Google": "ya29." + some(100),
    "Azure client": some(3) + "8Q~" + some(34),
    "Azure bus": f"Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={some(43)}=",
    "Grafana": f"glsa_{some(32)}_{some(8, HEX)}",
    "New Relic": "NRAK-" + some(27, string.ascii_uppercase),
    "Linear": "lin_api_" + some(40),
    "Notion": "ntn_" + some(46),
    "Figma": "figd_" + some(40),
    "Atlassian": "ATATT3" + some(180),
    "Airtable": f"pat{some(14)}.{some(64, HEX)}",
    "Doppler": "dp.st.prd." + some(43),
    "PlanetScale": "pscale_tkn_" + some(43),
    "Supabase": "sbp_" + some(40, HEX),
    "Netlify": "nfp_" + some(36),
    "RubyGems": "rubygems_" + some(48, HEX),
    "Telegram": "123456789:AA" + some(33),
    "Tailscale": f"tskey-auth-{some(16)}-{some(32)}",
    "Postman": f"PMAK-{some(24, HEX)}-{some(34, HEX)}",
    "Sonar": "squ_" + some(40, HEX),
    "Buildkite": "bkua_" + some(40, HEX),
    "CircleCI": f"CCIPAT_{some(22)}_{some(40, HEX)}",
    "Groq": "gsk_" + some(52),
    "LangSmith": f"lsv2_pt_{some(32, HEX)}_{some(10, HEX)}",
    "Artifactory": "AKCp" + some(69),
    "Dynatrace": f"dt0c01.{some(24, string.ascii_uppercase)}.{some(64, string.ascii_uppercase)}",
    "Mapbox": f"sk.eyJ1IjoiYWNtZSIsImEiOiJja{some(20)}.{some(22)}",
    "Contentful": "CFPAT-" + some(43),
    "LaunchDarkly": "sdk-" + UUID,
    "Sentry": "sntryu_" + some(64, HEX),
    "Brevo": f"xkeysib-{some(64, HEX)}-{some(16)}",
    "Resend": f"re_{some(8)}_{some(24)}",
    "1Password": "ops_eyJ" + some(120),
    "HubSpot": "pat-eu1-" + UUID,
}


@pytest.mark.parametrize("value", ISSUED.values(), ids=ISSUED)
def test_what_an_issuer_made_is_known_under_any_name(value: str) -> None:
    assert len(said(function(SETTING=value))) == 1


NAMED = {
    "REDIS_AUTH": some(16),
    "SECRET_KEY_BASE": some(64, HEX),
    "AES_KEY": some(64, HEX),
    "STRIPE_KEY": some(24, HEX),
    "PAGERDUTY_INTEGRATION_KEY": some(32, HEX),
    "VAULT_SECRET_ID": UUID,
    "ENCRYPTION_KEY": base64.b64encode(bytes(range(32))).decode(),
    "LDAP_BIND_PW": "Winter2026!",
    "PGPASSWORD": "qwerty12",
    "DBPASS": "letmein1",
    "JWTSECRET": some(32),
    "DB_CREDENTIALS": "app:Sup3rS3cret9",
    "ADMIN_PASSWORD": "my-secret-password",
    "PASSWORD": "p(ssw0rd",
    "SPLUNK_HEC_TOKEN": "b5a79aad-d822-46cc-80d1-819f80d7bfb0",
    "FERNET_KEY": base64.urlsafe_b64encode(bytes(range(32))).decode(),
    "SEGMENT_WRITE_KEY": some(32),
    "JWT_SECRET": "my-super-secret-jwt-key-2026",
    "APP_SECRET": "supersecret",
    "BASIC_AUTH": "admin:hunter22",
    "REACT_APP_PASSWORD": "hunter22",
    "VITE_CLIENT_SECRET": some(32),
    "CLIENT_SECRET": "secret-value",
}


@pytest.mark.parametrize(("name", "value"), NAMED.items(), ids=NAMED)
def test_what_a_name_promises_is_found(name: str, value: str) -> None:
    assert len(said(function(**{name: value}))) == 1


COMMANDS = [
    "mysql -u root -pS3cretPass1 -e 'select 1'",
    "echo 'root:Winter2026' | chpasswd",
    "chpasswd:\n  list: |\n    root:Winter2026\n",
    "<powershell>\nnet user Administrator P@ssw0rd1\n</powershell>",
    "$password = ConvertTo-SecureString 'P@ssw0rd1' -AsPlainText -Force",
    "curl -sf -u admin:hunter22 https://repo.example.org/x",
    "docker login -u ci -p hunter22xy registry.example.org",
    "sshpass -p 'hunter22' ssh ops@host",
    "password = 'hunter22'",
    "kubectl create secret generic db --from-literal=password=hunter22",
    "machine api.example.org login ci password hunter22",
    "<server><id>x</id><password>hunter22</password></server>",
    "docker run --env DB_PASSWORD=hunter22 app",
    '$env:DB_PASSWORD = "hunter22"',
    "db.password=hunter22",
    "redis-cli -h cache.internal -a hunter22 ping",
    "echo hunter22 | passwd --stdin admin",
    "CREATE USER app WITH PASSWORD 'hunter22';",
    "ALTER USER app IDENTIFIED BY 'hunter22';",
    "requirepass hunter22",
    "rabbitmqctl add_user admin hunter22",
    "htpasswd -bc /etc/nginx/.htpasswd admin hunter22",
    "az login --service-principal -u app -p hunter22 --tenant acme",
    '{"Overrides": {"Environment": [{"Name": "DB_PASSWORD", "Value": "hunter22"}]}}',
    "env:\n  - name: DB_PASSWORD\n    value: hunter22\n",
    '{"Input": "{\\"Nested\\": \\"{\\\\\\"password\\\\\\": \\\\\\"hunter22\\\\\\"}\\"}"}',
]


@pytest.mark.parametrize("script", COMMANDS)
def test_a_password_on_a_command_line_is_found(script: str) -> None:
    (message,) = said(Resource.of("aws:ec2/instance:Instance", "web", userData=script))
    assert "userData of 'web'" in message
    assert not {"hunter22", "Winter2026", "S3cretPass1", "P@ssw0rd1"} & set(message.split())


GOOD_SCRIPTS = [
    "#!/bin/bash\nDB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --output text)\n",
    "TOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60')\n",
    'curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/instance-id\n',
    'curl -u "$USER:$TOKEN" https://repo.example.org\nmysql -u app -p"$DB_PASSWORD" app < schema.sql\nmysql -p app\n',
    "aws ecr get-login-password | docker login --username AWS --password-stdin registry.example.org\n",
    "password = os.environ['DB_PASSWORD']\ntoken = get_token(session)\napi_key = config.api_key\n",
    "secret = client.get_secret_value(SecretId='prod/db')['SecretString']\n",
    "var token = request.headers.authorization.value;\nvar password = getPassword(event);\n",
    "const secret = crypto.createHmac('sha256', key);\nconst apiKey = ctx.env.API_KEY;\n",
    "$secret = Get-SECSecretValue -SecretId prod/db\n$password = $secret.SecretString\n$token = $env:TOKEN\n",
    "Properties:\n  MasterUserPassword: !Ref DbPassword\n  PasswordLength: 32\n  GenerateStringKey: password\n",
    "env:\n  secrets-manager:\n    DOCKER_PASSWORD: prod/docker:password\n  parameter-store:\n    TOKEN: /npm/x\n",
    "spring.datasource.password=${DB_PASSWORD}\nspring.datasource.hikari.password=${DB_PASS:}\n",
    "users:\n - name: ops\n   lock_passwd: true\n   ssh_authorized_keys:\n    - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n",
    "chpasswd:\n  expire: false\n  users:\n  - {name: ops, type: RANDOM}\n",
    "bearer_token_file: /var/run/secrets/kubernetes.io/serviceaccount/token\nproxy_set_header Authorization $auth;\n",
    "<password>${env.TOKEN}</password><password>{COQLCE6DU6GtcS5P=}</password>",
    'kubectl create secret generic db --from-literal=password="$(openssl rand -hex 16)"',
    "The login is shown; the password is not",
    "net user Administrator /active:no\nnet user ops $password\n",
    'redis-cli -a "$REDIS_PASSWORD" ping\necho "$PASSWORD" | passwd --stdin admin\nredis-cli -a $(cat /run/pw) ping\n',
    'docker run -v "$PWD":/tmp/build node npm test\nexport GOOGLE_CREDENTIALS=$KEYSTORE/42_go_account.json\n',
    "with:\n  server-password: MAVEN_PASSWORD\nmasterKey: &masterKey\nsmtp_pass = <your password, if any>\n",
    "type Login { password: String! }\nself.password = password\nconnect(password=password, token=token)\n",
    "app --password PASSWORD --token TOKEN\nkubectl create secret generic db --from-file=password=./pw.txt\n",
    "password: !secret db_password\n$Login = $Password\nnet user Administrator $Password\n",
    "CREATE USER app IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS';\nALTER USER app WITH PASSWORD '${PASSWORD}';\n",
    "Each internet user who is outside of the domain may read this\nread PASSWORD < /run/secrets/db\n",
    '{"Parameters": {"ClientRequestToken": "64c5f1f2-3a1b", "NextToken": "eyJNYXJrZXIiOiBudWxsfQ"}}',
    "Environment:\n  - Name: DB_PASSWORD\n    Value: !Ref Password\n  - Name: TOKEN\n    Value: '{{resolve:ssm:/t}}'\n",
    '{"Environment": [{"Name": "DB_PASSWORD", "Value.$": "$.password"}, {"Name": "TOKEN", "Value": "{% $token %}"}]}',
    "read -rsp 'Password: ' PASSWORD\nPASSWORD=\"${1:?password is missing}\"\nuseradd --password '!' deploy\n",
]


@pytest.mark.parametrize("script", GOOD_SCRIPTS)
def test_scripts_of_careful_people_are_left_in_peace(script: str) -> None:
    assert passes(judge(no_plain_credential, Resource.of("aws:ec2/instance:Instance", "web", userData=script)))


GOOD_VALUES = {
    "ACTION": "docker://node:20@sha256:" + some(64, HEX),
    "GIT_COMMIT": some(40, HEX),
    "IMAGE_DIGEST": "sha256:" + some(64, HEX),
    "INTEGRITY": "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
    "DEPLOYMENT_ID": UUID,
    "SUBNETS": "subnet-0a1b2c3d4e5f60718,subnet-0b1c2d3e4f5061728",
    "SECRET_ID": "prod/payments/stripe",
    "DB_PASSWORD_PARAMETER": "/prod/db/password",
    "DB_SECRET": f"rds!cluster-{UUID}",
    "DB_CREDENTIALS_SECRET": "payments/db/Credentials1",
    "API_KEY_SECRET": "payments-ApiKey-3fA9xQ",
    "VAULT_SECRET": "secret/data/payments#password",
    "ENCRYPTED_DB_PASSWORD": "AQICAH" + some(180),
    "ADMIN_PASSWORD": "ENC[AES256_GCM,data:p673w==,iv:YY=,aad:UQ=,tag:Mb=,type:str]",
    "credentialSpecs": f"credentialspecdomainless:arn:aws:ssm:eu-west-1:111122223333:parameter/{some(8)}",
    "API_KEY_SECRET_NAME": "prod/api-key-1",
    "OAUTH_CLIENT_ID": "3n4b5urk1ft4fl3mg5e62d9ado",
    "COGNITO_USER_POOL_ID": "eu-west-1_aBcDeFgHi",
    "PASSWORD_HASHER": "argon2id",
    "PASSWORD_HASH_ALGORITHM": "pbkdf2_sha256",
    "TOKENIZER_MODEL": "cl100k_base",
    "TOKENS_PER_MINUTE": "60000",
    "TOKEN_CONTRACT_ADDRESS": "0x" + some(40, HEX),
    "SECRET_ROTATION_DAYS": "30",
    "KMS_KEY_ARN": f"arn:aws:kms:eu-west-1:111122223333:key/{UUID}",
    "SSH_KEY": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops",
    "CONFIG_B64": base64.b64encode(
        json.dumps({"region": "eu-west-1", "features": ["a"], "table": "x"}).encode()
    ).decode(),
    "APP_CONFIG": json.dumps({"db": {"host": "db.internal", "user": "app", "passwordSecret": "prod/db"}}),
    "STRIPE_KEY": "pk_live_" + some(24),
    "NEXT_PUBLIC_MAPBOX_TOKEN": f"pk.eyJ1IjoiYWNtZSIsImEiOiJja{some(20)}.{some(22)}",
    "NEXT_PUBLIC_FIREBASE_API_KEY": "AIza" + some(35),
    "VITE_MAPS_KEY": "AIza" + some(35),
    "REACT_APP_API_KEY": some(32),
    "RECAPTCHA_SITE_KEY": "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI",
    "GPG_KEY": some(40, string.digits + "ABCDEF"),
    "SIGNED_URL_KEY_PAIR_ID": "K2JCJMDEHXQW5F",
    "API_PASSWORD": "sm://project/secret",
    "DATABASE_PASSWORD": "secret://prod/db",
    "API_SECRET": "vault:secret/data/api#key",
    "API_KEY": "<your-api-key>",
    "CLIENT_SECRET": "REPLACE_ME",
    "ACCESS_KEY": "your-access-key",
    "JWT_SECRET": "example",
    "getPassword": "aws secretsmanager get-secret-value --secret-id prod/db --query SecretString",
    "MASTER_PASSWORD": "{{ admin_password }}",
    "AUTHORIZATION": "method.request.header.Authorization",
    "TOKEN": "$.detail.token",
    "DB_AUTH": "IAM",
    "BASIC_AUTH": "enabled",
    "REDIS_AUTH": "cache:6379",
    "REGISTRY_CREDENTIALS": "prod-registry:password",
    "SECRET_JSON_KEY": "apiKey",
    "CREDENTIALS_SOURCE": "Ec2InstanceMetadata",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
    "TOKEN_PROVIDER_CLASS": "com.acme.auth.OidcTokenProvider",
    "ROUTING_KEY": "orders.*.created",
    "existingSecret": "pg-Auth1",
    "checksum/secret": some(64, HEX),
    "MONGODB_URI": "mongodb+srv://c0.ab1cd.mongodb.net/app?authMechanism=MONGODB-AWS&authSource=$external",
    "OTEL_EXPORTER_OTLP_HEADERS": "api-key=${OTEL_KEY}",
    "AGENT_API_KEY": "%s\\nsite: datadoghq.eu\\n",
    "APPLICATIONINSIGHTS_CONNECTION_STRING": f"InstrumentationKey={UUID};IngestionEndpoint=https://x.example.org/",
}


FEDERATION = (
    '{"type":"external_account","audience":"//iam.googleapis.com/projects/123/x","url":"https://sts.example.com"}'
)


def test_what_says_where_a_token_comes_from_holds_none() -> None:
    for value in (FEDERATION, base64.b64encode(FEDERATION.encode()).decode()):
        assert passes(judge(no_plain_credential, function(GOOGLE_CREDS=value)))
    keeps = FEDERATION.replace("}", ',"client_secret":"Vq7Zx2Lp9Rt4Wk8Y"}')
    assert judge(no_plain_credential, function(GOOGLE_CREDS=keeps)).problems
    beside = 'hV8s2kd9QwLm3ZxT7pRb"type":"external_account"'
    assert judge(no_plain_credential, function(DB_SECRET=beside)).problems


@pytest.mark.parametrize(("name", "value"), GOOD_VALUES.items(), ids=GOOD_VALUES)
def test_values_of_careful_people_are_left_in_peace(name: str, value: str) -> None:
    assert passes(judge(no_plain_credential, function(**{name: value})))


PHRASES = {"a password", "a secret"} | {shape.phrase for shape in shapes()}


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=200))
def test_no_name_and_no_value_breaks_it(name: str, value: str) -> None:
    found = find_credential(name, value)
    assert found is None or found.phrase in PHRASES
    is_reference(value)


@pytest.mark.parametrize(
    ("type_", "key"),
    [
        ("kubernetes:helm.sh/v3:Release", "values"),
        ("command:local:Command", "environment"),
        ("command:remote:Command", "environment"),
    ],
)
def test_what_is_handed_to_a_command_or_a_chart_is_told_by_its_mark(type_: str, key: str) -> None:
    def handed(value: Any) -> Resource:
        return Resource.of(type_, "it", **{key: value})

    assert len(said(handed({"password": "hunter22"}))) == 1
    assert passes(judge(no_plain_credential, handed({"password": Secret("hunter22"), "mode": Secret("x")})))
    assert passes(judge(no_plain_credential, handed(Secret({"password": "hunter22"}))))


@pytest.mark.parametrize("type_", ["command:local:Command", "command:remote:Command"])
@pytest.mark.parametrize("argument", ["create", "stdin"])
def test_a_command_that_holds_a_password_is_found_unless_it_is_marked(type_: str, argument: str) -> None:
    script = "mysql -u root -pS3cretPass1 -e 'select 1'"
    assert len(said(Resource.of(type_, "it", **{argument: script}))) == 1
    assert passes(judge(no_plain_credential, Resource.of(type_, "it", **{argument: Secret(script)})))
