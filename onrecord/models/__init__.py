"""Chat models: opening one by its setting, asking it, and saying in plain words how it failed."""
