"""This is where it is told whom the policies of resources let in: everyone, whole accounts, services for strangers."""
