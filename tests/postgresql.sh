# Sourced by run.sh: a private PostgreSQL cluster in $work, reached by its socket alone, gone at the end. Sets
# LUMBAR_TEST_POSTGRESQL, the URL of a server on which databases may be made.

pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)

# PostgreSQL refuses to run as root: there it runs as the user that its package made.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

start_postgresql() {
    local folder=$work/pg me
    me=$(id -un)
    mkdir "$folder"
    [ "$(id -u)" -eq 0 ] && chown postgres "$folder"
    as_postgres "$pg_bin/initdb" -D "$folder/data" -A trust -U "$me" -E UTF8 --locale=C.UTF-8 >"$work/initdb.log" 2>&1 || {
        cat "$work/initdb.log"
        return 1
    }
    as_postgres "$pg_bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
        -o "-k $folder -c listen_addresses= -c max_connections=300 -c unix_socket_permissions=0777" start >/dev/null || {
        cat "$folder/log"
        return 1
    }
    export LUMBAR_TEST_POSTGRESQL="postgresql:///postgres?host=$folder&user=$me"
}

stop_postgresql() {
    [ -d "$work/pg/data" ] && as_postgres "$pg_bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1
}
