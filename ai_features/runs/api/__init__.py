"""Endpoints of runs, feedback and usage."""
