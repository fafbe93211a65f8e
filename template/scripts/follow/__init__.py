"""Following the template that this service was made from: `make follow`."""
