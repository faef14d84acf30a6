"""This is where the policy language is: documents, their words, and what trust and permission they give."""
