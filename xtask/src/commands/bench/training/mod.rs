//! `cargo xtask bench training`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use serde::Deserialize;

use self::report::{Measured, Report};
use crate::process;
use crate::project::Project;

mod report;

/// Side of the views, in pixels.
const SIDE: usize = 32;

/// What the names of the programs that ours are compared with begin with.
const REFERENCE: &str = "PyTorch";

/// Compare the training speed of the trainer with that of `PyTorch`.
///
/// Both train the same networks with the same batch size on random data in memory, with the same
/// number of threads, one after the other in each of several rounds. `PyTorch` is looked for in
/// the Python that `--python` or `SPECTRAFIDE_PYTHON` names, and else in `python3`; without it the
/// trainer's own figures are all there is.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A device of the trainer; may be given several times. Each but `cpu` is built with the
    /// trainer's cargo feature of that name.
    #[arg(long, value_name = "DEVICE", default_values_t = [Device::Cpu])]
    device: Vec<Device>,
    /// Train this network only; may be given several times.
    #[arg(long, value_name = "NETWORK")]
    network: Vec<Network>,
    /// Views in a step.
    #[arg(long, default_value_t = 64)]
    batch: usize,
    /// Threads that a processor computes with.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// How many times each program runs.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Timed steps in each run; by default some seconds on one thread.
    #[arg(long)]
    steps: Option<usize>,
    /// The Python interpreter that has `PyTorch`.
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
    /// Also write the figures, with those of every round, to this file.
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
}

/// A device of the trainer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Device {
    /// The processor, in pure Rust.
    Cpu,
    /// An NVIDIA GPU.
    Cuda,
    /// A GPU with a Vulkan driver.
    Vulkan,
    /// The processor through libtorch, which `LIBTORCH` and `LD_LIBRARY_PATH` must name.
    Libtorch,
}

impl Device {
    /// What `PyTorch` is compared on.
    fn of_pytorch(self) -> &'static str {
        match self {
            Self::Cpu | Self::Libtorch => "cpu",
            Self::Cuda | Self::Vulkan => "cuda",
        }
    }
}

impl std::fmt::Display for Device {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&name(self))
    }
}

/// A network that both sides have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Network {
    /// That of the CIFAKE paper: two layers of 32 filters, 64 units.
    #[value(name = "cifake_cnn")]
    CifakeCnn,
    /// A residual network of 18 layers with the stem for small pictures.
    #[value(name = "resnet18")]
    ResNet18,
}

impl Network {
    /// Steps in a run that are not timed and those that are: some seconds on one thread of a
    /// processor.
    fn steps(self) -> [usize; 2] {
        match self {
            Self::CifakeCnn => [5, 50],
            Self::ResNet18 => [1, 4],
        }
    }
}

/// The name of a value on the command line.
fn name(value: &impl ValueEnum) -> String {
    value
        .to_possible_value()
        .map_or_else(String::new, |value| value.get_name().to_owned())
}

/// A program that trains.
struct Program {
    /// What the table calls it.
    name: String,
    /// The kind of device that it computes on, as `PyTorch` calls it: only programs of one kind
    /// are compared.
    kind: &'static str,
    /// The program and its first arguments.
    words: Vec<OsString>,
}

/// What either side prints after a run.
#[derive(Debug, Deserialize)]
struct Timing {
    parameters: usize,
    views_per_second: f64,
}

/// Builds the trainer, runs everything in turns and prints the table.
///
/// # Errors
///
/// Our trainer cannot be built, or a program fails in the middle.
pub fn run(project: &Project, args: &Args) -> Result<()> {
    ensure!(args.rounds > 0, "`--rounds` must be above 0");
    let mut programs = ours(project, &args.device)?;
    for kind in ["cpu", "cuda"] {
        if programs.iter().any(|program| program.kind == kind) {
            match pytorch(project, args, kind) {
                Ok(program) => programs.push(program),
                Err(reason) => println!("PyTorch is left out on {kind}: {reason:#}"),
            }
        }
    }
    let networks = if args.network.is_empty() {
        Network::value_variants()
    } else {
        &args.network
    };
    let mut measured = Vec::new();
    for &network in networks {
        for round in 0..args.rounds {
            println!("{}: round {} of {}", name(&network), round + 1, args.rounds);
            let mut parameters = None;
            for program in &programs {
                let timing = time(project, args, program, network)?;
                let first = *parameters.get_or_insert(timing.parameters);
                ensure!(
                    first == timing.parameters,
                    "{} trains another network: it has {} parameters, not {first}",
                    program.name,
                    timing.parameters
                );
                measured.push(Measured {
                    network: name(&network),
                    program: program.name.clone(),
                    kind: program.kind,
                    is_reference: program.name.starts_with(REFERENCE),
                    round,
                    views_per_second: timing.views_per_second,
                });
            }
        }
    }
    let report = Report::new(args.batch, args.threads, measured);
    println!("\n{}", report.table());
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&report)? + "\n";
        fs::write(path, text).with_context(|| format!("could not write {}", path.display()))?;
    }
    Ok(())
}

/// Builds the trainer for `devices`, and returns it once for each.
fn ours(project: &Project, devices: &[Device]) -> Result<Vec<Program>> {
    let features: Vec<String> = devices
        .iter()
        .filter(|&&device| device != Device::Cpu)
        .map(|&device| name(&device))
        .collect();
    let mut cargo = project.cargo(&["build", "--release", "--package=spectrafide-trainer"]);
    if !features.is_empty() {
        cargo.arg("--features").arg(features.join(","));
    }
    process::run(&mut cargo)?;
    let program = format!("spectrafide-trainer{}", std::env::consts::EXE_SUFFIX);
    let program = project.target.join("release").join(program);
    Ok(devices
        .iter()
        .map(|&device| Program {
            name: format!("spectrafide, {device}"),
            kind: device.of_pytorch(),
            words: [
                program.as_os_str(),
                OsStr::new("bench"),
                OsStr::new("--device"),
            ]
            .map(OsStr::to_owned)
            .into_iter()
            .chain([name(&device).into()])
            .collect(),
        })
        .collect())
}

/// `PyTorch` on `kind`, if it is there.
fn pytorch(project: &Project, args: &Args, kind: &'static str) -> Result<Program> {
    let python = args
        .python
        .clone()
        .or_else(|| std::env::var_os("SPECTRAFIDE_PYTHON").map(PathBuf::from))
        .unwrap_or_else(|| PathBuf::from("python3"));
    let mut command = Command::new(&python);
    command.args([
        "-c",
        &format!("import torch; torch.zeros(1, device='{kind}'); print(torch.__version__)"),
    ]);
    let line = process::describe(&command);
    let output = command
        .output()
        .with_context(|| format!("could not start `{line}`"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!(
            "{}: {}",
            python.display(),
            errors.lines().last().unwrap_or("it failed")
        );
    }
    let version = String::from_utf8_lossy(&output.stdout);
    let script = project.root.join("trainer/bench/pytorch.py");
    Ok(Program {
        name: format!("{REFERENCE} {}, {kind}", version.trim()),
        kind,
        words: vec![python.into(), script.into(), "--device".into(), kind.into()],
    })
}

/// Runs `program` once on `network`.
fn time(project: &Project, args: &Args, program: &Program, network: Network) -> Result<Timing> {
    let (first, rest) = program
        .words
        .split_first()
        .context("a program has a name")?;
    let file = project.root.join("trainer/bench").join(name(&network));
    let mut command = project.command(first, &[]);
    command
        .args(rest)
        .arg("--network")
        .arg(file.with_extension("json"));
    let threads = args.threads.to_string();
    let [warm_up, steps] = network.steps();
    for (option, value) in [
        ("--side", SIDE),
        ("--warm-up", warm_up),
        ("--batch", args.batch),
        ("--steps", args.steps.unwrap_or(steps)),
    ] {
        command.arg(option).arg(value.to_string());
    }
    // Read by Burn's CPU device, and by libtorch and the library of its matrix products.
    for variable in ["RAYON_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"] {
        command.env(variable, &threads);
    }
    let text = process::output(&mut command)?;
    serde_json::from_str(&text)
        .with_context(|| format!("`{}` printed something else", process::describe(&command)))
}
