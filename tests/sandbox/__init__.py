"""This is where the sandbox is: the real Pulumi engine against an emulated AWS, in one folder, on loopback.

Test equipment. `Sandbox` is what tests (and `daypass demo`, from a checkout) use; `host/` is a small Python language
host, `aws/` a resource provider named `aws` on boto3. Users run the official host and the real provider.
"""
