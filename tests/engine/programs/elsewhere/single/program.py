import pulumi
from beside import made

made("line 5")
made("line 6")
pulumi.export("file", __file__.rsplit("/", 1)[-1])
