# Sourced by quickstart.sh and tests/run.sh: what Burnish needs of Debian 12, and how to get it.

build_packages=(
  cmake ninja-build g++ pkg-config
  libboost-dev libtbb-dev nlohmann-json3-dev libspdlog-dev liblcms2-dev libpugixml-dev libmd-dev
  libcurl4-openssl-dev libarchive-dev libhwy-dev libcli11-dev
  libjpeg62-turbo-dev libpng-dev libdeflate-dev libwebp-dev libtiff-dev libopenimageio-dev
  libopencv-imgproc-dev libopencv-dnn-dev opencv-data
)
test_packages=(libgtest-dev libgmock-dev clang-format libimage-exiftool-perl exiv2 python3)
extended_test_packages=(clang clang-tidy)

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages PACKAGE...: installs those that are missing, and says which; asks nothing.
install_packages() {
  local package missing=() as_root=()
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    echo "All needed packages are installed."
    return
  fi
  echo "Installing with apt-get: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "error: missing packages (${missing[*]}): neither root nor sudo; install them as root and run this again" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 \
    --no-install-recommends install "${missing[@]}"
}
