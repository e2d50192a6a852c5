"""The only users of SQLAlchemy: one database, SQLite or PostgreSQL, and a module for each noun that is kept in it."""
