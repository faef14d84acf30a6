"""This is where the resource provider named `aws` is: boto3 against an emulated AWS, one table row a resource type.

It answers as the bridged provider does (defaults, autonames and `tagsAll` in checked inputs, unknown outputs in
preview) and refuses what AWS refuses and the emulator accepts.
"""
