"""This is where the words of the field are: owner, term, grant, federation, identity, and the resource that Pulumi declares."""
