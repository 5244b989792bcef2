"""Rules that the rows of the tables keep, one function each."""
