"""What a rubric's patterns look for, compiled: one scan of the text for all of them, spans only where they are asked for."""
