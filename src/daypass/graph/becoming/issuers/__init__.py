"""This is where it is told who signs tokens as an issuer does, whose keys they write or have served from elsewhere."""
