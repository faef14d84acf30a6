import pulumi


class Own(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("test:index:Own", name)
        pulumi.CustomResource("test:index/leaf:Leaf", f"{name}-leaf", {}, pulumi.ResourceOptions(parent=self))


def made(name):
    return Own(name)
