"""Components in components, options that are inherited, outputs and what depends on what."""

import pulumi


class Leaf(pulumi.CustomResource):
    def __init__(self, name, value=None, opts=None, **more):
        super().__init__("test:index/leaf:Leaf", name, {"value": value, "made": None, **more}, opts)


class Branch(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("test:index:Branch", name, {"owner": "payments"}, opts)
        self.leaf = Leaf(f"{name}-leaf", "green", pulumi.ResourceOptions(parent=self))
        self.register_outputs({"leaf": self.leaf.urn})


class Tree(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("test:index:Tree", name, None, opts)
        self.branch = Branch("branch", pulumi.ResourceOptions(parent=self))
        self.register_outputs({})


tree = Tree("tree", pulumi.ResourceOptions(protect=True, aliases=[pulumi.Alias(name="bush")]))
first = Leaf("first", {"deep": ["one", 2, 2.5, True, None]})
second = Leaf(
    "second", first.made, pulumi.ResourceOptions(depends_on=[tree], protect=False, retain_on_delete=True), plain="text"
)
Leaf("of-resource", first)
pulumi.export("first", first.made)
pulumi.export("name", "plain")
pulumi.export("hidden", pulumi.Output.secret("canary-stack-output"))
