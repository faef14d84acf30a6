"""This is where it is told what scripts fetch from AWS and run: whoever writes that decides what a workload does."""
