"""Static checks of a rendered service; each lists what it finds, and nothing is ever fixed."""
