"""The records: specs that people author (rubric) and states that the program produces. Imports pydantic and nothing of ours."""
