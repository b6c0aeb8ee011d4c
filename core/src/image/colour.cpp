#include "image/colour.hpp"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "image/cmyk_model.hpp"
#include "image/convert.hpp"
#include "image/convert_rows.hpp"
#include "image/icc_profile.hpp"

namespace burnish {
namespace {

// D50 colorants of sRGB; variants in use differ by rounding and by how they adapt D65, at most in the third digit.
constexpr std::array<std::array<double, 3>, 3> srgb_colorants{
    {{0.4360, 0.2225, 0.0139}, {0.3851, 0.7169, 0.0971}, {0.1431, 0.0606, 0.7141}}};
constexpr double colorant_tolerance = 0.003, curve_tolerance = 1.5 / 255;

bool is_srgb_curve(const IccProfile& profile, uint32_t tag) {
  for (int i = 0; i <= 32; ++i) {
    const double x = i / 32.0;
    const auto light = profile.curve(tag, x);
    if (!light || !(std::fabs(linear_to_srgb(*light) - x) <= curve_tolerance)) return false;
  }
  return true;
}

bool is_srgb_matrix(const IccProfile& profile) {
  static constexpr std::array<uint32_t, 3> colorants{icc_signature("rXYZ"), icc_signature("gXYZ"),
                                                     icc_signature("bXYZ")};
  static constexpr std::array<uint32_t, 3> curves{icc_signature("rTRC"), icc_signature("gTRC"), icc_signature("bTRC")};
  if (profile.has(icc_signature("A2B0"))) return false;  // a table wins over the matrix
  for (std::size_t i = 0; i < 3; ++i) {
    const auto xyz = profile.xyz(colorants[i]);
    if (!xyz) return false;
    for (std::size_t c = 0; c < 3; ++c)
      if (std::fabs((*xyz)[c] - srgb_colorants[i][c]) > colorant_tolerance) return false;
    if (!is_srgb_curve(profile, curves[i])) return false;
  }
  return true;
}

int model_of(uint32_t colour_space) {
  if (colour_space == icc_signature("GRAY")) return BURNISH_GRAY;
  if (colour_space == icc_signature("RGB ")) return BURNISH_RGB;
  if (colour_space == icc_signature("CMYK")) return BURNISH_CMYK;
  return 0;
}

const char* model_word(int model) {
  return model == BURNISH_GRAY ? "gray" : model == BURNISH_RGB ? "RGB" : model == BURNISH_CMYK ? "CMYK" : "other";
}

bool converts_pixels(uint32_t device_class) {
  return device_class == icc_signature("scnr") || device_class == icc_signature("mntr") ||
         device_class == icc_signature("prtr") || device_class == icc_signature("spac");
}

struct CloseProfile {
  void operator()(void* p) const noexcept { cmsCloseProfile(p); }
};
using Profile = std::unique_ptr<void, CloseProfile>;
struct DeleteTransform {
  void operator()(void* p) const noexcept { cmsDeleteTransform(p); }
};
struct DeleteContext {
  void operator()(cmsContext c) const noexcept { cmsDeleteContext(c); }
};
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, DeleteContext>;

// lcms tells its errors to nobody; a null profile or transform says enough.
Context quiet_context() {
  Context context(cmsCreateContext(nullptr, nullptr));
  if (context) cmsSetLogErrorHandlerTHR(context.get(), [](cmsContext, cmsUInt32Number, const char*) {});
  return context;
}

cmsUInt32Number lcms_format(const burnish_format& f) {
  const cmsUInt32Number space = f.model == BURNISH_GRAY ? PT_GRAY : f.model == BURNISH_RGB ? PT_RGB : PT_CMYK;
  return FLOAT_SH(f.sample == BURNISH_F32 ? 1U : 0U) | COLORSPACE_SH(space) |
         EXTRA_SH(f.alpha > BURNISH_ALPHA_NONE ? 1U : 0U) | CHANNELS_SH(static_cast<cmsUInt32Number>(f.model)) |
         BYTES_SH(static_cast<cmsUInt32Number>(sample_size(f)));
}

// sRGB, or linear light with sRGB's primaries: for floats the curve is ours, because lcms goes on below zero in a
// straight line and the rest of Burnish by symmetry.
Profile srgb_profile(cmsContext context, int model, bool linear) {
  const cmsFloat64Number encoded[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* tone = linear ? cmsBuildGamma(context, 1.0) : cmsBuildParametricToneCurve(context, 4, encoded);
  if (tone == nullptr) return nullptr;
  const cmsCIExyY d65{0.3127, 0.3290, 1.0};
  const cmsCIExyYTRIPLE primaries{{0.64, 0.33, 1.0}, {0.30, 0.60, 1.0}, {0.15, 0.06, 1.0}};
  cmsToneCurve* const tones[] = {tone, tone, tone};
  Profile profile(model == BURNISH_GRAY ? cmsCreateGrayProfileTHR(context, cmsD50_xyY(), tone)
                                        : cmsCreateRGBProfileTHR(context, &d65, &primaries, tones));
  cmsFreeToneCurve(tone);
  return profile;
}

Status check_pixels(const burnish_format& f) {
  const bool fits = f.sample != BURNISH_F16 && f.layout == BURNISH_INTERLEAVED && f.light == BURNISH_LIGHT_ENCODED &&
                    f.alpha != BURNISH_ALPHA_PREMUL;
  if (fits) return Done{};
  return Error{.code = Code::Internal,
               .what = "no colour transform from " + format_text(f),
               .where = {},
               .why = "pixels must be interleaved, encoded, not premultiplied, of 8, 16 or 32 bits",
               .hint = {}};
}

Error unusable(std::string why) {
  return Error{.code = Code::BadData,
               .what = "the colour profile cannot be used",
               .where = {},
               .why = std::move(why),
               .hint = {}};
}

constexpr std::size_t chunk = 256;  // pixels of floats at a time; times any number of channels a multiple of 16

}  // namespace

ProfileKind classify_profile(std::string_view icc, const burnish_format& pixels, std::string* note) {
  const auto none = [&](std::string why) {
    if (note != nullptr) *note = "the colour profile is ignored: " + std::move(why);
    return ProfileKind::None;
  };
  if (icc.empty()) return ProfileKind::None;
  const auto profile = IccProfile::parse(icc);
  if (!profile) return none("it is damaged");
  if (!converts_pixels(profile->device_class())) return none("it does not describe a device");
  const int model = model_of(profile->colour_space());
  if (model == BURNISH_RGB && pixels.model != BURNISH_CMYK && is_srgb_matrix(*profile)) return ProfileKind::Srgb;
  if (model != pixels.model)
    return none(std::string("it is for ") + model_word(model) + " pixels, and these are " + model_word(pixels.model));
  if (model == BURNISH_GRAY && is_srgb_curve(*profile, icc_signature("kTRC"))) return ProfileKind::Srgb;
  return ProfileKind::Other;
}

std::string profile_name(std::string_view icc) {
  const auto profile = IccProfile::parse(icc);
  return profile ? profile->description() : std::string();
}

struct ColourTransform::State {
  burnish_format from{}, to{};
  bool into_srgb = true;
  Context context;  // outlives the transform
  std::unique_ptr<void, DeleteTransform> transform;
  std::unique_ptr<const CmykModel> model;  // in place of a transform

  static Result<std::unique_ptr<State>> make(std::string_view icc, const burnish_format& from, bool to_srgb);
  void row(const void* in, void* out, std::size_t n) const noexcept;
  void float_row(const float* in, float* out, std::size_t n) const noexcept;
};

Result<std::unique_ptr<ColourTransform::State>> ColourTransform::State::make(std::string_view icc,
                                                                             const burnish_format& from, bool to_srgb) {
  BURNISH_CHECK(check_pixels(from));
  const auto parsed = IccProfile::parse(icc);
  if (!parsed) return unusable("it is damaged");
  const int profile_model = model_of(parsed->colour_space());
  if (profile_model == 0 || !converts_pixels(parsed->device_class()))
    return unusable("it describes no gray, RGB or CMYK device");
  if (to_srgb ? profile_model != from.model : from.model == BURNISH_CMYK)
    return unusable(std::string("it is for ") + model_word(profile_model) + " pixels, and these are " +
                    model_word(from.model));
  auto state = std::make_unique<State>();
  state->from = state->to = from;
  state->into_srgb = to_srgb;
  const int target = !to_srgb ? profile_model : from.model == BURNISH_GRAY ? BURNISH_GRAY : BURNISH_RGB;
  state->to.model = static_cast<uint8_t>(target);
  state->context = quiet_context();
  if (!state->context)
    return Error{
        .code = Code::NoMemory, .what = "no memory for a colour transform", .where = {}, .why = {}, .hint = {}};
  const Profile file(
      cmsOpenProfileFromMemTHR(state->context.get(), icc.data(), static_cast<cmsUInt32Number>(icc.size())));
  const Profile srgb = srgb_profile(state->context.get(), to_srgb ? target : from.model, from.sample == BURNISH_F32);
  if (!file || !srgb) return unusable("Little CMS does not read it");
  // lcms' grid for 16 bits is off by up to 20/255 at the edge of the gamut: compute those pixels one by one, as floats
  // are.
  const cmsUInt32Number flags = cmsFLAGS_NOCACHE | cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_COPY_ALPHA |
                                (from.sample == BURNISH_U16 && from.model != BURNISH_CMYK ? cmsFLAGS_NOOPTIMIZE : 0U);
  state->transform.reset(cmsCreateTransformTHR(state->context.get(), to_srgb ? file.get() : srgb.get(),
                                               lcms_format(from), to_srgb ? srgb.get() : file.get(),
                                               lcms_format(state->to), INTENT_PERCEPTUAL, flags));
  if (!state->transform) return unusable("Little CMS makes no transform of it");
  return state;
}

void ColourTransform::State::row(const void* in, void* out, std::size_t n) const noexcept {
  if (model)
    model->convert(in, out, n, from.sample, from.alpha > BURNISH_ALPHA_NONE);
  else if (from.sample == BURNISH_F32)
    float_row(static_cast<const float*>(in), static_cast<float*>(out), n);
  else
    cmsDoTransform(transform.get(), in, out, static_cast<cmsUInt32Number>(n));
}

// lcms counts float ink in percent. What happens to alpha on the way does not matter: it is copied at the end.
void ColourTransform::State::float_row(const float* in, float* out, std::size_t n) const noexcept {
  const auto in_step = static_cast<std::size_t>(channel_count(from));
  const auto out_step = static_cast<std::size_t>(channel_count(to));
  alignas(64) std::array<float, chunk * 5> before, after;
  for (std::size_t at = 0; at < n; at += chunk, in += chunk * in_step, out += chunk * out_step) {
    const std::size_t k = std::min(chunk, n - at);
    std::copy_n(in, k * in_step, before.begin());
    if (!into_srgb) rows::to_linear(before.data(), k * in_step);
    if (from.model == BURNISH_CMYK)
      for (std::size_t i = 0; i < k * in_step; ++i) before[i] *= 100;
    cmsDoTransform(transform.get(), before.data(), after.data(), static_cast<cmsUInt32Number>(k));
    if (into_srgb) rows::to_encoded(after.data(), k * out_step);
    if (to.model == BURNISH_CMYK)
      for (std::size_t i = 0; i < k * out_step; ++i) after[i] /= 100;
    if (from.alpha > BURNISH_ALPHA_NONE)
      for (std::size_t i = 1; i <= k; ++i) after[i * out_step - 1] = in[i * in_step - 1];
    std::copy_n(after.begin(), k * out_step, out);
  }
}

ColourTransform::ColourTransform(std::unique_ptr<const State> state) : state_(std::move(state)) {}
ColourTransform::ColourTransform(ColourTransform&&) noexcept = default;
ColourTransform& ColourTransform::operator=(ColourTransform&&) noexcept = default;
ColourTransform::~ColourTransform() = default;

Result<ColourTransform> ColourTransform::to_srgb(std::string_view icc, const burnish_format& from) {
  if (from.model == BURNISH_CMYK && icc.empty()) {
    BURNISH_CHECK(check_pixels(from));
    auto state = std::make_unique<State>();
    state->from = state->to = from;
    state->to.model = BURNISH_RGB;
    state->model = std::make_unique<CmykModel>();
    return ColourTransform(std::move(state));
  }
  BURNISH_TRY(auto state, State::make(icc, from, true));
  return ColourTransform(std::move(state));
}

Result<ColourTransform> ColourTransform::from_srgb(std::string_view icc, const burnish_format& from) {
  BURNISH_TRY(auto state, State::make(icc, from, false));
  return ColourTransform(std::move(state));
}

const burnish_format& ColourTransform::from() const { return state_->from; }
const burnish_format& ColourTransform::to() const { return state_->to; }

void ColourTransform::operator()(const burnish_tile& in, burnish_tile& out) const noexcept {
  const auto n = static_cast<std::size_t>(std::max(0, out.rect.x1 - out.rect.x0));
  const auto first = static_cast<std::ptrdiff_t>(out.rect.x0 - in.rect.x0) * pixel_bytes(state_->from);
  for (int32_t y = out.rect.y0; y < out.rect.y1; ++y)
    state_->row(static_cast<const std::byte*>(in.data[0]) + (y - in.rect.y0) * in.stride[0] + first,
                static_cast<std::byte*>(out.data[0]) + (y - out.rect.y0) * out.stride[0], n);
}

}  // namespace burnish
