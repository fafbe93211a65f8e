"""One question about speed in each module, as its `SCENARIO`; being here is enough."""
