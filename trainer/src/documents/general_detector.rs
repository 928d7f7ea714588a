//! `docs/general-detector.md`, made of the scores alone.

use std::fmt::Write as _;

use spectrafide_report::score::Label;

use crate::augmentation::tier::Tier;
use crate::measurement::report::scores::Scores;
use crate::measurement::report::tallies::{
    Counts, agreement, by_folder, failures, real_by_kind, risk_coverage,
};
use crate::metrics::{self, Bootstrap, Metrics};

/// The intervals of the report: sources are drawn before pictures.
const BOOTSTRAP: Bootstrap = Bootstrap {
    resamples: 1000,
    seed: 1,
    clustered: true,
};

/// No intervals.
const ONCE: Bootstrap = Bootstrap {
    resamples: 0,
    ..BOOTSTRAP
};

/// Shares of answered pictures at which the risk is given.
const COVERAGES: [f64; 6] = [1.0, 0.9, 0.8, 0.6, 0.4, 0.2];

/// Most failures of a kind that are named.
const NAMED: usize = 8;

/// The detector's figures in each of [`Tier::MAIN`].
type MainTiers = [Option<Metrics>; 3];

/// What was set out to be reached, by main tier, in the order of [`Tier::MAIN`]: balanced accuracy.
const TARGETS: [(Tier, f64); 3] = [(Tier::Clean, 0.85), (Tier::Web, 0.80), (Tier::Hard, 0.75)];

/// What was set out to be reached in each tier: share of real pictures not flagged, …
const REAL_NOT_FLAGGED: f64 = 0.95;

/// … calibration error, …
const CALIBRATION_ERROR: f64 = 0.06;

/// … and lead over the classifier that sees the codec alone, in balanced accuracy.
const LEAD: f64 = 0.10;

/// The share of pictures that get the same verdict from their web copy that was set out for.
const SAME_VERDICT: f64 = 0.95;

/// What the test split shares with the training split all the same, by the names of NOTICES.md.
const OVERLAP: &str = "Most of their generators and collections are unknown to it, not all: 18 of \
    the synthetic ones are by Stable Diffusion 2.1, 3.5 or XL, which folders of the training split \
    have too, some more by models that were made from these, and 158 photographs are other ones of \
    COCO.";

/// Before the comparison of networks.
const INGREDIENTS: &str = "\n## What each ingredient gives\n\n\
    Networks that differ in what they are given and as each row says, trained more briefly than \
    the detector, and without the validation folders. The detector has the co-occurrences and the \
    autocorrelation of residuals of luma, folders drawn alike, without pairs. The validation \
    folders here are one of its four folds; all four chose it \
    ([ADR 17](adr/0017-autocorrelation.md)).\n";

/// What would have to change.
const LIMITS: &str = "\n## What holds it back\n\n\
    Data. The training split has 2850 photographs of 14 collections and 2754 pictures in 15 folders \
    of generators, and what a network learns of them first is which folder a picture is from. That \
    is why it is chosen and calibrated by [folds](adr/0016-folds-of-folders.md) of whole folders, \
    and why it is a layer over 298 numbers: networks with convolutions did worse on the \
    validation folders above, and so did the one that was tried across all folds. \
    Missing are many generators with few pictures each rather than more \
    of the same: latent diffusion models with their own decoders, and the image models behind chat \
    programs, which the training split has from one maker only; and photographs straight from many \
    telephones. Community Forensics (4803 generators), OpenFake and GenImage have them: \
    `spectrafide-trainer data add` reads their folders, archives and Parquet shards, checks them \
    for what gives classes away, and `train` needs nothing else.\n";

/// The page; `ingredients` is what the comparison of networks on the same data gave.
pub fn page(scores: &Scores, ingredients: &str) -> String {
    let mut page = format!(
        "# The general detector\n\n\
         `{}` on the test split of `{}`: {} real and {} synthetic pictures from other folders than \
         those of its training split. {OVERLAP} Made by `spectrafide-trainer results` of \
         `experiments/general_detector/scores.json`, which `spectrafide-trainer report` writes. \
         In brackets are 95 % intervals that draw sources before pictures.\n",
        scores.detector,
        scores.data,
        count(scores, Label::Real),
        count(scores, Label::Synthetic),
    );
    if !scores.unreadable.is_empty() {
        let names = scores.unreadable.join(", ");
        put(&mut page, &format!("\nLeft out, not readable: {names}.\n"));
    }
    // Once: the intervals take some thousand resamples.
    let main = Tier::MAIN.map(|tier| measured(scores, tier, &BOOTSTRAP));
    for section in [
        main_tiers(scores, &main),
        targets(scores, &main),
        sources(scores),
        sweep(scores),
        answers(scores, &main),
        mistakes(scores),
        format!("{INGREDIENTS}{ingredients}"),
        LIMITS.to_owned(),
        PEERS.to_owned(),
    ] {
        put(&mut page, &section);
    }
    page
}

fn put(page: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _infallible = page.write_str(text);
}

fn count(scores: &Scores, label: Label) -> usize {
    let subjects = scores.pictures.iter();
    subjects
        .filter(|subject| subject.test && subject.label == label)
        .count()
}

fn measured(scores: &Scores, tier: Tier, bootstrap: &Bootstrap) -> Option<Metrics> {
    let decided = scores.decided(tier, |subject| subject.test);
    (!decided.is_empty()).then(|| metrics::compute_decided(&decided, 0.5, bootstrap))
}

fn baseline(scores: &Scores, name: &str, tier: Tier, bootstrap: &Bootstrap) -> Option<Metrics> {
    let scored = scores.baseline(name, tier);
    (!scored.is_empty()).then(|| metrics::compute(&scored, &metrics::at_half(), bootstrap))
}

/// A figure as a percentage, with its interval if there is one.
fn percent(metrics: &Metrics, name: &str, value: Option<f64>) -> String {
    let Some(value) = value else {
        return "–".to_owned();
    };
    let mut text = format!("{:.1}", value * 100.0);
    if let Some([low, high]) = metrics.intervals.get(name) {
        put(
            &mut text,
            &format!(" ({:.1} to {:.1})", low * 100.0, high * 100.0),
        );
    }
    text
}

/// A figure of three decimals, with its interval if there is one.
fn decimal(metrics: &Metrics, name: &str, value: Option<f64>) -> String {
    let Some(value) = value else {
        return "–".to_owned();
    };
    let mut text = format!("{value:.3}");
    if let Some([low, high]) = metrics.intervals.get(name) {
        put(&mut text, &format!(" ({low:.3} to {high:.3})"));
    }
    text
}

fn main_tiers(scores: &Scores, main: &MainTiers) -> String {
    let mut text = String::from(
        "\n## Main tiers\n\n\
         Clean pictures are as they are; web ones are shrunk to three quarters and at most 768 px \
         and compressed with JPEG at quality 60; hard ones to half and at most 512 px, and quality \
         40. Balanced accuracy is at the detector's threshold for “likely synthetic”, which is \
         chosen for few accusations and not for balance; at a score of one half beside it. The \
         forests are grown on the training split delivered in the same way, and see no pixels \
         (codec: format, dimensions, size, JPEG settings) or statistics of them.\n\n\
         | | Balanced accuracy, % | Accuracy at ½, % | AUROC | Average precision | Synthetic found \
         at 1 % of real, % | ECE | Brier |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for (tier, own) in Tier::MAIN.into_iter().zip(main) {
        for (name, metrics) in [
            ("detector", own.clone()),
            ("codec forest", baseline(scores, "codec", tier, &BOOTSTRAP)),
            (
                "statistics forest",
                baseline(scores, "statistics", tier, &BOOTSTRAP),
            ),
        ] {
            let Some(m) = metrics else { continue };
            put(
                &mut text,
                &format!(
                    "| {tier}, {name} | {} | {} | {} | {} | {} | {} | {} |\n",
                    percent(&m, "balanced_accuracy", m.balanced_accuracy),
                    percent(&m, "accuracy_at_half", m.accuracy_at_half),
                    decimal(&m, "auroc", m.auroc),
                    decimal(&m, "average_precision", m.average_precision),
                    percent(&m, "tpr_at_fpr_01", m.tpr_at_fpr_01),
                    decimal(&m, "ece", m.ece),
                    decimal(&m, "brier", m.brier),
                ),
            );
        }
    }
    text
}

fn targets(scores: &Scores, main: &MainTiers) -> String {
    let mut text = String::from(
        "\n## What was set out to be reached\n\n\
         | Tier | Aim | Reached | |\n| --- | --- | --- | --- |\n",
    );
    let mut row = |tier: String, aim: String, reached: Option<f64>, met: bool, scale: f64| {
        let Some(reached) = reached else { return };
        let verdict = if met { "reached" } else { "missed" };
        let digits = if scale > 1.0 { 1 } else { 3 };
        put(
            &mut text,
            &format!(
                "| {tier} | {aim} | {:.digits$} | {verdict} |\n",
                reached * scale
            ),
        );
    };
    for ((tier, aim), own) in TARGETS.into_iter().zip(main) {
        let Some(m) = own else { continue };
        let balanced = m.balanced_accuracy;
        row(
            tier.name(),
            format!("balanced accuracy at least {:.0} %", aim * 100.0),
            balanced,
            balanced.is_some_and(|value| value >= aim),
            100.0,
        );
        row(
            tier.name(),
            format!(
                "at least {:.0} % of real pictures not called likely synthetic",
                REAL_NOT_FLAGGED * 100.0
            ),
            m.real_not_flagged,
            m.real_not_flagged
                .is_some_and(|value| value >= REAL_NOT_FLAGGED),
            100.0,
        );
        row(
            tier.name(),
            format!("ECE at most {CALIBRATION_ERROR:.2}"),
            m.ece,
            m.ece.is_some_and(|value| value <= CALIBRATION_ERROR),
            1.0,
        );
        let codec =
            baseline(scores, "codec", tier, &ONCE).and_then(|codec| codec.balanced_accuracy);
        let lead = balanced.zip(codec).map(|(own, codec)| own - codec);
        row(
            tier.name(),
            format!(
                "balanced accuracy at least {:.0} points above the codec forest's",
                LEAD * 100.0
            ),
            lead,
            lead.is_some_and(|lead| lead >= LEAD),
            100.0,
        );
        if let Some(curve) = risk_coverage(scores, tier, &[1.0, 0.8]) {
            let half = curve[0].risk / 2.0;
            row(
                tier.name(),
                format!(
                    "error at 80 % coverage at most half of the {:.1} % at full coverage",
                    curve[0].risk * 100.0
                ),
                Some(curve[1].risk),
                curve[1].risk <= half,
                100.0,
            );
        }
    }
    let same = agreement(scores, Tier::Clean, Tier::Web);
    if same.answered > 0 {
        let share = same.same as f64 / same.answered as f64;
        row(
            "clean and web".to_owned(),
            format!(
                "same verdict for at least {:.0} % of the {} pictures with one in both",
                SAME_VERDICT * 100.0,
                same.answered
            ),
            Some(share),
            share >= SAME_VERDICT,
            100.0,
        );
    }
    text
}

fn sources(scores: &Scores) -> String {
    let mut text = String::from(
        "\n## By source\n\n\
         Share of pictures that are called likely synthetic, and in brackets likely real; the rest \
         get no answer. Folders of the training split that the detector was not trained on are \
         marked. Below the folders are the test split's real pictures by kind; a picture may be of \
         several.\n\n| Folder | Pictures |",
    );
    for tier in Tier::MAIN {
        put(&mut text, &format!(" {tier}, % |"));
    }
    put(&mut text, "\n| --- | --- | --- | --- | --- |\n");
    let tiers = Tier::MAIN.map(|tier| by_folder(scores, tier));
    for key in tiers[0].keys() {
        let (folder, test) = key;
        let mark = if *test { "" } else { " (left out of training)" };
        let counts = tiers.each_ref().map(|tier| tier.get(key).copied());
        put(&mut text, &verdict_row(&format!("{folder}{mark}"), counts));
    }
    let kinds = Tier::MAIN.map(|tier| real_by_kind(scores, tier));
    for kind in kinds[0].keys() {
        let counts = kinds.each_ref().map(|tier| tier.get(kind).copied());
        let name = format!("real, {}", kind.words());
        put(&mut text, &verdict_row(&name, counts));
    }
    text
}

/// A row with the verdicts in each main tier.
fn verdict_row(name: &str, counts: [Option<Counts>; 3]) -> String {
    let pictures = counts[0].map_or(0, |counts| counts.pictures);
    let mut row = format!("| {name} | {pictures} |");
    for counts in counts {
        let Some(counts) = counts else {
            put(&mut row, " – |");
            continue;
        };
        let share = |part: usize| 100.0 * part as f64 / counts.pictures.max(1) as f64;
        put(
            &mut row,
            &format!(
                " {:.1} ({:.1}) |",
                share(counts.synthetic),
                share(counts.real)
            ),
        );
    }
    put(&mut row, "\n");
    row
}

fn sweep(scores: &Scores) -> String {
    let mut text = String::from(
        "\n## One change at a time\n\n\
         | Tier | AUROC | Balanced accuracy, % | Real called likely synthetic, % | Synthetic called \
         likely synthetic, % | Answered, % | AUROC of the codec forest |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for tier in Tier::SWEEP {
        let Some(m) = measured(scores, tier, &ONCE) else {
            continue;
        };
        let accused = m.real_not_flagged.map(|value| 1.0 - value);
        let codec = baseline(scores, "codec", tier, &ONCE);
        let codec = codec.map_or("–".to_owned(), |codec| {
            decimal(&codec, "auroc", codec.auroc)
        });
        let found = scores.decided(tier, |subject| subject.test);
        let synthetic: Vec<_> = found
            .iter()
            .filter(|decided| decided.scored.label == Label::Synthetic)
            .collect();
        let hits = synthetic
            .iter()
            .filter(|decided| {
                decided.verdict == spectrafide_report::verdict::Verdict::LikelySynthetic
            })
            .count();
        let share = (!synthetic.is_empty()).then(|| hits as f64 / synthetic.len() as f64);
        put(
            &mut text,
            &format!(
                "| {tier} | {} | {} | {} | {} | {} | {codec} |\n",
                decimal(&m, "auroc", m.auroc),
                percent(&m, "balanced_accuracy", m.balanced_accuracy),
                percent(&m, "", accused),
                percent(&m, "", share),
                percent(&m, "coverage", m.coverage),
            ),
        );
    }
    text
}

fn answers(scores: &Scores, main: &MainTiers) -> String {
    let mut text = String::from(
        "\n## Answers\n\n\
         The error among the most certain pictures, an answer being the side of one half that the \
         score is on, and what the verdicts themselves do.\n\n| Tier |",
    );
    for coverage in COVERAGES {
        put(&mut text, &format!(" {:.0} % |", coverage * 100.0));
    }
    put(&mut text, " Verdicts given, % | Wrong among them, % |\n|");
    put(&mut text, &" --- |".repeat(COVERAGES.len() + 3));
    put(&mut text, "\n");
    for (tier, own) in Tier::MAIN.into_iter().zip(main) {
        let (Some(curve), Some(m)) = (risk_coverage(scores, tier, &COVERAGES), own) else {
            continue;
        };
        put(&mut text, &format!("| {tier} |"));
        for point in curve {
            put(&mut text, &format!(" {:.1} |", point.risk * 100.0));
        }
        put(
            &mut text,
            &format!(
                " {} | {} |\n",
                percent(m, "coverage", m.coverage),
                percent(m, "error_among_answered", m.error_among_answered)
            ),
        );
    }
    text
}

fn mistakes(scores: &Scores) -> String {
    let mut text = String::from(
        "\n## Mistakes\n\n\
         The wrong verdicts on clean pictures with the most extreme scores. The pictures are not \
         ours to publish; `report --sheet FILE` draws them.\n",
    );
    for (title, label) in [
        ("Real pictures called likely synthetic", Label::Real),
        ("Synthetic pictures called likely real", Label::Synthetic),
    ] {
        let wrong = failures(scores, Tier::Clean, label);
        put(&mut text, &format!("\n{title}: {}", wrong.len()));
        if wrong.is_empty() {
            put(&mut text, ".\n");
            continue;
        }
        put(&mut text, ", among them\n\n");
        for failure in wrong.iter().take(NAMED) {
            put(
                &mut text,
                &format!("- `{}`: {:.2}\n", failure.subject.path, failure.score),
            );
        }
    }
    text
}

/// What others publish. Their figures are their own, on their own pictures.
const PEERS: &str = "\n## Others\n\n\
Figures that others publish about themselves, or that benchmarks publish about them. They are of \
other pictures, mostly of more and easier ones, and cannot be set against the tables above; they \
show what is possible with more data and larger networks.\n\n\
| Detector | Size | Figure | Where it differs |\n| --- | --- | --- | --- |\n\
| Sieve (browser) | 45 MB | balanced accuracy 91.3 clean, 87.5 at 768 px q60, 86.2 at 512 px q40, \
real accuracy at least 95 | 36 355 pictures, its own test set; a vision transformer trained before \
on much larger data |\n\
| luigimasango-dev (browser) | 2 × ViT-S | accuracy .834 clean, .747 at JPEG 85, .729 at 512 px \
q75 | its own test set |\n\
| Community Forensics | 22 M parameters | accuracy 84 on GenImage, 77.5 on Chameleon | trained on \
pictures of 4 803 generators |\n\
| SAFE | 1.4 M parameters | 96.7 on its own test, 78.1 on AIGIBench, 50.3 on GenImage with JPEG \
fakes | the last is a protocol without format cues, as here |\n\
| NPR | 1.4 M parameters | 92.5 on ForenSynths, 67.9 on AIGIBench, 51.5 on GenImage with JPEG \
fakes | as above |\n\
| FerretNet | 1.1 M parameters | 97.1 on 22 generators, 79.4 on AIGIBench | as above |\n";

#[cfg(test)]
mod tests {
    use super::page;
    use crate::data::kind::Kind;
    use crate::measurement::report::samples::scores;

    /// At 0.7 one of two real and one of three synthetic pictures are flagged.
    #[test]
    fn the_page_says_what_was_counted() {
        let page = page(&scores(), "\n### One by one\n");
        for part in [
            "2 real and 3 synthetic pictures",
            "Left out, not readable: test/real/a/broken.jpg",
            // (1/2 + 1/3) / 2
            "| clean, detector | 41.7 (",
            // Balanced accuracy of the codec forest at one half: (2/2 + 2/3) / 2.
            "| clean, codec forest | 83.3 (",
            "| clean | balanced accuracy at least 85 % | 41.7 | missed |",
            "| clean | balanced accuracy at least 10 points above the codec forest's | -41.7 | missed |",
            "same verdict for at least 95 % of the 3 pictures with one in both | 66.7 | missed |",
            "| real/sky (left out of training) | 1 | 100.0 (0.0) | 0.0 (100.0) | – |",
            "- `test/real/a/2.jpg`: 0.80",
            "### One by one",
        ] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
    }

    #[test]
    fn the_page_counts_kinds_among_real_test_pictures() {
        let mut scores = scores();
        for index in [0, 1, 2, 5] {
            scores.pictures[index].kinds.insert(Kind::Dark);
        }
        let page = page(&scores, "");
        assert!(page.contains("| real, dark | 2 | 50.0 (50.0) | 0.0 (100.0) | – |"));
    }
}
