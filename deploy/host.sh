# Shell functions that ./deploy/quickstart and ./tests/run share. Source it, do not run it.

say() { printf '== %s\n' "$*"; }
die() { printf '== %s\n' "$*" >&2; exit 1; }

# as_root COMMAND...: directly for root, else through sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo > /dev/null; then sudo "$@"
    else die "this needs root and there is no sudo: $*"; fi
}

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}

# missing_packages LIST WHAT...: lines of the list for these uses of which nothing is installed.
missing_packages() {
    local list=$1 names use path name one
    shift
    while read -r names use path; do
        case $names in '' | '#'*) continue ;; esac
        case " $* " in *" $use "*) ;; *) continue ;; esac
        [ -n "$path" ] && [ -e "$path" ] && continue
        one=
        for name in ${names//|/ }; do installed "$name" && one=$name; done
        [ -n "$one" ] || echo "$names"
    done < "$list" | sort -u
}

# install_packages LIST WHAT...: installs what is missing; touches nothing where nothing is.
install_packages() {
    local missing names name chosen=()
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    command -v apt-get > /dev/null || die "no apt-get here; install yourself: ${missing//$'\n'/ }"
    say "installing: ${missing//$'\n'/ }"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
    as_root "${apt[@]}" update || die "apt-get update failed"
    for names in $missing; do
        for name in ${names//|/ }; do
            [ -n "$(apt-cache search --names-only "^${name//+/\\+}\$")" ] && break
        done
        chosen+=("$name")
    done
    as_root "${apt[@]}" install --no-install-recommends "${chosen[@]}" ||
        die "apt-get install failed: ${chosen[*]}"
}

# build_preset PRESET [CMAKE ARGUMENTS...]: configures and builds into build/PRESET.
build_preset() {
    local preset=$1 launcher=()
    shift
    command -v ccache > /dev/null &&
        launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    cmake --preset "$preset" "${launcher[@]}" "$@" && cmake --build --preset "$preset" -j "$(nproc)"
}
