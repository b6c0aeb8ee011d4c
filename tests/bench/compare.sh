#!/usr/bin/env bash
# Times the burnish command beside libvips, ImageMagick and GraphicsMagick, whichever are installed, on the same work.
# Usage: tests/bench/compare.sh [RUNS]      default 5; BURNISH=path/to/burnish, PICTURE=photo.jpg to choose others
# Every round runs each program once, in turn; a row shows medians over the rounds, and the ratio is the median over
# rounds of (its wall time / the best peer's in the same round), so that a drift of the machine's speed does not move it.
# The table goes to standard output; README.md quotes one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
runs=${1:-5}
burnish=${BURNISH:-build/release/bin/burnish}
picture=${PICTURE:-examples/slot-canyon.jpg}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

have() { command -v "$1" >/dev/null; }
magick=$(command -v convert-im6.q16 || true)

# A camera-sized JPEG, an uncompressed TIFF of 4 MP and a tiny PNG, made from the one photograph.
"$burnish" transform -q --strip c_scale,w_6000/f_jpg,q_92 "$picture" -o "$work/large.jpg"
"$burnish" transform -q --strip c_scale,w_2464/f_png "$picture" -o "$work/four.png"
cat >"$work/tiff.json" <<'JSON'
{ "burnish": 1, "outputs": [ { "write": "{stem}.tif", "encode": { "compression": "none" } } ] }
JSON
"$burnish" run -q --strip "$work/tiff.json" "$work/four.png" -o "$work/"
"$burnish" transform -q --strip c_scale,w_64/f_png "$picture" -o "$work/tiny.png"

# median NUMBER... ; floor of the middle for an even count
median() { printf '%s\n' "$@" | sort -n | sed -n "$(((${#} + 1) / 2))p"; }

declare -A command_of times
order=()
add() { order+=("$1"); command_of[$1]=$2; }

# task TITLE: runs what was added, prints a table
task() {
  local title=$1 round name start end best
  times=()
  for name in "${order[@]}"; do bash -c "${command_of[$name]}" >/dev/null 2>&1 || { echo "failed: ${command_of[$name]}" >&2; exit 1; }; done
  for ((round = 0; round < runs; ++round)); do
    for name in "${order[@]}"; do
      start=$(date +%s%N)
      bash -c "exec ${command_of[$name]}" >/dev/null 2>&1
      end=$(date +%s%N)
      times[$name]+="$(((end - start) / 1000)) "
    done
  done
  best=
  for name in "${order[@]}"; do
    [ "$name" = burnish ] && continue
    # shellcheck disable=SC2086 # a list of numbers
    if [ -z "$best" ] || [ "$(median ${times[$name]})" -lt "$(median ${times[$best]})" ]; then best=$name; fi
  done
  for name in "${order[@]}"; do
    local ratios=() mine theirs i
    read -ra mine <<<"${times[$name]}"
    read -ra theirs <<<"${times[${best:-burnish}]}"
    for i in "${!mine[@]}"; do ratios+=("$((mine[i] * 1000 / theirs[i]))"); done
    # shellcheck disable=SC2086 # a list of numbers
    printf '| %s | %s | %d.%01d | %d.%02d |\n' "$title" "$name" "$(($(median ${times[$name]}) / 1000))" \
      "$(($(median ${times[$name]}) / 100 % 10))" "$(($(median "${ratios[@]}") / 1000))" "$(($(median "${ratios[@]}") / 10 % 100))"
  done
  order=()
}

echo "| job | program | median ms | ratio to the best peer |"
echo "|---|---|---|---|"

add burnish "$burnish transform --strip c_scale,w_400/f_jpg,q_80 $work/large.jpg -o $work/b.jpg"
have vipsthumbnail && add libvips "vipsthumbnail $work/large.jpg --size 400x -o $work/v.jpg[Q=80,optimize_coding,strip]"
[ -n "$magick" ] && add ImageMagick "$magick -define jpeg:size=800x800 $work/large.jpg -thumbnail 400x -strip -quality 80 $work/m.jpg"
task "thumbnail of a 24 MP JPEG"

sizes="1920x800 828x1200 1080x1080 1080x1920 600x600 1200x400 64x64"
add burnish "$burnish run --strip examples/pipelines/channels.json $work/large.jpg -o $work/b"
have vips && add "libvips, two processes" "bash -c 'for s in $sizes; do echo \$s; done | VIPS_CONCURRENCY=1 xargs -P2 -I{} sh -c \"s={}; vips thumbnail $work/large.jpg $work/v-{}.jpg[Q=80,optimize_coding,strip] \\\${s%x*} --height \\\${s#*x} --crop centre\"'"
task "seven variants of a 24 MP JPEG"

for format in jpg webp png; do
  quality=$([ $format = png ] || echo ,q_80)
  add burnish "$burnish transform --strip f_$format$quality $work/four.tif -o $work/b.$format"
  have vips && add libvips "vips copy $work/four.tif $work/v.$format$([ $format = jpg ] && echo '[Q=80,optimize_coding]' || { [ $format = webp ] && echo '[Q=80]' || true; })"
  have gm && add GraphicsMagick "gm convert $work/four.tif $([ $format = png ] || echo -quality 80) $work/g.$format"
  task "4 MP to $format"
done

add burnish "$burnish transform --strip c_scale,w_32 $work/tiny.png -o $work/b.png"
have vips && add libvips "vips resize $work/tiny.png $work/v.png 0.5"
[ -n "$magick" ] && add ImageMagick "$magick $work/tiny.png -resize 32x32 $work/m.png"
task "64x64 PNG to 32x32"
