"""From a claim and the passages it cites to a verdict."""
