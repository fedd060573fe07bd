# shellcheck shell=bash
# Which NuGet feed is this? The answer decides between the real packages and compat/ (eng/Feed.props) and is kept in
# .fleet/feed.props. An unreachable feed counts as partial, which always builds, and is asked again a day later.

feed_recorded() { sed -n 's:.*<PackageFeed>\(.*\)</PackageFeed>.*:\1:p' "$FLEET/feed.props" 2>/dev/null; }

feed_record() {
  printf '<Project>\n  <!-- %s -->\n  <PropertyGroup><PackageFeed>%s</PackageFeed></PropertyGroup>\n</Project>\n' \
    "$2" "$1" >"$FLEET/feed.props.new"
  mv "$FLEET/feed.props.new" "$FLEET/feed.props"
}

# feed_prepare open|partial|probe|'' : the empty choice keeps what is recorded.
feed_prepare() {
  case ${1:-} in
    open | partial) feed_record "$1" "chosen with --feed $1"; return ;;
    probe) rm -f "$FLEET/feed.props" ;;
    '') ;;
    *) die "--feed takes open, partial or probe, not '$1'" ;;
  esac
  if grep -q unreachable "$FLEET/feed.props" 2>/dev/null; then
    find "$FLEET/feed.props" -mmin +1440 -delete
  fi
  [ -n "$(feed_recorded)" ] || feed_probe
}

# Restores, in a folder of its own, the packages that only an open feed has, at the versions the project wants.
feed_probe() {
  step 'asking the NuGet feed which packages it has'
  local dir out
  dir=$(mktemp -d)
  out=$dir/out
  cp "$ROOT/Directory.Packages.props" "$ROOT/eng/probe/Probe.csproj" "$dir/"
  if (cd "$dir" && timeout -k 5 180 dotnet restore Probe.csproj -p:PackageFeed=open) >"$out" 2>&1 </dev/null; then
    feed_record open 'found by eng/feed.sh: every package restored'
  elif grep -qE 'NU110[0-9]' "$out"; then
    feed_record partial "found by eng/feed.sh: $(grep -oE 'package [A-Za-z.]+' "$out" | sort -u | wc -l) missing"
    say "  some packages are missing there, so the stand-ins in compat/ are compiled (compat/README.md)"
  else
    feed_record partial 'unreachable when eng/feed.sh asked'
    say "  the feed did not answer: taking 'partial' for today (--feed probe asks again)"
  fi
  rm -rf "$dir"
}
