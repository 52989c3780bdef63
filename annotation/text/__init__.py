"""What a string alone tells: its paragraphs, sentences, headings, language, and the targets it mentions."""
