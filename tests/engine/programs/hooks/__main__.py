"""Hooks are registered, and nothing happens that they could act on."""

import pulumi
from pulumi import ResourceHook, ResourceHookBinding


def shout(args):
    raise Exception("a hook was run")


hook = ResourceHook("shout", shout)
pulumi.CustomResource(
    "test:index/leaf:Leaf",
    "hooked",
    {},
    pulumi.ResourceOptions(hooks=ResourceHookBinding(before_create=[hook], after_create=[shout])),
)
