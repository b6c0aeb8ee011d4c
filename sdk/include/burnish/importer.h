/* burnish/importer.h - kind "burnish.importer/1": pictures that come with a story in their names and marks. */
#ifndef BURNISH_IMPORTER_H
#define BURNISH_IMPORTER_H
#include "stream.h"
#ifdef __cplusplus
extern "C" {
#endif

/* One item() per picture found; a status other than OK stops the scan and is returned by it. What is handed in is
 * copied. The facts about a picture are its metadata, UTF-8:
 *   "text:KEY"   one fact. Keys that the host knows: prompt negative_prompt model model_version seed job index author
 *                created (RFC 3339) rights source ("midjourney") kind ("picture" "grid" "upscale" "variation")
 *                source_type (a word of IPTC's digital source types) description (the text as found). Any other key is
 *                a parameter: "text:stylize".
 *   "from:KEY"   where that fact was read: "PNG text Description", "file name"
 *   "sure:KEY"   how sure it is, "0" to "100"
 *   "note:N"     a sentence for the user; "failed": why nothing could be read (the host lists the file as failed). */
typedef struct burnish_import_emit {
  uint32_t struct_size;
  void* impl;
  /* part: the picture's place inside the file (a grid's quarter), or NULL. group_id: pictures of one job, or NULL. */
  BURNISH_FN(burnish_status, item)
  (const struct burnish_import_emit*, const char* path, const burnish_rect* part, const char* group_id,
   const burnish_meta*)BURNISH_NOEXCEPT;
  BURNISH_FN(burnish_status, group)
  (const struct burnish_import_emit*, const char* group_id, const char* label) BURNISH_NOEXCEPT;
} burnish_import_emit;

typedef struct burnish_importer {
  uint32_t struct_size;
  const burnish_desc* desc;
  /* How sure the importer is that these files are its own: 0..100. [io] */
  BURNISH_FN(burnish_status, probe)(const burnish_call*, const burnish_files*, int32_t* score) BURNISH_NOEXCEPT;
  /* Reads only below the root of `files`. [io] */
  BURNISH_FN(burnish_status, scan)
  (const burnish_call*, const burnish_prepare*, const burnish_files*, const burnish_import_emit*)BURNISH_NOEXCEPT;
} burnish_importer;

#ifdef __cplusplus
}
#endif
#endif
