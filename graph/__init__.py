"""The domain: what is known about an organisation, its network, its gaps, and the links that would open them."""
