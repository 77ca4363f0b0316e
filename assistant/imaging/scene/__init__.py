"""The scene renderer: a typed scene program, written from words or by the model, drawn by Skia.

program.py says what a scene is, words.py makes one from a sentence, render.py draws it,
engine.py offers all of it as a picture engine. Everything that is drawn follows from the
program: the same program gives the same pixels at the same size, and one seed keeps its
mountains while the hour, the weather and the season change over them.
"""
