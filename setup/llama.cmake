# Read by CMake right after llama.cpp's own `project()`: the Python binding asks for llama.cpp's
# "common" library (half of the compiling) and never loads it.
set(LLAMA_BUILD_COMMON OFF CACHE BOOL "not used by the Python binding" FORCE)
