# Outlives a JVM that was killed -9: ends the server this JVM started and removes its files.
# Run as: sh -c "<this text>" guardian [directory to remove]
# Reads orders from the JVM on standard input; end of file without "leave" means the JVM died.
trap '' HUP INT TERM

# Start time of a process, so that a reused pid is never taken for the server.
born() {
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  set -- ${stat##*) }
  shift 19
  echo "$1"
}

pid=
birth=
while read -r verb arg; do
  case $verb in
    watch) pid=$arg; birth=$(born "$pid") ;;
    forget) pid= ;;
    leave) exit 0 ;;
  esac
done

if [ -n "$pid" ] && [ -n "$birth" ] && [ "$(born "$pid")" = "$birth" ]; then
  # Stopped first, so that it cannot start another child while its children are listed.
  kill -STOP "$pid"
  children=$(cat "/proc/$pid"/task/*/children 2>/dev/null)
  kill -KILL $pid $children
fi
if [ -n "$1" ]; then
  for again in 1 2 3 4 5; do
    rm -rf -- "$1" && break
    sleep 1
  done
fi
