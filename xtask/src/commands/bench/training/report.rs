//! What was measured, and the table of it.

use std::fmt::Write as _;

use serde::Serialize;

/// One run of one program.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// The network that was trained.
    pub network: String,
    /// What trained it.
    pub program: String,
    /// The kind of device: only programs of one kind are compared.
    pub kind: &'static str,
    /// Whether the others are compared with it.
    pub is_reference: bool,
    /// The round, from 0.
    pub round: usize,
    /// The views of a step over the median duration of the steps.
    pub views_per_second: f64,
}

/// All rounds, and what follows from them.
#[derive(Debug, Serialize)]
pub struct Report {
    batch: usize,
    threads: usize,
    rows: Vec<Row>,
    runs: Vec<Measured>,
}

/// One program on one network.
#[derive(Debug, PartialEq, Serialize)]
struct Row {
    network: String,
    program: String,
    views_per_second: Spread,
    /// Over the reference's views per second in the same round; where there is a reference.
    ratio: Option<Spread>,
}

/// A figure over the rounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Spread {
    median: f64,
    lowest: f64,
    highest: f64,
}

impl Spread {
    /// That of at least one value.
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (lowest, highest) = (*values.first()?, *values.last()?);
        let (lower, upper) = ((values.len() - 1) / 2, values.len() / 2);
        Some(Self {
            median: f64::midpoint(values[lower], values[upper]),
            lowest,
            highest,
        })
    }
}

impl Report {
    /// Sums up `runs`, which are of `batch` views a step on `threads` threads.
    pub fn new(batch: usize, threads: usize, runs: Vec<Measured>) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for run in &runs {
            if rows
                .iter()
                .any(|row| row.network == run.network && row.program == run.program)
            {
                continue;
            }
            let same: Vec<&Measured> = runs
                .iter()
                .filter(|other| other.network == run.network && other.program == run.program)
                .collect();
            let speeds = same.iter().map(|run| run.views_per_second).collect();
            let ratios = same.iter().filter_map(|run| ratio(run, &runs)).collect();
            if let Some(views_per_second) = Spread::of(speeds) {
                rows.push(Row {
                    network: run.network.clone(),
                    program: run.program.clone(),
                    views_per_second,
                    ratio: Spread::of(ratios),
                });
            }
        }
        Self {
            batch,
            threads,
            rows,
            runs,
        }
    }

    /// One line per network and program: medians, with the lowest and highest round behind them.
    pub fn table(&self) -> String {
        let mut text = format!(
            "Training, {} views a step, threads of a processor: {}\n{:<12} {:<28} {:>28} {:>24}\n",
            self.batch, self.threads, "network", "program", "views/s", "of PyTorch's"
        );
        for row in &self.rows {
            let speed = spread(row.views_per_second, 0);
            let ratio = row.ratio.map_or_else(String::new, |ratio| spread(ratio, 2));
            writeln!(
                text,
                "{:<12} {:<28} {speed:>28} {ratio:>24}",
                row.network, row.program
            )
            .expect("writing to a String cannot fail");
        }
        text
    }
}

/// The speed of `run` over that of its reference in the same round: neighbours in time, so that
/// other work on the machine slows both.
fn ratio(run: &Measured, runs: &[Measured]) -> Option<f64> {
    let reference = runs.iter().find(|other| {
        other.is_reference
            && other.kind == run.kind
            && other.network == run.network
            && other.round == run.round
    })?;
    Some(run.views_per_second / reference.views_per_second)
}

fn spread(figure: Spread, places: usize) -> String {
    format!(
        "{:.places$} ({:.places$} to {:.places$})",
        figure.median, figure.lowest, figure.highest
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(program: &str, kind: &'static str, round: usize, speed: f64) -> Measured {
        Measured {
            network: "net".to_owned(),
            program: program.to_owned(),
            kind,
            is_reference: program == "reference",
            round,
            views_per_second: speed,
        }
    }

    #[test]
    fn the_ratio_is_of_the_same_round_and_the_same_kind_of_device() {
        // Other work halves the speed of both in the second round: the ratio stays.
        let report = Report::new(
            64,
            1,
            vec![
                measured("ours", "cpu", 0, 50.0),
                measured("reference", "cpu", 0, 100.0),
                measured("ours", "cpu", 1, 25.0),
                measured("reference", "cpu", 1, 50.0),
                measured("on a GPU", "cuda", 0, 900.0),
            ],
        );
        let ours = &report.rows[0];
        assert_eq!(
            ours.views_per_second,
            Spread {
                median: 37.5,
                lowest: 25.0,
                highest: 50.0
            }
        );
        assert_eq!(ours.ratio.map(|ratio| ratio.median), Some(0.5));
        assert_eq!(ours.ratio.map(|ratio| ratio.highest), Some(0.5));
        let on_gpu = &report.rows[2];
        assert_eq!(on_gpu.program, "on a GPU");
        assert_eq!(on_gpu.ratio, None);
    }

    #[test]
    fn the_table_has_one_line_for_each_program() {
        let runs = vec![
            measured("ours", "cpu", 0, 3.0),
            measured("ours", "cpu", 1, 1.0),
            measured("ours", "cpu", 2, 7.0),
        ];
        let table = Report::new(64, 1, runs).table();
        let lines: Vec<&str> = table.lines().filter(|line| line.contains("ours")).collect();
        assert_eq!(lines.len(), 1, "{table}");
        assert!(lines[0].contains("3 (1 to 7)"), "{table}");
    }
}
