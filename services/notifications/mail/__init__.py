"""E-mail as a channel: what a member asked to be told is carried to the address that the member has confirmed."""
