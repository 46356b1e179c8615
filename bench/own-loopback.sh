#!/bin/sh
# Run a command in a network namespace of its own, where nothing paces the loopback and the kernel holds little for a
# slow reader, so that the server has to:
#   unshare --net own-loopback.sh COMMAND [ARGUMENT...]
set -e
ip link set lo up
echo reno > /proc/sys/net/ipv4/tcp_congestion_control
echo 4096 16384 262144 > /proc/sys/net/ipv4/tcp_wmem
exec "$@"
