//! Fixed results, one of each kind, for the tests of the interface.
#![allow(
    dead_code,
    reason = "the tests in a browser and the others each take a part"
)]

use spectrafide::protocol::{DetectorFacts, TrainingFacts};
use spectrafide_provenance::Provenance;
use spectrafide_provenance::credentials::{
    Action, Answer, Answers, Credentials, Ingredient, Issuer, Manifest, Outcome, Status, VerifiedBy,
};
use spectrafide_provenance::finding::{
    Capture, Compression, Declaration, Extent, Field, Finding, Generation, Place, Position,
    Problem, Standard, Tool, Trust, What,
};
use spectrafide_report::measurement::Estimate;
use spectrafide_report::report::{
    PathScores, PictureFacts, REPORT_VERSION, SecondLook, SpectrumFacts, Timings, ViewReport,
};
use spectrafide_report::zoo::Figures;
use spectrafide_report::{
    Analysis, Basis, Delivery, Maps, Method, Note, Reason, Report, SaliencyMap, Scope, Score,
    Thresholds, Verdict,
};

/// A thorough detector and the quick one that stands in for it.
pub const THOROUGH: &str = "vit.thorough";
pub const QUICK: &str = "small.quick";

/// What is known about a detector for testing.
pub fn facts(id: &str, title: &str, figures: Vec<Figures>) -> DetectorFacts {
    DetectorFacts {
        id: id.to_owned(),
        title: title.to_owned(),
        description: format!("{title} is for testing."),
        limits: Vec::new(),
        training: TrainingFacts {
            data: "CIFAKE".to_owned(),
            real: 40_000,
            synthetic: 40_000,
        },
        scope: Scope {
            min_side_px: 16,
            max_side_px: Some(64),
        },
        quick_parts: 1,
        stands_in_for: None,
        weights: format!("zoo/{id}/weights.bpk"),
        weights_sha256: "0123456789abcdef".repeat(4),
        thresholds: Thresholds::default(),
        weights_bytes: 1_186_818,
        is_stored: false,
        figures,
        methods: vec![Method::GradCam, Method::Lime],
    }
}

/// The pair of [`QUICK`] and [`THOROUGH`], whose weights are `bytes` long.
pub fn pair_facts(bytes: u64, is_stored: bool) -> [DetectorFacts; 2] {
    let quick = DetectorFacts {
        stands_in_for: Some(THOROUGH.to_owned()),
        ..facts(QUICK, "Quick detector", Vec::new())
    };
    let thorough = DetectorFacts {
        weights_bytes: bytes,
        is_stored,
        ..facts(THOROUGH, "Thorough detector", Vec::new())
    };
    [quick, thorough]
}

/// `analysis`, by the detector called `id`.
pub fn by(id: &str, mut analysis: Analysis) -> Analysis {
    id.clone_into(&mut analysis.report.detector);
    analysis
}

/// A picture that was found synthetic.
pub fn synthetic() -> Analysis {
    judged(0.93, Verdict::LikelySynthetic, 0.02)
}

/// A picture that was found real.
pub fn real() -> Analysis {
    judged(0.08, Verdict::LikelyReal, 0.64)
}

/// A picture whose verdict did not survive the second look, in a strongly compressed file.
pub fn taken_back() -> Analysis {
    let mut analysis = synthetic();
    analysis.report.verdict = Verdict::CannotTell;
    analysis.report.delivery = Delivery::Strong;
    analysis.report.second_look = Some(SecondLook {
        score: Score::new(0.1),
        verdict: Verdict::LikelyReal,
        certainty: 0.61,
        certain: false,
    });
    analysis
}

/// A picture that a detector with two paths judged.
pub fn two_paths() -> Analysis {
    let mut analysis = synthetic();
    analysis.report.paths = Some(PathScores {
        image: Score::new(0.88),
        spectrum: Score::new(0.34),
    });
    analysis
}

/// A picture that took long to judge, in four parts.
pub fn slow() -> Analysis {
    let mut analysis = synthetic();
    let view = analysis.report.views[0];
    analysis.report.views = vec![view; 4];
    analysis.report.timings.infer_millis = 4_200.0;
    analysis
}

/// The same picture after a quick look.
pub fn quick() -> Analysis {
    let mut analysis = synthetic();
    let looked = Reason::QuickLook { parts: 1, of: 4 };
    analysis.report.reasons.push(looked);
    analysis
}

/// A picture that is outside the detector's scope.
pub fn cannot_tell() -> Analysis {
    let mut analysis = judged(0.5, Verdict::CannotTell, 0.2);
    analysis.report.score = None;
    analysis.report.false_positive_rate_at_score = None;
    analysis.report.views.clear();
    analysis.report.reasons = vec![Reason::Flat];
    analysis.maps.image_cam = None;
    analysis.maps.spectral_cam = None;
    analysis
}

/// The place where the picture of [`notes`] was taken.
pub const PLACE: Position = Position {
    latitude_degrees: 48.858_37,
    longitude_degrees: 2.294_48,
};

/// A prompt that would do harm as markup.
pub const PROMPT: &str = "a lighthouse <img src=x onerror=\"document.title='harmed'\">";

/// A file that says everything that can be said: signed by an unknown signer, with a generator's
/// record, a label, a camera, a place and a damaged part.
pub fn notes() -> Provenance {
    let created = Action {
        action: "c2pa.created".to_owned(),
        software: Some("Example Generator".to_owned()),
        digital_source_type: Some("trainedAlgorithmicMedia".to_owned()),
        ..Action::default()
    };
    let credentials = Credentials {
        answers: Answers {
            hash: Answer::Good,
            signature: Answer::Good,
            issuer: Issuer::Unlisted,
            time: Answer::Good,
            because: Vec::new(),
        },
        unanswered: None,
        manifests: vec![
            Manifest {
                label: "urn:c2pa:1".to_owned(),
                active: true,
                issuer: Some("Example Pictures".to_owned()),
                signed_at: Some("2026-05-01T12:00:00Z".to_owned()),
                actions: vec![created],
                ingredients: vec![draft()],
                own: Some(Extent::Whole),
                synthetic: Some(Extent::Whole),
                statuses: vec![Status {
                    code: "signingCredential.untrusted".to_owned(),
                    outcome: Outcome::Failure,
                    explanation: None,
                }],
                ..Manifest::default()
            },
            Manifest {
                label: "urn:c2pa:2".to_owned(),
                title: Some("sketch.png".to_owned()),
                ..Manifest::default()
            },
        ],
        verified_by: Some(verified_by()),
    };
    let generation = Generation {
        tool: Tool::Automatic1111,
        prompt: Some(PROMPT.to_owned()),
        negative_prompt: Some("blurry".to_owned()),
        model: Some("example-model".to_owned()),
        seed: Some("1234".to_owned()),
        settings: vec![field("Steps", "20")],
    };
    let declaration = Declaration {
        standard: Standard::IptcDigitalSourceType,
        extent: Extent::Whole,
        term: "trainedAlgorithmicMedia".to_owned(),
        system: None,
    };
    let capture = Capture {
        make: Some("Example Cameras".to_owned()),
        position: Some(PLACE),
        ..Capture::default()
    };
    let compression = Compression {
        codec: "JPEG".to_owned(),
        quality: Some(90),
        standard_tables: true,
        chroma_subsampling: Some("4:2:0".to_owned()),
        ..Compression::default()
    };
    let raw = vec![field("GPSLatitude", "48 deg 51 min 30.13 sec N")];
    let finding = |what, trust, raw| Finding {
        what,
        place: Place {
            container: "JPEG APP1".to_owned(),
            offset_bytes: 20,
            length_bytes: 400,
        },
        trust,
        raw,
    };
    let unsigned = |what, raw| finding(what, Trust::UnsignedClaim, raw);
    Provenance {
        findings: vec![
            finding(
                What::Credentials(credentials),
                Trust::Credentials,
                Vec::new(),
            ),
            unsigned(What::Generation(generation), Vec::new()),
            unsigned(What::Declaration(declaration), Vec::new()),
            unsigned(What::Capture(Box::new(capture)), raw),
            finding(What::Compression(compression), Trust::Measured, Vec::new()),
            finding(
                What::Problem(Problem::BytesAfterEnd { bytes: 40 }),
                Trust::Measured,
                Vec::new(),
            ),
        ],
    }
}

fn verified_by() -> VerifiedBy {
    VerifiedBy {
        specification: "2.2".to_owned(),
        library: "c2pa 0.90.22".to_owned(),
        trust_list_date: "2026-01-31".to_owned(),
        interim_list_date: None,
    }
}

fn draft() -> Ingredient {
    Ingredient {
        title: Some("draft.png".to_owned()),
        relationship: "parentOf".to_owned(),
        manifest: None,
    }
}

fn field(name: &str, value: &str) -> Field {
    Field {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// What was measured with a detector: on its own data set, and on another one without all
/// figures.
pub fn figures() -> [Figures; 2] {
    let estimate = |value, low, high| {
        Some(Estimate {
            value,
            interval: Some([low, high]),
        })
    };
    let own = Figures {
        measured_on: "CIFAKE test".to_owned(),
        own_data: true,
        pictures: 20_000,
        accuracy_at_half: estimate(0.9757, 0.9736, 0.9777),
        auroc: estimate(0.9966, 0.996, 0.997),
        real_flagged: None,
    };
    let other = Figures {
        measured_on: "openmix test".to_owned(),
        own_data: false,
        pictures: 472,
        accuracy_at_half: estimate(0.545, 0.4447, 0.629),
        auroc: None,
        real_flagged: estimate(0.1825, 0.1, 0.3),
    };
    [own, other]
}

/// A file that is no picture.
pub fn failed() -> Analysis {
    let report = Report {
        path: "notes.txt".to_owned(),
        detector: "residual_statistics.general".to_owned(),
        ..Report::failed("This is not a picture that can be read.")
    };
    Analysis {
        report,
        maps: Maps::default(),
    }
}

fn judged(score: f32, verdict: Verdict, rate: f32) -> Analysis {
    let score = Score::new(score);
    let report = Report {
        version: REPORT_VERSION,
        path: "holiday.jpg".to_owned(),
        detector: "residual_statistics.general".to_owned(),
        verdict,
        basis: Basis::Detector,
        score: Some(score),
        reasons: vec![Reason::PartsAgree {
            agreeing: 3,
            parts: 4,
        }],
        thresholds: Some(Thresholds {
            synthetic: 0.8,
            false_positive_rate: 0.05,
            real: 0.2,
            false_negative_rate: 0.05,
            ..Thresholds::default()
        }),
        false_positive_rate_at_score: Some(rate),
        picture: Some(PictureFacts {
            format: "jpeg".to_owned(),
            width_px: 1024,
            height_px: 768,
            file_bytes: 345_678,
            notes: vec![Note::OnWhite],
        }),
        delivery: Delivery::Fine,
        second_look: None,
        paths: None,
        stability: None,
        regions: None,
        views: vec![ViewReport {
            x_px: 0,
            y_px: 0,
            width_px: 256,
            height_px: 256,
            score,
        }],
        spectrum: Some(SpectrumFacts {
            side_px: 64,
            radial_profile: (0..=32).map(|ring| 8.0 - ring as f32 * 0.2).collect(),
        }),
        provenance: None,
        device: "cpu".to_owned(),
        timings: Timings {
            decode_millis: 12.4,
            prepare_millis: 30.0,
            infer_millis: 81.6,
            explain_millis: 95.0,
        },
        error: None,
    };
    let maps = Maps {
        image_cam: Some(ramp(16, 12)),
        spectral_cam: Some(ramp(16, 16)),
        spectrum: Some(ramp(32, 32)),
    };
    Analysis { report, maps }
}

fn ramp(width: u32, height: u32) -> SaliencyMap {
    let values: Vec<f32> = (0..width * height).map(|index| index as f32).collect();
    SaliencyMap::normalized(width, height, &values)
}
