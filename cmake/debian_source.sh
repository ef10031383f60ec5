# debian_source: Debian's source packages without Debian's packaging. Sourced by fetch_lwip.sh and by tests/conformance/fetch_wine_tests.sh.
#
#   debian_orig_tarball <package> <work folder> <seconds>   prints the path of the package's .orig tarball, which is in the work folder then
#
# The package lists are our own, below the work folder: every binary source of the machine is copied as a source of sources, and the
# machine's lists are neither read nor written. apt checks signature and hashes; what it says is in <work folder>/log. Root is not needed.
debian_orig_tarball() {
  command -v apt-get >/dev/null || return 1
  mkdir -p "$2/parts" "$2/lists/partial" "$2/archives/partial" "$2/package" || return 1
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" >"$2/parts/${file##*/}"
  done
  : >"$2/sources.list"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] && sed -n 's/^[[:space:]]*deb[[:space:]]/deb-src /p' "$file" >>"$2/sources.list"
  done

  apt="timeout $3 apt-get -qq -o APT::Sandbox::User=$(id -un) -o Acquire::Languages=none"
  apt="$apt -o Dir::Etc::SourceList=$2/sources.list -o Dir::Etc::SourceParts=$2/parts"
  apt="$apt -o Dir::State::Lists=$2/lists -o Dir::Cache=$2 -o Dir::Cache::Archives=$2/archives"
  $apt update >"$2/log" 2>&1 || return 1
  # Packaging and patches are not needed, so neither are their tarball and dpkg-source.
  (cd "$2/package" && $apt source --download-only --tar-only "$1") >>"$2/log" 2>&1 || return 1
  for file in "$2/package/$1"_*.orig.tar.*; do
    [ -f "$file" ] && printf '%s\n' "$file" && return 0
  done
  return 1
}
