//! Real files: every one under `provenance/` of the archive `fixtures.zip` in the folder that
//! `SPECTRAFIDE_DATA` names, with what it says.
//!
//! Cameras and programs of the table were read with a script of `struct.unpack` calls, generators'
//! records by eye from the text chunks.

use std::collections::BTreeMap;
use std::io::Read;

use spectrafide_provenance::finding::{Generation, Tool};
use spectrafide_provenance::{Provenance, What, read};

/// What a file says.
enum Says {
    /// Nothing besides how it was saved.
    Nothing,
    /// Maker, model and the program in EXIF, and the one in XMP.
    Camera(&'static str, &'static str, &'static str, &'static str),
    /// The programs in EXIF and XMP, without a camera.
    Programs(&'static str, &'static str),
    /// A manifest store.
    Manifest,
    /// A manifest store that is named and not there, and the programs in EXIF and XMP.
    AbsentManifest(&'static str, &'static str),
    /// A manifest store and a camera.
    ManifestAndCamera(&'static str, &'static str, &'static str),
    /// Tool, start of the prompt, start of the negative prompt, model, seed.
    Record(Tool, &'static str, &'static str, &'static str, &'static str),
    /// A problem, with this word in it.
    Problem(&'static str),
}

use Says::{
    AbsentManifest, Camera, Manifest, ManifestAndCamera, Nothing, Problem, Programs, Record,
};

const GIMP: &str = "GIMP 2.4.5";
const LIGHTROOM: &str = "Adobe Lightroom 5.3 (Macintosh)";
const PHOTOSHOP_21: &str = "Adobe Photoshop 21.1 (Macintosh)";
const PHOTOSHOP_24: &str = "Adobe Photoshop 24.1 (20221029.m.1946 73a94a1)  (Macintosh)";
const FIREWORKS_CS4: &str = "Adobe Fireworks CS4";
const FIREWORKS_CS5: &str = "Adobe Fireworks CS5 11.0.0.484 Windows";
const WOMAN: &str = "professional full body photo of young woman, hyper long";

const TABLE: [(&str, Says); 93] = [
    ("c2pa-public/adobe-20220124-C.jpg", Manifest),
    ("c2pa-public/adobe-20220124-CA.jpg", Manifest),
    ("c2pa-public/adobe-20220124-CACA.jpg", Manifest),
    ("c2pa-public/adobe-20220124-E-dat-CA.jpg", Manifest),
    ("c2pa-public/adobe-20220124-E-sig-CA.jpg", Manifest),
    ("c2pa-public/adobe-20220124-E-uri-CA.jpg", Manifest),
    ("c2pa-public/adobe-20220124-XCA.jpg", Manifest),
    (
        "c2pa-public/adobe-20220124-A.jpg",
        Camera("Canon", "Canon EOS REBEL T3", LIGHTROOM, LIGHTROOM),
    ),
    (
        "c2pa-public/adobe-20220124-I.jpg",
        Camera("Panasonic", "DMC-ZS60", LIGHTROOM, LIGHTROOM),
    ),
    ("c2pa-rs/C.jpg", Manifest),
    ("c2pa-rs/CA.jpg", Manifest),
    ("c2pa-rs/CA_ct.jpg", Manifest),
    ("c2pa-rs/C_with_CAWG_data.jpg", Manifest),
    ("c2pa-rs/E-sig-CA.jpg", Manifest),
    ("c2pa-rs/XCA.jpg", Manifest),
    ("c2pa-rs/boxhash.jpg", Manifest),
    (
        "c2pa-rs/IMG_0003.jpg",
        Camera("Canon", "Canon EOS REBEL T3", LIGHTROOM, LIGHTROOM),
    ),
    (
        "c2pa-rs/thumbnail.jpg",
        Camera("Canon", "Canon EOS REBEL T3", LIGHTROOM, LIGHTROOM),
    ),
    (
        "c2pa-rs/P1000827.jpg",
        Camera("Panasonic", "DMC-ZS60", LIGHTROOM, LIGHTROOM),
    ),
    (
        "c2pa-rs/cloud.jpg",
        AbsentManifest(PHOTOSHOP_21, PHOTOSHOP_21),
    ),
    (
        "c2pa-rs/cloudx.jpg",
        AbsentManifest(PHOTOSHOP_21, PHOTOSHOP_21),
    ),
    (
        "c2pa-rs/earth_apollo17.jpg",
        Programs(PHOTOSHOP_21, "Adobe Photoshop CS Windows"),
    ),
    (
        "c2pa-rs/no_alg.jpg",
        ManifestAndCamera("samsung", "SM-J320F", "J320FXXU0AQL1"),
    ),
    ("c2pa-rs/no_manifest.jpg", AbsentManifest(PHOTOSHOP_24, "")),
    ("c2pa-rs/libpng-test.png", Nothing),
    ("c2pa-rs/libpng-test_with_url.png", AbsentManifest("", "")),
    ("c2pa-rs/mars.webp", Nothing),
    ("c2pa-rs/sample1.webp", Nothing),
    ("c2pa-rs/test.webp", Nothing),
    ("c2pa-rs/test_lossless.webp", Nothing),
    ("c2pa-rs/sample1.avif", Nothing),
    (
        "c2pa-rs/test_xmp.webp",
        Programs(
            "Adobe Photoshop 24.0 (Macintosh)",
            "Adobe Photoshop 24.0 (Macintosh)",
        ),
    ),
    (
        "generator/AUTOMATIC1111/automatic1111_cropped.jpg",
        Record(
            Tool::Automatic1111,
            "photo of a duck",
            "monochrome",
            "realistic_realisticVisionV20_v20",
            "235284042",
        ),
    ),
    (
        "generator/AUTOMATIC1111/automatic1111_cropped.png",
        Record(
            Tool::Automatic1111,
            "photo of a duck",
            "monochrome",
            "realistic_realisticVisionV20_v20",
            "235284042",
        ),
    ),
    (
        "generator/AUTOMATIC1111/automatic1111_stealth.png",
        Record(
            Tool::Automatic1111,
            "a circle",
            "a square",
            "realisticVisionV51_v51VAE",
            "2015833630",
        ),
    ),
    (
        "generator/ComfyUI/img2img_cropped.png",
        Record(
            Tool::ComfyUi,
            "photograph of victorian woman with wings",
            "watermark, text",
            "v1-5-pruned-emaonly.ckpt",
            "280823642470253",
        ),
    ),
    (
        "generator/ComfyUI/unclip_2pass_cropped.png",
        Record(
            Tool::ComfyUi,
            "(waifu, anime, exceptional, best aesthetic",
            "lowres, (bad anatomy), (bad hands)",
            "wd-1-5-beta2-aesthetic-unclip-h-fp32.safetensors",
            "1106257833005336",
        ),
    ),
    (
        "generator/ComfyUI/noisy_latents_3_subjects_cropped.png",
        Record(
            Tool::ComfyUi,
            "girl (flat chest:0.9), (fennec ears:1.0)",
            "(hands), text, error, cropped",
            "Anything-V3.0.ckpt",
            "1084614416978598",
        ),
    ),
    (
        "generator/ComfyUI/night_evening_day_morning_cropped.png",
        Record(
            Tool::ComfyUi,
            "(best quality) beautiful (HDR:1.2)",
            "(hands), text, error, cropped",
            "AbyssOrangeMix2_hard.safetensors",
            "1122440447966177",
        ),
    ),
    (
        "generator/Fooocus/fooocus1_cropped.png",
        Record(
            Tool::Fooocus,
            "a smiling goldfish",
            "(worst quality, low quality",
            "juggernautXL_v8Rundiffusion",
            "6952411511246973023",
        ),
    ),
    (
        "generator/InvokeAI/invokeai_dream1.png",
        Record(
            Tool::InvokeAi,
            WOMAN,
            "rendering, glowing eyes, skinny",
            "",
            "2980747362",
        ),
    ),
    (
        "generator/InvokeAI/invokeai_imeta1.png",
        Record(
            Tool::InvokeAi,
            "digital artwork, oil painting.",
            "grainy+, photo, oversaturated",
            "juggernautXL",
            "3293022630",
        ),
    ),
    (
        "generator/InvokeAI/invokeai_sdmeta1.png",
        Record(
            Tool::InvokeAi,
            WOMAN,
            "rendering, glowing eyes, skinny",
            "deliberateForInvoke_v08",
            "2980747362",
        ),
    ),
    (
        "generator/NovelAI/novelai1_cropped.png",
        Record(
            Tool::NovelAi,
            "masterpiece, best quality,  cat, space, icon",
            "lowres, bad anatomy, bad hands",
            "Stable Diffusion 1D44365E",
            "2253955223",
        ),
    ),
    ("bad/empty_file.png", Problem("empty")),
    ("bad/empty_image.jpg", Nothing),
    ("bad/empty_image.png", Nothing),
    ("bad/text_after_idat.png", Problem("\"parameters\"")),
    (
        "exif/Canon_40D.jpg",
        Camera("Canon", "Canon EOS 40D", GIMP, ""),
    ),
    (
        "exif/Canon_DIGITAL_IXUS_400.jpg",
        Camera(
            "Canon",
            "Canon DIGITAL IXUS 400",
            GIMP,
            "Adobe Photoshop Elements 3.0",
        ),
    ),
    (
        "exif/Canon_PowerShot_S40.jpg",
        Camera("Canon", "Canon PowerShot S40", "", ""),
    ),
    (
        "exif/Fujifilm_FinePix6900ZOOM.jpg",
        Camera("FUJIFILM", "FinePix6900ZOOM", GIMP, ""),
    ),
    (
        "exif/Fujifilm_FinePix_E500.jpg",
        Camera("FUJIFILM", "FinePix E500", GIMP, ""),
    ),
    (
        "exif/Kodak_CX7530.jpg",
        Camera(
            "EASTMAN KODAK COMPANY",
            "KODAK CX7530 ZOOM DIGITAL CAMERA",
            GIMP,
            "",
        ),
    ),
    (
        "exif/Konica_Minolta_DiMAGE_Z3.jpg",
        Camera("KONICA MINOLTA", "DiMAGE Z3", GIMP, ""),
    ),
    (
        "exif/Nikon_COOLPIX_P1.jpg",
        Camera("NIKON", "COOLPIX P1", GIMP, ""),
    ),
    (
        "exif/Nikon_D70.jpg",
        Camera(
            "NIKON CORPORATION",
            "NIKON D70",
            GIMP,
            "Adobe Photoshop CS2 Windows",
        ),
    ),
    (
        "exif/Olympus_C8080WZ.jpg",
        Camera("OLYMPUS CORPORATION", "C8080WZ", GIMP, ""),
    ),
    (
        "exif/Panasonic_DMC-FZ30.jpg",
        Camera("Panasonic", "DMC-FZ30", GIMP, ""),
    ),
    (
        "exif/Pentax_K10D.jpg",
        Camera(
            "PENTAX Corporation",
            "PENTAX K10D",
            GIMP,
            "Adobe Photoshop Elements 5.0 Windows",
        ),
    ),
    (
        "exif/Ricoh_Caplio_RR330.jpg",
        Camera("Caplio", "RR330", GIMP, ""),
    ),
    (
        "exif/Samsung_Digimax_i50_MP3.jpg",
        Camera(
            "Samsung Techwin",
            "<Digimax i50 MP3, Samsung #1 MP3>",
            GIMP,
            "",
        ),
    ),
    ("exif/Sony_HDR-HC3.jpg", Camera("SONY", "HDR-HC3", "", "")),
    (
        "exif/WWL_(Polaroid)_ION230.jpg",
        Camera("WWL", "ION230", "", ""),
    ),
    (
        "exif/fujifilm-finepix40i.jpg",
        Camera(
            "FUJIFILM",
            "FinePix40i",
            "Digital Camera FinePix40i Ver1.39",
            "",
        ),
    ),
    (
        "exif/BlueSquare.jpg",
        Programs(
            "Adobe Photoshop CS2 Macintosh",
            "Adobe Photoshop CS2 Macintosh",
        ),
    ),
    ("exif/Canon_40D_photoshop_import.jpg", Programs(GIMP, "")),
    ("exif/PaintTool_sample.jpg", Programs(GIMP, "")),
    ("exif/image01137.jpg", Programs("", FIREWORKS_CS4)),
    ("exif/image02206.jpg", Programs("", FIREWORKS_CS4)),
    ("exif/image01551.jpg", Programs("", FIREWORKS_CS5)),
    ("exif/image01713.jpg", Programs("", FIREWORKS_CS5)),
    ("exif/image01980.jpg", Programs("", FIREWORKS_CS5)),
    (
        "exif/long_description.jpg",
        Programs(GIMP, "Adobe Photoshop 7.0"),
    ),
    ("exif/sony-powershota5.jpg", Nothing),
    ("exif-orientation/Landscape_0.jpg", Nothing),
    ("exif-orientation/Landscape_1.jpg", Nothing),
    ("exif-orientation/Landscape_2.jpg", Nothing),
    ("exif-orientation/Landscape_3.jpg", Nothing),
    ("exif-orientation/Landscape_4.jpg", Nothing),
    ("exif-orientation/Landscape_5.jpg", Nothing),
    ("exif-orientation/Landscape_6.jpg", Nothing),
    ("exif-orientation/Landscape_7.jpg", Nothing),
    ("exif-orientation/Landscape_8.jpg", Nothing),
    ("exif-orientation/Portrait_0.jpg", Nothing),
    ("exif-orientation/Portrait_1.jpg", Nothing),
    ("exif-orientation/Portrait_2.jpg", Nothing),
    ("exif-orientation/Portrait_3.jpg", Nothing),
    ("exif-orientation/Portrait_4.jpg", Nothing),
    ("exif-orientation/Portrait_5.jpg", Nothing),
    ("exif-orientation/Portrait_6.jpg", Nothing),
    ("exif-orientation/Portrait_7.jpg", Nothing),
    ("exif-orientation/Portrait_8.jpg", Nothing),
];

#[test]
fn every_real_file_says_what_the_table_has() {
    let Some(folder) = std::env::var_os("SPECTRAFIDE_DATA") else {
        println!("skipped: SPECTRAFIDE_DATA is not set");
        return;
    };
    let path = std::path::Path::new(&folder).join("fixtures.zip");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut table: BTreeMap<_, _> = TABLE.into_iter().collect();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let Some(name) = name.strip_prefix("provenance/").filter(|_| !entry.is_dir()) else {
            continue;
        };
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let says = table
            .remove(name)
            .unwrap_or_else(|| panic!("{name} is not in the table"));
        check(name, &says, &read(&bytes, None));
    }
    let missing: Vec<_> = table.into_keys().collect();
    assert!(missing.is_empty(), "not in the archive: {missing:?}");
}

/// What of a file the table is about: everything that is no measurement.
#[derive(Debug, Default, PartialEq)]
struct Found {
    /// Number of manifests of each store.
    stores: Vec<usize>,
    records: Vec<Generation>,
    cameras: Vec<(String, String)>,
    programs: Vec<String>,
    problems: Vec<String>,
    labels: usize,
}

fn found(provenance: &Provenance) -> Found {
    let mut found = Found::default();
    for finding in &provenance.findings {
        match &finding.what {
            What::Credentials(credentials) => {
                assert!(credentials.unanswered.is_some(), "nothing was verified");
                found.stores.push(credentials.manifests.len());
            }
            What::Generation(generation) => found.records.push(generation.clone()),
            What::Declaration(_) => found.labels += 1,
            What::Capture(capture) => {
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                found
                    .cameras
                    .push((text(&capture.make), text(&capture.model)));
            }
            What::Editing(editing) => found.programs.extend(editing.software.clone()),
            What::Problem(problem) => found.problems.push(problem.words()),
            What::ColorProfile(_)
            | What::Thumbnail(_)
            | What::Compression(_)
            | What::Dimensions(_) => {}
        }
    }
    found
}

fn check(name: &str, says: &Says, provenance: &Provenance) {
    let mut found = found(provenance);
    let given = |texts: &[&str]| {
        let texts = texts.iter().filter(|text| !text.is_empty());
        texts.map(|text| (*text).to_owned()).collect::<Vec<_>>()
    };
    let camera = |make: &str, model: &str| vec![(make.to_owned(), model.to_owned())];
    let mut expected = Found::default();
    match says {
        Nothing => {}
        Camera(make, model, exif, xmp) => {
            expected.cameras = camera(make, model);
            expected.programs = given(&[exif, xmp]);
        }
        Programs(exif, xmp) => expected.programs = given(&[exif, xmp]),
        Manifest => assert!(
            found.stores.len() == 1 && found.stores[0] > 0,
            "{name}: {found:?}"
        ),
        AbsentManifest(exif, xmp) => {
            assert_eq!(found.stores, [0], "{name}");
            expected.programs = given(&[exif, xmp]);
        }
        ManifestAndCamera(make, model, software) => {
            assert!(
                found.stores.len() == 1 && found.stores[0] > 0,
                "{name}: {found:?}"
            );
            expected.cameras = camera(make, model);
            expected.programs = given(&[software]);
        }
        Record(tool, prompt, negative, model, seed) => {
            assert_eq!(found.records.len(), 1, "{name}: {found:?}");
            let record = found.records.remove(0);
            let start = |text: &Option<String>, start: &str| match text {
                Some(text) => !start.is_empty() && text.starts_with(start),
                None => start.is_empty(),
            };
            assert_eq!(record.tool, *tool, "{name}");
            assert!(start(&record.prompt, prompt), "{name}: {record:?}");
            assert!(
                start(&record.negative_prompt, negative),
                "{name}: {record:?}"
            );
            assert_eq!(
                record.model.as_deref().unwrap_or_default(),
                *model,
                "{name}"
            );
            assert_eq!(record.seed.as_deref().unwrap_or_default(), *seed, "{name}");
        }
        Problem(word) => {
            assert_eq!(found.problems.len(), 1, "{name}: {found:?}");
            let problem = found.problems.remove(0);
            assert!(problem.contains(word), "{name}: {problem}");
        }
    }
    if matches!(says, Manifest | ManifestAndCamera(..) | AbsentManifest(..)) {
        found.stores.clear();
    }
    assert_eq!(found, expected, "{name}");
}
