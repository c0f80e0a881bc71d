using System.Text;
using MLSecOps.Core.Digests;

namespace MLSecOps.Sandbox.Rehearsal;

/// <summary>What a pass depends on besides the package, measured by the launcher and never told by the worker. When one part changes, the model is rehearsed again.</summary>
/// <param name="Worker">fs-verity digest of the worker's program.</param>
/// <param name="OnnxRuntime">fs-verity digest of the ONNX Runtime library beside it: its version, build and any patch.</param>
/// <param name="Provider">Execution provider.</param>
/// <param name="Architecture">Such as <c>x64</c> or <c>arm64</c>.</param>
/// <param name="Cpu">The processor model and its instruction sets.</param>
public sealed record EngineIdentity(Sha256Digest Worker, Sha256Digest OnnxRuntime, string Provider, string Architecture, string Cpu)
{
    /// <summary>One value for all of it: SHA-256 over the parts as lines of text. Part of the key of a pass, beside the package's manifest digest.</summary>
    public Sha256Digest Key => Sha256Digest.Of(Encoding.UTF8.GetBytes($"mlsec.engine/1\n{Worker}\n{OnnxRuntime}\n{Provider}\n{Architecture}\n{Cpu}\n"));
}
