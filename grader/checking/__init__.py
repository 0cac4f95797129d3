"""From a segmented text and a rubric to findings: what the patterns show, what the learned part makes of it, with quotes."""
