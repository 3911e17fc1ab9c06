"""Settings from the environment, all in one typed place."""
