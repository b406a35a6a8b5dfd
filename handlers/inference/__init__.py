"""Conversations with a language model, whichever the settings name, behind one port."""

from handlers.inference.choice import provider
from handlers.inference.conversation import Inference
from handlers.inference.port import Message, Prompt, Provider

__all__ = ["Inference", "Message", "Prompt", "Provider", "provider"]
