/* A point operation in plain C11, against the contract alone: v + strength * (1 - 2 v). */
#include <burnish/pixel.h>
#include <stdlib.h>
#include <string.h>

typedef struct invert_state {
  float strength;
} invert_state;

static burnish_status prepare(const burnish_call* call, const burnish_prepare* in, burnish_plan* out) {
  invert_state* state = malloc(sizeof *state);
  if (state == NULL) return call->fail(call, BURNISH_NO_MEMORY, NULL, "out of memory");
  state->strength = (float)in->values[0].r[0];
  out->state = state;
  out->op_class = BURNISH_POINT;
  out->flags = BURNISH_IN_PLACE | BURNISH_COLOR_ONLY | BURNISH_PER_CHANNEL | BURNISH_KEEPS_ALPHA;
  if (state->strength == 0) out->flags |= BURNISH_IDENTITY;
  return BURNISH_OK;
}

static void release(void* state) { free(state); }

static const float* row_in(const burnish_tile* t, int plane, const burnish_rect* out, int32_t y) {
  const char* first = (const char*)t->data[plane] + (y - t->rect.y0) * t->stride[plane];
  return (const float*)(const void*)first + (out->x0 - t->rect.x0);
}

static burnish_status process(const void* state, const burnish_task* task) {
  const float strength = ((const invert_state*)state)->strength;
  const burnish_tile* out = &task->out;
  const int colours = out->format.model;
  const int planes = colours + (out->format.alpha > BURNISH_ALPHA_NONE);
  const size_t width = (size_t)(out->rect.x1 - out->rect.x0);
  for (int c = 0; c < planes; ++c) {
    for (int32_t y = out->rect.y0; y < out->rect.y1; ++y) {
      const float* a = row_in(&task->in[0], c, &out->rect, y);
      float* b = (float*)(void*)((char*)out->data[c] + (y - out->rect.y0) * out->stride[c]);
      if (c >= colours) {
        if (a != b) memcpy(b, a, width * sizeof *b);
        continue;
      }
      for (size_t x = 0; x < width; ++x) b[x] = a[x] + strength * (1 - 2 * a[x]);
    }
  }
  return BURNISH_OK;
}

static const burnish_param params[] = {{.struct_size = sizeof(burnish_param),
                                        .type = BURNISH_P_REAL,
                                        .id = "strength",
                                        .label = "Strength",
                                        .doc = "1 inverts fully.",
                                        .def = "1",
                                        .min = 0,
                                        .max = 1,
                                        .since = 1}};
static const burnish_desc desc = {.struct_size = sizeof(burnish_desc),
                                  .id = "sample.invert",
                                  .version = 1,
                                  .name = "Invert",
                                  .summary = "Inverts the colours.",
                                  .params = params,
                                  .param_count = 1,
                                  .flags = BURNISH_DF_DETERMINISTIC};
static const burnish_format formats[] = {
    {BURNISH_F32, BURNISH_ANY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {0}},
    {BURNISH_F32, BURNISH_ANY, BURNISH_ALPHA_STRAIGHT, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {0}}};
static const burnish_pixel invert = {.struct_size = sizeof(burnish_pixel),
                                     .desc = &desc,
                                     .formats = formats,
                                     .format_count = 2,
                                     .min_inputs = 1,
                                     .max_inputs = 1,
                                     .prepare = prepare,
                                     .release = release,
                                     .process = process};

static const void* item(const char* kind, uint32_t index) {
  return strcmp(kind, "burnish.pixel/1") == 0 && index == 0 ? &invert : NULL;
}

BURNISH_EXPORT const burnish_module burnish_module_v1 = {.struct_size = sizeof(burnish_module),
                                                         .abi_minor = BURNISH_ABI_MINOR,
                                                         .id = "sample.c",
                                                         .version = "1.0.0",
                                                         .vendor = "Burnish tests",
                                                         .license = "Apache-2.0",
                                                         .item = item};
