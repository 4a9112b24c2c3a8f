"""Children: the permanent register, what was measured and received, and the summaries that pages read."""
