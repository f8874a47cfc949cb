"""Processes of a whole deployment are killed, servers are stopped; in the end a client's ledger is compared."""
