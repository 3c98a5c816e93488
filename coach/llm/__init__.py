"""The language model: engines, tasks, prompt files, and where model files come from."""
