"""From a network, its gaps and its skills to the set of two-way links that opens most for the hours people have."""
