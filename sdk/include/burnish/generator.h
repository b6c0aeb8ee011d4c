/* burnish/generator.h - kind "burnish.generator/1": pictures made elsewhere, for money.
 *
 * A job is a ticket: bytes that mean the same in another process, another day. The host owns the clock, the threads
 * and the ticket's file; a plugin only moves the job one step. Every function is [io] and may be called from any
 * process that holds the ticket. */
#ifndef BURNISH_GENERATOR_H
#define BURNISH_GENERATOR_H
#include "stream.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Words for call->fail's `param` when a generator fails: what kind of failure it was. */
#define BURNISH_WHY_NO_CREDIT "no_credit"
#define BURNISH_WHY_MODERATED_INPUT "moderated_input"
#define BURNISH_WHY_MODERATED_OUTPUT "moderated_output"
#define BURNISH_WHY_RATE "rate"
#define BURNISH_WHY_EXPIRED "expired"
#define BURNISH_WHY_REFUSED "refused"
#define BURNISH_WHY_FAILED "failed"                   /* the job itself ended without a picture */
#define BURNISH_WHY_UNKNOWN_OUTCOME "unknown_outcome" /* may have been charged */

/* Where a synchronous provider's pictures go: the i-th encoded file with its metadata, kept by the host. */
typedef struct burnish_delivery {
  uint32_t struct_size;
  void* impl;
  BURNISH_FN(burnish_status, deliver)
  (const struct burnish_delivery*, uint32_t index, const void* file, size_t n, const burnish_meta*)BURNISH_NOEXCEPT;
} burnish_delivery;

typedef struct burnish_generator {
  uint32_t struct_size;
  const burnish_desc* desc;
  uint32_t max_inputs;
  /* Before anything is sent. currency: ISO 4217 or "credits". */
  BURNISH_FN(burnish_status, estimate)
  (const burnish_call*, const burnish_prepare*, double* seconds, double* price, const char** currency) BURNISH_NOEXCEPT;
  /* Writes the ticket; PENDING, or OK when the job is finished already and its pictures were delivered. Sends at
   * most once per call. */
  BURNISH_FN(burnish_status, submit)
  (const burnish_call*, const burnish_prepare*, const burnish_reader* const* inputs, const burnish_sink* ticket,
   const burnish_delivery*)BURNISH_NOEXCEPT;
  /* PENDING and when to ask again, or OK. */
  BURNISH_FN(burnish_status, poll)
  (const burnish_call*, const void* ticket, size_t n, uint32_t* again_ms) BURNISH_NOEXCEPT;
  /* The index-th result as an encoded file plus metadata; the host picks a decoder. NOT_MINE past the end. */
  BURNISH_FN(burnish_status, fetch)
  (const burnish_call*, const void* ticket, size_t n, uint32_t index, const burnish_sink* file,
   burnish_meta*)BURNISH_NOEXCEPT;
  /* Idempotent. */
  BURNISH_FN(burnish_status, abandon)(const burnish_call*, const void* ticket, size_t n) BURNISH_NOEXCEPT;
  /* May be NULL: what is left to spend. */
  BURNISH_FN(burnish_status, balance)(const burnish_call*, double* amount, const char** currency) BURNISH_NOEXCEPT;
} burnish_generator;

#ifdef __cplusplus
}
#endif
#endif
