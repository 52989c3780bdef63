"""`Passage` in, vectors out; alone knows onnxruntime, safetensors and tokenizers."""
