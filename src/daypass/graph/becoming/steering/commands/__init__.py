"""This is where it is told who decides, by what they send, what a task of ECS or a build is told to run."""
