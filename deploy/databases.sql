-- Beside the catalogue's own, which PostgreSQL makes first: one for Dagster.
CREATE DATABASE dagster;
