"""This is where what Pulumi wrote down is read: files and protocol values in, Resources out."""
