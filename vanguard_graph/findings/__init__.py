"""What an analysis returns: rows that explain themselves and carry their evidence."""
