"""A stack that is somebody else's: nothing of it is known here."""

import pulumi


class Leaf(pulumi.CustomResource):
    def __init__(self, name, **inputs):
        super().__init__("test:index/leaf:Leaf", name, inputs)


network = pulumi.StackReference("acme/network/prod")
Leaf("get", vpc=network.get_output("vpc"), label=network.get_output("vpc").apply(lambda vpc: f"in-{vpc}"))
Leaf("require", vpc=network.require_output("vpc"))
pulumi.export("vpc", network.outputs["vpc"])
