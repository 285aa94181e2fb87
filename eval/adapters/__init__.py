"""Public data sets, each form made into a suite and its documents."""
