/* burnish/abi.h - the entry to a plugin: module, host, call, parameters.
 *
 * Plain C11, no libc types beyond <stdint.h> and <stddef.h>, no allocation crosses it.
 * Rules that hold in every header of the contract and are not repeated:
 *   R1  A struct that may grow starts with struct_size, set by whoever fills it in. Fields are only ever
 *       appended; a reader ignores what it does not know and treats what is missing as zero. Such a struct is
 *       never embedded by value in another; in an array the step is the first element's struct_size.
 *       Structs without struct_size (rect, format, color, tile, value, choice, magic) are frozen.
 *   R2  Memory is freed by the side that allocated it. Strings and arrays handed out by a plugin live as long as
 *       the process (no module is ever unloaded); those handed in live until the call returns.
 *   R3  No exception, longjmp or signal leaves a callback. Function types are noexcept in C++, so a callback that
 *       could throw does not compile.
 *   R4  Text is UTF-8, never localised; NULL and "" both mean absent.
 * Thread tags: [scan] one thread, nothing else running; [serial] never concurrent for one module;
 * [worker] any number of threads at once; [io] a thread that may block. */
#ifndef BURNISH_ABI_H
#define BURNISH_ABI_H
#include <stddef.h>
#include <stdint.h>

#define BURNISH_ABI_MAJOR 1u /* part of the entry symbol's name */
#define BURNISH_ABI_MINOR 0u

#define BURNISH_EXPORT __attribute__((visibility("default")))
#ifdef __cplusplus
#define BURNISH_NOEXCEPT noexcept
#else
#define BURNISH_NOEXCEPT
#endif
#define BURNISH_FN(result, name) result(*name)

#ifdef __cplusplus
extern "C" {
#endif

/* ---- status: >= 0 is success -------------------------------------------------------------------------- */
typedef int32_t burnish_status;
enum {
  BURNISH_OK = 0,
  BURNISH_PENDING = 1,    /* jobs: ask again later */
  BURNISH_NOT_MINE = 2,   /* probe: another plugin should try; fetch: past the end */
  BURNISH_ERROR = -1,     /* see the message given to call->fail */
  BURNISH_CANCELLED = -2, /* the host asked; never a failure in logs */
  BURNISH_NO_MEMORY = -3,
  BURNISH_BAD_PARAM = -4,   /* call->fail names the parameter */
  BURNISH_BAD_DATA = -5,    /* malformed or truncated input file */
  BURNISH_UNSUPPORTED = -6, /* well-formed, but this plugin does not do it */
  BURNISH_LIMIT = -7,       /* a host limit (pixels, bytes, time) was hit */
  BURNISH_IO = -8,
  BURNISH_NETWORK = -9, /* may be tried again */
  BURNISH_DENIED = -10  /* permission not granted */
};

/* ---- the host as a plugin sees it --------------------------------------------------------------------- */
enum { BURNISH_LOG_DEBUG = 1, BURNISH_LOG_INFO = 2, BURNISH_LOG_WARNING = 3, BURNISH_LOG_ERROR = 4 };
typedef struct burnish_host {
  uint32_t struct_size, abi_minor;
  void* impl;
  const char *name, *version; /* for logs; never branch on them */
  /* One line, no newline. [worker] */
  BURNISH_FN(void, log)(const struct burnish_host*, int32_t level, const char* message) BURNISH_NOEXCEPT;
  /* A service table by id and revision, such as "burnish.parallel/1"; NULL when absent. Lives as long as the
   * host. [worker] */
  BURNISH_FN(const void*, service)(const struct burnish_host*, const char* id) BURNISH_NOEXCEPT;
} burnish_host;

/* One per callback; carries what would otherwise be thread-local state. Valid until the callback returns. */
typedef struct burnish_call {
  uint32_t struct_size;
  const burnish_host* host;
  void* impl;
  uint64_t seed; /* from pipeline seed, operation and frame; the same for every tile */
  /* Nonzero once the host wants the work stopped; return BURNISH_CANCELLED soon after. [worker] */
  BURNISH_FN(int32_t, cancelled)(const struct burnish_call*) BURNISH_NOEXCEPT;
  /* done01 never falls. [worker] */
  BURNISH_FN(void, progress)(const struct burnish_call*, double done01, const char* what) BURNISH_NOEXCEPT;
  /* Records code, parameter id (or NULL) and a one-line message; returns code. The first failure of a call
   * counts. [worker] */
  BURNISH_FN(burnish_status, fail)
  (const struct burnish_call*, burnish_status code, const char* param, const char* message) BURNISH_NOEXCEPT;
  /* Something the user should know that is not a failure ("CMYK without a profile"). [worker] */
  BURNISH_FN(void, note)(const struct burnish_call*, const char* message) BURNISH_NOEXCEPT;
} burnish_call;

/* ---- parameters --------------------------------------------------------------------------------------- */
enum {
  BURNISH_P_BOOL = 1, /* i: 0 or 1 */
  BURNISH_P_INT,      /* i; r[0] the same number, scaled when SPATIAL */
  BURNISH_P_REAL,     /* r[0]. With unit "ratio" the text may be "A:B": r[0] = A / B, r[1] = A, r[2] = B */
  BURNISH_P_ENUM,     /* i: index into choices; s: its id */
  BURNISH_P_STRING,   /* s */
  BURNISH_P_COLOR,    /* r: red, green, blue, alpha in 0..1; sRGB encoded, straight */
  BURNISH_P_POINT,    /* r[0..1]: x, y */
  BURNISH_P_RECT,     /* r: x, y, width, height */
  BURNISH_P_CURVE,    /* ext: count pairs of doubles */
  BURNISH_P_FILE,     /* s: a path the user named */
  BURNISH_P_FOLDER,   /* s */
  BURNISH_P_IMAGE,    /* i: index into the inputs */
  BURNISH_P_SECRET    /* s: the name of a secret, never its text */
};
enum {
  BURNISH_PF_SPATIAL = 1, /* full-size pixels; the host multiplies by info.scale first */
  BURNISH_PF_AUTO = 2,    /* accepts "auto": the plugin decides (state 2) */
  BURNISH_PF_ADVANCED = 4,
  BURNISH_PF_HIDDEN = 8,
  BURNISH_PF_DEPRECATED = 16,
  BURNISH_PF_MULTILINE = 32,
  BURNISH_PF_LIST = 64,     /* several values of the type; ext points at count burnish_value */
  BURNISH_PF_LOG = 128,     /* a slider should be logarithmic */
  BURNISH_PF_COSMETIC = 256 /* does not change the output; not part of cache keys */
};
typedef struct burnish_choice {
  const char *id, *label, *doc;
} burnish_choice;
typedef struct burnish_param {
  uint32_t struct_size;
  int32_t type; /* BURNISH_P_* */
  uint32_t flags;
  const char* id;                  /* [a-z][a-z0-9_]*, never reused for another meaning */
  const char* label;               /* for dialogs */
  const char* doc;                 /* one sentence */
  const char *group, *unit;        /* unit: "px" "%" "deg" "ev" "K" "s" "B" "ratio" or NULL */
  const char* def;                 /* the default in the text form that the CLI and files use; "auto" with PF_AUTO */
  double min, max;                 /* inclusive; both 0: unbounded */
  double soft_min, soft_max, step; /* for sliders; 0: none */
  const burnish_choice* choices;
  uint32_t choice_count;
  const char* visible_if; /* "mode == manual"; presentation only */
  const char* aliases;    /* earlier ids, comma separated */
  uint32_t since;         /* operation version that added it */
} burnish_param;

enum { BURNISH_VALUE_DEFAULT = 0, BURNISH_VALUE_GIVEN = 1, BURNISH_VALUE_AUTO = 2 };
/* Resolved values come in declaration order, already parsed, checked against the table and scaled. */
typedef struct burnish_value {
  int64_t i;
  double r[4];
  const char* s;
  const void* ext;
  uint32_t count;
  uint32_t state; /* BURNISH_VALUE_*; with AUTO the other fields are zero */
} burnish_value;

enum {
  BURNISH_DF_FUZZED = 1,
  BURNISH_DF_DETERMINISTIC = 2, /* same values and input, same bytes; required for caching */
  BURNISH_DF_DEPRECATED = 4,
  BURNISH_DF_EXPERIMENTAL = 8,
  BURNISH_DF_WORKER = 16 /* a codec that the host must run in burnish-worker, never in its own process */
};
typedef struct burnish_desc {
  uint32_t struct_size;
  const char* id;                     /* reverse domain, such as "org.example.exposure" */
  uint32_t version;                   /* > 0; rises when the same values give different pixels */
  const char* name;                   /* for people: "Exposure" */
  const char* summary;                /* one sentence */
  const char* doc;                    /* Markdown, may be long */
  const char *vendor, *license, *url; /* NULL: the module's */
  const char* const* tags;            /* NULL-terminated, or NULL */
  const char* const* permissions;     /* "net:api.bfl.ai" "net:@provider" "fs:read" "secret:bfl"; NULL-terminated */
  const burnish_param* params;
  uint32_t param_count;
  uint32_t flags; /* BURNISH_DF_* */
} burnish_desc;

/* ---- the module --------------------------------------------------------------------------------------- */
typedef struct burnish_module {
  uint32_t struct_size, abi_minor, min_host_minor;
  const char *id, *version, *vendor;
  const char* license; /* SPDX expression */
  /* Before the first use of any table; counted by the host. May be NULL. [serial] */
  BURNISH_FN(burnish_status, init)(const burnish_host*) BURNISH_NOEXCEPT;
  /* Only after an init that returned OK; in practice never. May be NULL. [serial] */
  BURNISH_FN(void, fini)(void) BURNISH_NOEXCEPT;
  /* The index-th table of a kind ("burnish.pixel/1" ...), NULL past the end and for unknown kinds. Works before
   * init; the answer never changes. [scan] */
  BURNISH_FN(const void*, item)(const char* kind, uint32_t index) BURNISH_NOEXCEPT;
} burnish_module;

/* The only symbol that a plugin exports. Another major is another symbol, so one file can serve both. */
BURNISH_EXPORT extern const burnish_module burnish_module_v1;

/* Companion tables, reached by item("burnish.NAME/1", i), begin with struct_size and `const char *target`, the id
 * of the operation they speak about: "burnish.settle/1" is in analyser.h. */

#ifdef __cplusplus
}
#endif
#endif
