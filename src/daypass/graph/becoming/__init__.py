"""This is where it is told, way by way, who becomes whom."""
