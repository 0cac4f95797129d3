"""The records: specs that people author and states that the program produces. Imports pydantic, nothing of ours."""
