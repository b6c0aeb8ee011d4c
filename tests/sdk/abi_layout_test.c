/* Every number of the contract, for LP64: where each field is, how large it is and what each word means. A published
 * number never changes; a new field or word adds lines here. */
#include <stddef.h>

#include "burnish/abi.h"
#include "burnish/analyser.h"
#include "burnish/codec.h"
#include "burnish/generator.h"
#include "burnish/importer.h"
#include "burnish/pixel.h"
#include "burnish/stream.h"

#if defined(__LP64__)

#define SIZE(type, size, alignment)                                  \
  _Static_assert(sizeof(type) == (size), #type " changed its size"); \
  _Static_assert(_Alignof(type) == (alignment), #type " changed its alignment")
#define FIELD(type, field, at, size)                                        \
  _Static_assert(offsetof(type, field) == (at), #type "." #field " moved"); \
  _Static_assert(sizeof(((type*)0)->field) == (size), #type "." #field " changed its size")
#define WORD(name, value) _Static_assert((name) == (value), #name " changed its value")

_Static_assert(BURNISH_ABI_MAJOR == 1, "another major is another symbol");
_Static_assert(sizeof(burnish_status) == 4, "burnish_status changed its size");

/* burnish/abi.h */
WORD(BURNISH_OK, 0);
WORD(BURNISH_PENDING, 1);
WORD(BURNISH_NOT_MINE, 2);
WORD(BURNISH_ERROR, -1);
WORD(BURNISH_CANCELLED, -2);
WORD(BURNISH_NO_MEMORY, -3);
WORD(BURNISH_BAD_PARAM, -4);
WORD(BURNISH_BAD_DATA, -5);
WORD(BURNISH_UNSUPPORTED, -6);
WORD(BURNISH_LIMIT, -7);
WORD(BURNISH_IO, -8);
WORD(BURNISH_NETWORK, -9);
WORD(BURNISH_DENIED, -10);
WORD(BURNISH_LOG_DEBUG, 1);
WORD(BURNISH_LOG_INFO, 2);
WORD(BURNISH_LOG_WARNING, 3);
WORD(BURNISH_LOG_ERROR, 4);
WORD(BURNISH_P_BOOL, 1);
WORD(BURNISH_P_INT, 2);
WORD(BURNISH_P_REAL, 3);
WORD(BURNISH_P_ENUM, 4);
WORD(BURNISH_P_STRING, 5);
WORD(BURNISH_P_COLOR, 6);
WORD(BURNISH_P_POINT, 7);
WORD(BURNISH_P_RECT, 8);
WORD(BURNISH_P_CURVE, 9);
WORD(BURNISH_P_FILE, 10);
WORD(BURNISH_P_FOLDER, 11);
WORD(BURNISH_P_IMAGE, 12);
WORD(BURNISH_P_SECRET, 13);
WORD(BURNISH_PF_SPATIAL, 1);
WORD(BURNISH_PF_AUTO, 2);
WORD(BURNISH_PF_ADVANCED, 4);
WORD(BURNISH_PF_HIDDEN, 8);
WORD(BURNISH_PF_DEPRECATED, 16);
WORD(BURNISH_PF_MULTILINE, 32);
WORD(BURNISH_PF_LIST, 64);
WORD(BURNISH_PF_LOG, 128);
WORD(BURNISH_PF_COSMETIC, 256);
WORD(BURNISH_VALUE_DEFAULT, 0);
WORD(BURNISH_VALUE_GIVEN, 1);
WORD(BURNISH_VALUE_AUTO, 2);
WORD(BURNISH_DF_FUZZED, 1);
WORD(BURNISH_DF_DETERMINISTIC, 2);
WORD(BURNISH_DF_DEPRECATED, 4);
WORD(BURNISH_DF_EXPERIMENTAL, 8);
WORD(BURNISH_DF_WORKER, 16);

SIZE(burnish_host, 48, 8);
FIELD(burnish_host, struct_size, 0, 4);
FIELD(burnish_host, abi_minor, 4, 4);
FIELD(burnish_host, impl, 8, 8);
FIELD(burnish_host, name, 16, 8);
FIELD(burnish_host, version, 24, 8);
FIELD(burnish_host, log, 32, 8);
FIELD(burnish_host, service, 40, 8);

SIZE(burnish_call, 64, 8);
FIELD(burnish_call, struct_size, 0, 4);
FIELD(burnish_call, host, 8, 8);
FIELD(burnish_call, impl, 16, 8);
FIELD(burnish_call, seed, 24, 8);
FIELD(burnish_call, cancelled, 32, 8);
FIELD(burnish_call, progress, 40, 8);
FIELD(burnish_call, fail, 48, 8);
FIELD(burnish_call, note, 56, 8);

SIZE(burnish_choice, 24, 8);
FIELD(burnish_choice, id, 0, 8);
FIELD(burnish_choice, label, 8, 8);
FIELD(burnish_choice, doc, 16, 8);

SIZE(burnish_param, 144, 8);
FIELD(burnish_param, struct_size, 0, 4);
FIELD(burnish_param, type, 4, 4);
FIELD(burnish_param, flags, 8, 4);
FIELD(burnish_param, id, 16, 8);
FIELD(burnish_param, label, 24, 8);
FIELD(burnish_param, doc, 32, 8);
FIELD(burnish_param, group, 40, 8);
FIELD(burnish_param, unit, 48, 8);
FIELD(burnish_param, def, 56, 8);
FIELD(burnish_param, min, 64, 8);
FIELD(burnish_param, max, 72, 8);
FIELD(burnish_param, soft_min, 80, 8);
FIELD(burnish_param, soft_max, 88, 8);
FIELD(burnish_param, step, 96, 8);
FIELD(burnish_param, choices, 104, 8);
FIELD(burnish_param, choice_count, 112, 4);
FIELD(burnish_param, visible_if, 120, 8);
FIELD(burnish_param, aliases, 128, 8);
FIELD(burnish_param, since, 136, 4);

SIZE(burnish_value, 64, 8);
FIELD(burnish_value, i, 0, 8);
FIELD(burnish_value, r, 8, 32);
FIELD(burnish_value, s, 40, 8);
FIELD(burnish_value, ext, 48, 8);
FIELD(burnish_value, count, 56, 4);
FIELD(burnish_value, state, 60, 4);

SIZE(burnish_desc, 104, 8);
FIELD(burnish_desc, struct_size, 0, 4);
FIELD(burnish_desc, id, 8, 8);
FIELD(burnish_desc, version, 16, 4);
FIELD(burnish_desc, name, 24, 8);
FIELD(burnish_desc, summary, 32, 8);
FIELD(burnish_desc, doc, 40, 8);
FIELD(burnish_desc, vendor, 48, 8);
FIELD(burnish_desc, license, 56, 8);
FIELD(burnish_desc, url, 64, 8);
FIELD(burnish_desc, tags, 72, 8);
FIELD(burnish_desc, permissions, 80, 8);
FIELD(burnish_desc, params, 88, 8);
FIELD(burnish_desc, param_count, 96, 4);
FIELD(burnish_desc, flags, 100, 4);

SIZE(burnish_module, 72, 8);
FIELD(burnish_module, struct_size, 0, 4);
FIELD(burnish_module, abi_minor, 4, 4);
FIELD(burnish_module, min_host_minor, 8, 4);
FIELD(burnish_module, id, 16, 8);
FIELD(burnish_module, version, 24, 8);
FIELD(burnish_module, vendor, 32, 8);
FIELD(burnish_module, license, 40, 8);
FIELD(burnish_module, init, 48, 8);
FIELD(burnish_module, fini, 56, 8);
FIELD(burnish_module, item, 64, 8);

/* burnish/pixel.h */
WORD(BURNISH_ANY, 0);
WORD(BURNISH_U8, 1);
WORD(BURNISH_U16, 2);
WORD(BURNISH_F16, 3);
WORD(BURNISH_F32, 4);
WORD(BURNISH_GRAY, 1);
WORD(BURNISH_RGB, 3);
WORD(BURNISH_CMYK, 4);
WORD(BURNISH_ALPHA_NONE, 1);
WORD(BURNISH_ALPHA_STRAIGHT, 2);
WORD(BURNISH_ALPHA_PREMUL, 3);
WORD(BURNISH_INTERLEAVED, 1);
WORD(BURNISH_PLANAR, 2);
WORD(BURNISH_LIGHT_LINEAR, 1);
WORD(BURNISH_LIGHT_ENCODED, 2);
WORD(BURNISH_POINT, 1);
WORD(BURNISH_AREA, 2);
WORD(BURNISH_WARP, 3);
WORD(BURNISH_WHOLE, 4);
WORD(BURNISH_EDGE_CLAMP, 0);
WORD(BURNISH_EDGE_MIRROR, 1);
WORD(BURNISH_EDGE_ZERO, 2);
WORD(BURNISH_EDGE_WRAP, 3);
WORD(BURNISH_IDENTITY, 1);
WORD(BURNISH_IN_PLACE, 2);
WORD(BURNISH_COLOR_ONLY, 4);
WORD(BURNISH_PER_CHANNEL, 8);
WORD(BURNISH_KEEPS_ALPHA, 16);
WORD(BURNISH_TILE_VARIANT, 32);
WORD(BURNISH_EXACT_REDUCE, 64);

SIZE(burnish_rect, 16, 4);
FIELD(burnish_rect, x0, 0, 4);
FIELD(burnish_rect, y0, 4, 4);
FIELD(burnish_rect, x1, 8, 4);
FIELD(burnish_rect, y1, 12, 4);

SIZE(burnish_format, 8, 1);
FIELD(burnish_format, sample, 0, 1);
FIELD(burnish_format, model, 1, 1);
FIELD(burnish_format, alpha, 2, 1);
FIELD(burnish_format, layout, 3, 1);
FIELD(burnish_format, light, 4, 1);
FIELD(burnish_format, reserved, 5, 3);

SIZE(burnish_color, 16, 8);
FIELD(burnish_color, primaries, 0, 1);
FIELD(burnish_color, transfer, 1, 1);
FIELD(burnish_color, matrix, 2, 1);
FIELD(burnish_color, full_range, 3, 1);
FIELD(burnish_color, icc_size, 4, 4);
FIELD(burnish_color, icc, 8, 8);

SIZE(burnish_image_info, 104, 8);
FIELD(burnish_image_info, struct_size, 0, 4);
FIELD(burnish_image_info, width, 4, 4);
FIELD(burnish_image_info, height, 8, 4);
FIELD(burnish_image_info, format, 12, 8);
FIELD(burnish_image_info, color, 24, 16);
FIELD(burnish_image_info, scale, 40, 4);
FIELD(burnish_image_info, view, 48, 32);
FIELD(burnish_image_info, shrink, 80, 8);
FIELD(burnish_image_info, orientation, 88, 4);
FIELD(burnish_image_info, meta, 96, 8);

SIZE(burnish_tile, 104, 8);
FIELD(burnish_tile, rect, 0, 16);
FIELD(burnish_tile, format, 16, 8);
FIELD(burnish_tile, data, 24, 40);
FIELD(burnish_tile, stride, 64, 40);

SIZE(burnish_prepare, 40, 8);
FIELD(burnish_prepare, struct_size, 0, 4);
FIELD(burnish_prepare, values, 8, 8);
FIELD(burnish_prepare, input_count, 16, 4);
FIELD(burnish_prepare, inputs, 24, 8);
FIELD(burnish_prepare, max_tile, 32, 8);

SIZE(burnish_plan, 128, 8);
FIELD(burnish_plan, struct_size, 0, 4);
FIELD(burnish_plan, state, 8, 8);
FIELD(burnish_plan, output, 16, 8);
FIELD(burnish_plan, op_class, 24, 4);
FIELD(burnish_plan, edge, 28, 4);
FIELD(burnish_plan, halo, 32, 16);
FIELD(burnish_plan, tile_align, 48, 8);
FIELD(burnish_plan, flags, 56, 4);
FIELD(burnish_plan, scratch_bytes, 64, 8);
FIELD(burnish_plan, reduce_bytes, 72, 8);
FIELD(burnish_plan, cost, 80, 4);
FIELD(burnish_plan, max_preshrink, 84, 4);
FIELD(burnish_plan, offset, 88, 32);
FIELD(burnish_plan, format_mask, 120, 8);

SIZE(burnish_task, 152, 8);
FIELD(burnish_task, struct_size, 0, 4);
FIELD(burnish_task, call, 8, 8);
FIELD(burnish_task, in, 16, 8);
FIELD(burnish_task, in_count, 24, 4);
FIELD(burnish_task, out, 32, 104);
FIELD(burnish_task, scratch, 136, 8);
FIELD(burnish_task, reduced, 144, 8);

SIZE(burnish_pixel, 112, 8);
FIELD(burnish_pixel, struct_size, 0, 4);
FIELD(burnish_pixel, desc, 8, 8);
FIELD(burnish_pixel, formats, 16, 8);
FIELD(burnish_pixel, format_count, 24, 4);
FIELD(burnish_pixel, min_inputs, 28, 4);
FIELD(burnish_pixel, max_inputs, 32, 4);
FIELD(burnish_pixel, prepare, 40, 8);
FIELD(burnish_pixel, release, 48, 8);
FIELD(burnish_pixel, process, 56, 8);
FIELD(burnish_pixel, required_region, 64, 8);
FIELD(burnish_pixel, produced_region, 72, 8);
FIELD(burnish_pixel, reduce_init, 80, 8);
FIELD(burnish_pixel, reduce_add, 88, 8);
FIELD(burnish_pixel, reduce_merge, 96, 8);
FIELD(burnish_pixel, reduce_finish, 104, 8);

/* burnish/stream.h */

SIZE(burnish_sink, 32, 8);
FIELD(burnish_sink, struct_size, 0, 4);
FIELD(burnish_sink, impl, 8, 8);
FIELD(burnish_sink, write, 16, 8);
FIELD(burnish_sink, write_at, 24, 8);

SIZE(burnish_source, 48, 8);
FIELD(burnish_source, struct_size, 0, 4);
FIELD(burnish_source, impl, 8, 8);
FIELD(burnish_source, size, 16, 8);
FIELD(burnish_source, mapped, 24, 8);
FIELD(burnish_source, path, 40, 8);
FIELD(burnish_source, read, 32, 8);

SIZE(burnish_meta, 40, 8);
FIELD(burnish_meta, struct_size, 0, 4);
FIELD(burnish_meta, impl, 8, 8);
FIELD(burnish_meta, get, 16, 8);
FIELD(burnish_meta, key, 24, 8);
FIELD(burnish_meta, set, 32, 8);

SIZE(burnish_reader, 40, 8);
FIELD(burnish_reader, struct_size, 0, 4);
FIELD(burnish_reader, impl, 8, 8);
FIELD(burnish_reader, info, 16, 8);
FIELD(burnish_reader, acquire, 24, 8);
FIELD(burnish_reader, release, 32, 8);

SIZE(burnish_parallel, 24, 8);
FIELD(burnish_parallel, struct_size, 0, 4);
FIELD(burnish_parallel, run, 8, 8);
FIELD(burnish_parallel, width, 16, 8);

SIZE(burnish_http_request, 80, 8);
FIELD(burnish_http_request, struct_size, 0, 4);
FIELD(burnish_http_request, method, 8, 8);
FIELD(burnish_http_request, url, 16, 8);
FIELD(burnish_http_request, headers, 24, 8);
FIELD(burnish_http_request, body, 32, 8);
FIELD(burnish_http_request, body_size, 40, 8);
FIELD(burnish_http_request, to, 48, 8);
FIELD(burnish_http_request, timeout_ms, 56, 4);
FIELD(burnish_http_request, max_bytes, 64, 8);
FIELD(burnish_http_request, redirects, 72, 4);

SIZE(burnish_http_response, 32, 8);
FIELD(burnish_http_response, struct_size, 0, 4);
FIELD(burnish_http_response, status, 4, 4);
FIELD(burnish_http_response, headers, 8, 8);
FIELD(burnish_http_response, final_url, 16, 8);
FIELD(burnish_http_response, sent_maybe, 24, 4);

SIZE(burnish_http, 16, 8);
FIELD(burnish_http, struct_size, 0, 4);
FIELD(burnish_http, send, 8, 8);

SIZE(burnish_encode, 16, 8);
FIELD(burnish_encode, struct_size, 0, 4);
FIELD(burnish_encode, encode, 8, 8);

SIZE(burnish_files, 40, 8);
FIELD(burnish_files, struct_size, 0, 4);
FIELD(burnish_files, impl, 8, 8);
FIELD(burnish_files, list, 16, 8);
FIELD(burnish_files, open, 24, 8);
FIELD(burnish_files, close, 32, 8);

SIZE(burnish_picture, 24, 8);
FIELD(burnish_picture, struct_size, 0, 4);
FIELD(burnish_picture, open, 8, 8);
FIELD(burnish_picture, close, 16, 8);

SIZE(burnish_cache, 24, 8);
FIELD(burnish_cache, struct_size, 0, 4);
FIELD(burnish_cache, get, 8, 8);
FIELD(burnish_cache, put, 16, 8);

/* burnish/codec.h */
WORD(BURNISH_SEQUENTIAL, 1);
WORD(BURNISH_RANDOM, 2);
WORD(BURNISH_EF_LOSSY, 1);
WORD(BURNISH_EF_LOSSLESS, 2);
WORD(BURNISH_EF_MONOTONIC, 4);
WORD(BURNISH_EF_ROWS, 8);
WORD(BURNISH_EF_SAMPLE, 16);
WORD(BURNISH_EF_TARGET, 32);

SIZE(burnish_limits, 32, 8);
FIELD(burnish_limits, struct_size, 0, 4);
FIELD(burnish_limits, max_pixels, 8, 8);
FIELD(burnish_limits, max_bytes, 16, 8);
FIELD(burnish_limits, max_frames, 24, 4);
FIELD(burnish_limits, max_depth, 28, 4);

SIZE(burnish_magic, 24, 8);
FIELD(burnish_magic, at, 0, 4);
FIELD(burnish_magic, n, 4, 4);
FIELD(burnish_magic, bytes, 8, 8);
FIELD(burnish_magic, mask, 16, 8);

SIZE(burnish_layout, 24, 8);
FIELD(burnish_layout, struct_size, 0, 4);
FIELD(burnish_layout, access, 4, 4);
FIELD(burnish_layout, grid, 8, 8);
FIELD(burnish_layout, info, 16, 8);

SIZE(burnish_decoder, 104, 8);
FIELD(burnish_decoder, struct_size, 0, 4);
FIELD(burnish_decoder, desc, 8, 8);
FIELD(burnish_decoder, format, 16, 8);
FIELD(burnish_decoder, mime, 24, 8);
FIELD(burnish_decoder, extensions, 32, 8);
FIELD(burnish_decoder, magics, 40, 8);
FIELD(burnish_decoder, magic_count, 48, 4);
FIELD(burnish_decoder, rank, 52, 4);
FIELD(burnish_decoder, probe, 56, 8);
FIELD(burnish_decoder, open, 64, 8);
FIELD(burnish_decoder, shrinks, 72, 8);
FIELD(burnish_decoder, layout, 80, 8);
FIELD(burnish_decoder, read, 88, 8);
FIELD(burnish_decoder, close, 96, 8);

SIZE(burnish_encoder, 104, 8);
FIELD(burnish_encoder, struct_size, 0, 4);
FIELD(burnish_encoder, desc, 8, 8);
FIELD(burnish_encoder, format, 16, 8);
FIELD(burnish_encoder, mime, 24, 8);
FIELD(burnish_encoder, extensions, 32, 8);
FIELD(burnish_encoder, formats, 40, 8);
FIELD(burnish_encoder, format_count, 48, 4);
FIELD(burnish_encoder, flags, 52, 4);
FIELD(burnish_encoder, max_width, 56, 4);
FIELD(burnish_encoder, max_height, 60, 4);
FIELD(burnish_encoder, quality, 64, 8);
FIELD(burnish_encoder, open, 72, 8);
FIELD(burnish_encoder, encode, 80, 8);
FIELD(burnish_encoder, measure, 88, 8);
FIELD(burnish_encoder, close, 96, 8);

/* burnish/analyser.h */

SIZE(burnish_finding, 56, 8);
FIELD(burnish_finding, struct_size, 0, 4);
FIELD(burnish_finding, label, 8, 8);
FIELD(burnish_finding, score, 16, 4);
FIELD(burnish_finding, x0, 20, 4);
FIELD(burnish_finding, y0, 24, 4);
FIELD(burnish_finding, x1, 28, 4);
FIELD(burnish_finding, y1, 32, 4);
FIELD(burnish_finding, points, 40, 8);
FIELD(burnish_finding, point_count, 48, 4);

SIZE(burnish_findings, 72, 8);
FIELD(burnish_findings, struct_size, 0, 4);
FIELD(burnish_findings, impl, 8, 8);
FIELD(burnish_findings, add, 16, 8);
FIELD(burnish_findings, map, 24, 8);
FIELD(burnish_findings, number, 32, 8);
FIELD(burnish_findings, get, 40, 8);
FIELD(burnish_findings, get_map, 48, 8);
FIELD(burnish_findings, get_number, 56, 8);
FIELD(burnish_findings, of, 64, 8);

SIZE(burnish_window, 80, 8);
FIELD(burnish_window, struct_size, 0, 4);
FIELD(burnish_window, x0, 8, 8);
FIELD(burnish_window, y0, 16, 8);
FIELD(burnish_window, x1, 24, 8);
FIELD(burnish_window, y1, 32, 8);
FIELD(burnish_window, score, 40, 8);
FIELD(burnish_window, reasons, 48, 8);
FIELD(burnish_window, term_names, 56, 8);
FIELD(burnish_window, terms, 64, 8);
FIELD(burnish_window, term_count, 72, 4);

SIZE(burnish_windows, 24, 8);
FIELD(burnish_windows, struct_size, 0, 4);
FIELD(burnish_windows, impl, 8, 8);
FIELD(burnish_windows, add, 16, 8);

SIZE(burnish_analyser, 88, 8);
FIELD(burnish_analyser, struct_size, 0, 4);
FIELD(burnish_analyser, desc, 8, 8);
FIELD(burnish_analyser, formats, 16, 8);
FIELD(burnish_analyser, format_count, 24, 4);
FIELD(burnish_analyser, long_edge, 28, 4);
FIELD(burnish_analyser, labels, 32, 8);
FIELD(burnish_analyser, needs, 40, 8);
FIELD(burnish_analyser, requests, 48, 8);
FIELD(burnish_analyser, request_count, 56, 4);
FIELD(burnish_analyser, analyse, 64, 8);
FIELD(burnish_analyser, choose, 72, 8);
FIELD(burnish_analyser, wants, 80, 8);

SIZE(burnish_settle, 40, 8);
FIELD(burnish_settle, struct_size, 0, 4);
FIELD(burnish_settle, target, 8, 8);
FIELD(burnish_settle, needs, 16, 8);
FIELD(burnish_settle, settle, 24, 8);
FIELD(burnish_settle, applies, 32, 8);

/* burnish/generator.h */

SIZE(burnish_delivery, 24, 8);
FIELD(burnish_delivery, struct_size, 0, 4);
FIELD(burnish_delivery, impl, 8, 8);
FIELD(burnish_delivery, deliver, 16, 8);

SIZE(burnish_generator, 72, 8);
FIELD(burnish_generator, struct_size, 0, 4);
FIELD(burnish_generator, desc, 8, 8);
FIELD(burnish_generator, max_inputs, 16, 4);
FIELD(burnish_generator, estimate, 24, 8);
FIELD(burnish_generator, submit, 32, 8);
FIELD(burnish_generator, poll, 40, 8);
FIELD(burnish_generator, fetch, 48, 8);
FIELD(burnish_generator, abandon, 56, 8);
FIELD(burnish_generator, balance, 64, 8);

/* burnish/importer.h */

SIZE(burnish_import_emit, 32, 8);
FIELD(burnish_import_emit, struct_size, 0, 4);
FIELD(burnish_import_emit, impl, 8, 8);
FIELD(burnish_import_emit, item, 16, 8);
FIELD(burnish_import_emit, group, 24, 8);

SIZE(burnish_importer, 32, 8);
FIELD(burnish_importer, struct_size, 0, 4);
FIELD(burnish_importer, desc, 8, 8);
FIELD(burnish_importer, probe, 16, 8);
FIELD(burnish_importer, scan, 24, 8);

#else
typedef int burnish_layout_is_stated_for_lp64_only;
#endif
