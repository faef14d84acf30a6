"""This is where the words of the field are: owner, term, grant, federation, identity, and what Pulumi declares."""
