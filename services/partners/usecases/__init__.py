"""What a route, a list or an effect asks for where one command is not all: facts, claims, several streams."""
