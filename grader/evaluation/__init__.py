"""How far the grader agrees with people who labelled the same texts. Nothing here is needed to grade."""
