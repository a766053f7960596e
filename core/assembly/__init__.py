"""Where the floors are put together; the only place that names upper floors, as strings."""
