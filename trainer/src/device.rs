//! Where the computation runs, chosen at run time.

use anyhow::Result;
use burn::tensor::Device;
use clap::ValueEnum;

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DeviceChoice {
    /// The fastest that this program was built with and that works here.
    Auto,
    /// The processor, in pure Rust.
    Cpu,
    /// An NVIDIA GPU (cargo feature `cuda`).
    Cuda,
    /// A GPU with a Vulkan driver (cargo feature `vulkan`).
    Vulkan,
    /// The processor through libtorch (cargo feature `libtorch`).
    Libtorch,
}

impl DeviceChoice {
    /// Opens the device and names it.
    pub fn open(self) -> Result<(Device, &'static str)> {
        match self {
            Self::Cpu => Ok((Device::flex(), "cpu")),
            Self::Cuda => cuda(),
            Self::Vulkan => vulkan(),
            Self::Libtorch => libtorch(),
            Self::Auto => Ok(cuda()
                .or_else(|_| vulkan())
                .or_else(|_| libtorch())
                .unwrap_or_else(|_| (Device::flex(), "cpu"))),
        }
    }
}

#[cfg(feature = "cuda")]
fn cuda() -> Result<(Device, &'static str)> {
    use burn::tensor::{DeviceFilter, DeviceType};
    anyhow::ensure!(
        !Device::enumerate(DeviceFilter::new().with(DeviceType::Cuda))
            .into_vec()
            .is_empty(),
        "no CUDA device was found"
    );
    Ok((Device::cuda(0usize), "cuda"))
}

#[cfg(feature = "vulkan")]
fn vulkan() -> Result<(Device, &'static str)> {
    let device = Device::wgpu_options()
        .init()
        .map_err(|error| anyhow::anyhow!("no Vulkan device could be opened: {error}"))?;
    Ok((device, "vulkan"))
}

#[cfg(feature = "libtorch")]
#[expect(
    deprecated,
    reason = "measured a few times faster than the pure Rust CPU device"
)]
#[expect(clippy::unnecessary_wraps, reason = "one signature for every device")]
fn libtorch() -> Result<(Device, &'static str)> {
    Ok((Device::libtorch(), "libtorch"))
}

#[cfg(not(feature = "cuda"))]
fn cuda() -> Result<(Device, &'static str)> {
    missing("cuda")
}

#[cfg(not(feature = "vulkan"))]
fn vulkan() -> Result<(Device, &'static str)> {
    missing("vulkan")
}

#[cfg(not(feature = "libtorch"))]
fn libtorch() -> Result<(Device, &'static str)> {
    missing("libtorch")
}

#[cfg(not(all(feature = "cuda", feature = "vulkan", feature = "libtorch")))]
fn missing(feature: &str) -> Result<(Device, &'static str)> {
    anyhow::bail!("this program was built without it; build it with `--features {feature}`")
}
