"""Small real data sets that may be passed on, as plain tables; each folder says where it comes from."""
