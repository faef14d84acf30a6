"""This is where rules meet the wire: our own servicer of the public `pulumirpc.Analyzer` protocol."""
