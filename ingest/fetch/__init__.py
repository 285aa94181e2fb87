"""Pages of the web by their address: asked for with care, for any address may be given by anyone."""
