"""What Bothways costs: CPU seconds and peak memory, each beside something it can be compared to, in the same run."""
