"""Archives and assets: one that is there, some that are not. None is read."""

import pulumi


class Leaf(pulumi.CustomResource):
    def __init__(self, name, **inputs):
        super().__init__("test:index/leaf:Leaf", name, inputs)


Leaf("there", code=pulumi.FileArchive("."), text=pulumi.StringAsset("hello"))
Leaf(
    "missing",
    code=pulumi.AssetArchive({"a": pulumi.FileAsset("not-there.py"), "b": pulumi.StringAsset("b")}),
    zip=pulumi.FileArchive("dist/function.zip"),
)
