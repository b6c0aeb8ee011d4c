/* burnish/codec.h - kinds "burnish.decoder/1" and "burnish.encoder/1".
 *
 * A decoder opens a source, answers what is in it from the headers alone, then reads pixels by frame, shrink and
 * rectangle. An encoder opens on a reader and writes to a sink, once or, for a quality search, several times. */
#ifndef BURNISH_CODEC_H
#define BURNISH_CODEC_H
#include "stream.h"
#ifdef __cplusplus
extern "C" {
#endif

typedef struct burnish_limits {
  uint32_t struct_size;
  uint64_t max_pixels, max_bytes; /* checked on the header, before any allocation */
  uint32_t max_frames, max_depth;
} burnish_limits;

/* n bytes at offset `at` equal `bytes` under `mask` (NULL: all bits). */
typedef struct burnish_magic {
  uint32_t at, n;
  const void *bytes, *mask;
} burnish_magic;

enum {
  BURNISH_SEQUENTIAL = 1, /* rows come downward; asking upward restarts */
  BURNISH_RANDOM = 2
}; /* any rectangle costs about its own size */
typedef struct burnish_layout {
  uint32_t struct_size;
  int32_t access;
  int32_t grid[2];          /* width, height of the unit that is cheap to read or skip; 0 = the whole side */
  burnish_image_info* info; /* the host's; filled for this frame and shrink. Size at shrink n is ceil(w / 2^n) */
} burnish_layout;

typedef struct burnish_decoder {
  uint32_t struct_size;
  const burnish_desc* desc;      /* parameters are what a pipeline's "decode" may hold */
  const char* format;            /* "jpeg" */
  const char* const* mime;       /* NULL-terminated */
  const char* const* extensions; /* NULL-terminated; the first is what {ext} becomes */
  const burnish_magic* magics;
  uint32_t magic_count;
  int32_t rank; /* among decoders that match: a format's own codec 100, a catch-all 10 */
  /* Breaks ties where magic is not enough; may be NULL. score 0..100. [worker] */
  BURNISH_FN(burnish_status, probe)(const void* head, size_t n, int32_t* score) BURNISH_NOEXCEPT;
  /* Reads headers only. The source outlives the session. One call at a time per session; sessions are independent.
   * `prepare` holds values alone. Text and blocks go to meta. [io] */
  BURNISH_FN(burnish_status, open)
  (const burnish_call*, const burnish_prepare*, const burnish_source*, const burnish_limits*, void** session,
   burnish_image_info* info, uint32_t* frames, burnish_meta*)BURNISH_NOEXCEPT;
  /* Bit n set: a read at 1/2^n of the size is cheaper than reading it all. Bit 0 is always set. */
  BURNISH_FN(uint32_t, shrinks)(const void* session) BURNISH_NOEXCEPT;
  BURNISH_FN(burnish_status, layout)
  (const burnish_call*, void* session, uint32_t frame, uint32_t shrink, burnish_layout*)BURNISH_NOEXCEPT;
  /* Fills out->rect of that frame at that shrink. out->format equals the layout's; out's row padding may be
   * written. [io] */
  BURNISH_FN(burnish_status, read)
  (const burnish_call*, void* session, uint32_t frame, uint32_t shrink, burnish_tile* out) BURNISH_NOEXCEPT;
  BURNISH_FN(void, close)(void* session) BURNISH_NOEXCEPT;
} burnish_decoder;

enum {
  BURNISH_EF_LOSSY = 1,
  BURNISH_EF_LOSSLESS = 2,
  BURNISH_EF_MONOTONIC = 4, /* more quality never means a file smaller by more than 2 % */
  BURNISH_EF_ROWS = 8,      /* acquires full-width rectangles downward, each released before the next */
  BURNISH_EF_SAMPLE = 16,   /* a crop predicts the whole */
  BURNISH_EF_TARGET = 32    /* hits byte_budget itself */
};
typedef struct burnish_encoder {
  uint32_t struct_size;
  const burnish_desc* desc; /* parameters are what a pipeline's "encode" may hold */
  const char* format;
  const char *const *mime, *const *extensions; /* NULL-terminated; extensions[0] is what {ext} becomes */
  const burnish_format* formats;               /* accepted, best first */
  uint32_t format_count, flags;                /* BURNISH_EF_* */
  int32_t max_width, max_height;               /* 0 = no bound */
  const char* quality; /* id of the parameter that quality sets and a search may move; NULL: lossless */
  /* A session keeps what does not depend on quality between tries. meta may be NULL. [io] */
  BURNISH_FN(burnish_status, open)
  (const burnish_call*, const burnish_prepare*, const burnish_reader*, const burnish_meta*,
   void** session) BURNISH_NOEXCEPT;
  /* byte_budget 0 = none. Without ROWS: one acquire of everything gives one contiguous tile. [io] */
  BURNISH_FN(burnish_status, encode)
  (const burnish_call*, void* session, const burnish_prepare*, uint64_t byte_budget,
   const burnish_sink*)BURNISH_NOEXCEPT;
  /* Size only, from a crop when SAMPLE is set; may be much cheaper than encode. NULL: the host counts bytes. */
  BURNISH_FN(burnish_status, measure)
  (const burnish_call*, void* session, const burnish_prepare*, const burnish_rect* crop,
   uint64_t* bytes) BURNISH_NOEXCEPT;
  BURNISH_FN(void, close)(void* session) BURNISH_NOEXCEPT;
} burnish_encoder;

#ifdef __cplusplus
}
#endif
#endif
