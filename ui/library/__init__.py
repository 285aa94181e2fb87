"""The library tab: documents on their way in, what is on record, and tending it."""
