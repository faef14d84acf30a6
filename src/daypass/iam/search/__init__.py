"""This is where a request is searched for that policies allow: symbolically, by what they ask of it."""
