NAME = "the neighbour"
