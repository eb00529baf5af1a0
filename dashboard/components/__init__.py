"""Parts that pages share: the frame around a page, pictures with their table, the card of a link."""
