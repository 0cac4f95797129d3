"""From a YAML file to a `Rubric`, with every problem in the author's words and at the author's line."""
