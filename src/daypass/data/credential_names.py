"""This is where the words are by which the name of a variable promises a secret, or tells only about one."""

from datetime import date
from typing import Final

SOURCE: Final = (
    "variable names in the secret scanners of checkov, prowler and trivy, and in AWS's and the vendors' examples"
)
AS_OF: Final = date(2026, 11, 26)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PASSWORDS: Final = _words("password passwd pwd passphrase passcode pass pw passwort kennwort")
"""Any value of these is a password, however simple."""

SECRETS: Final = _words("secret secrets token apikey credential credentials creds authorization bearer pat")
"""A value of these is a secret where it looks random; otherwise it is the name of one."""

LAST_SECRETS: Final = _words("auth pepper")
"""The same where the name ends so: `REDIS_AUTH`, but not `AUTH_MODE`."""

WHOLE: Final = _words(
    """bypass daypass compass trespass overpass underpass lowpass highpass bandpass multipass passport passports
    passthrough passthru passenger passengers passage"""
)
"""Words that stay one where somebody writes a capital or a separator inside them: `ByPass` is no password."""

CHOSEN: Final = _words("jwt session cookie csrf app application auth nextauth hmac signing webhook secret")
"""What stands before `secret` or `key` where a program's author makes the secret up, and no vendor hands it out."""

KEYS: Final = _words(
    """api access secret private signing encryption auth account master shared app application hmac license licence
    webhook session cookie jwt storage admin ssh client deploy aes integration ingest fernet crypto cipher write sdk
    stripe openai anthropic gemini groq mistral openrouter huggingface mailgun sendgrid postmark mandrill twilio
    datadog honeycomb pagerduty hubspot plaid braintree"""
)
"""What stands before `key` where the key is a secret; of a vendor's that anyone may know, see `PUBLISHABLE`."""

PUBLISHABLE: Final = (
    "pk_live_",
    "pk_test_",
    "pk.eyj",
    "sb_publishable_",
    "rzp_live_",
    "rzp_test_",
    "ssh-",
    "ecdsa-sha2-",
)
"""How values begin that are meant to be known: keys of browsers, and public keys."""

JOINED_PASSWORDS: Final = (
    *("password", "passwd", "dbpass", "rootpass", "userpass", "adminpass", "dbpwd"),
    *("requirepass", "masterauth"),
)
"""How a name of a password ends that runs its words together: `MYSQLPASSWORD`, and as Redis calls its own."""

JOINED: Final = (
    *JOINED_PASSWORDS,
    *("apikey", "secretkey", "accesskey", "privatekey", "encryptionkey", "signingkey", "masterkey"),
    *("authtoken", "accesstoken", "apitoken", "refreshtoken", "sessiontoken", "bearertoken", "bottoken"),
    *("clientsecret", "appsecret", "apisecret", "jwtsecret", "webhooksecret", "signingsecret"),
)
"""The same of every secret: `CLIENTSECRET`."""

ABOUT: Final = _words(
    """arn name names id ids url uri path paths file filename dir folder ttl age expiry expires expiration
    seconds minutes hours days length size min max count limit enabled disabled required rotation
    policy type kind region version parameter param ref reference prefix suffix header endpoint
    issuer audience algorithm alg alias store manager provider field table bucket group user
    username email host hostname port mode format location lambda function hint attempts retries
    service server backend scope scopes source status timeout interval label description class stdin
    stdout prompt template page subject message topic queue route claim cookie column attribute
    pattern regex uuid at rotated access date time timestamp created updated changed expired
    hasher algo strategy style checker validator validators encoder encoding charset strength cost rounds iterations
    history complexity reuse mask placeholder help icon color input form component screen view address contract
    budget window rate price usage minute second hour day month per model tokenizer sha sha256 digest checksum hash
    fingerprint thumbprint spec specs owner owners contact contacts team maintainer maintainers mail
    sub aud iss amr repository repo environment env"""
)
"""A last word after which the value is something about a secret: `SECRET_ARN`, `TOKEN_URL`."""

NO_TOKENS: Final = _words("next page pagination continuation output idempotency request client action change")
"""What stands before `token` where it is a place in a list, or tells one request from another: `ClientRequestToken`."""

PLACEHOLDERS: Final = _words(
    """changeme changeit change-me change_me replaceme replace-me todo tbd placeholder none null nil undefined true
    false yes no on off unset redacted dummy fake"""
)
"""Values that nobody has filled in yet."""

CLOUDS: Final = _words("aws azure azurerm arm gcp google gcloud gke oci alicloud")
"""Of whose keys a pipeline needs none, because they take the token of its run."""

TAKE_RUNS: Final = _words(
    "pulumi vault pypi cargo crates rubygems nuget jfrog artifactory databricks snowflake tailscale"
)
"""Who else takes the token of a run of GitHub and GitLab for one of its own; npm does so to publish alone.

Pulumi Cloud, "OIDC issuers"; Vault, "JWT/OIDC auth method"; PyPI, crates.io, RubyGems and NuGet, "Trusted publishing";
JFrog, "OpenID Connect integration"; Databricks, Snowflake and Tailscale, "Workload identity federation"; read 2026-12.
"""

CLOUD_KEYS: Final = _words("key keys json creds")
"""A last word that makes a name with a cloud in it the name of a key to that cloud: `GCP_SA_KEY`."""

NO_CLOUD: Final = _words("kms vault")
"""What makes it the name of another key."""

ABOUT_CLOUDS: Final = _words(
    """account tenant subscription project vault cluster registry org organization team role assume pool identity sa
    domain zone environment env stage repository addr address channel hosts level"""
)
"""A last word after which a pipeline's value only says where something is, or who is to be entered."""

ADDRESSES: Final = _words("url uri")
WITH_LOGIN: Final = _words("database db postgres postgresql mysql mongo mongodb redis amqp rabbitmq webhook")
"""Of what the address has a password in it, or is one: `DATABASE_URL`, `SLACK_WEBHOOK_URL`."""
