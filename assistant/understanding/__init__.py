"""Text to tool calls: grammar, context, fuzzy, small language model."""
