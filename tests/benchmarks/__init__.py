"""Benchmarks: each is a separate program that uses the product's models and settings."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.assembly.settings")
django.setup()
