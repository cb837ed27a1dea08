"""Statistics of quizzes for their authors. Pure: numbers in, numbers out, no Django.

`measures` computes, `disclosure` decides what of it may be known, `pooling` reads what was published,
`intervals` says how sure it is, `weak` finds the questions to read again.
"""
