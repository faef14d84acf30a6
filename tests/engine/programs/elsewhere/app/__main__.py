import os

import pulumi
from monitor import NAME  # a neighbour with the name of a module of ours

pulumi.export("name", NAME)
pulumi.export("working", os.path.basename(os.getcwd()))
pulumi.export("root", os.path.basename(pulumi.runtime.get_root_directory()))
pulumi.export("stack", f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}")
