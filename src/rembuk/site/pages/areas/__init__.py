"""Areas: the tree from province to posyandu."""
