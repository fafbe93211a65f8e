"""How fast services are, measured against what anybody could write with less."""
