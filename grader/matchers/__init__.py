"""A rubric's patterns, compiled: one scan of the text for all of them, spans only where they are asked for."""
