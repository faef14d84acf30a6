"""This is where it is told whom roles and providers let in: workloads, pipelines, people, and how many share one."""
