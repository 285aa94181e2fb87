"""Files are read in processes of their own, with limits: one that hangs, crashes or swells takes nothing else down."""
