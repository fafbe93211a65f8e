"""Applications that do one thing without anything around it; they run where services run."""
