"""This is where it is told who changes what another may do, or who becomes them."""
