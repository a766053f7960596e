"""Runs: what a demo did for somebody, event by event, and what it cost."""
