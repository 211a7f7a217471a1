"""Ten exercises to the lecture, NumPy only: a specification, a gap to fill, and a check that answers with a hint.

Each file stands on its own, and its first line names the scenes that it is to: there notes, handout and transcript name
it. Fill its gap, then ``python exercises/softmax.py`` or ``./run exercise softmax``; ``./run exercise`` lists all.
"""
