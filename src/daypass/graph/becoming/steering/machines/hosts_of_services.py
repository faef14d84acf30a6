"""This is where the hosts are told apart that a service of AWS starts for what a stack has of it, by the tags they get.

A node group of EKS gives its hosts none of its own tags, only those of its template; an environment of Elastic
Beanstalk and a cluster of EMR give them all. Sources: Amazon EC2 Auto Scaling User Guide, "Tag Auto Scaling groups and
instances"; Amazon EKS User Guide, "Organize Amazon EKS resources with tags" and "Customize managed nodes with launch
templates"; AWS Elastic Beanstalk Developer Guide, "Tagging resources in your Elastic Beanstalk environments"; Amazon
EMR Management Guide, "Tag and categorize Amazon EMR cluster resources"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.model.resource import Resource

_ID: Final = "id"
_OF_CLUSTER: Final = tuple((f"{start}eks:cluster-name", "clusterName") for start in ("", "aws:"))
_MADE: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "aws:autoscaling/group:Group": (("aws:autoscaling:groupName", "name"),),
    "aws-native:autoscaling:AutoScalingGroup": (("aws:autoscaling:groupName", "autoScalingGroupName"),),
    "aws:ec2/launchTemplate:LaunchTemplate": (("aws:ec2launchtemplate:id", _ID),),
    "aws-native:ec2:LaunchTemplate": (("aws:ec2launchtemplate:id", "launchTemplateId"),),
    "aws:eks/nodeGroup:NodeGroup": (*_OF_CLUSTER, ("eks:nodegroup-name", "nodeGroupName")),
    "aws-native:eks:Nodegroup": (*_OF_CLUSTER, ("eks:nodegroup-name", "nodegroupName")),
    "aws:elasticbeanstalk/environment:Environment": (("elasticbeanstalk:environment-name", "name"),),
    "aws-native:elasticbeanstalk:Environment": (("elasticbeanstalk:environment-name", "environmentName"),),
    "aws:emr/cluster:Cluster": (("aws:elasticmapreduce:job-flow-id", _ID),),
}
"""Type → the tags that AWS gives its hosts, and the property that says with which value."""

NODE_GROUPS: Final = ("aws:eks/nodeGroup:NodeGroup", "aws-native:eks:Nodegroup")
_GIVING_THEIR_OWN: Final = (
    "aws:elasticbeanstalk/environment:Environment",
    "aws-native:elasticbeanstalk:Environment",
    "aws:emr/cluster:Cluster",
)


def has_hosts(resource: Resource) -> bool:
    """Whether AWS starts hosts for it that run as the role which it names."""
    return resource.type in NODE_GROUPS or gives_its_tags(resource)


def gives_its_tags(resource: Resource) -> bool:
    """Whether its hosts have the tags that it has itself."""
    return resource.type in _GIVING_THEIR_OWN


def made_tags(starter: Resource) -> Iterator[tuple[str, str]]:
    """The tags that AWS puts on what it starts, as far as their values are known."""
    for key, property_ in _MADE.get(starter.type, ()):
        value = text_of(said(starter, property_)) or (starter.id if property_ == _ID else "")
        if value:
            yield key, value
