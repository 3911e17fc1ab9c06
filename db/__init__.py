"""Engine, sessions and migrations; opened only by pages, components, web and tools."""
