"""PostgreSQL and Redis from wheels: run as private servers of one data folder."""
