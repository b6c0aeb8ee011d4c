#!/usr/bin/env python3
"""Writes a folder of synthetic downloads: pictures named and marked as public descriptions say that Midjourney and
other generators name and mark theirs. No picture and no text is from any service.

make_downloads.py OUTDIR                        the pictures, downloads.zip and expected.json
make_downloads.py OUTDIR --count N --size BYTES  N website pictures of about BYTES, for timing

Python 3, standard library only; the same bytes every time.
"""
import argparse
import json
import os
import random
import struct
import sys
import zipfile
import zlib

sys.dont_write_bytecode = True  # the folder of the sources stays as it is

from containers import (JPEG, TRAINED, ascii_tag, blank, chunk, comment, dc_xmp, exif, gradient, grid_of, iptc, itext,
                        jpeg, manifest, png, segment, site_xmp, small, text, webp, xmp, ztext)

README = """These pictures are synthetic. They are made by tests/data/midjourney/make_downloads.py after public descriptions of
how Midjourney and other generators name and mark their files; none was made by any of them.

downloads/      what a person gets from the website, from Discord and from the delivery network
downloads.zip   the same
others/         pictures of other generators
damaged/        files with faults
expected.json   the facts of each file: "facts" are all of them, "notes" are parts of notes that must be there
"""

# ---- what is written --------------------------------------------------------------------------------------------


class Folder:
    def __init__(self, root):
        self.root = root
        self.expected = {}

    def write(self, path, data, notes=(), failed=False, group=None, **facts):
        full = os.path.join(os.fsencode(self.root), path if isinstance(path, bytes) else path.encode())
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as f:
            f.write(data)
        entry = {"facts": facts, "notes": list(notes)}
        if failed:
            entry["failed"] = True
        if group:
            entry["group"] = group
        # Names that are not UTF-8 cannot be in JSON.
        if not isinstance(path, bytes):
            self.expected[path] = entry


def site_marks(description, author=None, time=None, guid=None):
    out = text("Description", description)
    if author:
        out += text("Author", author)
    if time:
        out += text("Creation Time", time)
    if guid:
        out += itext("XML:com.adobe.xmp", site_xmp(guid))
    return out


MJ = {"source": "midjourney", "model": "midjourney", "source_type": "trainedAlgorithmicMedia"}


def website(folder):
    def add(name, description, prompt, job, index, picture, author=None, time=None, created=None, guid=None, notes=(),
            kind="picture", data=None, **more):
        facts = {**MJ, "description": description, "prompt": prompt, "job": job, "kind": kind}
        if index is not None:
            facts["index"] = str(index)
        if author:
            facts["author"] = author
        if created:
            facts["created"] = created
        if guid:
            facts["image_guid"] = guid
        facts.update(more)
        marks = site_marks(description, author, time, guid)
        folder.write("downloads/" + name, data(marks) if data else small(picture, marks), notes, group=job, **facts)

    job = "a7421d2f-b262-44f9-977c-ac23e9c7d3e3"
    for n in range(4):
        add(f"peterkaminski_example_--ar_21_--stylize_80_--v_6_{job}_{n}.png",
            f"example --ar 2:1 --stylize 80 --v 6 Job ID: {job}", "example", job, n, n, "peterkaminski",
            "Thu, 11 Sep 2025 09:48:26 GMT", "2025-09-11T09:48:26Z", "1338fb17-2986-466a-a23e-b8b3c25c8c82",
            aspect="2:1", stylize="80", model_version="6")
    job = "53d6686d-db8c-499e-9250-c2afb94cf34d"
    add(f"u1431619417_90s_Retro_Sublimation_Clipart_{job}_0.png",
        f"90s Retro Sublimation Clipart --ar 3:4 --stylize 750 --v 7 Job ID: {job}", "90s Retro Sublimation Clipart",
        job, 0, 10, "u1431619417", "Fri, 12 Sep 2025 23:59:59 GMT", "2025-09-12T23:59:59Z", aspect="3:4",
        stylize="750", model_version="7")
    # The user is known from the name alone.
    job = "8323d5b0-1888-4fd7-a239-9d4bb8222ce3"
    prompt = "ballet dancers resting, highres, fine art."
    add(f"u77001_ballet_dancers_resting_highres_fine_art_{job}_3.png",
        f"{prompt} --ar 3:4 --raw --stylize 0 --v 7 Job ID: {job}", prompt, job, 3, 11, None, aspect="3:4", raw="true",
        stylize="0", model_version="7")
    folder.expected[f"downloads/u77001_ballet_dancers_resting_highres_fine_art_{job}_3.png"]["facts"]["author"] = "u77001"
    # The name is cut near 60 characters.
    job = "758b8376-b799-4065-ac91-90d109ab15a8"
    prompt = "a 35mm photography shot of a deserted beach at sunrise, soft mist over the sea, early morning"
    add(f"u5550123_a_35mm_photography_shot_of_a_deserted_beach_at_sunr_{job}_1.png",
        f"{prompt} --ar 3:4 --v 7 Job ID: {job}", prompt, job, 1, 12, "u5550123", "Sat, 13 Sep 2025 06:00:00 GMT",
        "2025-09-13T06:00:00Z", aspect="3:4", model_version="7")
    job = "11111111-2222-4333-8444-555555555555"
    prompt = "a serene mountain landscape with snow"
    add(f"anna.b_a_serene_mountain_landscape_with_snow_{job}_2.png",
        f"{prompt} --ar 16:9 --no trees, people --stylize 200 --chaos 10 --v 6.1 Job ID: {job.upper()}", prompt, job, 2,
        13, "anna.b", "Mon, 03 Mar 2025 12:00:00 GMT", "2025-03-03T12:00:00Z", aspect="16:9", no="trees, people",
        negative_prompt="trees, people", stylize="200", chaos="10", model_version="6.1")
    job = "22222222-2222-4333-8444-555555555555"
    add(f"u42_anime_girl_with_cherry_blossoms_studio_ghibli_style_{job}_0.png",
        "anime girl with cherry blossoms, studio ghibli style --ar 2:3 --niji 6 --stylize 200",
        "anime girl with cherry blossoms, studio ghibli style", job, 0, 14, "u42", aspect="2:3", model="niji",
        model_version="6", stylize="200")
    job = "33333333-2222-4333-8444-555555555555"
    add(f"u42_Angry_Birds_{job}_0.png",
        f"Angry Birds --ar 3:4 --sref 4054778981 --sw 100 --stylize 300 --hd --v 8.2 Job ID: {job}", "Angry Birds", job,
        0, 15, "u42", aspect="3:4", sref="4054778981", sw="100", stylize="300", hd="true", model_version="8.2")
    job = "44444444-2222-4333-8444-555555555555"
    add(f"u42_unicorn_horse_jumping_fairy_tale_{job}_1.png",
        f"unicorn horse jumping, fairy tale --profile iy9axyv --stylize 900 --hd --v 8.1 Job ID: {job}",
        "unicorn horse jumping, fairy tale", job, 1, 16, "u42", profile="iy9axyv", stylize="900", hd="true",
        model_version="8.1")
    job = "55555555-2222-4333-8444-555555555555"
    prompt = "child perspective of organic chemistry gtd2rcz"
    add(f"u42_child_perspective_of_organic_chemistry_gtd2rcz_{job}_0.png",
        f"{prompt} --exp 35 --profile --hd --v 8.1 Job ID: {job}", prompt, job, 0, 17, "u42", exp="35", profile="true",
        hd="true", model_version="8.1")
    # Everything at once; a value out of range and an unknown parameter.
    job = "66666666-2222-4333-8444-555555555555"
    prompt = 'hot soup::2 cold tea::-.5 a sign that says "Open Late"'
    description = ("https://s.mj.run/AbC https://cdn.midjourney.com/x/0_0.png " + prompt +
                   " --sref https://s.mj.run/S1::2 77::.5 random --cref https://s.mj.run/C --cw 50 --iw 1.5 --s 5000 "
                   "--weird 20 --seed 4294967295 --sparkle very much --tile --v 6 Job ID: " + job)
    add(f"u42_hot_soup2_cold_tea-.5_a_sign_that_says_Open_Late_{job}_0.png", description, prompt, job, 0, 18, "u42",
        image_prompts="https://s.mj.run/AbC https://cdn.midjourney.com/x/0_0.png", prompt_weights="2, -.5, 1",
        lettering="Open Late", sref="https://s.mj.run/S1::2 77::.5 random", cref="https://s.mj.run/C", cw="50", iw="1.5",
        stylize="5000", weird="20", seed="4294967295", sparkle="very much", tile="true", model_version="6",
        notes=["--stylize 5000 is outside the documented 0..1000", 'unknown parameter "--sparkle"'])
    # Unicode, in a packed text; and a name with a browser's number.
    job = "77777777-2222-4333-8444-555555555555"
    prompt = "\u6771\u4eac\u306e\u591c\u666f, n\u00e9on, \U0001f303"
    description = f"{prompt} --ar 16:9 --v 7 Job ID: {job}"
    folder.write(f"downloads/u42_\u6771\u4eac\u306e\u591c\u666f_{job}_0 (1).png",
                 small(19, ztext("Description", description) + text("Author", "u42")), group=job,
                 **{**MJ, "description": description, "prompt": prompt, "job": job, "index": "0", "author": "u42",
                    "aspect": "16:9", "model_version": "7", "kind": "picture"})
    # An international text, packed, behind the pixels; Latin-1 in the Author.
    job = "88888888-2222-4333-8444-555555555555"
    description = f"caf\u00e9 terrace --v 7 Job ID: {job}"
    folder.write(f"downloads/zo\u00eb_caf_terrace_{job}_0.png",
                 small(20, text("Author", "zo\u00eb", "latin-1"), itext("Description", description, True)), group=job,
                 **{**MJ, "description": description, "prompt": "caf\u00e9 terrace", "job": job, "index": "0",
                    "author": "zo\u00eb", "model_version": "7", "kind": "picture"})
    # An upscale that its name tells, beside the picture it was made from.
    job = "a7421d2f-b262-44f9-977c-ac23e9c7d3e3"
    add(f"peterkaminski_example_{job}_2_upscaled_2x.png", f"example --ar 2:1 --stylize 80 --v 6 Job ID: {job}",
        "example", job, 2, 21, "peterkaminski", kind="upscale", aspect="2:1", stylize="80", model_version="6")
    # A grid: four different pictures, no index.
    job = "99999999-2222-4333-8444-555555555555"
    tiles = [gradient(64, 64, 100 + i) for i in range(4)]
    add(f"u42_four_quiet_gradients_{job}.png", f"four quiet gradients --v 6.1 Job ID: {job}", "four quiet gradients",
        job, None, 0, "u42", kind="grid", data=lambda marks: png(grid_of(tiles), marks), model_version="6.1")


def names_only(folder):
    """Saved from Discord or the delivery network: no marks."""
    job = "73b7662d-3859-42e7-b994-e5a72a601040"
    folder.write(f"downloads/kriskrug_tech_tycoon_playing_Monopoly_with_actual_buildings_w_{job}_1.png", small(30),
                 ["only the beginning of the prompt"], group=job,
                 **{**MJ, "prompt": "kriskrug tech tycoon playing Monopoly with actual buildings w", "job": job,
                    "index": "1", "kind": "picture"})
    job = "aaaaaaaa-0000-4000-8000-000000000001"
    folder.write(f"downloads/someone_a_cat_on_a_roof_{job}.png", small(31), group=job, source="midjourney",
                 prompt="someone a cat on a roof", job=job, kind="grid")
    folder.write("downloads/grid_0.webp", webp(), source="midjourney", kind="grid")
    job = "bbbbbbbb-0000-4000-8000-000000000002"
    folder.write(f"downloads/{job}/0_3.png", small(32), group=job, source="midjourney", model="midjourney", job=job,
                 index="3", kind="picture")
    folder.write(f"downloads/{job}-0_1.webp", webp(), group=job, source="midjourney", model="midjourney", job=job,
                 index="1", kind="picture")
    folder.write("downloads/0_3_640_N.webp", webp(), ["preview 640 pixels wide"], source="midjourney", index="3",
                 kind="picture")
    folder.write("downloads/0_0.png", small(33), source="midjourney", index="0", kind="picture")


def other_containers(folder):
    """JPEG and WebP with the story in XMP, EXIF or IPTC."""
    job = "cccccccc-0000-4000-8000-000000000001"
    description = f"a lighthouse in a storm --ar 3:2 --v 7 Job ID: {job}"
    known = {**MJ, "description": description, "prompt": "a lighthouse in a storm", "job": job, "aspect": "3:2",
             "model_version": "7", "kind": "picture"}
    name = "u42_a_lighthouse_in_a_storm_" + job
    folder.write(f"downloads/{name}_0.jpg",
                 jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + dc_xmp(description, "u42"))), group=job,
                 **{**known, "index": "0", "author": "u42"})
    folder.write(f"downloads/{name}_1.jpeg",
                 jpeg(segment(0xE1, b"Exif\0\0" + exif([ascii_tag(0x010E, description), ascii_tag(0x013B, "u42")]))),
                 group=job, **{**known, "index": "1", "author": "u42"})
    folder.write(f"downloads/{name}_2.jpg",
                 jpeg(segment(0xED, iptc((120, description), (80, "u42")))), group=job,
                 **{**known, "index": "2", "author": "u42"})
    folder.write(f"downloads/{name}_3.webp", webp(exif([], [comment(description, "utf-16-be")], big=True)), group=job,
                 **{**known, "index": "3", "author": "u42"})
    job = "cccccccc-0000-4000-8000-000000000002"
    description = f"a lighthouse at noon --ar 3:2 --v 7 Job ID: {job}"
    known.update(description=description, prompt="a lighthouse at noon", job=job)
    folder.write(f"downloads/u42_a_lighthouse_at_noon_{job}_0.webp", webp(xmp_packet=dc_xmp(description)), group=job,
                 **{**known, "index": "0", "author": "u42"})
    folder.write(f"downloads/u42_a_lighthouse_at_noon_{job}_1.webp", webp(exif([], [comment(description, "utf-16-le")])),
                 group=job, **{**known, "index": "1", "author": "u42"})
    folder.write(f"downloads/u42_a_lighthouse_at_noon_{job}_2.png",
                 small(40, chunk(b"eXIf", exif([ascii_tag(0x010E, description)], big=True))), group=job,
                 **{**known, "index": "2", "author": "u42"})


WEBUI = """a fox in the snow, <lora:winter:0.8>
second line
Negative prompt: blurry, text
Steps: 30, Sampler: Euler, Schedule type: SGM Uniform, CFG scale: 1, Distilled CFG Scale: 3, Seed: 1606328335, Size: 1056x1408, Model hash: bea01d51bd, Model: flux1-dev-Q8, Denoising strength: 0.25, Clip skip: 2, Hires upscale: 1.5, Lora hashes: "winter: abc, autumn: def", Version: f2.0.1v1.10.1"""
WEBUI_FACTS = {
    "source": "automatic1111", "source_type": "trainedAlgorithmicMedia", "kind": "picture", "description": WEBUI,
    "prompt": "a fox in the snow, <lora:winter:0.8>\nsecond line", "negative_prompt": "blurry, text",
    "loras": "winter:0.8", "steps": "30", "sampler": "Euler", "schedule_type": "SGM Uniform", "cfg_scale": "1",
    "distilled_cfg_scale": "3", "seed": "1606328335", "size": "1056x1408", "model_hash": "bea01d51bd",
    "model": "flux1-dev-Q8", "denoising_strength": "0.25", "clip_skip": "2", "hires_upscale": "1.5",
    "lora_hashes": "winter: abc, autumn: def", "software_version": "f2.0.1v1.10.1", "software": "Forge"}
COMFY = {
    "3": {"class_type": "KSampler",
          "inputs": {"seed": 156680208700286, "steps": 20, "cfg": 8.0, "sampler_name": "euler", "scheduler": "normal",
                     "denoise": 1, "model": ["4", 0], "positive": ["10", 0], "negative": ["7", 0],
                     "latent_image": ["5", 0]}},
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sdxl/base_1.0.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a purple galaxy in a bottle", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "text, watermark", "clip": ["4", 1]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "10": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["6", 0], "strength": 0.5}}}
COMFY_FACTS = {
    "source": "comfyui", "source_type": "trainedAlgorithmicMedia", "kind": "picture", "seed": "156680208700286",
    "steps": "20", "cfg_scale": "8.0", "sampler": "euler", "scheduler": "normal", "denoise": "1",
    "model": "sdxl/base_1.0.safetensors", "prompt": "a purple galaxy in a bottle", "negative_prompt": "text, watermark"}
WORKFLOW = {
    "last_node_id": 9, "version": 0.4,
    "nodes": [{"id": 3, "type": "KSampler",
               "inputs": [{"name": "model", "link": 1}, {"name": "positive", "link": 4}, {"name": "negative", "link": 6}],
               "widgets_values": [99, "randomize", 12, 7.5, "dpmpp_2m", "karras", 1]},
              {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["dreams.safetensors"]},
              {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a tin robot"]},
              {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["rust"]}],
    "links": [[1, 4, 0, 3, 0, "MODEL"], [4, 6, 0, 3, 1, "CONDITIONING"], [6, 7, 0, 3, 2, "CONDITIONING"]]}
WORKFLOW_FACTS = {
    "source": "comfyui", "source_type": "trainedAlgorithmicMedia", "kind": "picture", "seed": "99", "steps": "12",
    "cfg_scale": "7.5", "sampler": "dpmpp_2m", "scheduler": "karras", "denoise": "1", "model": "dreams.safetensors",
    "prompt": "a tin robot", "negative_prompt": "rust"}


def other_generators(folder):
    made = {"source_type": "trainedAlgorithmicMedia", "kind": "picture"}

    def png_of(name, picture, marks, notes=(), **facts):
        folder.write("others/" + name, small(picture, marks), notes, **facts)

    png_of("webui.png", 50, text("parameters", WEBUI), **WEBUI_FACTS)
    for order in ("be", "le"):
        folder.write(f"others/webui-{order}.jpg",
                     jpeg(segment(0xE1, b"Exif\0\0" + exif([], [comment(WEBUI, "utf-16-" + order)], order == "be"))),
                     **WEBUI_FACTS)
    # Its marks win over a name and a Description like Midjourney's.
    job = "dddddddd-0000-4000-8000-000000000001"
    png_of(f"u42_a_fox_{job}_0.png", 51, text("parameters", WEBUI) + text("Description", f"a fox --v 7 Job ID: {job}"),
           ["named as Midjourney names its files, but its marks are of automatic1111"], **WEBUI_FACTS)
    bad = json.dumps(COMFY)[:-1] + ', "11": {"class_type": "Note", "inputs": {"x": NaN, "y": -Infinity}}}'
    png_of("comfy.png", 52, text("prompt", bad) + text("workflow", json.dumps(WORKFLOW)), **COMFY_FACTS)
    png_of("comfy-workflow-only.png", 53, text("workflow", json.dumps(WORKFLOW)), **WORKFLOW_FACTS)
    folder.write("others/comfy.webp",
                 webp(exif([ascii_tag(0x010E, "Workflow:" + json.dumps(WORKFLOW)),
                            ascii_tag(0x010F, "Prompt:" + json.dumps(COMFY))])), **COMFY_FACTS)
    png_of("plain-prompt.png", 54, text("prompt", "a plain sentence of another tool"),
           prompt="a plain sentence of another tool", kind="picture")
    swarm = {"sui_image_params": {"prompt": "a glass bee", "negativeprompt": "wasp", "model": "bee-xl", "seed": 7,
                                  "steps": 24, "cfgscale": 6.5, "width": 1024, "height": 768, "sampler": "euler",
                                  "scheduler": "normal", "loras": ["honey"], "loraweights": ["0.7"],
                                  "swarm_version": "0.9.4"},
             "sui_extra_data": {"date": "2025-01-02", "generation_time": "3.1 sec"}, "sui_models": []}
    png_of("swarm.png", 55, text("parameters", json.dumps(swarm)), **made, source="swarmui", prompt="a glass bee",
           negative_prompt="wasp", model="bee-xl", seed="7", steps="24", cfg_scale="6.5", size="1024x768",
           sampler="euler", scheduler="normal", loras="honey:0.7", software_version="0.9.4", date="2025-01-02")
    invoke = {"positive_prompt": "a clay owl", "negative_prompt": "feathers", "seed": 1234, "steps": 30,
              "cfg_scale": 7.5, "scheduler": "euler_a", "model": {"name": "clay-v2", "base": "sdxl"}, "width": 1024,
              "height": 1024, "app_version": "5.1.0"}
    png_of("invoke.png", 56, text("invokeai_metadata", json.dumps(invoke)) + text("invokeai_graph", "{}"), **made,
           source="invokeai", prompt="a clay owl", negative_prompt="feathers", seed="1234", steps="30", cfg_scale="7.5",
           scheduler="euler_a", model="clay-v2", size="1024x1024", software_version="5.1.0")
    novel = {"prompt": "a knight, 1girl", "uc": "lowres", "seed": 4055512345, "steps": 28, "scale": 5.0,
             "sampler": "k_euler", "width": 832, "height": 1216}
    png_of("novelai.png", 57,
           text("Title", "AI generated image") + text("Description", "a knight, 1girl") + text("Software", "NovelAI") +
           text("Source", "NovelAI Diffusion V4.5 4BDE2A90") + text("Comment", json.dumps(novel)), **made,
           source="novelai", prompt="a knight, 1girl", description="a knight, 1girl", negative_prompt="lowres",
           seed="4055512345", steps="28", cfg_scale="5.0", sampler="k_euler", size="832x1216",
           model="NovelAI Diffusion V4.5 4BDE2A90")
    fooocus = {"prompt": "a paper whale", "negative_prompt": "ink", "seed": "88", "steps": 30, "guidance_scale": 4.0,
               "base_model": "juggernautXL", "sampler": "dpmpp_2m_sde_gpu", "scheduler": "karras",
               "resolution": "(1152, 896)", "version": "Fooocus v2.5.5"}
    png_of("fooocus.png", 58, text("fooocus_scheme", "fooocus") + text("parameters", json.dumps(fooocus)), **made,
           source="fooocus", prompt="a paper whale", negative_prompt="ink", seed="88", steps="30", cfg_scale="4.0",
           model="juggernautXL", sampler="dpmpp_2m_sde_gpu", scheduler="karras", size="1152x896",
           software_version="Fooocus v2.5.5")
    c2pa_note = ["C2PA manifest is present"]
    png_of("ChatGPT Image Sep 3, 2025.png", 59, chunk(b"caBX", manifest("ChatGPT", agent="GPT-4o")), c2pa_note, **made,
           source="openai", claim_generator="ChatGPT", model="GPT-4o")
    folder.write("others/Firefly_a_red_kite.jpg",
                 jpeg(segment(0xEB, b"JP\0\1\0\0\0\1" + manifest("Adobe_Firefly adobe_c2pa/0.7.6 c2pa-rs/0.25.2"))),
                 c2pa_note, **made, source="firefly", claim_generator="Adobe_Firefly adobe_c2pa/0.7.6 c2pa-rs/0.25.2")
    folder.write("others/google.jpg", jpeg(segment(0xED, iptc((110, "Made with Google AI")))), **made, source="google")
    folder.write("others/signed.webp", webp(c2pa=manifest("SomeCamera 1.0", "http://x/digitalCapture")), c2pa_note,
                 source_type="digitalCapture", claim_generator="SomeCamera 1.0", kind="picture")
    own = xmp('xmlns:q="urn:burnish:provenance:1.0/" xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
              'q:JobId="a7421d2f-b262-44f9-977c-ac23e9c7d3e3" q:Source="midjourney" q:Creator="peterkaminski" '
              'i:DigitalSourceType="' + TRAINED + '" i:AISystemUsed="midjourney" i:AISystemVersionUsed="6"',
              '<i:AIPromptInformation>example</i:AIPromptInformation><q:Parameters><rdf:Bag>'
              '<rdf:li>stylize=80</rdf:li><rdf:li>a%3Db=1</rdf:li></rdf:Bag></q:Parameters>')
    png_of("burnish.png", 60, itext("XML:com.adobe.xmp", own), **MJ, prompt="example", model_version="6",
           author="peterkaminski", job="a7421d2f-b262-44f9-977c-ac23e9c7d3e3", stylize="80", a_b="1", kind="picture")
    png_of("holiday.png", 61, b"", ["no mark of a generator was found"], kind="picture")
    png_of("described.png", 62, text("Description", "A view from the tower -- taken by me"),
           description="A view from the tower -- taken by me", kind="picture")


def damaged(folder):
    job = "eeeeeeee-0000-4000-8000-000000000001"
    description = f"a broken vase --v 7 Job ID: {job}"
    known = {**MJ, "description": description, "prompt": "a broken vase", "job": job, "model_version": "7",
             "kind": "picture"}
    whole = small(70, text("Description", description))
    body = b"Description\0" + description.encode()
    name = f"u42_a_broken_vase_{job}"
    named = {**known, "author": "u42"}
    folder.write(f"damaged/{name}_0.png", small(70, chunk(b"tEXt", body, crc=1)), ["has a wrong checksum"], group=job,
                 **{**named, "index": "0"})
    folder.write(f"damaged/{name}_1.png", whole[:-40], ["is more than is left"], group=job, **{**named, "index": "1"})
    lying = whole.replace(struct.pack(">I", len(body)) + b"tEXt", struct.pack(">I", 0x7FFFFFF0) + b"tEXt")
    names_only_facts = {**MJ, "prompt": "a broken vase", "job": job, "author": "u42", "kind": "picture"}
    folder.write(f"damaged/{name}_2.png", lying, ["is more than is left"], group=job, **{**names_only_facts, "index": "2"})
    shorter = whole.replace(struct.pack(">I", len(body)) + b"tEXt", struct.pack(">I", len(body) - 7) + b"tEXt")
    folder.write(f"damaged/{name}_3.png", shorter, ["a length before it is wrong", "has a wrong checksum"], group=job)
    # A shorter job id is all that is left of it.
    del folder.expected[f"damaged/{name}_3.png"]
    bomb = chunk(b"zTXt", b"Description\0\0" + zlib.compress(b"A" * (64 << 20), 9))
    folder.write("damaged/bomb.png", small(71, bomb), ["longer than 4 MB"], description="A" * (4 << 20), kind="picture")
    del folder.expected["damaged/bomb.png"]["facts"]["description"]  # too long to repeat here
    folder.expected["damaged/bomb.png"]["long"] = ["description"]
    long_prompt = "very " * 600_000 + "long"
    folder.write("damaged/long.png", small(72, text("Description", f"{long_prompt} --v 7 Job ID: {job}")), group=job,
                 **{**MJ, "job": job, "model_version": "7", "kind": "picture"})
    folder.expected["damaged/long.png"]["long"] = ["description", "prompt"]
    folder.write("damaged/latin.png", small(73, chunk(b"tEXt", b"Description\0caf\xe9 --v 7")), group=None,
                 **{**MJ, "description": "caf\u00e9 --v 7", "prompt": "caf\u00e9", "model_version": "7",
                    "kind": "picture"})
    other = "eeeeeeee-0000-4000-8000-000000000002"
    folder.write(f"damaged/u42_a_broken_vase_{other}_0.png", small(74, text("Description", description)),
                 ["contradictory job"], group=job, **{**named, "index": "0"})
    folder.write("damaged/empty.png", b"", failed=True, kind="picture")
    folder.write("damaged/text.png", b"this is no picture\n", failed=True, kind="picture")
    folder.write("damaged/only-signature.png", b"\x89PNG\r\n\x1a\n", ["ends behind its signature"], kind="picture")
    folder.write("damaged/cut.jpg", JPEG[:2] + segment(0xE1, b"Exif\0\0" + exif([ascii_tag(0x010E, description)]))[:40],
                 ["longer than the rest"], kind="picture")
    folder.write("damaged/packed-nonsense.png", small(75, chunk(b"zTXt", b"Description\0\0not zlib at all")),
                 ["cannot be uncompressed"], kind="picture")
    folder.write("damaged/exif-outside.jpg", jpeg(segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\x7f")),
                 ["points outside itself"], kind="picture")
    folder.write("damaged/xmp-nonsense.png", small(76, itext("XML:com.adobe.xmp", "<a><b")), ["cannot be read"],
                 kind="picture")
    folder.write(b"damaged/u42_caf\xe9_" + job.encode() + b"_0.png", small(77))
    folder.write(b"damaged/\xff\xfe.png", small(78))


def make_zip(root):
    base = os.path.join(root, "downloads")
    names = []
    for here, _, files in os.walk(base):
        names += [os.path.join(here, f) for f in files]
    with zipfile.ZipFile(os.path.join(root, "downloads.zip"), "w", zipfile.ZIP_STORED) as z:
        for full in sorted(names):
            entry = zipfile.ZipInfo(os.path.relpath(full, base), (2025, 9, 14, 12, 0, 0))
            entry.external_attr = 0o644 << 16
            with open(full, "rb") as f:
                z.writestr(entry, f.read())


def make_many(root, count, size):
    os.makedirs(root, exist_ok=True)
    rng = random.Random(4)
    noise = rng.randbytes(8192)
    for i in range(count):
        job = "%08x-1111-4222-8333-%012x" % (i // 4, i // 4)
        marks = site_marks(f"a field of noise number {i // 4} --ar 1:1 --stylize {i % 1000} --v 7 Job ID: {job}", "u42",
                           "Thu, 11 Sep 2025 09:48:26 GMT", "1338fb17-2986-466a-a23e-b8b3c25c8c82")
        body = chunk(b"IDAT", noise) * (size // (len(noise) + 12))
        data = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1024, 1024, 8, 2, 0, 0, 0)) + marks + body +
                chunk(b"IEND", b""))
        with open(os.path.join(root, f"u42_a_field_of_noise_number_{i // 4}_{job}_{i % 4}.png"), "wb") as f:
            f.write(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("outdir")
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--size", type=int, default=2_000_000)
    options = parser.parse_args()
    if options.count:
        make_many(options.outdir, options.count, options.size)
        return
    folder = Folder(options.outdir)
    website(folder)
    names_only(folder)
    other_containers(folder)
    other_generators(folder)
    damaged(folder)
    # Twice the size that a job's picture has; without a sign in its name this is a guess.
    job = "ffffffff-0000-4000-8000-000000000001"
    description = f"a white page --v 6.1 Job ID: {job}"
    folder.write(f"others/u42_a_white_page_{job}_0.png", blank(2048, 2048, text("Description", description)), group=job,
                 **{**MJ, "description": description, "prompt": "a white page", "job": job, "index": "0", "author": "u42",
                    "model_version": "6.1", "kind": "upscale"})
    make_zip(options.outdir)
    with open(os.path.join(options.outdir, "README.txt"), "w") as f:
        f.write(README)
    with open(os.path.join(options.outdir, "expected.json"), "w") as f:
        json.dump(folder.expected, f, indent=1, sort_keys=True)


if __name__ == "__main__":
    main()
