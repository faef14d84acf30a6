"""Configuration of every kind, read with every kind of accessor."""

import pulumi


class Leaf(pulumi.CustomResource):
    def __init__(self, name, **inputs):
        super().__init__("test:index/leaf:Leaf", name, inputs)


config, other = pulumi.Config(), pulumi.Config("other")
Leaf(
    "texts",
    plain=config.require("plain"),
    number=config.require_int("number"),
    written=config.get("written"),
    flag=config.get_bool("flag"),
    tree=config.require_object("tree"),
    other=other.get("key"),
    default=config.get("default"),
    missing=config.get("missing"),
    flagged=config.get("flagged"),
)
Leaf("shown", text=config.require("password"), part=config.require_object("database")["password"])
Leaf(
    "hidden",
    text=config.require_secret("password"),
    number=config.get_secret_int("port"),
    database=config.require_secret_object("database"),
    host=config.require_secret_object("database").apply(lambda database: database["host"]),
    password=config.require_secret_object("database").apply(lambda database: database["password"]),
    dsn=config.require_secret_object("database").apply(
        lambda database: f"pg://{database['password']}@{database['host']}"
    ),
    known=config.require_secret("known"),
    lent=pulumi.Output.secret("canary-in-program"),
)
pulumi.export("length", config.require_secret("password").apply(len))
