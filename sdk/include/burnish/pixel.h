/* burnish/pixel.h - pictures and pixel operations: kind "burnish.pixel/1".
 *
 * A pixel operation has no instances. prepare() turns values and input descriptions into an immutable plan;
 * process() computes any rectangle of the output from the rectangles it asked for, on any thread, in any order,
 * and the bytes must not depend on how the host cuts the picture up. */
#ifndef BURNISH_PIXEL_H
#define BURNISH_PIXEL_H
#include "abi.h"
#ifdef __cplusplus
extern "C" {
#endif

typedef struct burnish_rect {
  int32_t x0, y0, x1, y1; /* half-open, y down; empty when x1 <= x0 or y1 <= y0 */
} burnish_rect;

/* 0 stands for "any" in a list of accepted formats and never in a picture's own format. */
enum { BURNISH_ANY = 0 };
enum { BURNISH_U8 = 1, BURNISH_U16 = 2, BURNISH_F16 = 3, BURNISH_F32 = 4 }; /* sample */
enum {
  BURNISH_GRAY = 1,
  BURNISH_RGB = 3,
  BURNISH_CMYK = 4
}; /* model; the value is the number of
      colour channels. CMYK: 0 is no ink */
enum { BURNISH_ALPHA_NONE = 1, BURNISH_ALPHA_STRAIGHT = 2, BURNISH_ALPHA_PREMUL = 3 };
enum { BURNISH_INTERLEAVED = 1, BURNISH_PLANAR = 2 };
enum { BURNISH_LIGHT_LINEAR = 1, BURNISH_LIGHT_ENCODED = 2 };
typedef struct burnish_format { /* 8 bytes, compared as a whole */
  uint8_t sample, model, alpha, layout, light, reserved[3];
} burnish_format;
/* U8 and U16 span 0..255 and 0..65535; floats span 0..1 for the nominal range and are never clamped between steps.
 * Alpha, when there, is the last channel. */

typedef struct burnish_color { /* ITU-T H.273 code points, 0 or 2 = unspecified; icc wins when present */
  uint8_t primaries, transfer, matrix, full_range;
  uint32_t icc_size;
  const void* icc; /* belongs to the plan state or session that gave it */
} burnish_color;

struct burnish_meta; /* stream.h */
typedef struct burnish_image_info {
  uint32_t struct_size;
  int32_t width, height; /* of the pixels at hand */
  burnish_format format;
  burnish_color color;
  float scale; /* 1 = full size; 0.25 = the host renders a quarter-size preview; not touched by shrink-on-load */
  /* x0, y0, x1, y1: the part of these pixels that is the picture. {0, 0, width, height} except after
   * shrink-on-load or a crop pushed into the decoder, when it need not be integer. Resampling starts from it. */
  double view[4];
  double shrink;       /* full-size pixels that one of these stands for, per axis: 1, 2, 4 or 8; view times shrink is
                          the size before shrinking */
  int32_t orientation; /* EXIF 1..8; 1 when upright or already applied */
  struct burnish_meta* meta; /* may be NULL */
} burnish_image_info;

/* A window of pixels. data[c] points at the sample (rect.x0, rect.y0) of plane c; only data[0] when interleaved.
 * Host tiles: strides are multiples of 64 bytes; data is aligned to one sample only (a window and its centre cannot
 * both be aligned to 64). Bytes after an input row up to the next multiple of 64 may be read (contents undefined);
 * bytes after an output row up to the next multiple of 64 may be written and are undefined afterwards. */
typedef struct burnish_tile {
  burnish_rect rect;
  burnish_format format;
  void* data[5];
  ptrdiff_t stride[5]; /* bytes from row to row */
} burnish_tile;

enum {
  BURNISH_POINT = 1, /* out(x, y) needs only in(x, y), plus the offset of inputs 1..4 */
  BURNISH_AREA = 2,  /* fixed halo around input 0, same geometry */
  BURNISH_WARP = 3,  /* any geometry; required_region() answers */
  BURNISH_WHOLE = 4  /* one call, all pixels: a barrier */
};
enum { BURNISH_EDGE_CLAMP = 0, BURNISH_EDGE_MIRROR = 1, BURNISH_EDGE_ZERO = 2, BURNISH_EDGE_WRAP = 3 };
enum {
  BURNISH_IDENTITY = 1,      /* these values do nothing: skip me */
  BURNISH_IN_PLACE = 2,      /* the output tile may be the tile of input 0 */
  BURNISH_COLOR_ONLY = 4,    /* equal pixels give equal pixels wherever they are */
  BURNISH_PER_CHANNEL = 8,   /* ... and every colour channel is mapped alone by the same curve per channel */
  BURNISH_KEEPS_ALPHA = 16,  /* alpha leaves as it came */
  BURNISH_TILE_VARIANT = 32, /* the result depends on the tiling (declared seams); default is none */
  BURNISH_EXACT_REDUCE = 64  /* the reduction must see every pixel, not the preview */
};
typedef struct burnish_prepare {
  uint32_t struct_size;
  const burnish_value* values;
  uint32_t input_count;
  const burnish_image_info* const* inputs; /* each in a format of the table's list */
  int32_t max_tile[2];                     /* no process() call writes more than this (width, height); 0, 0: unknown */
} burnish_prepare;
typedef struct burnish_plan {
  uint32_t struct_size;
  void* state;                /* immutable from here on, shared by all threads; given to release() */
  burnish_image_info* output; /* the host's; pre-filled with a copy of inputs[0]; change what differs */
  int32_t op_class, edge;     /* edge: how the host pads input 0 outside the picture */
  int32_t halo[4];            /* AREA: left, top, right, bottom, in pixels */
  int32_t tile_align[2];      /* output rectangles start on multiples of this; 0 = 1 */
  uint32_t flags;
  size_t scratch_bytes;  /* per concurrent call; 64-byte aligned, uninitialised */
  size_t reduce_bytes;   /* > 0: the reduction runs while settling */
  float cost;            /* rough ns per output pixel; 0 = unknown */
  int32_t max_preshrink; /* 1, 2, 4, 8: how far the host may shrink input 0 on load; it then prepares again with
                            the shrunk description. 0 = 1 */
  int32_t offset[4][2];  /* POINT: inputs 1..4 are read at (x - offset[i-1][0], y - offset[i-1][1]); outside them is
                            transparent; where nothing of one is needed its rect is empty and its data NULL */
  uint64_t format_mask;  /* bit n: the n-th format of the list serves these values; 0 = all. When the host prepared
                            with another one, it converts and prepares again */
} burnish_plan;
typedef struct burnish_task {
  uint32_t struct_size;
  const burnish_call* call;
  const burnish_tile* in; /* each covers at least what was required, halo included; in[].rect may lie outside the
                             picture, where the host has padded as `edge` says */
  uint32_t in_count;
  burnish_tile out; /* write all of it */
  void* scratch;
  const void* reduced; /* result of the reduction, or NULL */
} burnish_task;

typedef struct burnish_pixel {
  uint32_t struct_size;
  const burnish_desc* desc;
  const burnish_format* formats; /* accepted for every input, best first. The output has input 0's format unless
                                    prepare changes plan->output */
  uint32_t format_count, min_inputs, max_inputs;
  /* Pure; may be slow (it builds tables); touches no pixels. On failure no state is kept. [worker] */
  BURNISH_FN(burnish_status, prepare)(const burnish_call*, const burnish_prepare*, burnish_plan*) BURNISH_NOEXCEPT;
  BURNISH_FN(void, release)(void* state) BURNISH_NOEXCEPT; /* NULL is harmless. [worker] */
  /* NULL: the table only states an output description and the host converts. [worker] */
  BURNISH_FN(burnish_status, process)(const void* state, const burnish_task*) BURNISH_NOEXCEPT;
  /* WARP: the part of an input that a part of the output reads; may reach outside the picture. Cheap, pure,
   * monotonic: a inside b gives need(a) inside need(b). NULL otherwise. [worker] */
  BURNISH_FN(burnish_status, required_region)
  (const void* state, uint32_t input, const burnish_rect* out, burnish_rect* need) BURNISH_NOEXCEPT;
  /* The part of the output that a change of the input dirties; may be NULL (everything). [worker] */
  BURNISH_FN(burnish_status, produced_region)
  (const void* state, uint32_t input, const burnish_rect* changed, burnish_rect* out) BURNISH_NOEXCEPT;
  /* Reduction over input 0: init per thread, add per tile, merge in pairs, finish once. The result must not depend
   * on the order. [worker] */
  BURNISH_FN(void, reduce_init)(const void* state, void* acc) BURNISH_NOEXCEPT;
  BURNISH_FN(burnish_status, reduce_add)
  (const void* state, void* acc, const burnish_call*, const burnish_tile*)BURNISH_NOEXCEPT;
  BURNISH_FN(void, reduce_merge)(const void* state, void* acc, const void* other) BURNISH_NOEXCEPT;
  BURNISH_FN(burnish_status, reduce_finish)(const void* state, void* acc, const burnish_call*) BURNISH_NOEXCEPT;
} burnish_pixel;

#ifdef __cplusplus
}
#endif
#endif
