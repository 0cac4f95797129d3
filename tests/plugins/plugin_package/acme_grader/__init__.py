"""A small package of plug-ins, one of each kind."""

from pathlib import Path

REMINDERS = Path(__file__).with_name("reminders.yaml")
