"""The science of the lecture: NumPy only, one file per idea, nothing about drawing."""
