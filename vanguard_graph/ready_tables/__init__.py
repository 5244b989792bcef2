"""Ready tables: what the graph holds, for those who will never write a query."""
