"""Reading and writing plan files, tables and MS Project XML."""
