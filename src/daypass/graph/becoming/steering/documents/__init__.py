"""This is where it is told who decides by a document of Systems Manager what machines run."""
