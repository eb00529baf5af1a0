"""The demo organisation and the shipped real data sets."""
