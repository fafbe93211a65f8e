"""What the template's tests stand on: combinations, servers, checks, report."""
