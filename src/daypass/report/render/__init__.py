"""This is where the faces of a report are: the same rows as text, JSON, SARIF, GitHub annotations, Markdown."""
