"""A resource whose provider is code of the program."""

import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider


class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("id", {**props, "made": "canary-of-provider"})


class Made(Resource):
    made: pulumi.Output[str]

    def __init__(self, name, value):
        super().__init__(Provider(), name, {"value": value, "made": None})


made = Made("made", "given")
pulumi.export("made", made.made)
