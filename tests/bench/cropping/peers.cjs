// Windows that libvips (through sharp) and smartcrop.js choose. Usage: node peers.cjs FOLDER METHOD, where FOLDER has
// node_modules and METHOD is attention, entropy or smartcrop. The first line of output is the version of what answers;
// then every line of input, {"path", "windows": [[width, height], ...]}, gets a line
// [{"box": [x, y, width, height], "ms": of CPU}, ...].
// Status 3: a module is not installed.
'use strict';
const path = require('path');
const readline = require('readline');

const [folder, method] = process.argv.slice(2);

function installed(name) {
  try {
    return require(require.resolve(name, { paths: [path.resolve(folder), ...require.resolve.paths(name)] }));
  } catch (error) {
    process.stderr.write(`${name}: ${error.message.split('\n')[0]}\n`);
    process.exit(3);
  }
}

const sharp = installed('sharp');
sharp.cache(false);
sharp.concurrency(1);

// The largest window is as large as the picture on one axis, so nothing is scaled and the offset is in its pixels.
async function vipsWindow(file, width, height) {
  const { info } = await sharp(file)
    .resize({ width, height, fit: 'cover', position: sharp.strategy[method] })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [Math.abs(info.cropOffsetLeft || 0), Math.abs(info.cropOffsetTop || 0), info.width, info.height];
}

// What smartcrop.js needs to see a picture outside a browser.
const pixels = {
  async open(file) {
    const decoded = sharp(file).toColourspace('srgb').ensureAlpha().raw();
    const { data, info } = await decoded.toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  },
  async resample(image, width, height) {
    const size = { width: Math.floor(width), height: Math.floor(height) };
    const raw = { width: image.width, height: image.height, channels: 4 };
    return { ...size, data: await sharp(image.data, { raw }).resize({ ...size, fit: 'fill' }).raw().toBuffer() };
  },
  async getData(image) {
    return { width: image.width, height: image.height, data: new Uint8ClampedArray(image.data) };
  },
};

async function smartcropWindow(file, width, height) {
  const { topCrop } = await smartcrop.crop(file, { width, height, minScale: 1, imageOperations: pixels });
  return [topCrop.x, topCrop.y, topCrop.width, topCrop.height];
}

const smartcrop = method === 'smartcrop' ? installed('smartcrop') : null;
const windowOf = smartcrop ? smartcropWindow : vipsWindow;

function version(name) {
  const entry = require.resolve(name, { paths: [path.resolve(folder), ...require.resolve.paths(name)] });
  return require(entry.slice(0, entry.lastIndexOf(path.join('node_modules', name))) +
                 path.join('node_modules', name, 'package.json')).version;
}

async function main() {
  console.log(smartcrop ? version('smartcrop') : `sharp ${sharp.versions.sharp || ''}, libvips ${sharp.versions.vips}`);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    const answers = [];
    for (const [width, height] of request.windows) {
      const before = process.cpuUsage();
      const box = await windowOf(request.path, width, height);
      const used = process.cpuUsage(before);
      answers.push({ box, ms: (used.user + used.system) / 1e3 });
    }
    console.log(JSON.stringify(answers));
  }
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
