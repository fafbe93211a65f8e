"""What a run shows: a line for each combination while it runs, a table and a page at its end."""
