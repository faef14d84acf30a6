"""This is where it is told what those take whom nobody knows, checks or trusts much."""
