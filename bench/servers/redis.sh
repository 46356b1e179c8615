#!/bin/sh
# Run a Redis for as long as somebody holds the other end of standard input, however that one ends:
#   redis.sh PORT
trap '' INT
folder=$(mktemp -d)
redis-server --bind 127.0.0.1 --port "$1" --save '' --appendonly no --daemonize no --dir "$folder" > "$folder/log" &
cat > /dev/null
kill $!
wait $!
rm -r "$folder"
