// Every way to get a pipeline file wrong, with the exact line that people read. All of them end with status 2.
#include <gtest/gtest.h>

#include "burnish/core/pipeline.hpp"
#include "installed.hpp"

namespace burnish {
namespace {

struct BadPipeline {
  const char* name;
  const char* json;
  Code code;
  const char* message;
  std::pair<const char*, const char*> set{};  // --set
};

void PrintTo(const BadPipeline& bad, std::ostream* out) { *out << bad.json; }

const BadPipeline bad_pipelines[] = {
    {"EmptyFile", "", Code::BadPipeline,
     "p.json is not valid JSON (line 1, column 1): unexpected end of input; expected '[', '{', or a literal"},
    {"NotJson", "burnish: 1", Code::BadPipeline,
     "p.json is not valid JSON (line 1, column 1): invalid literal; last read: 'b'"},
    {"TruncatedObject", "{\"burnish\": 1,\n  \"outputs\": [", Code::BadPipeline,
     "p.json is not valid JSON (line 2, column 14): unexpected end of input; expected '[', '{', or a literal"},
    {"TrailingComma", "{\"burnish\": 1,\n \"outputs\": [{\"write\": \"x.png\"},]}", Code::BadPipeline,
     "p.json is not valid JSON (line 2, column 33): unexpected ']'; expected '[', '{', or a literal"},
    {"CommentsAreNotJson", "{\"burnish\": 1, // first\n \"outputs\": []}", Code::BadPipeline,
     "p.json is not valid JSON (line 1, column 16): invalid literal; last read: '1, /'; expected string literal"},
    {"NumberTooLarge", R"({"burnish": 1e999})", Code::BadPipeline,
     "p.json is not valid JSON (line 1, column 17): number overflow parsing '1e999'"},
    {"InvalidUtf8", "{\"burnish\": 1, \"description\": \"\xFF\"}", Code::BadPipeline,
     "p.json is not valid JSON (line 1, column 32): a string is not UTF-8"},
    {"ContentAfterTheEnd", R"({"burnish": 1} {})", Code::BadPipeline,
     "p.json is not valid JSON (line 1, column 16): unexpected '{'; expected end of input"},
    {"NotAnObject", "[1, 2]", Code::BadPipeline,
     R"(a pipeline is an array ($): must be an object; begin with {"burnish": 1, "outputs": [...]})"},
    {"KeyTwice", R"({"burnish": 1, "outputs": [{"name": "a", "write": "a.png", "name": "b"}]})", Code::BadPipeline,
     "key 'name' is given twice in p.json ($.outputs[0].name): the second would silently replace the first; remove "
     "one"},
    {"NoVersion", R"({"outputs": [{}]})", Code::BadPipeline,
     R"(the pipeline has no 'burnish' ($): it must say which version of the form it has; add "burnish": 1)"},
    {"VersionAsString", R"({"burnish": "1", "outputs": [{}]})", Code::BadPipeline,
     "'burnish' is a string ($.burnish): must be the number 1"},
    {"LaterVersion", R"({"burnish": 2, "outputs": [{}]})", Code::BadPipeline,
     "'burnish' is 2 ($.burnish): this version reads pipelines of form 1"},
    {"UnknownTopLevelKey", R"({"burnish": 1, "output": [{}]})", Code::BadPipeline,
     "unknown key 'output' ($.output): a pipeline may have $schema, burnish, description, variables, nodes, outputs; "
     "did you mean 'outputs'?"},
    {"SchemaIsNotText", R"({"$schema": 1, "burnish": 1, "outputs": [{}]})", Code::BadPipeline,
     "'$schema' is a number ($.$schema): must be a string"},
    {"DescriptionIsNotText", R"({"burnish": 1, "description": 5, "outputs": [{}]})", Code::BadPipeline,
     "'description' is a number ($.description): must be a string"},
    {"NoOutputs", R"({"burnish": 1})", Code::BadPipeline,
     R"(the pipeline has no 'outputs' ($): it would write nothing; add "outputs": [{"write": "{stem}.{ext}"}])"},
    {"OutputsIsAnObject", R"({"burnish": 1, "outputs": {}})", Code::BadPipeline,
     "'outputs' is an object ($.outputs): must be an array"},
    {"OutputsIsEmpty", R"({"burnish": 1, "outputs": []})", Code::BadPipeline,
     "'outputs' has 0 outputs ($.outputs): must have between 1 and 10000"},
    {"OutputIsText", R"({"burnish": 1, "outputs": ["hero"]})", Code::BadPipeline,
     "an output is a string ($.outputs[0]): must be an object"},
    {"UnknownOutputKey", R"({"burnish": 1, "outputs": [{"nmae": "hero"}]})", Code::BadPipeline,
     "unknown key 'nmae' ($.outputs[0].nmae): an output may have name, from, steps, transform, write, format, quality, "
     "encode, keep_profile; did you mean 'name'?"},
    {"OutputKeyFarFromAny", R"({"burnish": 1, "outputs": [{"zzzzzzzzz": 1}]})", Code::BadPipeline,
     "unknown key 'zzzzzzzzz' ($.outputs[0].zzzzzzzzz): an output may have name, from, steps, transform, write, "
     "format, quality, encode, keep_profile"},
    {"OutputNameIsNumber", R"({"burnish": 1, "outputs": [{"name": 5}]})", Code::BadPipeline,
     "'name' is a number ($.outputs[0].name): must be a string"},
    {"OutputNameIsEmpty", R"({"burnish": 1, "outputs": [{"name": ""}]})", Code::BadPipeline,
     "'name' is empty ($.outputs[0].name): must name something"},
    {"OutputNameWithSlash", R"({"burnish": 1, "outputs": [{"name": "a/b"}]})", Code::BadPipeline,
     "output name 'a/b' ($.outputs[0].name): must not contain '/' or a NUL; put folders into 'write'"},
    {"OutputNameTwice", R"({"burnish": 1, "outputs": [{"name": "hero"}, {"name": "hero"}]})", Code::BadPipeline,
     "two outputs are named 'hero' ($.outputs[1].name): the first is $.outputs[0]; choose another name"},
    {"OutputNameMeetsDefaultName", R"({"burnish": 1, "outputs": [{"name": "2"}, {}]})", Code::BadPipeline,
     "two outputs are named '2' ($.outputs[1].name): the first is $.outputs[0]; choose another name"},
    {"StepsAndTransform", R"({"burnish": 1, "outputs": [{"name": "hero", "steps": [], "transform": "w_100"}]})",
     Code::BadPipeline,
     "output 'hero' has 'steps' and 'transform' ($.outputs[0]): an output has one or the other; put the transform's "
     "string into 'steps'"},
    {"StepsIsText", R"({"burnish": 1, "outputs": [{"steps": "w_100"}]})", Code::BadPipeline,
     R"('steps' is a string ($.outputs[0].steps): must be an array; write ["w_100"])"},
    {"StepsIsAnObject", R"({"burnish": 1, "outputs": [{"steps": {"op": "blur"}}]})", Code::BadPipeline,
     "'steps' is an object ($.outputs[0].steps): must be an array"},
    {"StepIsNumber", R"({"burnish": 1, "outputs": [{"steps": [7]}]})", Code::BadPipeline,
     "a step is a number ($.outputs[0].steps[0]): must be an object with 'op', or a string in transformation notation"},
    {"StepWithoutOp", R"({"burnish": 1, "outputs": [{"steps": [{"sigma": 2}]}]})", Code::BadPipeline,
     R"(a step has no 'op' ($.outputs[0].steps[0]): it does not say what to do; write {"op": "blur", "sigma": 2} or a string such as "c_fill,w_600,h_400")"},
    {"OpIsNumber", R"({"burnish": 1, "outputs": [{"steps": [{"op": 3}]}]})", Code::BadPipeline,
     "'op' is a number ($.outputs[0].steps[0].op): must be a string"},
    {"UnknownOperation", R"({"burnish": 1, "outputs": [{"steps": [{"op": "blurr"}]}]})", Code::Unknown,
     "no installed plugin declares operation 'blurr' ($.outputs[0].steps[0].op); did you mean 'blur'?"},
    {"UnknownOperationNearNone", R"({"burnish": 1, "outputs": [{"steps": [{"op": "zzzzzzzzzz"}]}]})", Code::Unknown,
     "no installed plugin declares operation 'zzzzzzzzzz' ($.outputs[0].steps[0].op); 'burnish plugin list' shows what "
     "is installed and 'burnish plugin paths' where a plugin that declares it would be looked for"},
    {"UnknownParameter", R"({"burnish": 1, "outputs": [{"steps": [{"op": "blur", "sigmaa": 2}]}]})", Code::BadParam,
     "unknown parameter 'sigmaa' of 'blur' ($.outputs[0].steps[0].sigmaa): it has sigma; did you mean 'sigma'?"},
    {"ParameterOfOperationWithoutAny",
     R"({"burnish": 1, "outputs": [{"steps": [{"op": "flatten", "colour": "red"}]}]})", Code::BadParam,
     "unknown parameter 'colour' of 'flatten' ($.outputs[0].steps[0].colour): it has no parameters"},
    {"ParameterBelowBound", R"({"burnish": 1, "outputs": [{"steps": [{"op": "blur", "sigma": -1}]}]})", Code::BadParam,
     "parameter 'sigma' of 'blur' is '-1' ($.outputs[0].steps[0].sigma): must be between 0 and 1000"},
    {"ParameterAboveBound", R"({"burnish": 1, "outputs": [{"steps": ["w_100", {"op": "exposure", "ev": 99.5}]}]})",
     Code::BadParam, "parameter 'ev' of 'exposure' is '99.5' ($.outputs[0].steps[1].ev): must be between -20 and 20"},
    {"ParameterIsText", R"({"burnish": 1, "outputs": [{"steps": [{"op": "blur", "sigma": "wide"}]}]})", Code::BadParam,
     "parameter 'sigma' of 'blur' is 'wide' ($.outputs[0].steps[0].sigma): must be a number"},
    {"ParameterIsNull", R"({"burnish": 1, "outputs": [{"steps": [{"op": "blur", "sigma": null}]}]})", Code::BadPipeline,
     "parameter 'sigma' of 'blur' is null ($.outputs[0].steps[0].sigma): must be a string, a number, true, false or an "
     "array of these"},
    {"ParameterIsAnObject", R"({"burnish": 1, "outputs": [{"steps": [{"op": "blur", "sigma": {"x": 1}}]}]})",
     Code::BadPipeline,
     "parameter 'sigma' of 'blur' is an object ($.outputs[0].steps[0].sigma): must be a string, a number, true, false "
     "or an array of these"},
    {"ParameterIsAListOfObjects",
     R"({"burnish": 1, "outputs": [{"steps": [{"op": "org.example.everything", "steps": [{}]}]}]})", Code::BadPipeline,
     "parameter 'steps' of 'org.example.everything' is an array of more than plain values "
     "($.outputs[0].steps[0].steps): must be a string, a number, true, false or an array of these"},
    {"ParameterIsAListWhereOneIsWanted", R"({"burnish": 1, "outputs": [{"steps": [{"op": "blur", "sigma": [1, 2]}]}]})",
     Code::BadParam, "parameter 'sigma' of 'blur' is '1,2' ($.outputs[0].steps[0].sigma): must be a number"},
    {"FractionForWholeNumber", R"({"burnish": 1, "outputs": [{"steps": [{"op": "resize", "width": 10.5}]}]})",
     Code::BadParam, "parameter 'width' of 'resize' is '10.5' ($.outputs[0].steps[0].width): must be a whole number"},
    {"ZeroWidth", R"({"burnish": 1, "outputs": [{"steps": [{"op": "resize", "width": 0}]}]})", Code::BadParam,
     "parameter 'width' of 'resize' is '0' ($.outputs[0].steps[0].width): must be between 1 and 1000000"},
    {"UnknownChoice", R"({"burnish": 1, "outputs": [{"steps": [{"op": "resize", "width": 9, "fit": "contian"}]}]})",
     Code::BadParam,
     "parameter 'fit' of 'resize' is 'contian' ($.outputs[0].steps[0].fit): must be one of exact, contain, cover, "
     "limit; did you mean 'contain'?"},
    {"TruthIsText", R"({"burnish": 1, "outputs": [{"steps": [{"op": "resize", "width": 9, "linear": "maybe"}]}]})",
     Code::BadParam, "parameter 'linear' of 'resize' is 'maybe' ($.outputs[0].steps[0].linear): must be true or false"},
    {"BadColour", R"({"burnish": 1, "outputs": [{"steps": [{"op": "pad", "width": 9, "background": "wihte"}]}]})",
     Code::BadParam,
     "parameter 'background' of 'pad' is 'wihte' ($.outputs[0].steps[0].background): must be a colour: #rgb, #rgba, "
     "#rrggbb, #rrggbbaa or a CSS name; did you mean 'white'?"},
    {"BadHexColour", R"({"burnish": 1, "outputs": [{"steps": [{"op": "pad", "width": 9, "background": "#12345"}]}]})",
     Code::BadParam,
     "parameter 'background' of 'pad' is '#12345' ($.outputs[0].steps[0].background): must be a colour: #rgb, #rgba, "
     "#rrggbb, #rrggbbaa or a CSS name"},
    {"BadRatio", R"({"burnish": 1, "outputs": [{"steps": [{"op": "crop", "aspect": "16:0"}]}]})", Code::BadParam,
     "parameter 'aspect' of 'crop' is '16:0' ($.outputs[0].steps[0].aspect): must be a ratio such as 16:9 or 1.5"},
    {"GravityAuto", R"({"burnish": 1, "outputs": [{"steps": [{"op": "pad", "width": 9, "gravity": "auto"}]}]})",
     Code::NotInVersion,
     "gravity 'auto' ($.outputs[0].steps[0].gravity): not in this version; use center or a compass direction such as "
     "north"},
    {"GravityOfNothing", R"({"burnish": 1, "outputs": [{"steps": [{"op": "crop", "gravity": "auto:subjct"}]}]})",
     Code::BadParam,
     "parameter 'gravity' of 'crop' is 'auto:subjct' ($.outputs[0].steps[0].gravity): must be one of center, north, "
     "north_east, east, south_east, south, south_west, west, north_west, xy_center, auto, auto:subject, auto:faces, "
     "auto:classic, face, faces; did you mean 'auto:subject'?"},
    {"ListOfRectangles", R"({"burnish": 1, "outputs": [{"steps": [{"op": "crop", "protect": [[1, 2, 3], [4, 5]]}]}]})",
     Code::BadParam,
     "parameter 'protect' of 'crop' is '1,2,3,4,5' ($.outputs[0].steps[0].protect): must be 4 numbers for each of a "
     "list of rectangles"},
    {"TooFewInputs", R"({"burnish": 1, "outputs": [{"steps": [{"op": "overlay"}]}]})", Code::BadPipeline,
     R"('overlay' gets 1 picture ($.outputs[0].steps[0]): it takes at least 2 pictures; name the other with "with")"},
    {"TooManyInputs",
     R"({"burnish": 1, "nodes": {"a": {"read": "a.png"}}, "outputs": [{"steps": [{"op": "blur", "with": "a"}]}]})",
     Code::BadPipeline, "'blur' gets 2 pictures ($.outputs[0].steps[0]): it takes at most 1 picture"},
    {"WithIsNumber", R"({"burnish": 1, "outputs": [{"steps": [{"op": "overlay", "with": 1}]}]})", Code::BadPipeline,
     "'with' is a number ($.outputs[0].steps[0].with): must be the name of a node or a list of names"},
    {"WithUnknownNode",
     R"({"burnish": 1, "nodes": {"logo": {"read": "l.png"}}, "outputs": [{"steps": [{"op": "overlay", "with": "lgoo"}]}]})",
     Code::BadPipeline,
     "unknown node 'lgoo' ($.outputs[0].steps[0].with): the pipeline declares no such node; did you mean 'logo'?"},
    {"FromInsideAStep", R"({"burnish": 1, "outputs": [{"steps": [{"op": "blur", "from": "photo"}]}]})", Code::BadParam,
     "unknown parameter 'from' of 'blur' ($.outputs[0].steps[0].from): it has sigma"},
    {"NodesIsAList", R"({"burnish": 1, "nodes": [], "outputs": [{}]})", Code::BadPipeline,
     "'nodes' is an array ($.nodes): must be an object"},
    {"NodeIsText", R"({"burnish": 1, "nodes": {"a": "photo.jpg"}, "outputs": [{"from": "a"}]})", Code::BadPipeline,
     "'a' is a string ($.nodes.a): must be an object"},
    {"NodeWithEmptyName", R"({"burnish": 1, "nodes": {"": {"read": "a.png"}}, "outputs": [{}]})", Code::BadPipeline,
     R"(a node has an empty name ($.nodes[""]): outputs could not name it)"},
    {"NodeIsEmpty", R"({"burnish": 1, "nodes": {"a": {}}, "outputs": [{"from": "a"}]})", Code::BadPipeline,
     R"(node 'a' has no 'read' and no 'from' ($.nodes.a): its pixels would come from nowhere; write {"read": "{input}"}, {"from": NODE, "steps": [...]} or {"op": ID, "from": NODE})"},
    {"NodeWithUnknownKey", R"({"burnish": 1, "nodes": {"a": {"raed": "x.png"}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     "unknown key 'raed' ($.nodes.a.raed): a node may have read, decode, orient, generate, import, op, from, steps; "
     "did you mean 'read'?"},
    {"ReadNodeWithUnknownKey",
     R"({"burnish": 1, "nodes": {"a": {"read": "x.png", "orientation": false}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     "unknown key 'orientation' ($.nodes.a.orientation): a node with 'read' may have read, decode, orient"},
    {"ReadNodeWithSteps",
     R"({"burnish": 1, "nodes": {"a": {"read": "x.png", "steps": []}}, "outputs": [{"from": "a"}]})", Code::BadPipeline,
     "node 'a' has 'read' and 'steps' ($.nodes.a): a node reads or works, not both; add a second node with 'from': "
     "'a'"},
    {"ReadIsNumber", R"({"burnish": 1, "nodes": {"a": {"read": 1}}, "outputs": [{"from": "a"}]})", Code::BadPipeline,
     "'read' is a number ($.nodes.a.read): must be a string"},
    {"ReadIsEmpty", R"({"burnish": 1, "nodes": {"a": {"read": ""}}, "outputs": [{"from": "a"}]})", Code::BadPipeline,
     "'read' is empty ($.nodes.a.read): must name something"},
    {"ReadUrl", R"({"burnish": 1, "nodes": {"a": {"read": "https://example.org/a.png"}}, "outputs": [{"from": "a"}]})",
     Code::NotInVersion,
     "reading the URL 'https://example.org/a.png' ($.nodes.a.read): not in this version; download it first"},
    {"ReadWithUnknownField", R"({"burnish": 1, "nodes": {"a": {"read": "{inptu}"}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     "unknown field '{inptu}' ($.nodes.a.read): 'read' may name input and the pipeline's variables; did you mean "
     "'input'?"},
    {"OrientIsNumber", R"({"burnish": 1, "nodes": {"a": {"read": "x.png", "orient": 1}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline, "'orient' is a number ($.nodes.a.orient): must be true or false"},
    {"DecodeIsText",
     R"({"burnish": 1, "nodes": {"a": {"read": "x.png", "decode": "fast"}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline, "'decode' is a string ($.nodes.a.decode): must be an object"},
    {"UnknownDecoderParameter",
     R"({"burnish": 1, "nodes": {"a": {"read": "x.tif", "decode": {"pgae": 2}}}, "outputs": [{"from": "a"}]})",
     Code::BadParam,
     "unknown parameter 'pgae' ($.nodes.a.decode.pgae): no installed decoder declares it; did you mean 'page'?"},
    {"GenerateNode",
     R"({"burnish": 1, "nodes": {"a": {"generate": "flux", "prompt": "a cat"}}, "outputs": [{"from": "a"}]})",
     Code::Unknown, "no installed plugin declares generator 'flux' ($.nodes.a.generate); see burnish plugin list"},
    {"GenerateNodeWithSteps",
     R"({"burnish": 1, "nodes": {"a": {"generate": "flux", "steps": []}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     "node 'a' has 'generate' and 'steps' ($.nodes.a): a node does one or the other; add a second node with 'from': "
     "'a'"},
    {"ImportNode",
     R"({"burnish": 1, "nodes": {"a": {"import": "midjourney", "path": "x"}}, "outputs": [{"from": "a"}]})",
     Code::Unknown, "no installed plugin declares importer 'midjourney' ($.nodes.a.import); see burnish plugin list"},
    {"ImportNodeWithoutPath", R"({"burnish": 1, "nodes": {"a": {"import": "midjourney"}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     R"(node 'a' has 'import' and no 'path' ($.nodes.a): it does not say what to import; add "path": "{input}")"},
    {"ImportNodeThatReads",
     R"({"burnish": 1, "nodes": {"a": {"import": "midjourney", "read": "x.png"}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     "node 'a' has 'import' and 'read' ($.nodes.a): a node does one or the other; add a second node with 'from': 'a'"},
    {"OpNodeWithoutFrom", R"({"burnish": 1, "nodes": {"a": {"op": "blur"}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     R"(node 'a' has 'op' and no 'from' ($.nodes.a): it does not say what to work on; add "from": NODE)"},
    {"OpNodeWithSteps",
     R"({"burnish": 1, "nodes": {"a": {"op": "blur", "from": "b", "steps": []}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     "node 'a' has 'op' and 'steps' ($.nodes.a): a node does one or the other; put the operation into 'steps' of a "
     "node with 'from'"},
    {"OpNodeWithEmptyFromList",
     R"({"burnish": 1, "nodes": {"a": {"op": "overlay", "from": []}}, "outputs": [{"from": "a"}]})", Code::BadPipeline,
     "'from' is an empty list ($.nodes.a.from): must name a node"},
    {"OpNodeWithOneInputOfTwo",
     R"({"burnish": 1, "nodes": {"b": {"read": "x.png"}, "a": {"op": "overlay", "from": "b"}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     "'overlay' gets 1 picture ($.nodes.a): it takes at least 2 pictures; give 'from' a list of names"},
    {"OpNodeWithThreeInputs",
     R"({"burnish": 1, "nodes": {"b": {"read": "x.png"}, "a": {"op": "overlay", "from": ["b", "b", "b"]}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline, "'overlay' gets 3 pictures ($.nodes.a): it takes at most 2 pictures"},
    {"FromNodeWithoutSteps",
     R"({"burnish": 1, "nodes": {"b": {"read": "x.png"}, "a": {"from": "b"}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     R"(node 'a' has 'from' and no 'steps' ($.nodes.a): it would only be another name; add "steps": [...] or "op": ID)"},
    {"FormatInsideANode",
     R"({"burnish": 1, "nodes": {"b": {"read": "x.png"}, "a": {"from": "b", "steps": ["w_10/f_png"]}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline,
     "a node's steps set f_ ($.nodes.a.steps[0]): format and quality belong to an output; move it there"},
    {"UnknownNode", R"({"burnish": 1, "nodes": {"photo": {"read": "x.png"}}, "outputs": [{"from": "phto"}]})",
     Code::BadPipeline,
     "unknown node 'phto' ($.outputs[0].from): the pipeline declares no such node; did you mean 'photo'?"},
    {"UnknownNodeOfNode",
     R"({"burnish": 1, "nodes": {"a": {"from": "photo", "steps": []}}, "outputs": [{"from": "a"}]})", Code::BadPipeline,
     "unknown node 'photo' ($.nodes.a.from): the pipeline declares no such node"},
    {"UnknownNodeWithoutNodes", R"({"burnish": 1, "outputs": [{"from": "photo"}]})", Code::BadPipeline,
     "unknown node 'photo' ($.outputs[0].from): the pipeline declares no nodes"},
    {"NodeFromItself", R"({"burnish": 1, "nodes": {"a": {"from": "a", "steps": []}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline, "nodes form a cycle: a -> a ($.nodes.a.from): a node cannot be made from itself"},
    {"CycleOfThree",
     R"({"burnish": 1, "nodes": {"a": {"from": "b", "steps": []}, "b": {"from": "c", "steps": []}, "c": {"op": "overlay", "from": ["d", "a"]}, "d": {"read": "x.png"}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline, "nodes form a cycle: a -> b -> c -> a ($.nodes.c.from): a node cannot be made from itself"},
    {"CycleNobodyNeeds",
     R"({"burnish": 1, "nodes": {"a": {"read": "x.png"}, "b": {"from": "c", "steps": []}, "c": {"from": "b", "steps": []}}, "outputs": [{"from": "a"}]})",
     Code::BadPipeline, "nodes form a cycle: b -> c -> b ($.nodes.c.from): a node cannot be made from itself"},
    {"NodeNameNeedsQuotes", R"({"burnish": 1, "nodes": {"my photo": {"read": 1}}, "outputs": [{}]})", Code::BadPipeline,
     R"('read' is a number ($.nodes["my photo"].read): must be a string)"},
    {"UnknownFormat", R"({"burnish": 1, "outputs": [{"format": "jpge"}]})", Code::Unknown,
     "no installed plugin writes format 'jpge' ($.outputs[0].format): installed plugins write jpeg, png, tiff, webp; "
     "did you mean 'jpeg'?"},
    {"FormatAvif", R"({"burnish": 1, "outputs": [{"format": "avif"}]})", Code::NotInVersion,
     "format 'avif' ($.outputs[0].format): not in this version"},
    {"FormatAuto", R"({"burnish": 1, "outputs": [{"format": "auto"}]})", Code::NotInVersion,
     "format 'auto' ($.outputs[0].format): not in this version"},
    {"FormatIsNumber", R"({"burnish": 1, "outputs": [{"format": 1}]})", Code::BadPipeline,
     "'format' is a number ($.outputs[0].format): must be a string"},
    {"FormatAgainstExtension", R"({"burnish": 1, "outputs": [{"write": "{stem}.png", "format": "jpeg"}]})",
     Code::BadPipeline,
     "format 'jpeg' against extension '.png' ($.outputs[0].write): they name different formats; remove 'format', or "
     "end 'write' in .{ext}"},
    {"FormatOfNotationAgainstExtension",
     R"({"burnish": 1, "outputs": [{"write": "{stem}.png", "transform": "w_10/f_webp"}]})", Code::BadPipeline,
     "format 'webp' against extension '.png' ($.outputs[0].write): they name different formats; remove 'format', or "
     "end 'write' in .{ext}"},
    {"FormatAgainstFormatOfNotation", R"({"burnish": 1, "outputs": [{"format": "jpeg", "transform": "w_10/f_webp"}]})",
     Code::BadPipeline,
     "format 'jpeg' against f_webp ($.outputs[0].transform): they name different formats; remove one"},
    {"UnknownExtension", R"({"burnish": 1, "outputs": [{"write": "{stem}.pgn"}]})", Code::Unknown,
     "no installed plugin writes format 'pgn' ($.outputs[0].write): installed plugins write jpeg, png, tiff, webp; did "
     "you mean 'png'?"},
    {"ExtensionNotInThisVersion", R"({"burnish": 1, "outputs": [{"write": "{stem}.avif"}]})", Code::NotInVersion,
     "format 'avif' ($.outputs[0].write): not in this version"},
    {"QualityZero", R"({"burnish": 1, "outputs": [{"quality": 0}]})", Code::BadPipeline,
     "quality is '0' ($.outputs[0].quality): must be between 1 and 100"},
    {"QualityAboveHundred", R"({"burnish": 1, "outputs": [{"quality": "101"}]})", Code::BadPipeline,
     "quality is '101' ($.outputs[0].quality): must be between 1 and 100"},
    {"QualityIsWord", R"({"burnish": 1, "outputs": [{"quality": "high"}]})", Code::BadPipeline,
     "quality is 'high' ($.outputs[0].quality): must be a number from 1 to 100"},
    {"QualityIsTruth", R"({"burnish": 1, "outputs": [{"quality": true}]})", Code::BadPipeline,
     "'quality' is true ($.outputs[0].quality): must be a number from 1 to 100"},
    {"QualityAuto", R"({"burnish": 1, "outputs": [{"quality": "auto:best"}]})", Code::NotInVersion,
     "quality 'auto:best' ($.outputs[0].quality): not in this version; give a number from 1 to 100"},
    {"QualityByMetric", R"({"burnish": 1, "outputs": [{"quality": "ssimulacra2:80"}]})", Code::NotInVersion,
     "quality 'ssimulacra2:80' ($.outputs[0].quality): not in this version; give a number from 1 to 100"},
    {"QualityByBytes", R"({"burnish": 1, "outputs": [{"quality": "bytes:60000"}]})", Code::NotInVersion,
     "quality 'bytes:60000' ($.outputs[0].quality): not in this version; give a number from 1 to 100"},
    {"QualityAgainstNotation", R"({"burnish": 1, "outputs": [{"quality": 70, "transform": "w_10/q_80"}]})",
     Code::BadPipeline, "quality 70 against q_ in the notation ($.outputs[0].transform): they differ; remove one"},
    {"QualityTwice", R"({"burnish": 1, "outputs": [{"format": "jpeg", "quality": 70, "encode": {"quality": 80}}]})",
     Code::BadPipeline,
     "output '1' sets the quality twice ($.outputs[0].encode.quality): quality is 70 and encode's 'quality' is '80'; "
     "remove one"},
    {"FractionOfQualityForJpeg", R"({"burnish": 1, "outputs": [{"format": "jpeg", "quality": 70.5}]})", Code::BadParam,
     "parameter 'quality' of 'jpeg' is '70.5' ($.outputs[0].quality): must be a whole number"},
    {"UnknownEncoderParameter",
     R"({"burnish": 1, "outputs": [{"write": "{stem}.tif", "encode": {"compresion": "zip"}}]})", Code::BadParam,
     "unknown parameter 'compresion' of 'tiff' ($.outputs[0].encode.compresion): it has compression, bits; did you "
     "mean 'compression'?"},
    {"BadEncoderParameter", R"({"burnish": 1, "outputs": [{"write": "{stem}.tif", "encode": {"bits": 64}}]})",
     Code::BadParam, "parameter 'bits' of 'tiff' is '64' ($.outputs[0].encode.bits): must be between 8 and 32"},
    {"EncoderParameterOfNoFormat",
     R"({"burnish": 1, "outputs": [{"write": "{stem}.{ext}", "encode": {"subsampilng": "444"}}]})", Code::BadParam,
     "unknown parameter 'subsampilng' ($.outputs[0].encode.subsampilng): no installed encoder declares it; did you "
     "mean 'subsampling'?"},
    {"EncodeIsAList", R"({"burnish": 1, "outputs": [{"encode": [1]}]})", Code::BadPipeline,
     "'encode' is an array ($.outputs[0].encode): must be an object"},
    {"KeepProfileIsNumber", R"({"burnish": 1, "outputs": [{"keep_profile": 1}]})", Code::BadPipeline,
     "'keep_profile' is a number ($.outputs[0].keep_profile): must be true or false"},
    {"WriteIsEmpty", R"({"burnish": 1, "outputs": [{"write": ""}]})", Code::BadPipeline,
     "'write' is empty ($.outputs[0].write): must name something"},
    {"WriteWithUnknownField", R"({"burnish": 1, "outputs": [{"write": "{stme}.{ext}"}]})", Code::BadPipeline,
     "unknown field '{stme}' ($.outputs[0].write): 'write' may name stem, ext, dir, name, index, width, height, hash, "
     "prompt_slug, job, seed and the pipeline's variables; did you mean 'stem'?"},
    {"WriteWithOpenBrace", R"({"burnish": 1, "outputs": [{"write": "{stem.png"}]})", Code::BadPipeline,
     "'{stem.png' is not a template ($.outputs[0].write): a '{' is not closed; write '{{' for a brace"},
    {"WriteWithLoneBrace", R"({"burnish": 1, "outputs": [{"write": "stem}.png"}]})", Code::BadPipeline,
     "'stem}.png' is not a template ($.outputs[0].write): a '}' has no '{'; write '}}' for a brace"},
    {"UnknownVariable", R"({"burnish": 1, "variables": {"brand": "acme"}, "outputs": [{"name": "{brnad}-hero"}]})",
     Code::BadPipeline,
     "unknown variable '{brnad}' ($.outputs[0].name): the pipeline declares no such variable; did you mean 'brand'?"},
    {"VariableWithoutDeclarations", R"({"burnish": 1, "outputs": [{"quality": "{q}"}]})", Code::BadPipeline,
     R"(unknown variable '{q}' ($.outputs[0].quality): the pipeline declares no such variable; declare it under "variables", or write '{{' for a brace)"},
    {"VariablesIsAList", R"({"burnish": 1, "variables": ["brand"], "outputs": [{}]})", Code::BadPipeline,
     "'variables' is an array ($.variables): must be an object"},
    {"VariableIsAList", R"({"burnish": 1, "variables": {"sizes": [1, 2]}, "outputs": [{}]})", Code::BadPipeline,
     "variable 'sizes' is an array ($.variables.sizes): must be a string, a number, true or false"},
    {"VariableIsNull", R"({"burnish": 1, "variables": {"size": null}, "outputs": [{}]})", Code::BadPipeline,
     "variable 'size' is null ($.variables.size): must be a string, a number, true or false"},
    {"VariableHidesAField", R"({"burnish": 1, "variables": {"stem": "x"}, "outputs": [{}]})", Code::BadPipeline,
     "variable 'stem' hides the template field {stem} ($.variables.stem): that name is taken; choose another name"},
    {"VariableWithBadName", R"({"burnish": 1, "variables": {"a b": "x"}, "outputs": [{}]})", Code::BadPipeline,
     R"(variable 'a b' has no usable name ($.variables["a b"]): a name is letters, digits, '_' and '-')"},
    {"VariableContainsItself", R"({"burnish": 1, "variables": {"a": "{b}", "b": "{a}"}, "outputs": [{}]})",
     Code::BadPipeline, "variable 'a' contains itself ($.variables.a): variables may not form a cycle"},
    {"VariableNamesUnknown", R"({"burnish": 1, "variables": {"brand": "acme", "name_of": "{brnd}"}, "outputs": [{}]})",
     Code::BadPipeline,
     "unknown variable '{brnd}' ($.variables.name_of): the pipeline declares no such variable; did you mean 'brand'?"},
    {"VariableGivesABadQuality", R"({"burnish": 1, "variables": {"q": 200}, "outputs": [{"quality": "{q}"}]})",
     Code::BadPipeline, "quality is '200' ($.outputs[0].quality): must be between 1 and 100"},
    {"SetOfUndeclaredVariable",
     R"({"burnish": 1, "variables": {"brand": "acme"}, "outputs": [{}]})",
     Code::Usage,
     "--set brnad=x: the pipeline declares no variable 'brnad'; did you mean 'brand'?",
     {"brnad", "x"}},
    {"NotationUnknownKey", R"({"burnish": 1, "outputs": [{"steps": ["c_fill,wd_600,h_400"]}]})", Code::BadPipeline,
     "Invalid transformation component - wd_600 ($.outputs[0].steps[0]): there is no parameter 'wd'; did you mean "
     "'w'?"},
    {"NotationInTransform", R"({"burnish": 1, "outputs": [{"transform": "c_fill,w_600,h_400/c_crop,w_abc"}]})",
     Code::BadPipeline,
     "Invalid width in transformation: abc ($.outputs[0].transform, component 2): must be pixels such as 300, a "
     "fraction such as 0.5, iw or ih"},
    {"NotationNotInThisVersion", R"({"burnish": 1, "outputs": [{"steps": ["c_fill,w_600,h_400,g_auto:dog"]}]})",
     Code::NotInVersion, "'g_auto:dog' ($.outputs[0].steps[0]): not in this version"},
    {"NotationEmpty", R"({"burnish": 1, "outputs": [{"transform": ""}]})", Code::BadPipeline,
     "the transformation is empty ($.outputs[0].transform): it needs at least one component such as "
     "c_fill,w_600,h_400"},
};

class BadPipelines : public testing::TestWithParam<BadPipeline> {};

TEST_P(BadPipelines, AreToldInOneLineWithStatus2) {
  const BadPipeline& bad = GetParam();
  ParseOptions options;
  if (bad.set.first != nullptr) options.variables.emplace(bad.set.first, bad.set.second);
  const auto pipeline = parse_pipeline(bad.json, "p.json", test::installed(), options);
  ASSERT_FALSE(pipeline.ok());
  EXPECT_EQ(pipeline.error().message(), bad.message);
  EXPECT_EQ(code_word(pipeline.error().code), code_word(bad.code));
  EXPECT_EQ(exit_status(pipeline.error().code), 2);
}

INSTANTIATE_TEST_SUITE_P(All, BadPipelines, testing::ValuesIn(bad_pipelines),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(BadPipeline, DeepNestingIsAnErrorAndNotACrash) {
  const std::string deep = R"({"burnish": 1, "outputs": )" + std::string(100000, '[');
  const auto pipeline = parse_pipeline(deep, "p.json", test::installed());
  ASSERT_FALSE(pipeline.ok());
  EXPECT_EQ(pipeline.error().message(), "p.json is nested deeper than 64 levels: no pipeline needs that");
}

TEST(BadPipeline, LargeFileIsRefusedBeforeItIsRead) {
  const auto pipeline = parse_pipeline(std::string((16U << 20) + 1, ' '), "p.json", test::installed());
  ASSERT_FALSE(pipeline.ok());
  EXPECT_EQ(pipeline.error().message(), "p.json has 16777217 bytes: a pipeline may have 16777216");
}

TEST(BadPipeline, VariablesThatDoubleEachOtherStayBounded) {
  std::string json = R"({"burnish": 1, "variables": {"v0": "0123456789abcdef")";
  for (int i = 1; i < 40; ++i) {
    const std::string inner = "{v" + std::to_string(i - 1) + "}";
    json += ", \"v" + std::to_string(i) + "\": \"" + inner + inner + "\"";
  }
  const auto pipeline = parse_pipeline(json + R"(}, "outputs": [{"name": "{v39}"}]})", "p.json", test::installed());
  ASSERT_FALSE(pipeline.ok());
  EXPECT_EQ(pipeline.error().message(),
            "a string with its variables put in is longer than 65536 bytes ($.variables.v13): no pipeline needs that");
}

TEST(BadPipeline, LongChainOfNodesIsWalkedWithoutRecursion) {
  std::string json = R"({"burnish": 1, "nodes": {"n0": {"read": "a.png"})";
  for (int i = 1; i < 1000; ++i) {
    json += ", \"n" + std::to_string(i) + "\": {\"from\": \"n" + std::to_string(i - 1) + "\", \"steps\": []}";
  }
  EXPECT_TRUE(parse_pipeline(json + R"(}, "outputs": [{"from": "n999"}]})", "p.json", test::installed()).ok());
  const auto more = parse_pipeline(json + R"(, "more": {"read": "a"}}, "outputs": [{}]})", "p.json", test::installed());
  ASSERT_FALSE(more.ok());
  EXPECT_EQ(more.error().message(), "the pipeline has 1001 nodes ($.nodes): at most 1000 are allowed");
}

TEST(BadPipeline, EveryPrefixOfAGoodFileIsAnErrorAndNotACrash) {
  const std::string good =
      R"({"burnish": 1, "variables": {"v": "{{x}}"}, "nodes": {"a": {"read": "{input}"}}, "outputs": [{"from": "a",)"
      R"( "steps": ["c_fill,w_10,h_10/q_5", {"op": "overlay", "with": "a"}], "write": "{stem}.{ext}"}]})";
  ASSERT_TRUE(parse_pipeline(good, "p.json", test::installed()).ok());
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(parse_pipeline(good.substr(0, size), "p.json", test::installed()).ok()) << size;
  }
}

}  // namespace
}  // namespace burnish
