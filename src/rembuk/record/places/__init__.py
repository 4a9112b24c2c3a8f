"""Places: the tree of areas with codes and dates, as the ministry's table and the district's own lists give them."""
