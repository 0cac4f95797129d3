"""The version of the package, and part of every signature."""

VERSION = "0.1.0"
