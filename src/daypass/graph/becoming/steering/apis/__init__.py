"""This is where it is told what API Gateway asks of AWS for whoever calls a route, and what of that its caller says."""
