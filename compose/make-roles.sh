#!/bin/bash
# Run once by the PostgreSQL image, on an empty data folder: an owner to migrate with, and the role
# that requests run as, which owns nothing and is bound by row-level security.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$DEBRIEF_OWNER_PASSWORD" --set app_password="$DEBRIEF_APP_PASSWORD" <<'SQL'
CREATE ROLE debrief_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE debrief_app LOGIN PASSWORD :'app_password';
CREATE DATABASE debrief OWNER debrief_owner;
REVOKE ALL ON DATABASE debrief FROM PUBLIC;
GRANT CONNECT ON DATABASE debrief TO debrief_app;
SQL
