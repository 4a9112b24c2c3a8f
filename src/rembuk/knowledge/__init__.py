"""Facts as versioned data, each with its source and date; code never holds them."""
