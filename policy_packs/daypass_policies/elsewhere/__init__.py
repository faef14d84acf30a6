"""This is where it is told what machines may do outside the IAM of AWS: in clusters, in Google Cloud, in Azure."""
