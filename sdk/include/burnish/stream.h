/* burnish/stream.h - bytes, metadata and pixels that flow between host and plugin, and the services a host offers. */
#ifndef BURNISH_STREAM_H
#define BURNISH_STREAM_H
#include "pixel.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Where a plugin writes. A short or failed write is reported by the host; the plugin returns the status. */
typedef struct burnish_sink {
  uint32_t struct_size;
  void* impl;
  BURNISH_FN(burnish_status, write)(const struct burnish_sink*, const void* p, size_t n) BURNISH_NOEXCEPT; /* [io] */
  /* Overwrites or extends at an absolute offset; NULL when the sink is a pipe. [io] */
  BURNISH_FN(burnish_status, write_at)
  (const struct burnish_sink*, uint64_t at, const void* p, size_t n) BURNISH_NOEXCEPT;
} burnish_sink;

/* Where a plugin reads. Reads may come from any thread; *got < n only at the end. */
typedef struct burnish_source {
  uint32_t struct_size;
  void* impl;
  uint64_t size;      /* UINT64_MAX when unknown */
  const void* mapped; /* the whole file in memory that the host owns, else NULL; never a mapping of a user's file */
  BURNISH_FN(burnish_status, read)
  (const struct burnish_source*, uint64_t at, void* p, size_t n, size_t* got) BURNISH_NOEXCEPT; /* [io] */
  const char* path; /* NULL when there is none */
} burnish_source;

/* Metadata: text or raw blocks under keys. A decoder hands over raw blocks as "block:exif" (from the TIFF header
 * on, without "Exif\0\0"), "block:xmp" (the packet), "block:iptc" (IIM records), "block:icc", "block:c2pa", and text as
 * "text:KEY". The host parses and mends them; an encoder writes the blocks it is given. A value lives until the
 * next call on the same object. Not shared between threads. */
typedef struct burnish_meta {
  uint32_t struct_size;
  void* impl;
  /* BURNISH_NOT_MINE when absent. */
  BURNISH_FN(burnish_status, get)
  (const struct burnish_meta*, const char* key, const void** p, size_t* n) BURNISH_NOEXCEPT;
  BURNISH_FN(const char*, key)(const struct burnish_meta*, uint32_t index) BURNISH_NOEXCEPT; /* NULL past the end */
  /* NULL when read-only; p == NULL removes. */
  BURNISH_FN(burnish_status, set)
  (struct burnish_meta*, const char* key, const void* p, size_t n) BURNISH_NOEXCEPT;
} burnish_meta;

/* Pixels on demand. acquire may block until they are computed; it is called from the thread of the call. The tile
 * lives until release; rows released by a reader that promised to go downward may not be asked for again. */
typedef struct burnish_reader {
  uint32_t struct_size;
  void* impl;
  const burnish_image_info* info;
  BURNISH_FN(burnish_status, acquire)
  (const struct burnish_reader*, const burnish_call*, burnish_rect, const burnish_tile**)BURNISH_NOEXCEPT;
  BURNISH_FN(void, release)(const struct burnish_reader*, const burnish_tile*) BURNISH_NOEXCEPT;
} burnish_reader;

/* ---- services ----------------------------------------------------------------------------------------- */
/* "burnish.parallel/1": runs body(ctx, call, 0..n-1), in any order, on the host's threads and the caller's; returns
 * when all are done, with the first failure. Not to be called while holding a lock. [worker] [io] */
typedef struct burnish_parallel {
  uint32_t struct_size;
  BURNISH_FN(burnish_status, run)
  (const burnish_call*, uint32_t n, void* ctx,
   BURNISH_FN(burnish_status, body)(void* ctx, const burnish_call*, uint32_t index) BURNISH_NOEXCEPT) BURNISH_NOEXCEPT;
  /* How many bodies may run at once; at least 1. */
  BURNISH_FN(uint32_t, width)(const burnish_call*) BURNISH_NOEXCEPT;
} burnish_parallel;

/* "burnish.http/1": blocking. The host owns TLS, proxies, retries, limits, record and replay. "${secret:NAME}" in a
 * header value is filled in by the host: a plugin never sees a key. */
typedef struct burnish_http_request {
  uint32_t struct_size;
  const char *method, *url;
  const char* const* headers; /* name, value, ..., NULL */
  const void* body;
  size_t body_size;
  const burnish_sink* to; /* receives the body */
  uint32_t timeout_ms;
  uint64_t max_bytes; /* of the body; 0 = the host's limit */
  uint32_t redirects; /* allowed; 0 by default */
} burnish_http_request;
typedef struct burnish_http_response {
  uint32_t struct_size;
  int32_t status;
  const char* const* headers; /* name, value, ..., NULL; live until the next send on this call */
  const char* final_url;
  int32_t sent_maybe; /* nonzero when the request may have reached the server although the answer was lost */
} burnish_http_response;
typedef struct burnish_http {
  uint32_t struct_size;
  BURNISH_FN(burnish_status, send)
  (const burnish_call*, const burnish_http_request*, burnish_http_response*)BURNISH_NOEXCEPT; /* [io] */
} burnish_http;

/* "burnish.profile/1": the provider that the user chose for this call: its profile as JSON text (checked by the host)
 * and the address that paths of it are appended to, without a slash at the end. Live as long as the call. */
typedef struct burnish_profile {
  uint32_t struct_size;
  BURNISH_FN(burnish_status, get)
  (const burnish_call*, const char** name, const char** base_url, const char** json) BURNISH_NOEXCEPT;
} burnish_profile;

/* "burnish.encode/1": encodes pixels as `mime` in at most max_bytes; for what a generator uploads. [io] */
typedef struct burnish_encode {
  uint32_t struct_size;
  BURNISH_FN(burnish_status, encode)
  (const burnish_call*, const burnish_reader*, const char* mime, uint64_t max_bytes,
   const burnish_sink*)BURNISH_NOEXCEPT;
} burnish_encode;

/* A rooted, read-only view of files: a folder, or an archive that the host opened. Paths use '/'. [io] */
typedef struct burnish_files {
  uint32_t struct_size;
  void* impl;
  /* The index-th entry below dir that matches glob ("" = all); BURNISH_NOT_MINE past the end. */
  BURNISH_FN(burnish_status, list)
  (const struct burnish_files*, const char* dir, const char* glob, uint32_t index, const char** path, uint64_t* size,
   int64_t* mtime_ns) BURNISH_NOEXCEPT;
  BURNISH_FN(burnish_status, open)
  (const struct burnish_files*, const char* path, const burnish_source**)BURNISH_NOEXCEPT;
  BURNISH_FN(void, close)(const struct burnish_files*, const burnish_source*) BURNISH_NOEXCEPT;
} burnish_files;

/* "burnish.picture/1": lets an importer look at pixels: metadata and a reader at most long_edge big. [io] */
typedef struct burnish_picture {
  uint32_t struct_size;
  BURNISH_FN(burnish_status, open)
  (const burnish_call*, const burnish_files*, const char* path, int32_t long_edge, const burnish_meta**,
   const burnish_reader**)BURNISH_NOEXCEPT;
  BURNISH_FN(void, close)(const burnish_call*, const burnish_reader*) BURNISH_NOEXCEPT;
} burnish_picture;

/* "burnish.cache/1": content-addressed; the host evicts. get answers BURNISH_NOT_MINE when absent. [io] */
typedef struct burnish_cache {
  uint32_t struct_size;
  BURNISH_FN(burnish_status, get)(const burnish_call*, const char* key, const burnish_sink*) BURNISH_NOEXCEPT;
  BURNISH_FN(burnish_status, put)(const burnish_call*, const char* key, const void*, size_t) BURNISH_NOEXCEPT;
} burnish_cache;

#ifdef __cplusplus
}
#endif
#endif
