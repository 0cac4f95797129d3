"""From a segmented text and a rubric to findings with quotes: what the patterns show, and how far to trust them."""
