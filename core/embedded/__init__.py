"""PostgreSQL and Redis from wheels, run as the private servers of one data folder."""
