"""Trained comparisons with PyTorch (extra `experiments`): results in `attn_core/data/trained/`."""
