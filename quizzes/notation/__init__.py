"""How questions are written in files, below the level of a whole file: texts, weights, numbers, cells. Pure."""
