/* burnish/analyser.h - kind "burnish.analyser/1" and the companion "burnish.settle/1".
 *
 * analyse looks at a picture once and emits findings, which the host caches under the picture's key. choose answers
 * any number of requests (an aspect, a size) from those findings alone. settle turns findings into the numbers that
 * an operation was asked to find by itself.
 *
 * A parameter or request of a needed analyser has the value of the equally named one of whoever needs it, when both are
 * of one type: what a user says to the operation reaches the analysers behind it. The others keep their defaults.
 * A need that no installed plugin gives is no error: it did not run. The host itself answers to "burnish.regions": the
 * regions that the file's metadata names, labelled "face", "pet", "focus", "barcode", "crop", "subject" or "region". */
#ifndef BURNISH_ANALYSER_H
#define BURNISH_ANALYSER_H
#include "stream.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Coordinates are 0..1 of the full picture, whatever size was analysed. */
typedef struct burnish_finding {
  uint32_t struct_size;
  const char* label; /* one of the analyser's labels; "window" is what its choose answered, see settle */
  float score;       /* 0..1 */
  float x0, y0, x1, y1;
  const float* points; /* x, y pairs: eyes, corners, outline */
  uint32_t point_count;
} burnish_finding;

/* Write side, the host's; what is emitted is copied. Not shared between threads. */
typedef struct burnish_findings {
  uint32_t struct_size;
  void* impl;
  BURNISH_FN(burnish_status, add)(const struct burnish_findings*, const burnish_finding*) BURNISH_NOEXCEPT;
  BURNISH_FN(burnish_status, map)
  (const struct burnish_findings*, const char* label, const burnish_tile* gray) BURNISH_NOEXCEPT;
  BURNISH_FN(burnish_status, number)(const struct burnish_findings*, const char* name, double) BURNISH_NOEXCEPT;
  /* Read side: NULL or BURNISH_NOT_MINE past the end or when absent; lives as long as the findings. */
  BURNISH_FN(const burnish_finding*, get)(const struct burnish_findings*, uint32_t index) BURNISH_NOEXCEPT;
  BURNISH_FN(const burnish_tile*, get_map)(const struct burnish_findings*, const char* label) BURNISH_NOEXCEPT;
  BURNISH_FN(burnish_status, get_number)
  (const struct burnish_findings*, const char* name, double*)BURNISH_NOEXCEPT;
  /* Findings of another analyser that this one needs, by id; NULL when it did not run. */
  BURNISH_FN(const struct burnish_findings*, of)
  (const struct burnish_findings*, const char* analyser) BURNISH_NOEXCEPT;
} burnish_findings;

/* What choose emits, best first. */
typedef struct burnish_window {
  uint32_t struct_size;
  double x0, y0, x1, y1, score;
  const char* const* reasons; /* NULL-terminated sentences */
  /* What the score is made of, by name; term_count of each. For people who ask why. */
  const char* const* term_names;
  const double* terms;
  uint32_t term_count;
} burnish_window;
typedef struct burnish_windows {
  uint32_t struct_size;
  void* impl;
  BURNISH_FN(burnish_status, add)(const struct burnish_windows*, const burnish_window*) BURNISH_NOEXCEPT;
} burnish_windows;

typedef struct burnish_analyser {
  uint32_t struct_size;
  const burnish_desc* desc; /* parameters of analyse */
  const burnish_format* formats;
  uint32_t format_count;
  int32_t long_edge;             /* size it wants to look at, such as 256; 0 = full. The host shrinks on load */
  const char* const* labels;     /* what it can emit; NULL-terminated */
  const char* const* needs;      /* analysers that run first; NULL-terminated, may be NULL */
  const burnish_param* requests; /* parameters of choose */
  uint32_t request_count;
  BURNISH_FN(burnish_status, analyse)
  (const burnish_call*, const burnish_prepare*, const burnish_reader*, const burnish_findings*)BURNISH_NOEXCEPT;
  /* May be NULL. `request` holds values of `requests` and the description of the full picture as input 0. [worker] */
  BURNISH_FN(burnish_status, choose)
  (const burnish_call*, const burnish_prepare* request, const burnish_findings*,
   const burnish_windows*)BURNISH_NOEXCEPT;
  /* Whether needs[need_index] has to run for these values of analyse; what is not wanted is not even loaded. May be
   * NULL: all are. [worker] */
  BURNISH_FN(int32_t, wants)(const burnish_call*, const burnish_prepare*, uint32_t need_index) BURNISH_NOEXCEPT;
} burnish_analyser;

/* "burnish.settle/1": replaces AUTO values of the operation `target`, and others that ask for it, by numbers before its
 * prepare. The findings of a need are those of its analyse; when it has a choose, that was asked with the operation's
 * values, and its windows are the first findings, best first, labelled "window". Sizes and values are in full-size
 * pixels of the upright picture as it stands before the step. */
typedef struct burnish_settle {
  uint32_t struct_size;
  const char* target;
  const char* const* needs; /* analyser ids; NULL-terminated */
  /* values_out: as many as the operation declares, pre-filled with prepare->values. [worker] */
  BURNISH_FN(burnish_status, settle)
  (const burnish_call*, const burnish_prepare*, const burnish_findings* const* findings,
   burnish_value* values_out) BURNISH_NOEXCEPT;
  /* Whether these values have to be settled. May be NULL: when the state of any is AUTO. [worker] */
  BURNISH_FN(int32_t, applies)(const burnish_call*, const burnish_prepare*) BURNISH_NOEXCEPT;
} burnish_settle;

#ifdef __cplusplus
}
#endif
#endif
